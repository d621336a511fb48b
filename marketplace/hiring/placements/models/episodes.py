"""One episode of work: what it is, who said so, on what it was verified, and how it ended."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from marketplace.hiring.placements.models.checks import RetentionCheckpoint


class Stage(StrEnum):
    """Where a placement stands; only verified ones and what follows are counted."""

    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    VERIFIED = "verified"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    EXTENDED = "extended"
    DISPUTED = "disputed"
    ENDED = "ended"
    CANCELLED_BEFORE_START = "cancelled_before_start"


class Related(StrEnum):
    """Whether the work is related to the training, as somebody judged it."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"


class EmploymentKind(StrEnum):
    """What kind of work it is."""

    PERMANENT = "permanent"
    TERM = "term"
    CASUAL = "casual"
    APPRENTICESHIP = "apprenticeship"
    SELF_EMPLOYED = "self_employed"


class Source(StrEnum):
    """How the person came to the work."""

    PARTNER = "partner"
    CONSORTIUM_OTHER = "consortium_other"
    OWN_SEARCH = "own_search"
    RETAINED = "retained"


class EndReason(StrEnum):
    """Why an episode ended."""

    QUIT = "quit"
    LAID_OFF = "laid_off"
    DISMISSED = "dismissed"
    CONTRACT_END = "contract_end"
    MOVED_ON = "moved_on"
    OTHER = "other"


class Evidence(StrEnum):
    """How well something about work is shown, weakest first."""

    SELF_REPORT = "self_report"
    THIRD_PARTY = "third_party_unverified"
    EMPLOYER_CONFIRMED = "employer_confirmed"
    DOCUMENT = "document"
    WAGE_RECORD = "wage_record"

    @property
    def rank(self) -> int:
        """0 for the weakest."""
        return list(Evidence).index(self)


_RUNNING = text("full_time AND stage IN ('claimed', 'confirmed', 'verified', 'active', 'suspended', 'extended')")


class PlacementChange(History):
    """A step of a placement."""

    __tablename__ = "placement_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("placements.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class Placement(Versioned, Identified):
    """One episode of work. `enrolment` is the graduate's cohort, when there is one.

    Work that came of a match has an offer and a referral. Other work has neither; its employer is one that we know,
    or `employer_name`. `ends_on` is the last day that is agreed, `ended_on` the last day that was. `follows` is the
    episode before it. Two full-time ones of a person never overlap: a trigger compares days (migrations/episodes.py).
    """

    __tablename__ = "placements"
    __history__ = PlacementChange
    employer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("employers.id"), index=True)
    employer_name: Mapped[str] = mapped_column(String(200), default="")
    referral_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    offer_id: Mapped[uuid.UUID | None] = mapped_column()
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    enrolment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("enrolments.id"), index=True)
    follows_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("placements.id"), index=True)
    stage: Mapped[Stage] = mapped_column(default=Stage.CLAIMED)
    job_title: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    ended_for: Mapped[EndReason | None]
    hours_per_week: Mapped[Decimal] = mapped_column(Numeric(4, 1))
    full_time: Mapped[bool]
    wage: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    wage_period: Mapped[WagePeriod]
    currency: Mapped[str] = mapped_column(String(3), default="CAD")
    kind: Mapped[EmploymentKind] = mapped_column(default=EmploymentKind.PERMANENT)
    source: Mapped[Source] = mapped_column(default=Source.PARTNER)
    subsidised: Mapped[bool | None]
    related: Mapped[Related] = mapped_column(default=Related.UNKNOWN)
    related_basis: Mapped[str] = mapped_column(String(300), default="")
    claimed_by_side: Mapped[Side]
    claimed_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    evidence_level: Mapped[Evidence | None]

    employer: Mapped[Employer | None] = relationship(foreign_keys=[employer_id])
    jobseeker: Mapped[Jobseeker] = relationship()
    enrolment: Mapped[Enrolment | None] = relationship()
    follows: Mapped["Placement | None"] = relationship(remote_side="Placement.id")
    referral: Mapped[Referral | None] = relationship(
        foreign_keys=[referral_id], primaryjoin="Referral.id == Placement.referral_id"
    )
    offer: Mapped[Offer | None] = relationship(foreign_keys=[offer_id], primaryjoin="Offer.id == Placement.offer_id")
    checkpoints: Mapped[list["RetentionCheckpoint"]] = relationship(
        order_by="RetentionCheckpoint.due_on, RetentionCheckpoint.quarter", back_populates="placement"
    )

    @property
    def where(self) -> str:
        """What its employer is called."""
        return self.employer.name if self.employer else self.employer_name

    __table_args__ = (
        one_of("stage", Stage),
        one_of("wage_period", WagePeriod),
        one_of("related", Related),
        one_of("claimed_by_side", Side),
        one_of("kind", EmploymentKind),
        one_of("source", Source),
        one_of("ended_for", EndReason),
        one_of("evidence_level", Evidence),
        ForeignKeyConstraint(
            ["employer_id", "referral_id"], ["referrals.employer_id", "referrals.id"], name="fk_placements_referral"
        ),
        ForeignKeyConstraint(
            ["employer_id", "offer_id"], ["offers.employer_id", "offers.id"], name="fk_placements_offer"
        ),
        CheckConstraint("(offer_id IS NULL) = (referral_id IS NULL)", name="matched_or_not"),
        CheckConstraint("offer_id IS NULL OR employer_id IS NOT NULL", name="matched_with_an_employer"),
        CheckConstraint("employer_id IS NOT NULL OR employer_name <> ''", name="employer_named"),
        CheckConstraint(
            "stage IN ('claimed', 'disputed', 'cancelled_before_start') OR confirmed_at IS NOT NULL",
            name="confirmed_by_both",
        ),
        CheckConstraint("(verified_at IS NULL) = (verified_by_id IS NULL)", name="verified_by_somebody"),
        CheckConstraint("(verified_at IS NULL) = (evidence_level IS NULL)", name="verified_on_something"),
        CheckConstraint(
            "stage IN ('claimed', 'confirmed', 'disputed', 'cancelled_before_start') OR verified_at IS NOT NULL",
            name="verified_when_counted",
        ),
        CheckConstraint("(stage = 'ended') = (ended_on IS NOT NULL)", name="ended_on_a_day"),
        CheckConstraint("(ended_on IS NULL) = (ended_for IS NULL)", name="ended_for_a_reason"),
        CheckConstraint("ended_on >= starts_on", name="ended_after_it_began"),
        CheckConstraint("ends_on >= starts_on", name="agreed_until_after_it_begins"),
        CheckConstraint("follows_id <> id", name="follows_another"),
        Index("uq_placements_one_per_offer", "offer_id", unique=True),
        Index(
            "uq_placements_one_full_time",
            "jobseeker_id",
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
    )
