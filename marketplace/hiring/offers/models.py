"""Offers: terms, an expiry, and at most one accepted full-time offer per person."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import History, Identified, Versioned, one_of
from marketplace.demand.role_needs.models import WagePeriod
from marketplace.hiring.matches.models import Referral


class Stage(StrEnum):
    """Where an offer stands."""

    DRAFT = "draft"
    EXTENDED = "extended"
    ACCEPTED = "accepted"
    CONCLUDED = "concluded"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


_LIVE = text("stage IN ('draft', 'extended', 'accepted')")
_TAKEN = text("full_time AND stage = 'accepted'")


class OfferChange(History):
    """A step of an offer."""

    __tablename__ = "offer_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offers.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class Offer(Versioned, Identified):
    """Terms of work for one referral. `full_time` is set from the hours when the offer is written.

    The person sees it from `extended_at` on. It stays accepted while the work lasts, and is concluded afterwards.
    """

    __tablename__ = "offers"
    __history__ = OfferChange
    employer_id: Mapped[uuid.UUID] = mapped_column(index=True)
    referral_id: Mapped[uuid.UUID] = mapped_column(index=True)
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    stage: Mapped[Stage] = mapped_column(default=Stage.DRAFT)
    job_title: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date]
    hours_per_week: Mapped[Decimal] = mapped_column(Numeric(4, 1))
    full_time: Mapped[bool]
    wage: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    wage_period: Mapped[WagePeriod]
    currency: Mapped[str] = mapped_column(String(3), default="CAD")
    conditions: Mapped[str] = mapped_column(Text, default="")
    expires_at: Mapped[datetime]
    time_zone: Mapped[str] = mapped_column(String(60))
    extended_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]

    referral: Mapped[Referral] = relationship(
        foreign_keys=[referral_id], primaryjoin="Referral.id == Offer.referral_id"
    )

    __table_args__ = (
        one_of("stage", Stage),
        one_of("wage_period", WagePeriod),
        UniqueConstraint("employer_id", "id"),
        ForeignKeyConstraint(
            ["employer_id", "referral_id"], ["referrals.employer_id", "referrals.id"], name="fk_offers_referral"
        ),
        CheckConstraint("hours_per_week > 0 AND hours_per_week <= 80", name="hours_in_range"),
        CheckConstraint("wage > 0", name="wage_positive"),
        CheckConstraint(
            "stage IN ('draft', 'withdrawn', 'superseded') OR extended_at IS NOT NULL", name="extended_when_shown"
        ),
        Index("uq_offers_one_live", "referral_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("uq_offers_one_accepted", "jobseeker_id", unique=True, sqlite_where=_TAKEN, postgresql_where=_TAKEN),
    )
