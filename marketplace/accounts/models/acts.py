"""Former names of organisations, and what administrators did."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models.people import Organisation, Person
from marketplace.db import Base, ChangeNote, Identified, one_of
from marketplace.suppression import LARGEST, SMALLEST


def name_key(name: str) -> str:
    """A name of an organisation as it is compared: case and spacing folded."""
    return " ".join(name.casefold().split())


class OrganisationAlias(Identified):
    """A name that an organisation had, or that of another one that was merged into it; found by search."""

    __tablename__ = "organisation_aliases"
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(400))
    kept_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("organisation_id", "name_key"),)


class OrganisationMerger(Base):
    """An organisation that turned out to be another one: what it held is there now, only its name stays here."""

    __tablename__ = "organisation_mergers"
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    into_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    merged_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("organisation_id <> into_id", name="into_another"),)


class Deed(StrEnum):
    """What an administrator did."""

    SHUT_OUT = "shut_out"
    LET_IN = "let_in"
    PLACE_ENDED = "place_ended"
    SIGN_IN_ENDED = "sign_in_ended"
    SIGN_INS_ENDED = "sign_ins_ended"
    SECOND_FACTOR_RESET = "second_factor_reset"
    LEAD_MADE = "lead_made"
    LEAD_UNMADE = "lead_unmade"
    INVITED = "invited"
    INVITED_AGAIN = "invited_again"
    INVITATION_CANCELLED = "invitation_cancelled"
    RENAMED = "renamed"
    MERGED = "merged"
    SETTINGS_CHANGED = "settings_changed"
    MAIL_CHANGED = "mail_changed"
    MAIL_RESET = "mail_reset"


class AdminAct(Identified):
    """One thing an administrator did: who, when, to whom or what, and why. Only ever appended.

    `details` tells what was before and after; it holds nothing about a person. The reason is in a note,
    which can be blanked.
    """

    __tablename__ = "admin_acts"
    deed: Mapped[Deed]
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    about: Mapped[str] = mapped_column(String(80), default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    note_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("change_notes.id"))

    actor: Mapped[Person] = relationship(foreign_keys=[actor_id])
    organisation: Mapped[Organisation | None] = relationship()
    note: Mapped[ChangeNote | None] = relationship()

    __table_args__ = (one_of("deed", Deed), {"info": {"append_only": True}})


class SmallestGroup(Base):
    """From when on nothing is told that points at fewer people; the newest row holds. Only ever appended.

    Who set it, and why, is an `AdminAct`. What was told stays as it is, so it never goes below `SMALLEST`.
    """

    __tablename__ = "smallest_groups"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    people: Mapped[int]
    since: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(f"people BETWEEN {SMALLEST} AND {LARGEST}", name="within_bounds"),
        {"info": {"append_only": True}},
    )
