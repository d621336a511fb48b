"""Counting demand: from the columns of this process, after asking whether they are still true."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import numpy as np
import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.board.queries.columns import (
    KINDS,
    NEVER,
    STAGES,
    Columns,
    Known,
    Numbers,
    columns,
    days,
    midnight,
)
from marketplace.demand.board.queries.figures import (
    CONFIRMED_STAGES,
    COUNTED,
    NOW,
    SOON,
    Board,
    Filter,
    Line,
    Totals,
    Window,
)
from marketplace.demand.board.queries.figures import STAGES as STANDS
from marketplace.demand.employers import queries as employers
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs.models import Requirement, RequirementKind, RoleNeed, Stage
from marketplace.reach import within
from marketplace.sides import Actor

Condition = sa.ColumnElement[bool]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
ONE_DAY: Final = timedelta(days=1)
NEEDS: Final = COUNTED.index("needs")


def count(wanted: Filter, reach: frozenset[uuid.UUID] | None, *, now: datetime) -> Board:
    """The board of a filter. `reach` holds the employers that whoever looks may see; None for all of them."""
    held, window = columns(), wanted.window(now.date())
    chosen = _chosen(held, wanted, reach)
    here = chosen & _stages(held, STANDS[wanted.standing]) & _in_period(held, wanted)
    sums = _sums(held, here, now.date()) | _trends(held, chosen, window)
    told = zip(*(sums[name].tolist() for name in COUNTED), strict=True)
    ids = held.competencies.places  # in the order of their places
    lines = [Line(key, held.names[key], *row) for key, row in zip(ids, told, strict=True) if row[NEEDS]]
    return Board(lines, _totals(held, here), window, now)


def employers_within(actor: Actor) -> frozenset[uuid.UUID] | None:
    """The employers within the reach of a staff member; None for all."""
    if actor.all_programs:
        return None
    return frozenset(db.session.scalars(employers.visible_to(actor).with_only_columns(Employer.id)))


def _chosen(held: Columns, wanted: Filter, reach: frozenset[uuid.UUID] | None) -> Mask:
    mask = np.ones(len(held.need), dtype=np.bool_)
    for values, known, column in (
        (reach, held.employers, held.employer),
        (wanted.employers or None, held.employers, held.employer),
        (wanted.provinces or None, held.provinces, held.province),
        (wanted.sectors or None, held.sectors, held.sector),
    ):
        if values is not None:
            mask &= _among(values, known, column)
    return mask


def _among(values: Any, known: Known, column: Numbers) -> Mask:  # Any: ids or words
    wanted = np.zeros(len(known) + 1, dtype=np.bool_)
    wanted[[known.places[value] for value in values if value in known.places]] = True
    return wanted[column]


def _stages(held: Columns, stages: frozenset[Stage]) -> Mask:
    return np.array([stage in stages for stage in STAGES])[held.stage]


def _in_period(held: Columns, wanted: Filter) -> Mask:
    """The day it was confirmed; of a draft, the day it was written down."""
    mask = np.ones(len(held.need), dtype=np.bool_)
    if wanted.since:
        mask &= held.written >= midnight(wanted.since)
    if wanted.until:
        mask &= held.written < midnight(wanted.until + ONE_DAY)
    return mask


def _sums(held: Columns, here: Mask, today: date) -> dict[str, Numbers]:
    """Name of a number → it, for every competency by its place."""
    competency, openings, starts = held.competency[here], held.openings[here], held.starts[here]
    kind, level, size = held.kind[here], held.level[here], len(held.competencies)
    pairs = np.unique(competency * (len(held.employers) + 1) + held.employer[here])
    soon, later = days(today + NOW), days(today + SOON)
    known = starts != NEVER
    places = {
        "starts_now": known & (starts <= soon),
        "starts_soon": (starts > soon) & (starts <= later),
        "starts_later": starts > later,
        "starts_unknown": ~known,
    }
    return {
        "employers": np.bincount(pairs // (len(held.employers) + 1), minlength=size),
        "needs": np.bincount(competency, minlength=size),
        "openings": _places(competency, openings, size),
        **{word.value: np.bincount(competency[kind == at], minlength=size) for at, word in enumerate(KINDS)},
        **{f"level_{at}": np.bincount(competency[level == at], minlength=size) for at in range(1, 5)},
        **{name: _places(competency[mask], openings[mask], size) for name, mask in places.items()},
    }


def _places(competency: Numbers, openings: Numbers, size: int) -> Numbers:
    return np.bincount(competency, weights=openings, minlength=size).astype(np.int64)


def _trends(held: Columns, chosen: Mask, window: Window) -> dict[str, Numbers]:
    """Places confirmed in the window, and in the one before, whatever came of them since."""
    confirmed = chosen & _stages(held, CONFIRMED_STAGES) & (held.confirmed != NEVER)

    def within_days(some: Window) -> Numbers:
        mask = confirmed & (held.confirmed >= midnight(some.first)) & (held.confirmed < midnight(some.last + ONE_DAY))
        return _places(held.competency[mask], held.openings[mask], len(held.competencies))

    return {"lately": within_days(window), "before": within_days(window.before())}


def _totals(held: Columns, here: Mask) -> Totals:
    """Only needs that ask for something count; those without a requirement tell of no competency."""
    _needs, first = np.unique(held.need[here], return_index=True)
    return Totals(
        employers=len(np.unique(held.employer[here])),
        needs=len(first),
        openings=int(held.openings[here][first].sum()),
        requirements=int(here.sum()),
    )


# ---- in the database -------------------------------------------------------------------------------


def within_reach(actor: Actor) -> Condition:
    """Whether a role need is within the reach of a staff member."""
    return within(actor, "employers", RoleNeed.employer_id)


def conditions(wanted: Filter) -> list[Condition]:
    """What a filter asks of a role need, all of it."""
    return [RoleNeed.stage.in_(STANDS[wanted.standing]), *_whose(wanted), *_when(wanted)]


def _whose(wanted: Filter) -> Iterator[Condition]:
    if wanted.employers:
        yield RoleNeed.employer_id.in_(wanted.employers)
    if wanted.provinces:
        yield RoleNeed.province.in_(wanted.provinces)
    if wanted.sectors:
        yield RoleNeed.employer_id.in_(sa.select(Employer.id).where(Employer.sector.in_(wanted.sectors)))


def _when(wanted: Filter) -> Iterator[Condition]:
    day = sa.func.coalesce(RoleNeed.confirmed_at, RoleNeed.created_at)
    if wanted.since:
        yield day >= _moment(wanted.since)
    if wanted.until:
        yield day < _moment(wanted.until + ONE_DAY)


def _moment(day: date) -> sa.ColumnElement[datetime]:
    return sa.literal(datetime.combine(day, time(), tzinfo=UTC), RoleNeed.confirmed_at.type)


def behind() -> dict[Any, dict[str, int]]:
    """Competency → for all live demand, the places and the employers behind each kind; see `DemandLine`."""
    sums = {f"{kind.value}_openings": _if(Requirement.kind == kind, RoleNeed.openings) for kind in RequirementKind}
    sums |= {
        f"{kind.value}_employers": sa.func.count(sa.distinct(sa.case((Requirement.kind == kind, RoleNeed.employer_id))))
        for kind in RequirementKind
    }
    rows = (
        sa.select(Requirement.competency_id, *(total.label(name) for name, total in sums.items()))
        .join(RoleNeed, RoleNeed.id == Requirement.role_need_id)
        .where(RoleNeed.stage.in_(STANDS[Filter().standing]))
        .group_by(Requirement.competency_id)
    )
    return {row["competency_id"]: {name: row[name] for name in sums} for row in db.session.execute(rows).mappings()}


def _if(condition: Condition, amount: Any) -> sa.ColumnElement[int]:  # Any: a column of numbers
    return sa.func.coalesce(sa.func.sum(sa.case((condition, amount), else_=0)), 0)
