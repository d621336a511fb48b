"""Levels before, now and after, beside the target: a whole cohort as one grid."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.competencies.models import Competency
from marketplace.db import db
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import GRADUATED, RUNNING, Assessment, Enrolment, Timing
from marketplace.supply.enrolments.queries import roster, taught


@dataclass(frozen=True)
class Column:
    """One competency that the cohort is taught, with the highest level that a module leads to."""

    competency: Competency
    target: int


@dataclass(frozen=True)
class Cell:
    """What was seen of one person in one competency: the newest level of each time; None is nobody has looked."""

    before: int | None = None
    now: int | None = None

    @property
    def latest(self) -> int | None:
        """The newest that is known."""
        return self.before if self.now is None else self.now


@dataclass(frozen=True)
class Grid:
    """People against competencies."""

    columns: list[Column]
    people: Sequence[Enrolment]
    cells: dict[tuple[uuid.UUID, uuid.UUID], Cell]

    def cell(self, enrolment: Enrolment, column: Column) -> Cell:
        """One field of the grid."""
        return self.cells.get((enrolment.id, column.competency.id), Cell())

    def reached(self, column: Column) -> int:
        """How many people stand at the target or above it."""
        known = [self.cell(person, column).latest for person in self.people]
        return sum(1 for level in known if level is not None and level >= column.target)


def grid(cohort: Cohort, actor: Actor) -> Grid:
    """Everybody who takes part or has graduated, by name, against everything that is taught."""
    highest: dict[uuid.UUID, Column] = {}
    for line in taught(cohort):
        known = highest.get(line.competency_id)
        highest[line.competency_id] = Column(line.competency, max(line.level, known.target if known else 0))
    people = db.session.scalars(roster(actor, cohort.id).where(Enrolment.stage.in_(RUNNING | GRADUATED))).all()
    return Grid(list(highest.values()), people, _cells([row.id for row in people]))


def _cells(enrolment_ids: Sequence[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], Cell]:
    cells: dict[tuple[uuid.UUID, uuid.UUID], Cell] = {}
    here = aliased(Enrolment)  # what somebody showed before they went on in this cohort is theirs too
    rows = (
        sa.select(here.id, Assessment)
        .join(Assessment.enrolment)
        .join(here, here.application_id == Enrolment.application_id)
        .where(here.id.in_(enrolment_ids))
        .order_by(Assessment.at)
    )
    for enrolment_id, row in db.session.execute(rows):
        key = (enrolment_id, row.competency_id)
        cell = cells.get(key, Cell())
        cells[key] = replace(cell, before=row.level) if row.timing is Timing.BEFORE else replace(cell, now=row.level)
    return cells
