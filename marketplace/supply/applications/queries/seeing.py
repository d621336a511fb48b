"""Which applications a person may see: their own, staff those sent to their programs, employers and funders none."""

import uuid
from datetime import date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.demand.programs.models import Program
from marketplace.reach import unveiled, within
from marketplace.sides import Actor, Side
from marketplace.supply.applications.models import ENDED, Application, Stage
from marketplace.supply.cohorts.models import Cohort

#: A seat is held from the decision on, until it is given up.
HOLDS_A_SEAT = frozenset({Stage.ACCEPTED, Stage.CONFIRMED, Stage.ENROLLED})
OPEN = frozenset(Stage) - ENDED - {Stage.ENROLLED}
#: What staff can do the next step of; the others of the undecided wait for the person, or to be released.
TO_REVIEW = frozenset({Stage.SUBMITTED, Stage.SCREENING, Stage.IN_REVIEW})
UNDECIDED = TO_REVIEW | {Stage.MORE_INFO, Stage.DECISION_PENDING}
_SENT = Application.submitted_at.is_not(None) & (Application.stage != Stage.DRAFT)


#: What a line of the list for review says: id, stage, when sent, reference, name, cohort, when they hear, program.
Lines = sa.Select[uuid.UUID, Stage, datetime | None, str, str, str, date, str]

Rows = TypeVar("Rows", bound=sa.Select[*tuple[Any, ...]])


def visible_to(actor: Actor) -> sa.Select[Application]:
    """The applications this person may see. Staff never see what was not sent, withdrawn drafts included.

    Nor, until their review is in, what they are to review without names (`marketplace.reach.unveiled`).
    """
    rows = sa.select(Application).options(
        joinedload(Application.cohort).joinedload(Cohort.program), joinedload(Application.jobseeker)
    )
    if actor.side is Side.JOBSEEKER:
        return rows.where(Application.jobseeker_id == actor.person_id)
    return rows.where(*_reviewed(actor, None))


def jobseekers_within(actor: Actor) -> sa.Select[uuid.UUID]:
    """The people who have applied to a cohort of a coordinator's programs; whoever was enrolled had applied."""
    return sa.select(Application.jobseeker_id).where(_SENT, within(actor, "cohorts", Application.cohort_id))


def own_listing(actor: Actor) -> sa.Select[Application]:
    """A person's own applications, the newest first."""
    return visible_to(actor).order_by(Application.created_at.desc(), Application.id)


def review_listing(
    actor: Actor,
    *,
    cohort_id: uuid.UUID | None = None,
    stage: Stage | None = None,
) -> Lines:
    """Applications of one cohort or all, at one stage or any: the undecided first, who waits longest on top."""
    return _in_turn(
        sa.select(
            Application.id,
            Application.stage,
            Application.submitted_at,
            Application.reference,
            Person.name,
            Cohort.name.label("cohort"),
            Cohort.hear_by,
            Program.title.label("program"),
        )
        .join(Person, Person.id == Application.jobseeker_id)
        .join(Application.cohort)
        .join(Cohort.program)
        .where(*_reviewed(actor, cohort_id)),
        stage,
    )


def review_ids(actor: Actor, *, cohort_id: uuid.UUID | None = None, stage: Stage | None = None) -> sa.Select[uuid.UUID]:
    """The ids of `review_listing`, in its order, without putting its lines together."""
    return _in_turn(sa.select(Application.id).where(*_reviewed(actor, cohort_id)), stage)


def _in_turn(rows: Rows, stage: Stage | None) -> Rows:
    decided = sa.case((Application.stage.in_(UNDECIDED), 0), else_=1)
    rows = rows.order_by(decided, Application.submitted_at, Application.id)
    return rows if stage is None else rows.where(Application.stage == stage)


def _reviewed(actor: Actor, cohort_id: uuid.UUID | None) -> list[sa.ColumnElement[bool]]:
    of_cohort = [] if cohort_id is None else [Application.cohort_id == cohort_id]
    reached = within(actor, "cohorts", Application.cohort_id), unveiled(actor, "applications", Application.id)
    return [_SENT, *reached, *of_cohort]


def stage_counts(actor: Actor, cohort_id: uuid.UUID | None = None) -> dict[Stage, int]:
    """How many applications stand at each stage, of one cohort or all; stages without any are left out."""
    reviewed = sa.select(Application.stage, sa.func.count()).where(*_reviewed(actor, cohort_id))
    counts = dict(db.session.execute(reviewed.group_by(Application.stage)).all())
    return {stage: counts[stage] for stage in Stage if stage in counts}
