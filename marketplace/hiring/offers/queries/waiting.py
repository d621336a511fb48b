"""What of an offer waits for somebody: for the inbox of staff and the first page of an employer."""

from datetime import date

from sqlalchemy import ColumnElement, Select, select

from marketplace.hiring.offers.lifecycle import OPEN
from marketplace.hiring.offers.models import HELD, Answer, Offer, OfferAsk, OfferCondition, Outcome, Stage
from marketplace.reach import within
from marketplace.sides import Actor, Side


def _of(actor: Actor) -> ColumnElement[bool]:
    if actor.side is Side.EMPLOYER:
        return Offer.employer_id == actor.organisation_id
    return within(actor, "referrals", Offer.referral_id)


def unanswered(actor: Actor) -> Select[OfferAsk]:
    """What a person asks an employer and nobody there has answered, oldest first. Staff read that, not the words."""
    rows = select(OfferAsk).join(OfferAsk.offer).where(_of(actor), OfferAsk.answer == Answer.WAITING)
    rows = rows.where(Offer.stage.in_(OPEN | HELD))
    return rows.where(OfferAsk.side == Side.JOBSEEKER).order_by(OfferAsk.asked_at, OfferAsk.id)


def conditions_overdue(actor: Actor, today: date) -> Select[OfferCondition]:
    """Conditions of accepted offers whose day has passed and of which nobody said whether they are met."""
    rows = select(OfferCondition).join(OfferCondition.offer).where(_of(actor), Offer.stage == Stage.CONDITIONS_PENDING)
    return rows.where(OfferCondition.outcome == Outcome.PENDING, OfferCondition.due_on < today).order_by(
        OfferCondition.due_on, OfferCondition.id
    )
