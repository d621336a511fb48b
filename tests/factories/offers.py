"""What hangs on an offer, for tests: conditions, what one side asks the other, why somebody said no."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from marketplace.demand.role_needs.models import WagePeriod
from marketplace.hiring.offers.models import (
    Answer,
    Because,
    Kind,
    MetBy,
    Offer,
    OfferAsk,
    OfferCondition,
    OfferDecline,
    OfferTerms,
    Outcome,
)
from marketplace.sides import Side
from tests.factories.accounts import add, make_person
from tests.factories.hiring import NOW, make_offer


def make_condition(offer: Offer | None = None, outcome: Outcome | str = Outcome.PENDING, **overrides) -> OfferCondition:
    """A condition that the person sees to, due on the first day; settled when its outcome says so."""
    offer = offer or make_offer("conditions_pending")
    open_yet = Outcome(outcome) is Outcome.PENDING
    values = {
        "offer_id": offer.id,
        "what": "A licence of class D",
        "met_by": MetBy.PERSON,
        "due_on": offer.starts_on,
        "outcome": Outcome(outcome),
        "settled_at": None if open_yet else NOW,
        "settled_by_id": None if open_yet else make_person().id,
    }
    return add(OfferCondition(**values | overrides))


def make_ask(offer: Offer | None = None, kind: Kind | str = Kind.TIME, **overrides) -> OfferAsk:
    """A question that waits: for five days more, three dollars more an hour, or a start two weeks later."""
    kind = Kind(kind)
    offer = offer or make_offer("accepted" if kind is Kind.START else "extended")
    by_employer = kind is Kind.START
    values = {
        "offer_id": offer.id,
        "kind": kind,
        "side": Side.EMPLOYER if by_employer else Side.JOBSEEKER,
        "asked_by_id": offer.created_by_id if by_employer else offer.jobseeker_id,
        "asked_at": datetime.now(UTC),
        "words": "It would help me.",
        "until": offer.expires_at + timedelta(days=5) if kind is Kind.TIME else None,
        "starts_on": None if kind is Kind.TIME else offer.starts_on + timedelta(days=14 if by_employer else 0),
    }
    if kind is Kind.TERMS:
        values |= {
            "hours_per_week": offer.hours_per_week,
            "wage": offer.wage + Decimal(3),
            "wage_period": WagePeriod.HOUR,
        }
    answer = Answer(overrides.pop("answer", Answer.WAITING))
    values |= {"answer": answer, "answered_at": None if answer is Answer.WAITING else NOW}
    return add(OfferAsk(**values | overrides))


def make_decline(offer: Offer | None = None, **overrides) -> OfferDecline:
    """Why a person said no, not shared with anybody."""
    offer = offer or make_offer("declined")
    return add(OfferDecline(**{"offer_id": offer.id, "reason": "wage", "words": "Too little.", "at": NOW} | overrides))


def make_terms(offer: Offer, seq: int = 1, **overrides) -> OfferTerms:
    """The terms of an offer as they stand, as one of their versions."""
    values = {
        name: getattr(offer, name) for name in ("starts_on", "hours_per_week", "wage", "wage_period", "expires_at")
    }
    return add(
        OfferTerms(**values | {"offer_id": offer.id, "seq": seq, "because": Because.EXTENDED, "at": NOW} | overrides)
    )
