"""A round begins with its roles and its moment, and may be called off with a reason."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.db import db, lock, move, record
from marketplace.demand.programs import queries as programs
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.errors import Refused
from marketplace.hiring.rounds import queries
from marketplace.hiring.rounds.actions.telling import tell
from marketplace.hiring.rounds.lifecycle import LIFECYCLE
from marketplace.hiring.rounds.models import MatchingRound, RoundRole
from marketplace.sides import Actor

LONGEST: Final = timedelta(days=60)


def open_round(
    *,
    name: str,
    program_id: uuid.UUID | None,
    role_need_ids: Collection[uuid.UUID],
    freezes_at: datetime,
    time_zone: str,
    actor: Actor,
    now: datetime,
) -> MatchingRound:
    """Open a round over these roles, with the places that are free now, and tell everybody who could take part.

    Refused when a role takes nobody now, stands in another round or is of no partner of the program, and when nobody
    has been shown for any of them.
    """
    _guard_moment(freezes_at, now)
    roles = _held(role_need_ids, actor)
    _guard_partners(roles, program_id)
    row = MatchingRound(
        name=name,
        program_id=program_id,
        freezes_at=freezes_at,
        time_zone=time_zone,
        opened_by_id=actor.person_id,
        opened_at=now,
    )
    row.roles = [
        RoundRole(employer_id=need.employer_id, role_need_id=need.id, places=queries.free_places(need))
        for need in roles
    ]
    db.session.add(row)
    record(row, "open", came_from=None, actor=actor, now=now)
    found = queries.taking_part(row.id)
    if not found.people:
        raise Refused(_("Nobody is shown for these roles yet. Share a shortlist first, then open the round."))
    tell(row, "round_opened", found.people, _employers(row, found))
    return row


def _guard_moment(freezes_at: datetime, now: datetime) -> None:
    if freezes_at <= now:
        raise Refused(_("That day is over. Give both sides a day that is still to come."))
    if freezes_at > now + LONGEST:
        raise Refused(_("A round lasts at most %(days)s days. Choose an earlier day.", days=LONGEST.days))


def _held(role_need_ids: Collection[uuid.UUID], actor: Actor) -> list[RoleNeed]:
    """The roles, behind locks in one order, so that no two rounds take in the same one."""
    roles = [
        lock(need)
        for need in db.session.scalars(
            sa.select(RoleNeed).where(RoleNeed.id.in_(role_need_ids)).order_by(RoleNeed.id)
        ).all()
    ]
    free = {need.id for need in queries.open_roles(actor)}
    if not roles or any(need.id not in free for need in roles):
        raise Refused(
            _(
                "One of these roles has no free place any more, or takes part in another round. "
                "Load the page again to see which ones can."
            )
        )
    return roles


def _guard_partners(roles: Collection[RoleNeed], program_id: uuid.UUID | None) -> None:
    """Whoever works on the program reads its rounds, so no employer that only others hold is in one."""
    if program_id is None:
        return
    theirs = set(db.session.scalars(programs.employers_of(program_id)))
    beyond = [need.title for need in roles if need.employer_id not in theirs]
    if beyond:
        raise Refused(
            _(
                "The employer of “%(role)s” is no partner of this program. "
                "Take the role out, or choose another program.",
                role=beyond[0],
            )
        )


def _employers(row: MatchingRound, found: queries.TakingPart) -> set[uuid.UUID]:
    """The employers with somebody to put in order."""
    return {role.employer_id for role in row.roles if role.role_need_id in found.roles}


def abandon(row: MatchingRound, *, note: str, actor: Actor, now: datetime) -> None:
    """Call a round off before anything is released, and tell everybody who was told of it."""
    lock(row)
    found = queries.taking_part(row.id)
    move(row, LIFECYCLE, "abandon", actor=actor, now=now, note=note)
    people = found.people | {owner for owner, said in found.lists.items() if said.jobseeker_id}
    tell(row, "round_abandoned", people, {role.employer_id for role in row.roles})
