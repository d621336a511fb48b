"""Which enrolments a person may see, what a program teaches, and how far somebody is."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Person
from marketplace.competencies.models import Competency
from marketplace.db import db
from marketplace.demand.programs.models import Module, ModuleCompetency
from marketplace.reach import within
from marketplace.sides import Actor, Side
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import GRADUATED, Assessment, Enrolment, Intent, Stage

INTENTS = {
    Intent.NEW_JOB: _("I want a new job that uses it"),
    Intent.STAY_WITH_EMPLOYER: _("I want to grow where I work now"),
    Intent.SELF_ENRICHMENT: _("I do it for myself"),
    Intent.FURTHER_EDUCATION: _("I want to go on studying"),
}
RUNNING = frozenset({Stage.ENROLLED, Stage.ACTIVE})


def visible_to(actor: Actor) -> sa.Select[Enrolment]:
    """The enrolments this person may see: their own, for staff those in their programs, none for others."""
    rows = sa.select(Enrolment).options(
        joinedload(Enrolment.cohort).joinedload(Cohort.program),
        joinedload(Enrolment.jobseeker),
        joinedload(Enrolment.application),
    )
    if actor.side is Side.JOBSEEKER:
        return rows.where(Enrolment.jobseeker_id == actor.person_id)
    return rows.where(within(actor, "cohorts", Enrolment.cohort_id))


def enrolments_within(actor: Actor) -> sa.Select[uuid.UUID]:
    """The ids of the enrolments in a coordinator's programs."""
    return sa.select(Enrolment.id).where(within(actor, "cohorts", Enrolment.cohort_id))


def roster(actor: Actor, cohort_id: uuid.UUID) -> sa.Select[Enrolment]:
    """Everybody enrolled in a cohort, by name, those who left included."""
    return (
        visible_to(actor)
        .where(Enrolment.cohort_id == cohort_id)
        .join(Person, Person.id == Enrolment.jobseeker_id)
        .order_by(sa.func.lower(Person.name), Enrolment.id)
    )


def graduates(cohort_id: uuid.UUID) -> sa.Select[Enrolment]:
    """The enrolments of a cohort that ended with graduation, on time or late."""
    return sa.select(Enrolment).where(Enrolment.cohort_id == cohort_id, Enrolment.stage.in_(GRADUATED))


def taught(program_id: uuid.UUID) -> Sequence[ModuleCompetency]:
    """What a program teaches, module by module, with the level it leads to."""
    return db.session.scalars(
        sa.select(ModuleCompetency)
        .join(ModuleCompetency.module)
        .join(ModuleCompetency.competency)
        .where(Module.program_id == program_id)
        .options(joinedload(ModuleCompetency.module), joinedload(ModuleCompetency.competency))
        .order_by(Module.position, sa.func.lower(Competency.preferred), Competency.id)
    ).all()


#: The newest assessment of each competency in each module.
Newest = dict[tuple[uuid.UUID | None, uuid.UUID], Assessment]


def newest_of(enrolment_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Newest]:
    """The newest assessment per enrolment, module and competency: the one that counts."""
    rows = (
        sa.select(Assessment)
        .where(Assessment.enrolment_id.in_(enrolment_ids))
        .options(joinedload(Assessment.competency), joinedload(Assessment.assessed_by))
        .order_by(Assessment.at)
    )
    found: dict[uuid.UUID, Newest] = defaultdict(dict)
    for row in db.session.scalars(rows):
        found[row.enrolment_id][row.module_id, row.competency_id] = row
    return found


def shown_in(newest: Newest) -> set[uuid.UUID]:
    """The competencies that were shown at some level."""
    return {competency_id for (_module, competency_id), row in newest.items() if row.level}


def missing(enrolment: Enrolment) -> list[Competency]:
    """What the program teaches and this person has not shown at any level yet, each once, in the program's order."""
    shown = shown_in(newest_of([enrolment.id])[enrolment.id])
    lines = {line.competency_id: line.competency for line in taught(enrolment.cohort.program_id)}
    return [competency for competency_id, competency in lines.items() if competency_id not in shown]


@dataclass(frozen=True)
class Progress:
    """How many of the taught competencies somebody has shown."""

    shown: int
    of: int


def progress(enrolments: Iterable[Enrolment], program_id: uuid.UUID) -> dict[uuid.UUID, Progress]:
    """The progress of several people of one program, by enrolment."""
    ids = [enrolment.id for enrolment in enrolments]
    wanted = {line.competency_id for line in taught(program_id)}
    newest = newest_of(ids)
    return {row_id: Progress(len(shown_in(newest.get(row_id, {})) & wanted), len(wanted)) for row_id in ids}


def assessments_of(enrolment: Enrolment) -> Sequence[Assessment]:
    """Everything that was assessed, newest first, with competency, module and who saw it."""
    return db.session.scalars(
        sa.select(Assessment)
        .where(Assessment.enrolment_id == enrolment.id)
        .options(joinedload(Assessment.competency), joinedload(Assessment.module), joinedload(Assessment.assessed_by))
        .order_by(Assessment.at.desc(), Assessment.id)
    ).all()
