"""What happened to people who were where somebody is now: the published figures of a program, added up.

Only what everybody may read already is added, so nobody learns of a person here what they could not learn there.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.programs.models import Program
from marketplace.outcomes.reports.queries.figures import Figure, Measure
from marketplace.outcomes.reports.queries.published import Published, published_of, unpublished_count
from marketplace.sides import Actor
from marketplace.supply.applications.models import Application
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.cohorts.queries.finding import found_programs

FEW: Final = 30  # people: below it, one more or less moves a share by several in a hundred
TEN: Final = 10


@dataclass(frozen=True)
class Together:
    """One measure over several cohorts. `figure` has the day of the oldest part, `newest` that of the newest."""

    figure: Figure
    cohorts: int
    withheld: int  # published cohorts whose numbers of this measure are kept back
    newest: date

    @property
    def few(self) -> bool:
        """Whether one person more or less moves the share by several in a hundred."""
        return self.figure.base < FEW

    @property
    def of_ten(self) -> tuple[int, int]:
        """Of ten people: at least how many, and at most."""
        done, maybe, base = self.figure.count, self.figure.unknown, self.figure.base
        return TEN * done // base, -(-TEN * (done + maybe) // base)


@dataclass(frozen=True)
class Alike:
    """What a program came to for the people before; the person’s own cohorts of it are in `mine`."""

    program: Program
    mine: Sequence[Cohort]
    published: Sequence[Published]
    left_out: int
    together: Sequence[Together]

    @property
    def mixed(self) -> bool:
        """Whether some figure is not added up because its cohorts were counted by different rules."""
        return any(len(_rules(measure, self.published)) > 1 for measure in Measure)


def alike_in(program: Program, actor: Actor) -> Alike:
    """What happened to the people of a program, of its finished cohorts whose figures are published."""
    published = published_of(program.id)
    found = (_together(measure, published) for measure in (Measure.STARTERS, Measure.GRADUATES))
    return Alike(
        program=program,
        mine=_own_cohorts(program.id, actor),
        published=published,
        left_out=unpublished_count(program.id, published),
        together=[one for one in found if one is not None],
    )


def considered(actor: Actor) -> Sequence[Program]:
    """The programs that a person applied to or is in, whose pages anybody may read."""
    mine = sa.select(Cohort.program_id).join(Application, Application.cohort_id == Cohort.id)
    return db.session.scalars(
        found_programs().where(Program.id.in_(mine.where(Application.jobseeker_id == actor.person_id)))
    ).all()


def others(actor: Actor) -> sa.Select[Program]:
    """All other programs whose pages anybody may read."""
    return found_programs().where(Program.id.not_in([program.id for program in considered(actor)]))


def _own_cohorts(program_id: uuid.UUID, actor: Actor) -> Sequence[Cohort]:
    mine = sa.select(Application.cohort_id).where(Application.jobseeker_id == actor.person_id)
    rows = sa.select(Cohort).where(Cohort.program_id == program_id, Cohort.id.in_(mine))
    return db.session.scalars(rows.order_by(Cohort.starts_on, Cohort.id)).all()


def _rules(measure: Measure, published: Sequence[Published]) -> set[tuple[object, ...]]:
    told = (one.figure for row in published for one in row.shown if one.measure is measure)
    return {figure.rules for figure in told if figure}


def _together(measure: Measure, published: Sequence[Published]) -> Together | None:
    """The sum of what is told of one measure; None where there is nothing, or parts counted by other rules."""
    parts = [one for row in published for one in row.shown if one.measure is measure]
    told = [one.figure for one in parts if one.figure is not None]
    if not sum(figure.base for figure in told) or len(_rules(measure, published)) > 1:
        return None
    whole = Figure(
        measure=measure,
        count=sum(figure.count for figure in told),
        base=sum(figure.base for figure in told),
        unknown=sum(figure.unknown for figure in told),
        left_early=sum(figure.left_early for figure in told),
        left_out={},
        window_days=told[0].window_days,
        as_of=min(figure.as_of for figure in told),
        definition=told[-1].definition,
    )
    return Together(whole, len(told), len(parts) - len(told), max(figure.as_of for figure in told))
