"""Which offers a person may see, and what stands beside an offer."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.matches.models import Referral
from marketplace.hiring.offers.lifecycle import LIFECYCLE
from marketplace.hiring.offers.models import Offer, Stage
from marketplace.reach import within
from marketplace.sides import Actor, Side

OPEN = frozenset({Stage.DRAFT, Stage.EXTENDED})


def with_referral(offers: Select[Offer]) -> Select[Offer]:
    """The same offers with their role need, employer and person."""
    referral = joinedload(Offer.referral)
    return offers.options(
        referral.joinedload(Referral.role_need).joinedload(RoleNeed.employer).joinedload(Employer.organisation),
        referral.joinedload(Referral.jobseeker),
    )


def visible_to(actor: Actor) -> Select[Offer]:
    """The offers this person may see: staff those of their programs, an employer its own, a person those extended.

    Wage and conditions are the two sides' business: pages leave them out for staff.
    """
    rows = with_referral(select(Offer))
    if actor.side is Side.EMPLOYER:
        return rows.where(Offer.employer_id == actor.organisation_id)
    if actor.side is Side.JOBSEEKER:
        return rows.where(Offer.jobseeker_id == actor.person_id, Offer.extended_at.is_not(None))
    return rows.where(within(actor, "referrals", Offer.referral_id))


def listed(actor: Actor) -> Select[Offer]:
    """The same, open ones first by the day on which they lapse."""
    return visible_to(actor).order_by(Offer.stage.not_in(OPEN), Offer.expires_at.desc(), Offer.id)


def of_referral(referral: Referral, actor: Actor) -> Sequence[Offer]:
    """The offers of one referral that this person may see, oldest first."""
    rows = visible_to(actor).where(Offer.referral_id == referral.id).order_by(Offer.created_at, Offer.id)
    return db.session.scalars(rows).all()


def live_of(referral: Referral) -> Offer | None:
    """The draft, extended or accepted offer of a referral."""
    live = (*OPEN, Stage.ACCEPTED)
    return db.session.scalars(
        select(Offer).where(Offer.referral_id == referral.id, Offer.stage.in_(live))
    ).one_or_none()


def open_elsewhere(offer: Offer) -> Sequence[Offer]:
    """Draft and extended offers to the same person under other referrals."""
    return db.session.scalars(
        select(Offer).where(Offer.jobseeker_id == offer.jobseeker_id, Offer.id != offer.id, Offer.stage.in_(OPEN))
    ).all()


def hours_taken(jobseeker_id: uuid.UUID) -> Decimal:
    """Hours a week of the offers that a person has accepted and whose work is not over."""
    total = db.session.scalar(
        select(func.sum(Offer.hours_per_week)).where(Offer.jobseeker_id == jobseeker_id, Offer.stage == Stage.ACCEPTED)
    )
    return Decimal(total or 0)


def referrals_taken(jobseeker_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """The referrals whose offer a person has accepted and whose work is not over."""
    rows = select(Offer.referral_id).where(Offer.jobseeker_id == jobseeker_id, Offer.stage == Stage.ACCEPTED)
    return frozenset(db.session.scalars(rows))


def has_full_time_work(jobseeker_id: uuid.UUID) -> bool:
    """Whether the person has accepted a full-time offer whose work is not over."""
    return (
        db.session.scalar(
            select(Offer.id).where(Offer.jobseeker_id == jobseeker_id, Offer.stage == Stage.ACCEPTED, Offer.full_time)
        )
        is not None
    )


def overdue(now: datetime) -> Select[Offer]:
    """Extended offers whose last moment has passed, the oldest first."""
    return (
        with_referral(select(Offer))
        .where(Offer.stage == Stage.EXTENDED, Offer.expires_at < now)
        .order_by(Offer.expires_at)
    )


def expired(offer: Offer, now: datetime) -> bool:
    """Whether the last moment to answer has passed; from then on the offer counts as lapsed."""
    return offer.stage is Stage.EXTENDED and offer.expires_at < now


def stage_of(offer: Offer, now: datetime) -> Stage:
    """The stage as people read it: an extended offer past its last moment has lapsed."""
    return Stage.LAPSED if expired(offer, now) else offer.stage


def label_of(offer: Offer, now: datetime, side: Side | None = None) -> str:
    """What a side calls the stage of an offer at this moment."""
    return LIFECYCLE.label(stage_of(offer, now), side)
