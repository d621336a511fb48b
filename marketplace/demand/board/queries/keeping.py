"""The summary that a job keeps: the newest one, and the board that is read from it."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.competencies.models import CompetenciesApart, Competency
from marketplace.db import db
from marketplace.demand.board.models import DemandLine, DemandLookalike, DemandSummary
from marketplace.demand.board.queries.figures import COUNTED, Board, Filter, Line, Totals


def newest() -> DemandSummary | None:
    """The newest summary; None before the job has run."""
    return db.session.scalar(sa.select(DemandSummary).order_by(DemandSummary.counted_at.desc()).limit(1))


def board_of(summary: DemandSummary) -> Board:
    """The whole board as it stood when the summary was counted."""
    lines = [Line(*row) for row in db.session.execute(_lines(summary))]  # the columns are in the order of its fields
    totals = Totals(summary.employers, summary.needs, summary.openings, summary.requirements)
    return Board(lines, totals, Filter().window(summary.counted_at.date()), summary.counted_at, kept=True)


def _lines(summary: DemandSummary) -> sa.Select[Any]:
    columns = (getattr(DemandLine, name) for name in COUNTED)
    return (
        sa.select(DemandLine.competency_id, Competency.preferred.label("name"), *columns)
        .join(Competency, Competency.id == DemandLine.competency_id)
        .where(DemandLine.summary_id == summary.id)
    )


def lookalikes() -> sa.Select[DemandLookalike]:
    """Pairs of competencies that may be one, by name; those of which nobody has decided yet that they are not."""
    return (
        sa.select(DemandLookalike)
        .where(_undecided())
        .join(Competency, Competency.id == DemandLookalike.one_id)
        .options(joinedload(DemandLookalike.one), joinedload(DemandLookalike.other))
        .order_by(sa.func.lower(Competency.preferred), DemandLookalike.id)
    )


def alike_count() -> sa.Select[int]:
    """How many such pairs there are."""
    return sa.select(sa.func.count()).select_from(DemandLookalike).where(_undecided())


def _undecided() -> sa.ColumnElement[bool]:
    """A decision holds at once, though the pairs are found once a day."""
    pair = DemandLookalike
    decided = (CompetenciesApart.one_id == pair.one_id) & (CompetenciesApart.other_id == pair.other_id)
    return ~sa.exists().where(decided).correlate(pair)
