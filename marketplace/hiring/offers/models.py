"""Offers: terms and their versions, conditions, what one side asks the other, and one full-time acceptance a person."""

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
from marketplace.sides import Side


class Stage(StrEnum):
    """Where an offer stands."""

    DRAFT = "draft"
    EXTENDED = "extended"
    ACCEPTED = "accepted"
    CONDITIONS_PENDING = "conditions_pending"
    CONDITIONS_MET = "conditions_met"
    CONDITIONS_NOT_MET = "conditions_not_met"
    DEFERRED_START = "deferred_start"
    REINSTATED = "reinstated"
    CONCLUDED = "concluded"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


#: Nothing stands between it and the work: a hire can be recorded.
SETTLED = frozenset({Stage.ACCEPTED, Stage.CONDITIONS_MET, Stage.REINSTATED})
#: The person has said yes, and it holds: a place is taken, and so are their hours.
HELD = SETTLED | {Stage.CONDITIONS_PENDING, Stage.DEFERRED_START}

_HELD = "'accepted', 'conditions_pending', 'conditions_met', 'deferred_start', 'reinstated'"
_LIVE = text(f"stage IN ('draft', 'extended', {_HELD})")
_ASKED = text("answer = 'waiting'")
_TAKEN = text(f"full_time AND stage IN ({_HELD})")


class Because(StrEnum):
    """Why terms were written down anew."""

    EXTENDED = "extended"
    MORE_TIME = "more_time"
    COUNTERED = "countered"
    DEFERRED = "deferred"


class MetBy(StrEnum):
    """Who sees to it that a condition is met."""

    PERSON = "person"
    EMPLOYER = "employer"
    OTHERS = "others"


class Outcome(StrEnum):
    """What became of a condition."""

    PENDING = "pending"
    MET = "met"
    WAIVED = "waived"
    NOT_MET = "not_met"


class Kind(StrEnum):
    """What one side asks the other about an offer."""

    TIME = "time"
    TERMS = "terms"
    START = "start"


class Answer(StrEnum):
    """What the other side said to it; `closed` when the offer came to an end, or was answered, first."""

    WAITING = "waiting"
    AGREED = "agreed"
    REFUSED = "refused"
    CLOSED = "closed"


class OfferChange(History):
    """A step of an offer."""

    __tablename__ = "offer_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offers.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class Offer(Versioned, Identified):
    """Terms of work for one referral, as they stand now. `full_time` is set from the hours when they are written.

    The person sees it from `extended_at` on. It is held while the work lasts, and is concluded afterwards.
    `remarks` are what else belongs to it, in words; what it depends on are its conditions.
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
    remarks: Mapped[str] = mapped_column(Text, default="")
    expires_at: Mapped[datetime]
    time_zone: Mapped[str] = mapped_column(String(60))
    extended_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]

    referral: Mapped[Referral] = relationship(
        foreign_keys=[referral_id], primaryjoin="Referral.id == Offer.referral_id"
    )
    conditions: Mapped[list["OfferCondition"]] = relationship(
        order_by="OfferCondition.due_on, OfferCondition.id", back_populates="offer"
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


class OfferTerms(Identified):
    """The terms as they stood from one moment on. Appended whenever they change, never changed."""

    __tablename__ = "offer_terms"
    offer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offers.id"))
    seq: Mapped[int]
    because: Mapped[Because]
    starts_on: Mapped[date]
    hours_per_week: Mapped[Decimal] = mapped_column(Numeric(4, 1))
    wage: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    wage_period: Mapped[WagePeriod]
    expires_at: Mapped[datetime]
    at: Mapped[datetime]

    __table_args__ = (
        one_of("because", Because),
        one_of("wage_period", WagePeriod),
        UniqueConstraint("offer_id", "seq"),
        {"info": {"append_only": True}},
    )


class OfferCondition(Versioned, Identified):
    """One thing that an offer depends on: what, who sees to it, until when, and what became of it, once."""

    __tablename__ = "offer_conditions"
    offer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offers.id"), index=True)
    what: Mapped[str] = mapped_column(Text)
    met_by: Mapped[MetBy]
    due_on: Mapped[date] = mapped_column(index=True)
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.PENDING)
    reason: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    offer: Mapped[Offer] = relationship(back_populates="conditions")

    __table_args__ = (
        one_of("met_by", MetBy),
        one_of("outcome", Outcome),
        CheckConstraint("(outcome = 'pending') = (settled_at IS NULL)", name="settled_at_a_moment"),
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"),
    )


class OfferAsk(Versioned, Identified):
    """What one side asks the other about an offer: more time, other terms, or a later first day. One at a time.

    `side` asks. `until` is the time asked for; the rest are the terms asked for.
    """

    __tablename__ = "offer_asks"
    offer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offers.id"), index=True)
    kind: Mapped[Kind]
    side: Mapped[Side]
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    words: Mapped[str] = mapped_column(Text, default="")
    until: Mapped[datetime | None]
    starts_on: Mapped[date | None]
    hours_per_week: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    wage: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    wage_period: Mapped[WagePeriod | None]
    answer: Mapped[Answer] = mapped_column(default=Answer.WAITING)
    answered_at: Mapped[datetime | None]
    answer_words: Mapped[str] = mapped_column(Text, default="")

    offer: Mapped[Offer] = relationship()

    __table_args__ = (
        one_of("kind", Kind),
        one_of("side", Side),
        one_of("wage_period", WagePeriod),
        one_of("answer", Answer),
        CheckConstraint("(answer = 'waiting') = (answered_at IS NULL)", name="answered_at_a_moment"),
        CheckConstraint("(kind = 'time') = (until IS NOT NULL)", name="time_until_a_moment"),
        CheckConstraint("kind = 'time' OR starts_on IS NOT NULL", name="start_asked_for"),
        CheckConstraint("(kind = 'terms') = (wage IS NOT NULL)", name="wage_asked_for"),
        CheckConstraint(
            "(wage IS NULL) = (hours_per_week IS NULL) AND (wage IS NULL) = (wage_period IS NULL)",
            name="terms_together",
        ),
        CheckConstraint("hours_per_week > 0 AND hours_per_week <= 80", name="hours_in_range"),
        CheckConstraint("wage > 0", name="wage_positive"),
        Index("uq_offer_asks_one_waiting", "offer_id", unique=True, sqlite_where=_ASKED, postgresql_where=_ASKED),
    )


class OfferDecline(Identified):
    """Why a person said no, in a row of its own: the employer never reads it, staff where the person shares it."""

    __tablename__ = "offer_declines"
    offer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offers.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(Text, default="")
    shared: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
