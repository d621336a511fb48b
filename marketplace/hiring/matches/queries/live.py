"""The live pool: everybody who may be considered now, kept ready for what-if, and counts from it.

Reading what ten thousand people hold takes seconds, asking what changed takes a moment. So each
process keeps one pool, and before each question asks for everybody's mark: how many claims, the sum
of their versions and the newest. Whoever's mark changed is read again; whoever left, by taking the
consent back or by being hired, is dropped before anything is counted.
"""

import uuid
from dataclasses import dataclass
from threading import Lock

import sqlalchemy as sa
from sqlalchemy import Select, select

from marketplace import matcher
from marketplace.competencies import queries as competencies
from marketplace.db import db
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.matches.models import Referral, ReferralStage
from marketplace.hiring.matches.queries.considering import as_candidates, as_role, graduates
from marketplace.supply.jobseekers import queries as jobseekers
from marketplace.supply.jobseekers.models import CompetencyClaim, Jobseeker

#: Below this an employer is told no number: it would tell of persons.
FEW = 5
#: So many people are read at once.
_AT_ONCE = 500

_Mark = tuple[int, int, str]


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
    near = competencies.relations()
    if _live.near is not near:
        _live.near, _live.pool, _live.marks = near, matcher.Pool([], near), {}
    marks = _marks()
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
