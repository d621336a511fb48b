"""Rounds of choosing between J and A: one with open lists, one frozen, one proposed in which the team changed a row."""

from datetime import UTC, datetime, timedelta
from typing import Any

from marketplace.hiring.rounds import actions, queries
from marketplace.sides import Side
from tests.factories import accounts, demand, hiring, rounds


def furnish(world: Any) -> None:
    """Add the rows; whoever proposed and changed is somebody beside the cast."""
    program = {"program_id": world.ids["program_id"]}
    world.ids["round_id"] = rounds.make_round(_shown(world, world.ids["need"]), **program).id
    somebody, now = accounts.make_actor(Side.STAFF), datetime.now(UTC)
    proposed = rounds.make_proposed(_shown(world), by=somebody, **program)
    (result,) = rounds.results_of(proposed)
    actions.change(
        proposed, result, referral_id=None, reason="They asked to wait.", version="1", actor=somebody, now=now
    )
    world.ids["result_id"] = result.id
    for name in ("person", "change", "release"):
        world.special[f"rounds.{name}"] = {"round_id": proposed.id}


def make_ready(world: Any, point: Any) -> dict[str, dict[str, Any]]:
    """A frozen round, and a role that a new one can take in; what else the forms need."""
    program = world.ids["program_id"]
    frozen = rounds.make_frozen(_shown(world), program_id=program)
    point(world, "round_id", frozen, "rounds.propose")
    day = datetime.now(UTC).date() + timedelta(days=7)
    free = str(_shown(world).role_need_id)
    proposal = queries.newest_proposal(world.special["rounds.release"]["round_id"])
    assert proposal is not None
    return {
        "rounds.release": {"seen": queries.as_shown(proposal.id)},  # as the page of the round carries it
        "rounds.open_round": {"program_id": str(program), "role_need_ids": free, "freezes_on": str(day)},
    }


def _shown(world: Any, need: Any = None) -> Any:
    """J, shown to A without a name: for a role of its own, or the referral for this one that is there."""
    if need is not None:
        return rounds.referral_of(world.ids["referral_id"])
    need = demand.make_role_need(world.ids["employer"])
    return hiring.make_referral("shared_with_employer", jobseeker=world.ids["jobseeker"], role_need=need)
