"""The live pool: everybody who may be considered now, kept ready for what-if, and counts from it.

Reading what ten thousand people hold takes seconds, asking whether anything changed takes a moment.
So each process keeps one pool. Before each question it asks for the signs of the tables that decide
who is in it and what they hold: counts, sums of versions, newest days. Are they other ones, it asks
for everybody's mark in the same way; whoever's mark changed is read again, and whoever left, by taking
the consent back or by being hired, is dropped before anything is counted.
"""

import uuid
from dataclasses import dataclass
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Select, select

from marketplace import matcher
from marketplace.competencies import queries as competencies
from marketplace.db import db
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.matches.models import Referral, ReferralStage
from marketplace.hiring.matches.queries.considering import as_candidates, as_role, graduates
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.jobseekers import queries as jobseekers
from marketplace.supply.jobseekers.models import CompetencyClaim, Consent, Jobseeker

#: Who does not see everybody is told no number below this and others in steps of it: they would tell of persons.
FEW = 5
#: So many people are read at once.
_AT_ONCE = 500

_Mark = tuple[int, int, str]
_Signs = tuple[object, ...]


@dataclass(frozen=True)
class Outlook:
    """How many of the live pool meet all musts of a role, and how many if one requirement changed."""

    people: int
    now: int
    rows: tuple[matcher.WhatIf, ...]


class _Live:
    """The pool of this process, under whose relations it was made, and everybody's mark."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.near: object = None
        self.pool = matcher.Pool([])
        self.marks: dict[uuid.UUID, _Mark] = {}
        self.signs: _Signs = ()


_live = _Live()


def live_people() -> Select[uuid.UUID]:
    """The ids of everybody who may be considered: graduates who consent to matching, may work and are not hired."""
    hired = select(Referral.jobseeker_id).where(Referral.stage == ReferralStage.HIRED)
    return select(Jobseeker.id).where(
        Jobseeker.id.in_(graduates()),
        Jobseeker.id.in_(jobseekers.matching_consented()),
        Jobseeker.may_work.is_not(sa.false()),
        Jobseeker.id.not_in(hired),
    )


def outlook(role_need: RoleNeed) -> Outlook:
    """What-if for every requirement of a role need, among everybody who may be considered at this moment."""
    role = as_role(role_need)
    with _live.lock:
        _refresh()
        rows = _live.pool.what_if(role)
        return Outlook(len(_live.marks), rows[0].now if rows else 0, rows)


def _refresh() -> None:
    near, signs = competencies.relations(), _signs()
    if _live.near is not near:
        _live.near, _live.pool, _live.marks = near, matcher.Pool([], near), {}
    elif _live.signs == signs:
        return
    _follow(_marks())
    _live.signs = signs


def _follow(marks: dict[uuid.UUID, _Mark]) -> None:
    """Bring the pool to where the marks are."""
    for gone in _live.marks.keys() - marks.keys():
        _live.pool.drop(str(gone))
    changed = [person for person, mark in marks.items() if _live.marks.get(person) != mark]
    # Not told before they are in the pool: a fault half way reads them again.
    _live.marks = {person: mark for person, mark in _live.marks.items() if marks.get(person) == mark}
    for start in range(0, len(changed), _AT_ONCE):
        some = changed[start : start + _AT_ONCE]
        for candidate in as_candidates(some):
            _live.pool.put(candidate)
        _live.marks |= {person: marks[person] for person in some}


def _signs() -> _Signs:
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
        select(least(name), most(name)),
    ]
    return tuple(tuple(db.session.execute(statement).one()) for statement in asked)


def _marks() -> dict[uuid.UUID, _Mark]:
    claim = CompetencyClaim
    newest = sa.func.coalesce(sa.cast(sa.func.max(claim.created_at), sa.String), "")
    rows = (
        select(Jobseeker.id, sa.func.count(claim.id), sa.func.coalesce(sa.func.sum(claim.version), 0), newest)
        .outerjoin(claim, claim.jobseeker_id == Jobseeker.id)
        .where(Jobseeker.id.in_(live_people()))
        .group_by(Jobseeker.id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in db.session.execute(rows)}
