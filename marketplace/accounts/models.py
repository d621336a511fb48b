"""People, organisations, and who acts for whom: memberships, invitations, sign-ins and single-use tokens."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_login import UserMixin
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, ChangeNote, Identified, one_of
from marketplace.sides import Actor, Role, Side


class OrganisationKind(StrEnum):
    """What an organisation is: it decides which side its members act on."""

    EMPLOYER = "employer"
    PROGRAM_TEAM = "program_team"
    FUNDER = "funder"


class TokenPurpose(StrEnum):
    """What a single-use link does."""

    CONFIRM_EMAIL = "confirm_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 -- a word, not a secret


class Person(Identified, UserMixin):  # type: ignore[misc]  # the mixin has no types
    """A person who can sign in. `email` is stored folded; `is_active` off ends every sign-in."""

    __tablename__ = "people"
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    time_zone: Mapped[str | None] = mapped_column(String(60))
    locale: Mapped[str | None] = mapped_column(String(10))
    active: Mapped[bool] = mapped_column(default=True)
    epoch: Mapped[int] = mapped_column(default=1)
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("email = lower(email)", name="email_folded"),)

    actor: Actor  # set by the loader of the signed-in person, as is `secret`; not columns
    secret: str
    __allow_unmapped__ = True

    def get_id(self) -> str:
        """What the session carries of a signed-in person: the secret of this sign-in, never the person's id."""
        return self.secret

    @property
    def is_active(self) -> bool:
        """Whether the person may sign in."""
        return self.active

    @property
    def is_authenticated(self) -> bool:
        """True: the loader gives nobody else. Flask-Login's own answer would read the row again after a rollback."""
        return True


class Organisation(Identified):
    """An employer, a program team or a funder; what a person can act for."""

    __tablename__ = "organisations"
    kind: Mapped[OrganisationKind]
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]

    __table_args__ = (one_of("kind", OrganisationKind),)


class Membership(Identified):
    """A person's place on a side, for an organisation or for themselves; ended, never deleted."""

    __tablename__ = "memberships"
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    side: Mapped[Side]
    role: Mapped[Role | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation | None] = relationship()

    __table_args__ = (
        one_of("side", Side),
        one_of("role", Role),
        CheckConstraint("(side = 'employer') = (role IS NOT NULL)", name="role_of_employers"),
        CheckConstraint("(side IN ('jobseeker', 'admin')) = (organisation_id IS NULL)", name="organisation_of_side"),
        Index(
            "uq_memberships_one_live",
            "person_id",
            "side",
            "organisation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND organisation_id IS NOT NULL"),
            postgresql_where=text("ended_at IS NULL AND organisation_id IS NOT NULL"),
        ),
        Index(
            "uq_memberships_one_live_alone",
            "person_id",
            "side",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND organisation_id IS NULL"),
            postgresql_where=text("ended_at IS NULL AND organisation_id IS NULL"),
        ),
    )

    def actor(self) -> Actor:
        """The acting person that this membership makes."""
        return Actor(
            person_id=self.person_id,
            name=self.person.name,
            side=self.side,
            membership_id=self.id,
            organisation_id=self.organisation_id,
            organisation_name=self.organisation.name if self.organisation else "",
            role=self.role,
        )


class Invitation(Identified):
    """A single-use invitation of one address to one side of one organisation; only its hash is kept."""

    __tablename__ = "invitations"
    email: Mapped[str] = mapped_column(String(254), index=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    side: Mapped[Side]
    role: Mapped[Role | None]
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    cancelled_at: Mapped[datetime | None]

    organisation: Mapped[Organisation | None] = relationship()

    link: str  # with its secret, until the transaction ends; not a column
    __allow_unmapped__ = True

    __table_args__ = (
        one_of("side", Side),
        one_of("role", Role),
        CheckConstraint("(accepted_at IS NULL) = (accepted_by_id IS NULL)", name="accepted_by_somebody"),
        CheckConstraint("accepted_at IS NULL OR cancelled_at IS NULL", name="accepted_or_cancelled"),
    )


class SignIn(Identified):
    """One signed-in browser: the cookie carries a random secret, this row its hash."""

    __tablename__ = "sign_ins"
    membership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("memberships.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    epoch: Mapped[int]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    membership: Mapped[Membership] = relationship()


class Token(Identified):
    """A single-use link to an address (confirm it, reset a password); only its hash is kept."""

    __tablename__ = "tokens"
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    purpose: Mapped[TokenPurpose]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    __table_args__ = (one_of("purpose", TokenPurpose),)

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
