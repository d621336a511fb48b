"""The lists are frozen at their moment, by the clock or by staff; shortly before, who has none is reminded."""

from datetime import datetime
from typing import Any, Final

from marketplace.db import db, lock, move
from marketplace.hiring.rounds import queries
from marketplace.hiring.rounds.actions.telling import tell
from marketplace.hiring.rounds.lifecycle import LIFECYCLE
from marketplace.hiring.rounds.models import MatchingRound, RankList, RoundSnapshot, Stage
from marketplace.sides import Actor, Side
from marketplace.supply.applications.actions import NOBODY

CLOCK: Final = Actor(person_id=NOBODY, name="", side=Side.STAFF, membership_id=NOBODY)


def freeze(row: MatchingRound, *, actor: Actor, now: datetime) -> RoundSnapshot:
    """Freeze both sides' lists as they are: only pairs that live now, and no more places than are free now.

    Whoever has put nobody in order takes no part.
    """
    lock(row)
    if row.stage is Stage.OPEN:
        row.frozen_at = now
    move(row, LIFECYCLE, "freeze", actor=actor, now=now)
    for role in row.roles:
        role.places = min(role.places, queries.free_places(role.role_need))
    db.session.flush()
    lists = _as_they_are(row)
    taken = RoundSnapshot(round_id=row.id, at=now, digest=queries.digest_of(lists), lists=lists)
    db.session.add(taken)
    db.session.flush()
    return taken


def _as_they_are(row: MatchingRound) -> dict[str, Any]:
    """Ids, places and scores in tenths; no name and no word of anybody."""
    living = {str(found.id): found for found in queries.pairs_of(row.id)}
    said = queries.newest_lists(row.id)
    people = {str(owner): _live(one, living) for owner, one in said.items() if one.jobseeker_id}
    roles = {str(role.role_need_id): role for role in row.roles}
    return {
        "people": {owner: ordered for owner, ordered in sorted(people.items()) if ordered},
        "roles": {
            key: {
                "places": role.places,
                "ordered": _live(said[role.role_need_id], living) if role.role_need_id in said else None,
            }
            for key, role in sorted(roles.items())
        },
        "pairs": {
            key: [str(one.jobseeker_id), str(one.role_need_id), round(one.match_candidate.score * 10)]
            for key, one in sorted(living.items())
        },
    }


def _live(said: RankList, living: dict[str, Any]) -> list[str]:  # Any: referrals, of which only the keys are asked
    return [key for key in said.ordered if key in living]


def mind_by_the_clock(*, now: datetime) -> None:
    """The worker's look: freeze what is due, and call to mind what freezes soon. Safe to repeat."""
    for row in db.session.scalars(queries.due(now)).all():
        lock(row)
        if row.stage is Stage.OPEN:  # else somebody froze or abandoned it meanwhile
            freeze(row, actor=CLOCK, now=now)
    for row in db.session.scalars(queries.to_remind(now)).all():
        _remind(row, now)


def _remind(row: MatchingRound, now: datetime) -> None:
    """Write to who has no list yet."""
    lock(row)
    if row.stage is not Stage.OPEN or row.reminded_at:  # frozen, called off or called to mind meanwhile
        return
    row.reminded_at = now
    db.session.flush()
    found = queries.taking_part(row.id)
    waiting = {role.employer_id for role in row.roles if role.role_need_id in found.roles - set(found.lists)}
    tell(row, "round_reminder", found.people - set(found.lists), waiting)
