"""What the matrix needs of match runs: two of one role, a request for several, a shortlist, a contested reading."""

from datetime import timedelta
from typing import Any

from marketplace.db import db
from marketplace.hiring.matches.models import MatchRun, Referral
from tests.factories import demand, hiring, matches


def furnish(world: Any) -> None:
    """J contests what a match says; an earlier run of the same role, and a request that S made."""
    run = db.session.get_one(MatchRun, world.ids["run_id"])
    reading = matches.make_reading(db.session.get_one(Referral, world.ids["referral_id"]))
    world.ids |= {
        "reading_id": reading.id,
        "match_part_id": reading.match_part_id,
        "earlier_id": hiring.make_run(run.role_need, at=run.at - timedelta(days=1)).id,
        "batch_id": matches.make_batch([run.role_need], actor=world.people["S"]).id,
    }


def make_ready(world: Any) -> None:
    """Somebody who can be shortlisted, two who wait to be shared, and readings to contest and to answer."""
    need = demand.make_role_need(world.ids["employer"])
    _point(world, "candidate_id", hiring.make_match_candidate(hiring.make_run(need)), "shortlist")
    waiting = [hiring.make_referral("shortlisted", role_need=need) for _number in range(2)]
    _point(world, "role_need_id", need, "share", "runs")
    _point(world, "referral_id", waiting[0], "put_at", "place_page", "take_off", "take_off_page")
    _point(world, "reading_id", matches.make_reading(), "answer")
    asking = demand.make_role_need(world.ids["employer"])
    demand.make_requirement(asking)
    shown = hiring.make_referral("shared_with_employer", role_need=asking, jobseeker=world.ids["jobseeker"])
    _point(world, "referral_id", shown, "contest", "contest_page")
    _point(world, "match_part_id", shown.match_candidate.parts[0], "contest", "contest_page")


def _point(world: Any, name: str, row: Any, *views: str) -> None:
    for view in views:
        world.special.setdefault(f"matches.{view}", {})[name] = row.id
