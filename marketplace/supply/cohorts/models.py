"""A cohort: one run of a program, with dates in a time zone, a place, seats, and partners' commitments."""

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import History, Identified, Versioned, one_of
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.programs.models import Module, Program

CENSUS_AFTER = timedelta(days=14)


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
    """One run of a program. `applications_close_at` is a moment; dates are days in `time_zone`.

    `version_number` says which version of the program it teaches, whatever is written later.
    """

    __tablename__ = "cohorts"
    __history__ = CohortChange
    program_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("programs.id"), index=True)
    version_number: Mapped[int] = mapped_column(default=1)
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
    census_on: Mapped[date | None]
    seats: Mapped[int]
    seats_taken: Mapped[int] = mapped_column(default=0)
    #: How long a seat that became free is held for the next on the waitlist, and how long after the start they wait.
    hold_hours: Mapped[int] = mapped_column(default=48)
    grace_days: Mapped[int] = mapped_column(default=7)
    created_at: Mapped[datetime]

    program: Mapped[Program] = relationship(foreign_keys=[program_id])
    #: The modules of the version it teaches.
    modules: Mapped[list[Module]] = relationship(
        primaryjoin="and_(Module.program_id == Cohort.program_id, Module.version_number == Cohort.version_number)",
        foreign_keys="[Module.program_id, Module.version_number]",
        order_by="Module.position",
        viewonly=True,
    )
    partners: Mapped[list["CohortPartner"]] = relationship(back_populates="cohort")

    __table_args__ = (
        one_of("stage", Stage),
        UniqueConstraint("program_id", "name"),
        ForeignKeyConstraint(
            ["program_id", "version_number"],
            ["program_versions.program_id", "program_versions.number"],
            name="fk_cohorts_version",
        ),
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
        CheckConstraint("seats BETWEEN 1 AND 9999", name="seats_in_range"),
        CheckConstraint("seats_taken BETWEEN 0 AND seats", name="seats_taken_within_seats"),
        CheckConstraint("hold_hours BETWEEN 1 AND 720", name="hold_hours_in_range"),
        CheckConstraint("grace_days BETWEEN 0 AND 90", name="grace_days_in_range"),
    )

    @property
    def applications_close_on(self) -> date:
        """The last day to apply, as the place's calendar says it."""
        return self.applications_close_at.astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def census_day(self) -> date:
        """The day whose people count as those who started: the one that was set, or two weeks after the first day."""
        return self.census_on or min(self.starts_on + CENSUS_AFTER, self.ends_on)

    @property
    def last_day_for_seats(self) -> date:
        """Until when a free seat may still go to somebody who waits: the days of grace after the first day included."""
        return self.starts_on + timedelta(days=self.grace_days)

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


class CohortWish(Identified):
    """That a partner wants to be on the next cohort, and how many people it intends to hire; without a number, not.

    Never changed. The newest says what it wants, until it is signed onto a cohort.
    """

    __tablename__ = "cohort_wishes"
    hiring_partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("hiring_partners.id"))
    seq: Mapped[int]
    intended_hires: Mapped[int | None]
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]

    hiring_partner: Mapped[HiringPartner] = relationship()
    asked_by: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("hiring_partner_id", "seq"),
        CheckConstraint("intended_hires BETWEEN 0 AND 999", name="hires_in_range"),
        {"info": {"append_only": True}},
    )


class DeliveryStage(StrEnum):
    """Where an hour that a partner gives to the training stands."""

    OFFERED = "offered"
    SCHEDULED = "scheduled"
    HELD = "held"
    CANCELLED = "cancelled"


class CoDeliveryChange(History):
    """A step of a partner's hour."""

    __tablename__ = "co_delivery_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("co_deliveries.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class CoDelivery(Versioned, Identified):
    """A partner gives hours to the training of a cohort. `met` is how many people it met there, once it was held."""

    __tablename__ = "co_deliveries"
    __history__ = CoDeliveryChange
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"), index=True)
    hiring_partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("hiring_partners.id"), index=True)
    module_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("modules.id"))
    stage: Mapped[DeliveryStage] = mapped_column(default=DeliveryStage.OFFERED)
    topic: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[datetime]
    hours: Mapped[Decimal] = mapped_column(Numeric(4, 1))
    place: Mapped[str] = mapped_column(String(200), default="")
    met: Mapped[int | None]
    created_at: Mapped[datetime]

    cohort: Mapped[Cohort] = relationship()
    hiring_partner: Mapped[HiringPartner] = relationship()
    module: Mapped[Module | None] = relationship()

    __table_args__ = (
        one_of("stage", DeliveryStage),
        CheckConstraint("hours > 0 AND hours <= 24", name="hours_in_range"),
        CheckConstraint("met BETWEEN 0 AND 9999", name="met_in_range"),
        CheckConstraint("(stage = 'held') = (met IS NOT NULL)", name="met_when_held"),
    )


class GivenHours(Identified):
    """One line of the ledger of hours given; a mistake is answered with a line that takes hours back."""

    __tablename__ = "given_hours"
    co_delivery_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("co_deliveries.id"), index=True)
    hours: Mapped[Decimal] = mapped_column(Numeric(4, 1))
    reason: Mapped[str] = mapped_column(String(300), default="")
    entered_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    co_delivery: Mapped[CoDelivery] = relationship()

    __table_args__ = (
        CheckConstraint("hours BETWEEN -24 AND 24", name="hours_in_range"),
        {"info": {"append_only": True}},
    )
