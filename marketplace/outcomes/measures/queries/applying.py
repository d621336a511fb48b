"""How people went from an application to the end of a training.

Counted for the cohorts of a condition, so within reach of whoever looks, in a number of statements that does not grow
with them. `since` leaves out applications that were sent before it; None looks back for ever. A page reads what the
job counted (`counts`, `kept`), for each application has a history to look at.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.db import db
from marketplace.outcomes.measures.queries import answering
from marketplace.outcomes.measures.queries.market import Condition, counted, tally_of
from marketplace.outcomes.measures.queries.people import Tally
from marketplace.outcomes.measures.queries.summing import Counts, Dimension, Period, sums
from marketplace.supply.applications.models import ENDED, Application, ApplicationChange
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.enrolments.models import GRADUATED, LEFT, Enrolment
from marketplace.supply.enrolments.models import Stage as EnrolmentStage


class Step(StrEnum):
    """The steps of a person, in order. Whoever has come to one has passed those before it."""

    SENT = "sent"
    SCREENED = "screened"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    ENROLLED = "enrolled"
    GRADUATED = "graduated"


STEPS: Final = tuple(Step)
WHOLE_WAY: Final = -1  # from the first step to the last
REACHED: Final[Mapping[ApplicationStage, Step]] = {
    ApplicationStage.IN_REVIEW: Step.SCREENED,
    ApplicationStage.DECISION_PENDING: Step.SCREENED,
    ApplicationStage.WAITLISTED: Step.SCREENED,
    ApplicationStage.NOT_SELECTED: Step.SCREENED,
    ApplicationStage.ACCEPTED: Step.ACCEPTED,
    ApplicationStage.LAPSED: Step.ACCEPTED,
    ApplicationStage.CONFIRMED: Step.CONFIRMED,
    ApplicationStage.ENROLLED: Step.ENROLLED,
}
#: Where somebody waits who is neither gone nor on their way: told apart, and not known yet.
ASIDE: Final = frozenset({ApplicationStage.WAITLISTED, ApplicationStage.DEFERRED})
#: Where the job keeps it, beside the sums of people.
APPLICATIONS: Final[Dimension] = ("applications", "")


@dataclass(frozen=True)
class Stair:
    """One step: who came to it, who went on to the next, who is still there, and how the others left.

    `exits` counts by stage of the application, or of the enrolment after it: withdrawn, deferred, dismissed and the
    like apart. Who was put on the waitlist or deferred has not left, and is told in `aside`.
    """

    step: Step
    entered: int
    went_on: int
    exits: Mapping[str, int]
    aside: Mapping[str, int]

    @property
    def waiting(self) -> int:
        """Of how many it is not known yet."""
        return self.entered - self.went_on - sum(self.exits.values())

    @property
    def tally(self) -> Tally:
        """The share that went on, of everybody who came to it."""
        return counted(self.went_on, sum(self.exits.values()), self.waiting)


@dataclass(frozen=True)
class Funnel:
    """From a sent application to a graduation. `moved` is how many enrolled people went on in another cohort."""

    stairs: Sequence[Stair]
    moved: int


@dataclass(frozen=True)
class _Group:
    cohort: uuid.UUID
    furthest: int
    stage: ApplicationStage
    enrolled: EnrolmentStage | None
    moved: bool
    number: int


def funnel(cohorts: Condition, *, since: date | None = None) -> Funnel:
    """How far the applications of cohorts came, whatever came afterwards: who was accepted stays so. One statement.

    Whoever went on in another cohort of the program counts once, in the cohort of the application.
    """
    return _funnel(_groups(cohorts, since))


def _funnel(found: Iterable[_Group]) -> Funnel:
    groups = [_seen(group) for group in found]
    stairs = [_stair(number, groups) for number in range(len(STEPS) - 1)]
    return Funnel(stairs, sum(group.number for group in groups if group.moved))


def _seen(group: _Group) -> _Group:
    """With the furthest step also as the stages of today say it."""
    furthest = max(group.furthest, _rank(group.stage), STEPS.index(Step.ENROLLED) if group.enrolled else 0)
    if group.enrolled in GRADUATED:
        furthest = STEPS.index(Step.GRADUATED)
    return replace(group, furthest=furthest)


def _stair(number: int, groups: Iterable[_Group]) -> Stair:
    here = [group for group in groups if group.furthest == number]
    further = sum(group.number for group in groups if group.furthest > number)
    exits, aside = Counter[str](), Counter[str]()
    for group in here:
        stage = group.enrolled or group.stage
        if stage in ENDED or stage in LEFT:
            exits[stage.value] += group.number
        elif stage in ASIDE:
            aside[stage.value] += group.number
    return Stair(STEPS[number], sum(group.number for group in here) + further, further, dict(exits), dict(aside))


def _rank(stage: ApplicationStage) -> int:
    return STEPS.index(REACHED.get(stage, Step.SENT))


def at_step(cohorts: Condition, number: int) -> Iterator[tuple[uuid.UUID, uuid.UUID, str, str]]:
    """Who came to a step, one by one: application, cohort, `yes`, `no` or `unknown`, and the stage of today.

    `number` counts the steps from 0; `WHOLE_WAY` asks of everybody whether they came to the last. One statement.
    """
    for key, group in _one_by_one(cohorts):
        entered, next_one = (0, len(STEPS) - 1) if number == WHOLE_WAY else (number, number + 1)
        if group.furthest < entered:
            continue
        stage = group.enrolled or group.stage
        gone = stage in ENDED or stage in LEFT
        said = "yes" if group.furthest >= next_one else "no" if gone else "unknown"
        yield key, group.cohort, said, stage.value


def _one_by_one(cohorts: Condition) -> Iterator[tuple[uuid.UUID, _Group]]:
    statement, _columns = _journeys(cohorts, None)
    newest_first = Application.submitted_at.desc(), Application.id
    for row in db.session.execute(statement.add_columns(Application.id).order_by(*newest_first)):
        yield row[-1], _seen(_group_of(row[:-1], 1))


def _groups(cohorts: Condition, since: date | None) -> list[_Group]:
    statement, columns = _journeys(cohorts, since)
    rows = db.session.execute(statement.add_columns(sa.func.count()).group_by(*columns)).all()
    return [_group_of(row[:-1], row[-1]) for row in rows]


def _journeys(cohorts: Condition, since: date | None) -> tuple[Any, Sequence[Any]]:  # Any: of five columns
    """Of each application its cohort, the furthest step that its history tells, its stage and that of its enrolment."""
    ranks = [(ApplicationChange.to_stage == stage.value, _rank(stage)) for stage in REACHED]
    furthest = (
        sa.select(ApplicationChange.subject_id, sa.func.max(sa.case(*ranks, else_=0)).label("furthest"))
        .join(Application, Application.id == ApplicationChange.subject_id)
        .join(Application.cohort)
        .where(cohorts, _sent(since))
        .group_by(ApplicationChange.subject_id)
        .subquery()
    )
    last = aliased(Enrolment)
    moved = sa.case((last.transferred_from_id.is_not(None), 1), else_=0)
    far = sa.func.coalesce(furthest.c.furthest, 0)
    columns = Application.cohort_id, far, Application.stage, last.stage, moved
    return (
        sa.select(*columns)
        .join(Application.cohort)
        .outerjoin(furthest, furthest.c.subject_id == Application.id)
        .outerjoin(last, sa.and_(last.application_id == Application.id, last.stage != EnrolmentStage.TRANSFERRED))
        .where(cohorts, _sent(since))
    ), columns


def _group_of(row: Sequence[Any], number: int) -> _Group:  # Any: of five columns
    cohort, far, stage, enrolled, moved = row
    return _Group(cohort, int(far), stage, enrolled, bool(moved), number)


def _sent(since: date | None) -> Condition:
    if since is None:
        return Application.submitted_at.is_not(None)
    return Application.submitted_at >= datetime.combine(since, time.min, tzinfo=ZoneInfo("UTC"))


# ---- counted by the job, read by the page ---------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """What was counted last. `sent` is how many applications; a draft is none."""

    sent: int
    funnel: Funnel
    in_time: Tally


def counts(cohorts: Condition, *, as_of: date) -> Mapping[uuid.UUID, Counts]:
    """Cohort → its sums by `funnel furthest stage enrolled moved` and `answered answer`. Three statements."""
    sent: Counter[uuid.UUID] = Counter()
    found: defaultdict[uuid.UUID, Counter[str]] = defaultdict(Counter)
    for group in _groups(cohorts, None):
        sent[group.cohort] += group.number
        words = f"{group.furthest} {group.stage.value} {group.enrolled.value if group.enrolled else '-'}"
        found[group.cohort][f"funnel {words} {int(group.moved)}"] += group.number
    for _application, cohort, answer in answering.in_time(cohorts, as_of=as_of):
        found[cohort][f"answered {answer}"] += 1
    return {key: {"people": sent[key], "shares": one, "values": {}, "days": {}} for key, one in found.items()}


def kept(cohorts: Condition, whole: Period | None = None) -> Kept:
    """The same as `funnel` and `decision_latency` said when the job counted. One statement; see `summing.sums`."""
    found = sums(cohorts, APPLICATIONS, whole)
    groups, answers = [], Counter[str]()
    for name, number in found.shares.items():
        kind, _space, rest = name.partition(" ")
        if kind == "funnel":
            groups.append(_group(rest, number))
        else:
            answers[rest] = number
    return Kept(found.people, _funnel(groups), tally_of(answers))


def _group(words: str, number: int) -> _Group:
    furthest, stage, enrolled, moved = words.split(" ")
    known = None if enrolled == "-" else EnrolmentStage(enrolled)
    return _Group(uuid.UUID(int=0), int(furthest), ApplicationStage(stage), known, moved == "1", number)
