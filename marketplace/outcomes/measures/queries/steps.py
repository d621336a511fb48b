"""How far people came with their first application, for totals by step: nobody is in it twice, wherever they apply.

Of cohorts that are settled: their last day and the window for finding work are over. Whoever applied to one of them
before they applied anywhere else is counted there, with the furthest step that this application led to.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import IntEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.db import db
from marketplace.outcomes.measures.models import EquityStepCohort
from marketplace.outcomes.measures.queries.applying import REACHED, STEPS, Step
from marketplace.outcomes.measures.queries.formulas import judge
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.loading import starters
from marketplace.outcomes.measures.queries.people import Answer
from marketplace.outcomes.measures.queries.settings import Definition
from marketplace.supply.applications.models import Application, ApplicationChange
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.enrolments.models import GRADUATED, Enrolment
from marketplace.supply.enrolments.models import Stage as EnrolmentStage

PATIENCE: Final = timedelta(days=365)  # for more people, so that later steps can be told too
OFFERED = [stage for stage, step in REACHED.items() if STEPS.index(step) >= STEPS.index(Step.ACCEPTED)]
Condition = sa.ColumnElement[bool]


class Reached(IntEnum):
    """The furthest step of somebody."""

    APPLIED = 0
    OFFERED = 1
    BEGAN = 2
    GRADUATED = 3
    PLACED = 4


def settled(definition: Definition, as_of: date) -> Condition:
    """The condition on `Cohort`: what came of its people can be known, as well as it ever will."""
    over = as_of - timedelta(days=definition.settings.window_days)
    return sa.and_(Cohort.stage != CohortStage.CANCELLED, Cohort.ends_on < over)


def furthest(program_id: uuid.UUID, definition: Definition, as_of: date) -> Mapping[uuid.UUID, dict[uuid.UUID, int]]:
    """Settled cohort of a program → person → `Reached`. Placed is who has work by the definition’s window and floor."""
    meant = sa.and_(Cohort.program_id == program_id, settled(definition, as_of))
    any_job = Definition(Key.ANY_JOB, definition.number, definition.settings)
    placed = {one.enrolment_id for one in starters(meant) if judge(any_job, one, as_of).answer is Answer.YES}
    found: defaultdict[uuid.UUID, dict[uuid.UUID, int]] = defaultdict(dict)
    for cohort_id, person, offered, enrolment, stage in _first_applications(meant):
        found[cohort_id][person] = _reached(offered, enrolment, stage, enrolment in placed)
    return found


def waited_long(cohorts: Collection[uuid.UUID], definition: Definition, as_of: date) -> bool:
    """Whether one of these cohorts was settled a year ago, so that what can be told of them is told."""
    long_ago = settled(definition, as_of - PATIENCE)
    return bool(db.session.scalar(sa.select(sa.exists().where(Cohort.id.in_(cohorts), long_ago))))


def counted_already(question: str) -> sa.Select[uuid.UUID]:
    """The cohorts of which a question was told."""
    return sa.select(EquityStepCohort.cohort_id).where(EquityStepCohort.question == question)


def _reached(offered: object, enrolment: uuid.UUID | None, stage: EnrolmentStage | None, placed: object) -> Reached:
    if enrolment is None:
        return Reached.OFFERED if offered else Reached.APPLIED
    if stage not in GRADUATED:
        return Reached.BEGAN
    return Reached.PLACED if placed else Reached.GRADUATED


def _first_applications(
    cohorts: Condition,
) -> sa.Result[uuid.UUID, uuid.UUID, bool, uuid.UUID | None, EnrolmentStage | None]:
    last = aliased(Enrolment)
    changed = sa.exists().where(
        ApplicationChange.subject_id == Application.id,
        ApplicationChange.to_stage.in_([stage.value for stage in OFFERED]),
    )
    return db.session.execute(
        sa.select(
            Application.cohort_id,
            Application.jobseeker_id,
            sa.or_(Application.stage.in_(OFFERED), changed),
            last.id,
            last.stage,
        )
        .join(Application.cohort)
        .outerjoin(last, sa.and_(last.application_id == Application.id, last.stage != EnrolmentStage.TRANSFERRED))
        .where(cohorts, Application.submitted_at.is_not(None), ~_earlier())
    )


def _earlier() -> sa.Exists:
    """That the person had applied before, to a cohort that was not cancelled."""
    other, there = aliased(Application), aliased(Cohort)
    before = sa.or_(
        other.submitted_at < Application.submitted_at,
        sa.and_(other.submitted_at == Application.submitted_at, other.id < Application.id),
    )
    return (
        sa.exists()
        .where(other.jobseeker_id == Application.jobseeker_id, before)
        .where(there.id == other.cohort_id, there.stage != CohortStage.CANCELLED)
    )
