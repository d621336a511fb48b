"""Placement episodes: a claim, a confirmation by the other side, a verification, and checks that it lasts."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Numeric, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import History, Identified, Versioned, one_of
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs.models import WagePeriod
from marketplace.hiring.matches.models import Referral
from marketplace.hiring.offers.models import Offer
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.jobseekers.models import Jobseeker


class Stage(StrEnum):
    """Where a placement stands; only verified ones and what follows are counted."""

    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    VERIFIED = "verified"
    DISPUTED = "disputed"
    ENDED = "ended"
    CANCELLED_BEFORE_START = "cancelled_before_start"


class Related(StrEnum):
    """Whether the work is related to the training, as somebody judged it."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"


class CheckStage(StrEnum):
    """What a retention check found."""

    SCHEDULED = "scheduled"
    EMPLOYED_SAME = "employed_same"
    EMPLOYED_OTHER = "employed_other"
    NOT_EMPLOYED = "not_employed"
    UNREACHABLE = "unreachable"


class Evidence(StrEnum):
    """How well an answer about work is shown, weakest first."""

    SELF_REPORT = "self_report"
    THIRD_PARTY = "third_party"
    EMPLOYER_CONFIRMED = "employer_confirmed"
    DOCUMENT = "document"


class PlacementChange(History):
    """A step of a placement."""

    __tablename__ = "placement_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("placements.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class Placement(Versioned, Identified):
    """One episode of work that came of a match. `enrolment` is the graduate's cohort, when there is one."""

    __tablename__ = "placements"
    __history__ = PlacementChange
    employer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employers.id"), index=True)
    referral_id: Mapped[uuid.UUID] = mapped_column(index=True)
    offer_id: Mapped[uuid.UUID] = mapped_column()
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    enrolment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("enrolments.id"), index=True)
    stage: Mapped[Stage] = mapped_column(default=Stage.CLAIMED)
    job_title: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date]
    ended_on: Mapped[date | None]
    hours_per_week: Mapped[Decimal] = mapped_column(Numeric(4, 1))
    full_time: Mapped[bool]
    wage: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    wage_period: Mapped[WagePeriod]
    currency: Mapped[str] = mapped_column(String(3), default="CAD")
    related: Mapped[Related] = mapped_column(default=Related.UNKNOWN)
    related_basis: Mapped[str] = mapped_column(String(300), default="")
    claimed_by_side: Mapped[Side]
    claimed_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    employer: Mapped[Employer] = relationship(foreign_keys=[employer_id])
    jobseeker: Mapped[Jobseeker] = relationship()
    enrolment: Mapped[Enrolment | None] = relationship()
    referral: Mapped[Referral] = relationship(
        foreign_keys=[referral_id], primaryjoin="Referral.id == Placement.referral_id"
    )
    offer: Mapped[Offer] = relationship(foreign_keys=[offer_id], primaryjoin="Offer.id == Placement.offer_id")
    checkpoints: Mapped[list["RetentionCheckpoint"]] = relationship(
        order_by="RetentionCheckpoint.day", back_populates="placement"
    )

    __table_args__ = (
        one_of("stage", Stage),
        one_of("wage_period", WagePeriod),
        one_of("related", Related),
        one_of("claimed_by_side", Side),
        ForeignKeyConstraint(
            ["employer_id", "referral_id"], ["referrals.employer_id", "referrals.id"], name="fk_placements_referral"
        ),
        ForeignKeyConstraint(
            ["employer_id", "offer_id"], ["offers.employer_id", "offers.id"], name="fk_placements_offer"
        ),
        CheckConstraint(
            "stage NOT IN ('confirmed', 'verified', 'ended') OR confirmed_at IS NOT NULL", name="confirmed_by_both"
        ),
        CheckConstraint("(verified_at IS NULL) = (verified_by_id IS NULL)", name="verified_by_somebody"),
        CheckConstraint("stage NOT IN ('verified', 'ended') OR verified_at IS NOT NULL", name="verified_when_counted"),
        CheckConstraint("(stage = 'ended') = (ended_on IS NOT NULL)", name="ended_on_a_day"),
        Index("uq_placements_one_per_offer", "offer_id", unique=True),
        Index(
            "uq_placements_one_full_time",
            "jobseeker_id",
            unique=True,
            sqlite_where=text("full_time AND stage IN ('claimed', 'confirmed', 'verified')"),
            postgresql_where=text("full_time AND stage IN ('claimed', 'confirmed', 'verified')"),
        ),
    )


class RetentionCheckpoint(Versioned, Identified):
    """A planned look at whether the placement lasts, `day` days after the start."""

    __tablename__ = "retention_checkpoints"
    placement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("placements.id"), index=True)
    day: Mapped[int]
    due_on: Mapped[date]
    stage: Mapped[CheckStage] = mapped_column(default=CheckStage.SCHEDULED)
    answered_at: Mapped[datetime | None]
    evidence_level: Mapped[str] = mapped_column(String(40), default="")

    placement: Mapped[Placement] = relationship(back_populates="checkpoints")

    __table_args__ = (
        one_of("stage", CheckStage),
        UniqueConstraint("placement_id", "day"),
        CheckConstraint("day IN (30, 90, 180, 365)", name="day_known"),
        CheckConstraint("(stage = 'scheduled') = (answered_at IS NULL)", name="answered_at_a_moment"),
    )
