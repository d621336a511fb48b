"""What hangs on the offers of the cast: conditions, questions, and why somebody said no."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.factories import demand, hiring
from tests.factories.offers import make_ask, make_condition, make_decline, make_terms


def furnish(world: Any) -> None:
    """J and A: an offer with a condition and other terms asked for, one that asks for time, a later start."""
    at = lambda stage: hiring.make_referral(  # noqa: E731
        stage, jobseeker=world.ids["jobseeker"], role_need=demand.make_role_need(world.ids["employer"])
    )
    short, few = {"hours_per_week": Decimal(8)}, {"hours_per_week": Decimal("0.5")}
    extended = hiring.make_offer("extended", referral=at("offered"), **short)
    make_terms(extended)
    pending = hiring.make_offer("conditions_pending", referral=at("offered"), **few)
    declined = hiring.make_offer("declined", referral=at("interviewing"))
    make_decline(declined)
    world.ids["condition_id"] = make_condition(pending).id
    world.ids["ask_id"] = make_ask(extended, "terms").id
    asked_time = make_ask(hiring.make_offer("extended", referral=at("offered"), **short))
    asked_start = make_ask(hiring.make_offer("accepted", referral=at("offered"), **few), "start")
    for name, ask in (
        ("grant", asked_time),
        ("grant_page", asked_time),
        ("agree", asked_start),
        ("disagree", asked_start),
    ):
        world.special[f"offers.{name}"] = {"ask_id": ask.id}


def make_ready(world: Any) -> dict[str, dict[str, str]]:
    """A row for each form that can be sent now, and what is typed where the page leaves it empty."""
    at = lambda stage: hiring.make_referral(  # noqa: E731
        stage, jobseeker=world.ids["jobseeker"], role_need=demand.make_role_need(world.ids["employer"])
    )
    short, few = {"hours_per_week": Decimal(8)}, {"hours_per_week": Decimal("0.5")}
    point(world, "offer_id", hiring.make_offer("extended", referral=at("offered"), **short), *_forms("ask_time"))
    point(world, "offer_id", hiring.make_offer("extended", referral=at("offered"), **short), *_forms("counter"))
    point(world, "offer_id", hiring.make_offer("extended", referral=at("offered"), **short), *_forms("prolong"))
    draft = hiring.make_offer("draft", referral=at("interviewing"), **short)
    point(world, "offer_id", draft, "offers.add_condition", "offers.condition_page")
    point(world, "condition_id", make_condition(draft), "offers.remove_condition")
    accepted = hiring.make_offer("accepted", referral=at("offered"), **few)
    point(world, "offer_id", accepted, "offers.ask_start", "offers.start_page")
    point(world, "offer_id", hiring.make_offer("deferred_start", referral=at("offered"), **few), "offers.reinstate")
    asked = hiring.make_offer("accepted", referral=at("offered"), **few)
    point(world, "ask_id", make_ask(asked, "start"), "offers.agree", "offers.disagree")
    later = (datetime.now(UTC) + timedelta(days=60)).date().isoformat()
    return {"offers.counter": {"wage": "31.50"}, "offers.ask_start": {"starts_on": later}}


def _forms(name: str) -> tuple[str, str]:
    return f"offers.{name}", f"offers.{name}_page"


def point(world: Any, name: str, row: Any, *endpoints: str) -> None:
    """Let these endpoints be tried on this row."""
    for endpoint in endpoints:
        world.special.setdefault(endpoint, {})[name] = row.id
