"""What an employer is to a program team: its situation in its own words, and the people to talk to."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Invitation, Organisation
from marketplace.db import Base, Identified, Versioned, one_of


class SizeBand(StrEnum):
    """How many people work there."""

    UP_TO_19 = "up_to_19"
    UP_TO_99 = "up_to_99"
    UP_TO_499 = "up_to_499"
    OVER_500 = "over_500"
    UNKNOWN = "unknown"


class Employer(Versioned, Base):
    """An organisation that hires; its id is the organisation's. The name is the organisation's too.

    `name_key` is the name folded, so that one employer is not entered twice.
    """

    __tablename__ = "employers"
    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    name_key: Mapped[str] = mapped_column(String(400), unique=True)
    sector: Mapped[str] = mapped_column(String(120), default="")
    region: Mapped[str] = mapped_column(String(120), default="")
    size: Mapped[SizeBand] = mapped_column(default=SizeBand.UNKNOWN)
    goals: Mapped[str] = mapped_column(Text, default="")
    growth_challenges: Mapped[str] = mapped_column(Text, default="")
    hiring_process: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(lazy="joined")

    __table_args__ = (one_of("size", SizeBand),)

    @property
    def name(self) -> str:
        """The organisation's name."""
        return self.organisation.name


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
