"""Which offers a person may see, and what stands beside an offer."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.demand.employers import queries as employers
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.matches.models import Referral
from marketplace.hiring.offers.lifecycle import LIFECYCLE, OPEN
from marketplace.hiring.offers.models import HELD, Answer, Kind, Offer, OfferAsk, OfferCondition, OfferDecline, Stage
from marketplace.hiring.offers.queries.comparing import a_year, an_hour, changes_of, compared, different
from marketplace.hiring.offers.queries.waiting import conditions_overdue, unanswered
from marketplace.reach import within
from marketplace.sides import Actor, Side

__all__ = [
    "a_year",
    "an_hour",
    "asks",
    "asks_of",
    "changes_of",
    "compared",
    "conditions",
    "conditions_overdue",
    "decline_told",
    "different",
    "expired",
    "happenings",
    "has_full_time_work",
    "hours_taken",
    "label_of",
    "listed",
    "live_of",
    "of_referral",
    "open_elsewhere",
    "overdue",
    "referrals_taken",
    "stage_of",
    "unanswered",
    "visible_to",
    "waiting_ask",
    "with_referral",
]


def with_referral(offers: Select[Offer]) -> Select[Offer]:
    """The same offers with their role need, employer and person."""
    referral = joinedload(Offer.referral)
    return offers.options(
        referral.joinedload(Referral.role_need).joinedload(RoleNeed.employer).joinedload(Employer.organisation),
        referral.joinedload(Referral.jobseeker),
    )


def visible_to(actor: Actor) -> Select[Offer]:
    """The offers this person may see: staff those of their programs, an employer its own, a person those extended.

    Wage, conditions and what one asks the other are the two sides' business: pages leave them out for staff.
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
    """The draft, extended or held offer of a referral."""
    return db.session.scalars(
        select(Offer).where(Offer.referral_id == referral.id, Offer.stage.in_(OPEN | HELD))
    ).one_or_none()


def open_elsewhere(jobseeker_id: uuid.UUID, beside: Offer | None) -> Sequence[Offer]:
    """Draft and extended offers to a person, but for the one `beside`."""
    rows = select(Offer).where(Offer.jobseeker_id == jobseeker_id, Offer.stage.in_(OPEN))
    return db.session.scalars(rows if beside is None else rows.where(Offer.id != beside.id)).all()


def hours_taken(jobseeker_id: uuid.UUID) -> Decimal:
    """Hours a week of the offers that a person has accepted and whose work is not over."""
    total = db.session.scalar(
        select(func.sum(Offer.hours_per_week)).where(Offer.jobseeker_id == jobseeker_id, Offer.stage.in_(HELD))
    )
    return Decimal(total or 0)


def referrals_taken(jobseeker_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """The referrals whose offer a person has accepted and whose work is not over."""
    rows = select(Offer.referral_id).where(Offer.jobseeker_id == jobseeker_id, Offer.stage.in_(HELD))
    return frozenset(db.session.scalars(rows))


def has_full_time_work(jobseeker_id: uuid.UUID) -> bool:
    """Whether the person has accepted a full-time offer whose work is not over."""
    return (
        db.session.scalar(
            select(Offer.id).where(Offer.jobseeker_id == jobseeker_id, Offer.stage.in_(HELD), Offer.full_time)
        )
        is not None
    )


# ---- what hangs on an offer ----------------------------------------------------------------------------


def conditions(actor: Actor) -> Select[OfferCondition]:
    """The conditions of an employer's own offers."""
    rows = select(OfferCondition).join(OfferCondition.offer).options(joinedload(OfferCondition.offer))
    return rows.where(Offer.employer_id == actor.organisation_id)


def asks(actor: Actor, kind: Kind | None = None) -> Select[OfferAsk]:
    """What the other side asked this actor's side about its offers, answered or not; of one `kind` when it is said."""
    theirs = Offer.employer_id == actor.organisation_id
    if actor.side is Side.JOBSEEKER:
        theirs = Offer.jobseeker_id == actor.person_id
    rows = select(OfferAsk).join(OfferAsk.offer).where(theirs, OfferAsk.side != actor.side)
    return rows.where(OfferAsk.kind == kind) if kind else rows


def waiting_ask(offer: Offer) -> OfferAsk | None:
    """What one side asks the other about an offer and nobody has answered."""
    rows = select(OfferAsk).where(OfferAsk.offer_id == offer.id, OfferAsk.answer == Answer.WAITING)
    return db.session.scalars(rows).one_or_none()


def asks_of(offer: Offer) -> Sequence[OfferAsk]:
    """All that was asked about an offer, newest first; for the two sides only."""
    rows = select(OfferAsk).where(OfferAsk.offer_id == offer.id)
    return db.session.scalars(rows.order_by(OfferAsk.asked_at.desc(), OfferAsk.id)).all()


def decline_told(offer: Offer, actor: Actor) -> OfferDecline | None:
    """Why the person said no, for those who may read it: themselves, and staff where it is shared."""
    if actor.side not in {Side.JOBSEEKER, Side.STAFF}:
        return None
    rows = select(OfferDecline).where(OfferDecline.offer_id == offer.id)
    rows = rows if actor.side is Side.JOBSEEKER else rows.where(OfferDecline.shared)
    return db.session.scalars(rows).one_or_none()


# ---- where it stands -----------------------------------------------------------------------------------


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


@employers.tells_who_hires
def happenings(asked: employers.Asked) -> list[employers.Happening]:
    """An employer's offers as lines of its timeline, each when it was extended or, before that, written."""
    at = func.coalesce(Offer.extended_at, Offer.created_at)
    rows = visible_to(asked.actor).where(Offer.employer_id == asked.employer_id)
    return [
        employers.Happening(
            at=row.extended_at or row.created_at,
            what=_("Offer to Candidate %(tree)s: %(title)s", tree=row.referral.alias, title=row.job_title),
            stage=label_of(row, asked.now, asked.actor.side),
            endpoint="offers.page",
            arguments={"offer_id": row.id},
        )
        for row in db.session.scalars(rows.order_by(at.desc(), Offer.id).limit(asked.most))
    ]
