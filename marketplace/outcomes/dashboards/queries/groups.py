"""How people of each group come through the steps of a program, from totals that were told and point at nobody."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db
from marketplace.demand.programs.models import Program
from marketplace.outcomes.measures.models import EquityStepCohort
from marketplace.outcomes.measures.queries import steps
from marketplace.outcomes.measures.queries.impact import Impact, Numbers, impact, selection, together
from marketplace.outcomes.measures.queries.settings import Definition
from marketplace.outcomes.measures.queries.steps import Reached
from marketplace.reach import within
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.jobseekers.models import EquityStepTotal
from marketplace.supply.jobseekers.queries import EQUITY_QUESTIONS, NOT_SAID, groups_of

TITLES: Final = {
    Reached.APPLIED: lazy_gettext("Offered a seat, of those who applied"),
    Reached.OFFERED: lazy_gettext("Began, of those offered a seat"),
    Reached.BEGAN: lazy_gettext("Graduated, of those who began"),
    Reached.GRADUATED: lazy_gettext("In work, of those who graduated"),
}


@dataclass(frozen=True)
class Stage:
    """One step of one question, each group with its numbers as far as they are told."""

    title: str
    groups: Sequence[tuple[str, Impact]]

    @property
    def shown(self) -> list[tuple[str, Impact]]:
        """The groups that can be compared."""
        return [one for one in self.groups if one[1].ratio is not None]

    @property
    def lowest(self) -> tuple[str, Impact] | None:
        """The group that is selected least, of those that can be compared."""
        return min(self.shown, key=lambda one: one[1].ratio or Fraction(0), default=None)

    @property
    def base(self) -> int:
        """The people of the groups that can be compared."""
        return sum(one.entered or 0 for _words, one in self.shown)

    @property
    def below(self) -> list[str]:
        """The groups below four fifths."""
        return [words for words, one in self.shown if one.below_rule_of_thumb]


@dataclass(frozen=True)
class Question:
    """One question of a program: of how many cohorts it was told, when last, by which definitions, and every step."""

    label: str
    cohorts: int
    at: date
    numbers: str
    stages: Sequence[Stage]


@dataclass(frozen=True)
class Groups:
    """What is told of a program by group, which questions are not told yet, and of how many cohorts too little is."""

    title: str
    questions: Sequence[Question]
    untold: Sequence[str]
    settled: int


def groups_in(program_id: uuid.UUID | None, actor: Actor, definition: Definition, *, as_of: date) -> Groups | None:
    """The totals by step of a program within reach, or of the first one of which any are told. Three statements."""
    found = _program(program_id, actor)
    if found is None:
        return None
    here, title = found
    told = _tables(here)
    many = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(Cohort)
        .where(Cohort.program_id == here, steps.settled(definition, as_of))
    )
    questions = [_question(name, told[name]) for name in EQUITY_QUESTIONS if name in told]
    untold = [str(words) for name, (words, _answers) in EQUITY_QUESTIONS.items() if name not in told]
    return Groups(title, questions, untold, many or 0)


def _program(program_id: uuid.UUID | None, actor: Actor) -> tuple[uuid.UUID, str] | None:
    rows = sa.select(Program.id, Program.title).where(within(actor, "programs", Program.id))
    if program_id is not None:
        rows = rows.where(Program.id == program_id)
    told = (
        sa.exists().where(EquityStepCohort.cohort_id == Cohort.id, Cohort.program_id == Program.id).correlate(Program)
    )
    row = db.session.execute(rows.order_by(sa.desc(told), sa.func.lower(Program.title), Program.id).limit(1)).first()
    return (row[0], row[1]) if row else None


@dataclass(frozen=True)
class _Table:
    total: EquityStepTotal
    definition: int
    cohorts: int


def _tables(program_id: uuid.UUID) -> Mapping[str, list[_Table]]:
    rows = db.session.execute(
        sa.select(EquityStepTotal, EquityStepCohort.definition, sa.func.count())
        .join(EquityStepCohort, EquityStepCohort.total_id == EquityStepTotal.id)
        .join(Cohort, Cohort.id == EquityStepCohort.cohort_id)
        .where(Cohort.program_id == program_id)
        .group_by(EquityStepTotal.id, EquityStepCohort.definition)
    ).all()
    found: defaultdict[str, list[_Table]] = defaultdict(list)
    for total, definition, cohorts in rows:
        found[total.question].append(_Table(total, definition, cohorts))
    return found


def _question(name: str, tables: Sequence[_Table]) -> Question:
    numbers = together(table.total.numbers for table in tables)
    made_by = sorted({table.definition for table in tables})
    return Question(
        label=str(EQUITY_QUESTIONS[name][0]),
        cohorts=sum(table.cohorts for table in tables),
        at=max(table.total.at for table in tables).date(),
        numbers=", ".join(str(number) for number in made_by),
        stages=[_stage(name, numbers, step) for step in TITLES],
    )


def _stage(name: str, numbers: Sequence[Numbers], step: Reached) -> Stage:
    groups = groups_of(name)
    words = {**EQUITY_QUESTIONS[name][1], NOT_SAID: _("Not said")}
    found = impact(selection(group, row, step) for group, row in zip(groups, numbers, strict=True))
    return Stage(str(TITLES[step]), [(str(words[one.group]), one) for one in found])
