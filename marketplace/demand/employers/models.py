"""What an employer is to a program team: its situation in its own words, and the people to talk to."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Invitation, Organisation, Person
from marketplace.db import Base, History, Identified, Versioned, one_of
from marketplace.sides import Side


class SizeBand(StrEnum):
    """How many people work there."""

    UP_TO_19 = "up_to_19"
    UP_TO_99 = "up_to_99"
    UP_TO_499 = "up_to_499"
    OVER_500 = "over_500"
    UNKNOWN = "unknown"


class RelationStage(StrEnum):
    """How far the program team and an employer have come with each other."""

    FIRST_CONTACT = "first_contact"
    IN_CONVERSATION = "in_conversation"
    WORKING_TOGETHER = "working_together"
    RESTING = "resting"
    ENDED = "ended"


class EmployerChange(History):
    """A step of the relationship with an employer."""

    __tablename__ = "employer_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employers.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class Employer(Versioned, Base):
    """An organisation that hires; its id is the organisation's. The name is the organisation's too.

    `name_key` is the name folded, so that one employer is not entered twice. `stage` is that of the relationship.
    """

    __tablename__ = "employers"
    __history__ = EmployerChange
    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    name_key: Mapped[str] = mapped_column(String(400), unique=True)
    sector: Mapped[str] = mapped_column(String(120), default="")
    region: Mapped[str] = mapped_column(String(120), default="")
    size: Mapped[SizeBand] = mapped_column(default=SizeBand.UNKNOWN)
    goals: Mapped[str] = mapped_column(Text, default="")
    growth_challenges: Mapped[str] = mapped_column(Text, default="")
    pains: Mapped[str] = mapped_column(Text, default="", server_default="")
    recruiting: Mapped[str] = mapped_column(Text, default="", server_default="")
    hiring_process: Mapped[str] = mapped_column(Text, default="")
    stage: Mapped[RelationStage] = mapped_column(
        default=RelationStage.FIRST_CONTACT, server_default=RelationStage.IN_CONVERSATION.value
    )
    created_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(lazy="joined")

    __table_args__ = (one_of("size", SizeBand), one_of("stage", RelationStage))

    @property
    def name(self) -> str:
        """The organisation's name."""
        return self.organisation.name


class EmployerEdition(Identified):
    """What stood on an employer's page from a moment on, and who wrote it; nobody where it was there before."""

    __tablename__ = "employer_editions"
    employer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employers.id"))
    seq: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    side: Mapped[Side | None]
    name: Mapped[str] = mapped_column(String(200))
    sector: Mapped[str] = mapped_column(String(120))
    region: Mapped[str] = mapped_column(String(120))
    size: Mapped[SizeBand]
    goals: Mapped[str] = mapped_column(Text)
    growth_challenges: Mapped[str] = mapped_column(Text)
    pains: Mapped[str] = mapped_column(Text)
    recruiting: Mapped[str] = mapped_column(Text)
    hiring_process: Mapped[str] = mapped_column(Text)

    actor: Mapped[Person | None] = relationship()

    __table_args__ = (
        UniqueConstraint("employer_id", "seq"),
        one_of("size", SizeBand),
        one_of("side", Side),
        {"info": {"append_only": True}},
    )


class EmployerContact(Identified):
    """A person to talk to at an employer; invited to an account of their own through `invitation`."""

    __tablename__ = "employer_contacts"
    employer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employers.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    job_title: Mapped[str] = mapped_column(String(200), default="")
    invitation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("invitations.id"))
    created_at: Mapped[datetime]

    employer: Mapped[Employer] = relationship()
    invitation: Mapped[Invitation | None] = relationship()

    __table_args__ = (UniqueConstraint("employer_id", "email"), UniqueConstraint("employer_id", "id"))
