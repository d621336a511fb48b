"""The live pool: everybody who may be considered now, kept ready for what-if, and counts from it.

Reading what ten thousand people hold takes seconds, asking whether anything changed takes a moment.
So each process keeps one pool. Before each question it asks for the signs of the tables that decide
who is in it and what they hold: counts, sums of versions, newest days. Are they other ones, it asks
for everybody's mark in the same way; whoever's mark changed is read again, and whoever left, by taking
the consent back or by being hired, is dropped before anything is counted.

The database is asked without the lock. What was read is put in when nobody else has put in something
since; otherwise it is read again from there. So nobody waits for another's reading, and nobody who was
dropped comes back by it.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Select, select

from marketplace import matcher
from marketplace.competencies import queries as competencies
from marketplace.competencies.queries import Near
from marketplace.db import db
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.matches.models import Referral, ReferralStage
from marketplace.hiring.matches.queries.considering import as_candidates, as_role, away_from, graduates
from marketplace.reach import within
from marketplace.sides import Actor, Side
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.graduations.models import ReadyMark
from marketplace.supply.graduations.queries import vetted
from marketplace.supply.jobseekers import queries as jobseekers
from marketplace.supply.jobseekers.models import CompetencyClaim, Consent, Jobseeker

#: So many people are read at once.
_AT_ONCE = 500
#: So many parts of the pool are kept ready.
_MOST_PARTS = 16

_Mark = tuple[int, int, str]
_Signs = tuple[object, ...]


@dataclass(frozen=True)
class Outlook:
    """How many of the live pool meet all musts of a role, and how many if one requirement changed."""

    people: int
    now: int
    rows: tuple[matcher.WhatIf, ...]


@dataclass(frozen=True)
class _State:
    """What the pool was made of: relations, signs, everybody's mark, and what they hold. Replaced as a whole."""

    near: Near
    signs: _Signs
    marks: Mapping[uuid.UUID, _Mark]
    people: Mapping[uuid.UUID, matcher.Candidate]


class _Live:
    """The pool of this process, and those of parts of it that coordinators have asked."""

    def __init__(self) -> None:
        self.lock = Lock()  # around the pools, never while the database is asked
        self.state: _State | None = None
        self.pool = matcher.Pool([])
        self.parts: dict[frozenset[uuid.UUID], matcher.Pool] = {}


_live = _Live()


def live_people(today: date) -> Select[uuid.UUID]:
    """The ids of everybody who may be considered: ready, agreeing to matching, allowed to work and not hired."""
    hired = select(Referral.jobseeker_id).where(Referral.stage == ReferralStage.HIRED)
    return select(Jobseeker.id).where(
        Jobseeker.id.in_(graduates()),
        Jobseeker.id.in_(vetted(today)),
        Jobseeker.id.in_(jobseekers.matching_consented()),
        Jobseeker.may_work.is_not(sa.false()),
        Jobseeker.id.not_in(hired),
    )


def outlook(role_need: RoleNeed, actor: Actor, today: date) -> Outlook:
    """What-if for every requirement of a role need, among everybody who may be considered on this day.

    Nobody is counted who keeps away from the employer, or said that such a role does not suit them.
    A coordinator's question is asked of the people within their reach alone.
    """
    role, state = as_role(role_need), _up_to_date(today)
    reached = _reached(actor, role_need, state)
    with _live.lock:
        pool = _live.pool if reached is None else _part(reached)
        rows = pool.what_if(role)
        return Outlook(len(pool), rows[0].now if rows else 0, rows)


def _reached(actor: Actor, role_need: RoleNeed, state: _State) -> frozenset[uuid.UUID] | None:
    """Those of the pool whom a coordinator reaches, and who do not keep away from the employer or the role.

    None for everybody.
    """
    away = away_from(role_need) & state.marks.keys()
    if actor.side is Side.STAFF and not actor.all_programs:
        ids = db.session.scalars(select(Jobseeker.id).where(within(actor, "jobseekers", Jobseeker.id)))
        return frozenset(state.marks.keys() & set(ids)) - away
    return frozenset(state.marks.keys()) - away if away else None


def _part(reached: frozenset[uuid.UUID]) -> matcher.Pool:
    """The pool of some people, made once for as long as nothing changes. Under the lock."""
    state = _live.state
    if state is None:
        return matcher.Pool([])
    if reached not in _live.parts:
        if len(_live.parts) >= _MOST_PARTS:
            _live.parts.clear()
        some = [state.people[person] for person in sorted(reached & state.people.keys())]
        _live.parts[reached] = matcher.Pool(some, state.near)
    return _live.parts[reached]


def _up_to_date(today: date) -> _State:
    """Bring the pool to where the tables are, and say of what it was made."""
    while True:
        before, near, signs = _live.state, competencies.relations(), _signs(today)
        if before is not None and before.near is near and before.signs == signs:
            return before
        marks = dict(before.marks) if before is not None and before.signs == signs else _marks(today)
        read = _read(marks, before)
        with _live.lock:
            if _live.state is before:
                return _put_in(before, _State(near, signs, marks, read))


def _read(marks: Mapping[uuid.UUID, _Mark], before: _State | None) -> dict[uuid.UUID, matcher.Candidate]:
    """What everybody of the marks holds: as known where the mark is the same, from the tables where it is not."""
    known = before.people if before is not None else {}
    old = before.marks if before is not None else {}
    people = {person: known[person] for person, mark in marks.items() if old.get(person) == mark}
    changed = [person for person in marks if person not in people]
    for start in range(0, len(changed), _AT_ONCE):
        some = changed[start : start + _AT_ONCE]
        people |= zip(some, as_candidates(some), strict=True)
    return people


def _put_in(before: _State | None, after: _State) -> _State:
    """Make the pool what the state says. Told last: a fault half way has it done again. Under the lock."""
    if before is None or before.near is not after.near:
        _live.pool = matcher.Pool(after.people.values(), after.near)
    else:
        for gone in before.people.keys() - after.people.keys():
            _live.pool.drop(str(gone))
        for person, candidate in after.people.items():
            if before.people.get(person) is not candidate:
                _live.pool.put(candidate)
    _live.parts = {}
    _live.state = after
    return after


def _signs(today: date) -> _Signs:
    """What is another after any change to the tables that decide who is in the pool and what they hold."""
    count, most, least = sa.func.count, sa.func.max, sa.func.min
    versioned: tuple[tuple[Any, Any], ...] = (  # Any: four mapped classes, each with the day that its rows are from
        (CompetencyClaim, CompetencyClaim.created_at),
        (Enrolment, Enrolment.enrolled_at),
        (Referral, Referral.created_at),
        (Jobseeker, Jobseeker.created_at),
    )
    name = sa.cast(Jobseeker.id, sa.String)
    asked: list[Any] = [  # Any: statements of several shapes, whose rows are only compared
        *(select(count(table.id), sa.func.sum(table.version), most(day)) for table, day in versioned),
        select(count(Consent.id), count(Consent.withdrawn_at), most(Consent.given_at), most(Consent.withdrawn_at)),
        select(
            count(ReadyMark.id), count(ReadyMark.withdrawn_at), most(ReadyMark.marked_at), most(ReadyMark.lapses_on)
        ),
        select(least(name), most(name)),
    ]
    return ((today,), *(tuple(db.session.execute(statement).one()) for statement in asked))


def _marks(today: date) -> dict[uuid.UUID, _Mark]:
    claim = CompetencyClaim
    newest = sa.func.coalesce(sa.cast(sa.func.max(claim.created_at), sa.String), "")
    rows = (
        select(Jobseeker.id, sa.func.count(claim.id), sa.func.coalesce(sa.func.sum(claim.version), 0), newest)
        .outerjoin(claim, claim.jobseeker_id == Jobseeker.id)
        .where(Jobseeker.id.in_(live_people(today)))
        .group_by(Jobseeker.id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in db.session.execute(rows)}
