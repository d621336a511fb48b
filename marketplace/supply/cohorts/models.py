"""A cohort: one run of a program, with dates in a time zone, a place, seats, and partners' commitments."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import History, Identified, Versioned, one_of
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.programs.models import Program


class Stage(StrEnum):
    """Where a cohort stands."""

    PLANNED = "planned"
    RECRUITING = "recruiting"
    IN_DELIVERY = "in_delivery"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class CohortChange(History):
    """A step of a cohort."""

    __tablename__ = "cohort_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class Cohort(Versioned, Identified):
    """One run of a program. `applications_close_at` is a moment; dates are days in `time_zone`."""

    __tablename__ = "cohorts"
    __history__ = CohortChange
    program_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("programs.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    stage: Mapped[Stage] = mapped_column(default=Stage.PLANNED)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    time_zone: Mapped[str] = mapped_column(String(60))
    schedule: Mapped[str] = mapped_column(String(200), default="")
    place: Mapped[str] = mapped_column(String(120))
    province: Mapped[str] = mapped_column(String(60))
    applications_close_at: Mapped[datetime]
    hear_by: Mapped[date]
    seats: Mapped[int]
    seats_taken: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]

    program: Mapped[Program] = relationship()
    partners: Mapped[list["CohortPartner"]] = relationship(back_populates="cohort")

    __table_args__ = (
        one_of("stage", Stage),
        UniqueConstraint("program_id", "name"),
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
        CheckConstraint("seats BETWEEN 1 AND 9999", name="seats_in_range"),
        CheckConstraint("seats_taken BETWEEN 0 AND seats", name="seats_taken_within_seats"),
    )

    @property
    def applications_close_on(self) -> date:
        """The last day to apply, as the place's calendar says it."""
        return self.applications_close_at.astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def free_seats(self) -> int:
        """How many seats nobody has taken."""
        return self.seats - self.seats_taken


class CohortPartner(Identified):
    """A hiring partner's commitment to one cohort: how many people it intends to hire from it."""

    __tablename__ = "cohort_partners"
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"), index=True)
    hiring_partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("hiring_partners.id"))
    intended_hires: Mapped[int]
    created_at: Mapped[datetime]

    cohort: Mapped[Cohort] = relationship(back_populates="partners")
    hiring_partner: Mapped[HiringPartner] = relationship()

    __table_args__ = (
        UniqueConstraint("cohort_id", "hiring_partner_id"),
        CheckConstraint("intended_hires BETWEEN 0 AND 999", name="hires_in_range"),
    )
