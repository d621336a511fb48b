"""By which definitions a report is counted: those of the house, but where it has its own."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.outcomes.measures.queries.definitions import definitions
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.settings import Definition, Settings, default_settings
from marketplace.outcomes.snapshots.models import OutcomeReport, OutcomeReportDefinition
from marketplace.sides import Actor


@dataclass(frozen=True)
class InForce:
    """A figure of a report: how it is counted from now on, and how many definitions of its own it has had."""

    definition: Definition
    rows: int

    @property
    def state(self) -> str:
        """What a form was made from: it is another one as soon as either definition changes."""
        return f"{self.rows}-{self.definition.label}"


def in_force(report: OutcomeReport) -> dict[Key, InForce]:
    """Figure → how the report counts it, for its own figures in their order. Two statements."""
    house, own = definitions(), _newest(report.id)
    return {key: _of(own.get(key.value), house[key]) for key in map(Key, report.keys)}


def _of(row: OutcomeReportDefinition | None, house: Definition) -> InForce:
    if row is None or row.settings is None:
        return InForce(house, row.number if row else 0)
    return InForce(_read(row, row.settings), row.number)


def _read(row: OutcomeReportDefinition, settings: Mapping[str, object]) -> Definition:
    key = Key(row.key)
    return Definition(key, row.number, Settings.from_json(dict(settings), base=default_settings(key)), own=True)


def _newest(report_id: uuid.UUID) -> dict[str, OutcomeReportDefinition]:
    rows = sa.select(OutcomeReportDefinition).where(OutcomeReportDefinition.report_id == report_id)
    return {row.key: row for row in db.session.scalars(rows.order_by(OutcomeReportDefinition.number))}


def definitions_of(report_id: uuid.UUID, key: Key) -> list[tuple[Definition | None, OutcomeReportDefinition]]:
    """What a report set for a figure, the newest first; no definition where it went back to that of the house."""
    rows = (
        sa.select(OutcomeReportDefinition)
        .where(OutcomeReportDefinition.report_id == report_id, OutcomeReportDefinition.key == key.value)
        .options(joinedload(OutcomeReportDefinition.by))
        .order_by(OutcomeReportDefinition.number.desc())
    )
    return [(_read(row, row.settings) if row.settings else None, row) for row in db.session.scalars(rows)]


def to_define(report: OutcomeReport, key: str, actor: Actor) -> InForce | None:
    """How a report counts a figure, for whoever may change that: a lead of the program team. None for others."""
    if not actor.all_programs:
        return None
    return next((one for name, one in in_force(report).items() if name.value == key), None)
