"""Two rounds of choosing: one that was released last week, one whose proposal waits for a second look."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from marketplace.accounts.models import Membership, Person
from marketplace.db import db
from marketplace.demand.programs import queries as programs
from marketplace.demand.programs.models import Program
from marketplace.demo.actions.demand import Hirer
from marketplace.demo.actions.hiring import Graduate
from marketplace.demo.actions.reading import Scene
from marketplace.hiring.matches.models import Referral
from marketplace.hiring.rounds import actions, queries
from marketplace.hiring.rounds.models import MatchingRound
from marketplace.sides import Actor

SECOND: Final = "tamsin@guildhall.example"  # of the team; nobody plays her, so whoever plays the lead can release
# Name, the day it opened and for how many days lists were open, and whether it is released.
ROUNDS: Final = (("First round of the dispatchers", -9, 2, True), ("Second round of the dispatchers", -4, 2, False))


def choose(scene: Scene, program: Program, hirers: Sequence[Hirer], graduates: Sequence[Graduate]) -> None:
    """Whoever is in talks puts the others in order: people their own roles, employers from the last match down."""
    other = _second(scene)
    for name, opened, days, released in ROUNDS:
        row = _open(scene, program, name, opened, days)
        if row is None:
            return
        _put_in_order(row, hirers, graduates, scene.calendar.at(opened, 15) + timedelta(hours=1))
        now = row.freezes_at + timedelta(hours=2)
        proposer, releaser = (scene.staff, other) if released else (other, scene.staff)
        _propose(row, proposer, now)
        if released:
            seen = queries.as_shown(_proposal_of(row))
            actions.release(row, seen=seen, actor=releaser, now=now + timedelta(hours=3))


def _second(scene: Scene) -> Actor:
    rows = sa.select(Membership).join(Membership.person).where(Person.email == SECOND)
    place = db.session.scalars(rows).one_or_none()
    return place.actor() if place else scene.staff


def _open(scene: Scene, program: Program, name: str, opened: int, days: int) -> MatchingRound | None:
    """A round over every role of the program's employers that could take part; None where nobody is in talks."""
    theirs = set(db.session.scalars(programs.employers_of(program.id)))
    roles = [need.id for need in queries.open_roles(scene.staff) if need.employer_id in theirs]
    if not roles:
        return None
    now = scene.calendar.at(opened, 15)  # perhaps a Friday before: the days of a round begin where it began
    return actions.open_round(
        name=name,
        program_id=program.id,
        role_need_ids=roles,
        freezes_at=now + timedelta(days=days),
        time_zone=scene.calendar.time_zone,
        actor=scene.staff,
        now=now,
    )


def _put_in_order(row: MatchingRound, hirers: Sequence[Hirer], graduates: Sequence[Graduate], now: datetime) -> None:
    for graduate in graduates:
        own = _in_order(queries.pairs_of(row.id, jobseeker_id=graduate.actor.person_id))
        if own:
            actions.save(row, order=own, wanted=own, version="0", actor=graduate.actor, now=now)
    for hirer in hirers:
        shown = _in_order(queries.pairs_of(row.id, role_need_id=hirer.role_need.id))
        if shown:
            least = shown[::-1]
            actions.save(
                row, role_need_id=hirer.role_need.id, order=least, wanted=least, version="0", actor=hirer.owner, now=now
            )


def _in_order(pairs: Sequence[Referral]) -> list[UUID]:
    """The best match first; equal ones by their words, so that each seeding puts them the same way."""

    def place(pair: Referral) -> tuple[bool, float, str, str]:
        found = pair.match_candidate
        return not found.eligible, -(found.score or 0), pair.role_need.title, pair.jobseeker.person.email

    return [pair.id for pair in sorted(pairs, key=place)]


def _propose(row: MatchingRound, proposer: Actor, now: datetime) -> None:
    actions.freeze(row, actor=actions.CLOCK, now=row.freezes_at)
    actions.ask_for_proposal(row, proposing="candidates", actor=proposer, now=now)
    actions.compute(round_id=str(row.id), number=str(row.wanted), now=now)


def _proposal_of(row: MatchingRound) -> UUID:
    proposal = queries.newest_proposal(row.id)
    if proposal is None:
        raise LookupError("the round of the demo has no proposal")
    return proposal.id
