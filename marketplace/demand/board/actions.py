"""Keeping the whole board ready, and finding competencies that may be one. Both are done by the clock."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from marketplace.competencies import queries as competencies
from marketplace.competencies.actions import Merging, when_merged
from marketplace.db import db
from marketplace.demand.board.models import DemandLine, DemandLookalike, DemandSummary
from marketplace.demand.board.queries import Filter, counting, newest
from marketplace.demand.board.queries.figures import COUNTED, Board
from marketplace.demand.role_needs.lifecycle import LIVE
from marketplace.demand.role_needs.models import Requirement, RoleNeed
from marketplace.matcher import Concept, Vocabulary
from marketplace.outbox.actions import queue_job

SURE: Final = 0.9  # as confident the matcher has to be that two names mean one thing, to propose it
JOB: Final = "board.summarize"
MOST_COMPARED: Final = 1000  # competencies: the most demanded ones, for each is compared with each


def summarize(*, now: datetime) -> None:
    """Count the whole board anew; the older summary goes. Safe to repeat."""
    kept = newest()
    if kept is not None and kept.counted_at >= now:
        return
    board = counting.count(Filter(), None, now=now)
    _forget()
    summary = DemandSummary(
        counted_at=now,
        employers=board.totals.employers,
        needs=board.totals.needs,
        openings=board.totals.openings,
        requirements=board.totals.requirements,
    )
    db.session.add(summary)
    db.session.flush()
    rows = list(_rows(summary.id, board))
    if rows:
        db.session.execute(sa.insert(DemandLine), rows)


def _forget() -> None:
    db.session.execute(sa.delete(DemandLine))
    db.session.execute(sa.delete(DemandSummary))


def _rows(summary_id: uuid.UUID, board: Board) -> Iterator[dict[str, object]]:
    behind = counting.behind()
    for line in board.lines:
        counted = {name: getattr(line, name) for name in COUNTED}
        yield {"summary_id": summary_id, "competency_id": line.competency_id, **counted, **behind[line.competency_id]}


# ---- competencies that may be one -----------------------------------------------------------------


def find_lookalikes(*, now: datetime) -> None:
    """Find the demanded competencies whose names are so close that they may be one. Safe to repeat.

    Of which somebody decided that they are not, are not among them.
    """
    found = _pairs(competencies.concepts(_demanded())) - competencies.kept_apart()
    db.session.execute(sa.delete(DemandLookalike))
    if found:
        rows = [{"one_id": one, "other_id": other, "found_at": now} for one, other in sorted(found)]
        db.session.execute(sa.insert(DemandLookalike), rows)


def _demanded() -> Sequence[uuid.UUID]:
    times = sa.func.count()
    rows = (
        sa.select(Requirement.competency_id)
        .join(RoleNeed, RoleNeed.id == Requirement.role_need_id)
        .where(RoleNeed.stage.in_(LIVE))
        .group_by(Requirement.competency_id)
        .order_by(times.desc(), Requirement.competency_id)
        .limit(MOST_COMPARED)
    )
    return db.session.scalars(rows).all()


def _pairs(concepts: Sequence[Concept]) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """Every pair whose names the matcher would take for one.

    A name that is in a vocabulary leads to itself alone. So each bit of the place parts them into two: the names of
    one half are looked up among those of the other, and any two are parted by some bit.
    """
    found: set[tuple[uuid.UUID, uuid.UUID]] = set()
    for bit in range(max(len(concepts) - 1, 0).bit_length()):
        halves = [[row for place, row in enumerate(concepts) if place >> bit & 1 == side] for side in (0, 1)]
        for here, there in (halves, halves[::-1]):
            found.update(_alike(here, there))
    return found


def _alike(here: Sequence[Concept], there: Sequence[Concept]) -> Iterator[tuple[uuid.UUID, uuid.UUID]]:
    vocabulary = Vocabulary.build(there, fitted=False)
    for concept, resolution in zip(
        here, vocabulary.resolve_many([concept.preferred for concept in here], 3), strict=True
    ):
        for suggestion in resolution.suggestions:
            if suggestion.confidence >= SURE:
                one, other = sorted((uuid.UUID(concept.id), uuid.UUID(suggestion.concept_id)))
                yield one, other


# ---- two that became one --------------------------------------------------------------------------


def _count_anew(merging: Merging) -> None:
    """No line can be made of two: one employer may stand behind both. A job counts them as soon as this is kept."""
    both = (merging.goes_id, merging.stays_id)
    table = DemandLookalike
    db.session.execute(sa.delete(DemandLine).where(DemandLine.competency_id.in_(both)))
    db.session.execute(sa.delete(table).where(table.one_id.in_(both) | table.other_id.in_(both)))
    queue_job(JOB, dedupe_key=f"board:{merging.goes_id}")


when_merged("demand_lines", before=_count_anew)
