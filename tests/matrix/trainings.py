"""The training that J takes part in: a session that was held, one that comes, what is in the way, who asked after J."""

from datetime import UTC, datetime, timedelta
from typing import Any

from marketplace.db import db
from marketplace.supply.sessions.models import BarrierStage
from tests.factories import programs, training

SECRET = "where-a-calendar-asks"


def furnish(world: Any) -> None:
    """Add the rows, and point the routes at them."""
    enrolment = world.ids["enrolment"]
    held = training.make_training(cohort=enrolment.cohort)
    training.make_attendance(training=held, enrolment=enrolment)
    barrier = training.make_barrier(enrolment)
    closed = training.make_barrier(enrolment, kind="money", stage=BarrierStage.CLOSED)
    support = training.make_support(barrier)
    training.make_contact(enrolment)
    address = f"{SECRET}-{enrolment.id}"
    training.make_feed(address, jobseeker_id=enrolment.jobseeker_id)
    world.ids |= {"training_id": held.id, "barrier_id": barrier.id, "support_id": support.id, "word": "yes"}
    world.special["sessions.feed"] = {"secret": address}
    world.special["sessions.reopen_barrier"] = {"barrier_id": closed.id}
    for name in ("at_risk", "calendar", "cohort_levels"):
        world.special[f"sessions.{name}"] = {"cohort_id": enrolment.cohort_id}


def make_ready(world: Any) -> dict[str, dict[str, Any]]:
    """A session that comes, which can be changed and called off; and what the forms need beside what pages show."""
    enrolment, soon = world.ids["enrolment"], datetime.now(UTC) + timedelta(days=2)
    cohort = enrolment.cohort
    coming = training.make_training(cohort=cohort, starts_at=soon)
    begins = soon.date() - timedelta(days=20)
    cohort.starts_on, cohort.ends_on = begins, begins + timedelta(days=70)
    planned = world.ids["cohort"]
    db.session.flush()
    for name in ("change", "change_page", "cancel", "cancel_page"):
        world.special[f"sessions.{name}"] = {"training_id": coming.id}
    programs.make_module(program=cohort.program)
    hours = {"begins": "14:30", "ends": "16:30", "link": ""}
    return {
        "sessions.change": {"day": str(soon.date()), **hours},
        "sessions.plan": {"day": str(planned.starts_on), "weeks": "1", **hours},
        "sessions.note_contact": {"contacted_on": "2026-03-03", "next_on": "2026-12-01"},
    }
