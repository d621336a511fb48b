"""What an offer depends on: set down in the draft, and settled one by one once the person has accepted."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.db import db, expect_version, lock, move, record
from marketplace.errors import Refused
from marketplace.hiring.offers.actions.returning import come_to_nothing
from marketplace.hiring.offers.actions.telling import tell_candidate
from marketplace.hiring.offers.actions.terms import guard_start, refuse_seen
from marketplace.hiring.offers.lifecycle import LIFECYCLE
from marketplace.hiring.offers.models import MetBy, Offer, OfferCondition, Outcome, Stage
from marketplace.sides import Actor

MOST: Final = 10
"""Conditions that one offer may have."""


def add_condition(offer: Offer, *, what: str, met_by: str, due_on: date, now: datetime) -> OfferCondition:
    """Add a condition to a draft; once extended they stand."""
    lock(offer)
    refuse_seen(offer)
    guard_start(offer, due_on, now)
    count = db.session.scalar(sa.select(sa.func.count()).where(OfferCondition.offer_id == offer.id)) or 0
    if count >= MOST:
        raise Refused(_("An offer may have up to %(most)s conditions. Put two of them together.", most=MOST))
    condition = OfferCondition(offer_id=offer.id, what=what, met_by=MetBy(met_by), due_on=due_on)
    db.session.add(condition)
    db.session.flush()
    return condition


def remove_condition(condition: OfferCondition) -> None:
    """Take a condition out of a draft."""
    refuse_seen(lock(condition.offer))
    db.session.delete(condition)
    db.session.flush()


def settle(
    condition: OfferCondition, *, outcome: str, reason: str, version: str | None, actor: Actor, now: datetime
) -> None:
    """The employer says, once, what became of a condition; the person reads it, and why.

    With the last one met or waived the conditions are met. One that is not met ends the acceptance: the place is free
    again, and what the person had given up for it comes back.
    """
    offer = condition.offer
    lock(offer.referral.role_need)
    lock(offer.referral.jobseeker)
    lock(offer)
    _guard_open(condition, version)
    condition.outcome, condition.reason = Outcome(outcome), reason
    condition.settled_at, condition.settled_by_id = now, actor.person_id
    db.session.flush()
    if condition.outcome is Outcome.NOT_MET:
        come_to_nothing(offer, "fail_conditions", reason="condition_not_met", actor=actor, now=now)
    elif not open_ones(offer):
        move(offer, LIFECYCLE, "meet_conditions", actor=actor, now=now)
    else:
        record(offer, "settle_condition", came_from=offer.stage, actor=actor, now=now)
    tell_candidate(offer, "offer_news", _("News about your offer"), now)


def _guard_open(condition: OfferCondition, version: str | None) -> None:
    if condition.outcome is not Outcome.PENDING:
        raise Refused(_("Somebody has said already what became of this condition. The page shows it."))
    if condition.offer.stage is not Stage.CONDITIONS_PENDING:
        raise Refused(_("Conditions are settled once the offer is accepted, while its start is not put off."))
    expect_version(condition, version)


def open_ones(offer: Offer) -> Sequence[OfferCondition]:
    """The conditions of which nobody said yet whether they are met."""
    rows = sa.select(OfferCondition).where(
        OfferCondition.offer_id == offer.id, OfferCondition.outcome == Outcome.PENDING
    )
    return db.session.scalars(rows.order_by(OfferCondition.due_on, OfferCondition.id)).all()
