"""J's interviews with A: one that was held, scored and told of, and one at each stage that a form needs."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.factories import demand, hiring, interviews


def furnish(world: Any) -> None:
    """An interview that A_interviewer scored, its feedback released, and what J told of it in confidence."""
    need = demand.make_role_need(world.ids["employer"])
    demand.make_requirement(need)
    held = hiring.make_interview(
        "scored",
        referral=hiring.make_referral("interviewing", jobseeker=world.ids["jobseeker"], role_need=need),
        slots=[datetime.now(UTC) - timedelta(days=2)],
        panel=[world.people["A_interviewer"]],
        bring="A piece of work.",
    )
    interviews.make_scorecard(held, world.people["A_interviewer"])
    interviews.make_feedback(held)
    times = [datetime.now(UTC) + timedelta(days=days) for days in (9, 10)]
    day, (first, _other) = interviews.make_day(times, role_need=need)
    first.slots[0].shared.taken_by_id = first.id
    world.ids |= {"report_id": interviews.make_report(held).id, "day_id": day.id}


def make_ready(world: Any, point: Any) -> dict[str, dict[str, str]]:
    """Add the rows, point the routes at them, and give back what else their forms need."""
    _times(world, point)
    _afterwards(world, point)
    others = {"day_2": "2026-12-02", "day_3": "2026-12-03"}
    return dict.fromkeys(("interviews.propose", "interviews.move_time", "interviews.offer_again"), others)


def _at(world: Any, stage: str, days: int, **more: Any) -> Any:
    """An interview of J with A, so many days from now, each of a role of its own."""
    need = demand.make_role_need(world.ids["employer"])
    referral = hiring.make_referral("interviewing", jobseeker=world.ids["jobseeker"], role_need=need)
    slots = [datetime.now(UTC) + timedelta(days=days)]
    return hiring.make_interview(stage, referral=referral, slots=slots, **more)


def _times(world: Any, point: Any) -> None:
    mutual = hiring.make_referral(
        "mutual", jobseeker=world.ids["jobseeker"], role_need=demand.make_role_need(world.ids["employer"])
    )
    point(world, "referral_id", mutual, "interviews.propose", "interviews.new_page")
    point(world, "role_need_id", mutual.role_need, "interviews.plan_day", "interviews.new_day_page")
    asked = _at(world, "proposed", 5, panel=[world.people["A_interviewer"]])
    point(world, "interview_id", asked, "interviews.pick_slot", "interviews.page")
    point(
        world,
        "interview_id",
        _at(world, "scheduled", 6),
        *(f"interviews.{name}" for name in ("ask_for_another_time", "another_time_page", "move_time", "move_page")),
    )
    point(world, "interview_id", _at(world, "reschedule_requested", 7), "interviews.keep_time")
    point(world, "interview_id", _at(world, "proposed", 8), "interviews.offer_again", "interviews.times_page")


def _afterwards(world: Any, point: Any) -> None:
    over = _at(world, "scheduled", -1, panel=[world.people["A"], world.people["A_interviewer"]])
    demand.make_requirement(over.referral.role_need)
    point(
        world,
        "interview_id",
        over,
        *("interviews.record_outcome", "interviews.outcome_page", "interviews.employer_missed"),
        *("interviews.missed_page", "interviews.hand_in", "interviews.scorecard_page"),
    )
    told = _at(world, "held", -2)
    interviews.make_scorecard(told, world.people["A"])
    interviews.make_feedback(told, released_at=None)
    point(
        world,
        "interview_id",
        told,
        *("interviews.release_feedback", "interviews.draft_feedback", "interviews.feedback_page"),
        "interviews.share_scorecards",
    )
    missed = _at(world, "no_show_candidate", -3)
    again = hiring.make_interview("no_show_employer", referral=missed.referral, slots=[missed.starts_at])
    point(world, "interview_id", again, "interviews.settle_missed", "interviews.settle_page")
