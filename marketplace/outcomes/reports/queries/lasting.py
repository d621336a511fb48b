"""Whether the hires of one employer last: there, and in any work, on three days after the first one.

An employer knows who works there. Where else somebody works, or that they have no work, is the person’s: an employer
reads it only in numbers that point at nobody.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from marketplace.db import db
from marketplace.hiring.placements.lifecycle import COUNTED
from marketplace.hiring.placements.models import CheckStage, Placement
from marketplace.outcomes.reports.queries.partners import seen_by
from marketplace.outcomes.reports.queries.shares import Share
from marketplace.sides import Actor, Side
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import Enrolment

DAYS: Final = (90, 180, 365)
NO_WORK: Final = frozenset({CheckStage.NOT_EMPLOYED_SEEKING, CheckStage.NOT_SEEKING, CheckStage.IN_EDUCATION})
THERE, ELSEWHERE, NOWHERE, UNKNOWN, TO_COME, LEFT_OUT = (
    "there",
    "elsewhere",
    "nowhere",
    "unknown",
    "to_come",
    "left_out",
)
Episodes = Mapping[uuid.UUID, Sequence[Placement]]


class Whereabouts(StrEnum):
    """Where somebody is on a day of their hire. Who is `away` has left, and nobody knows where to."""

    THERE = "there"
    ELSEWHERE = "elsewhere"
    NOWHERE = "nowhere"
    AWAY = "away"
    UNKNOWN = "unknown"
    TO_COME = "to_come"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Lasting:
    """The hires of an employer on one of their days. `anywhere` is None where it would point at somebody.

    `to_come` are hires whose day is not here yet; they are in the base, and unknown.
    """

    days: int
    there: Share
    anywhere: Share | None
    to_come: int
    left_out: int


def lasting(employer_id: uuid.UUID, actor: Actor, now: datetime, *, smallest: int) -> list[Lasting]:
    """How long verified hires that came of a match stay in work. Four statements.

    Each person counts once, from the first day of the first hire. Who died, was ill for long, detained or called up
    before the day is left out. An employer reads nothing of fewer people than `smallest` that it does not know.
    """
    first: dict[uuid.UUID, Placement] = {}
    for row in db.session.scalars(_hires(employer_id, actor)):
        first.setdefault(row.jobseeker_id, row)
    hires = list(first.values())
    episodes = _episodes({hire.jobseeker_id for hire in hires})
    few = smallest if actor.side is Side.EMPLOYER else 0
    return [_counted(days, hires, episodes, few, now.date()) for days in DAYS]


def _counted(days: int, hires: Sequence[Placement], episodes: Episodes, few: int, as_of: date) -> Lasting:
    found = Counter(_where(hire, days, episodes[hire.jobseeker_id], as_of) for hire in hires)
    base = sum(found.values()) - found[Whereabouts.LEFT_OUT]
    there, elsewhere, away = (found[one] for one in (Whereabouts.THERE, Whereabouts.ELSEWHERE, Whereabouts.AWAY))
    open_yet = found[Whereabouts.UNKNOWN] + found[Whereabouts.TO_COME]
    of_others = (elsewhere, away, found[Whereabouts.NOWHERE])
    points_at_somebody = any(0 < number < few for number in of_others)
    return Lasting(
        days=days,
        there=Share(there, base, open_yet),
        anywhere=None if points_at_somebody else Share(there + elsewhere, base, open_yet + away),
        to_come=found[Whereabouts.TO_COME],
        left_out=found[Whereabouts.LEFT_OUT],
    )


def _where(hire: Placement, days: int, episodes: Sequence[Placement], as_of: date) -> Whereabouts:
    """Where somebody works on a day of their hire, as far as it is known; the last day of work answers by itself."""
    day = hire.starts_on + timedelta(days=days)
    if any(one.stage is CheckStage.EXCLUDED and one.due_on <= day for one in hire.checkpoints):
        return Whereabouts.LEFT_OUT
    if day > as_of:
        return Whereabouts.TO_COME
    others = [one for one in episodes if one.id != hire.id and _spans(one, day)]
    if _stays(hire, day) or any(one.employer_id == hire.employer_id for one in others):
        return Whereabouts.THERE
    asked = next((one.stage for one in hire.checkpoints if one.day == days), None)
    if others or asked is CheckStage.EMPLOYED_OTHER:
        return Whereabouts.ELSEWHERE
    if asked in NO_WORK:
        return Whereabouts.NOWHERE
    return Whereabouts.AWAY if hire.ended_on is not None else Whereabouts.UNKNOWN


def _stays(hire: Placement, day: date) -> bool:
    """Whether the work itself goes on, by its last day or by what a check found on the day or later."""
    if hire.ended_on is not None:
        return hire.ended_on >= day
    asked = [one.stage for one in hire.checkpoints if one.due_on == day and one.day is not None]
    if any(stage in NO_WORK | {CheckStage.EMPLOYED_OTHER} for stage in asked):
        return False
    return _found_there(hire, day)


def _spans(one: Placement, day: date) -> bool:
    """Whether other work is known to reach over a day."""
    if one.starts_on > day:
        return False
    return one.ended_on >= day if one.ended_on is not None else _found_there(one, day)


def _found_there(one: Placement, day: date) -> bool:
    later = (check.stage for check in one.checkpoints if check.day is not None and check.due_on >= day)
    return CheckStage.EMPLOYED_SAME in later


def _hires(employer_id: uuid.UUID, actor: Actor) -> sa.Select[Placement]:
    return (
        sa.select(Placement)
        .outerjoin(Enrolment, Enrolment.id == Placement.enrolment_id)
        .outerjoin(Cohort, Cohort.id == Enrolment.cohort_id)
        .options(selectinload(Placement.checkpoints))
        .where(Placement.employer_id == employer_id, Placement.referral_id.is_not(None))  # else it is not told of it
        .where(Placement.stage.in_(COUNTED), seen_by(actor))
        .order_by(Placement.starts_on, Placement.id)
    )


def _episodes(people: set[uuid.UUID]) -> Episodes:
    rows = (
        sa.select(Placement)
        .options(selectinload(Placement.checkpoints))
        .where(Placement.jobseeker_id.in_(people), Placement.stage.in_(COUNTED))
    )
    found: defaultdict[uuid.UUID, list[Placement]] = defaultdict(list)
    for row in db.session.scalars(rows):
        found[row.jobseeker_id].append(row)
    return found
