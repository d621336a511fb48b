"""Figures as they were released to a funder, with what is withheld because it would point at people."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Organisation, OrganisationKind
from marketplace.accounts.queries import teams
from marketplace.outcomes.reports.models import FigureRelease
from marketplace.outcomes.reports.queries.figures import Figure, Group, Measure
from marketplace.reach import within
from marketplace.sides import Actor, Side
from marketplace.supply.cohorts.models import Cohort

SMALLEST: Final = 5  # people: a number below it, and above nobody, would point at somebody


@dataclass(frozen=True)
class Shown:
    """One figure for people outside the team; `withheld` when one of its numbers would point at people."""

    figure: Figure
    withheld: bool


def visible_to(actor: Actor) -> sa.Select[FigureRelease]:
    """Funders see what was released to them and not taken back, staff the releases of their cohorts."""
    shown = sa.select(FigureRelease).options(
        joinedload(FigureRelease.cohort).joinedload(Cohort.program), joinedload(FigureRelease.organisation)
    )
    newest = shown.order_by(FigureRelease.as_of.desc(), FigureRelease.released_at.desc(), FigureRelease.id)
    if actor.side is Side.FUNDER:
        mine = FigureRelease.organisation_id == actor.organisation_id
        return newest.where(mine, FigureRelease.taken_back_at.is_(None))
    return newest.where(within(actor, "cohorts", FigureRelease.cohort_id))


def of_cohort(actor: Actor, cohort_id: uuid.UUID) -> sa.Select[FigureRelease]:
    """What was released of one cohort, also what was taken back."""
    return visible_to(actor).where(FigureRelease.cohort_id == cohort_id)


def funders() -> sa.Select[Organisation]:
    """Every funder that stands for itself, by name."""
    return teams(OrganisationKind.FUNDER)


def told(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """Figures as they are kept: words and whole numbers only, in a fixed order. `read` is its inverse."""
    return [
        {
            "measure": figure.measure.value,
            "count": figure.count,
            "base": figure.base,
            "unknown": figure.unknown,
            "left_early": figure.left_early,
            "left_out": {group.value: number for group, number in figure.left_out.items()},
            "window_days": figure.window_days,
            "as_of": figure.as_of.isoformat(),
        }
        for figure in figures
    ]


def read(kept: Iterable[Mapping[str, Any]]) -> list[Figure]:
    """The figures of a release."""
    return [
        Figure(
            **{
                **row,
                "measure": Measure(row["measure"]),
                "left_out": {Group(group): number for group, number in row["left_out"].items()},
                "as_of": date.fromisoformat(row["as_of"]),
            }
        )
        for row in kept
    ]


def for_others(figures: Sequence[Figure]) -> list[Shown]:
    """Each figure, withheld where a number in it, or its difference to a figure already shown, is small.

    Small is from 1 to 4 people. The base less the count is such a number as well: who was not placed
    could be known by name in a cohort of twenty.
    """
    shown: list[Shown] = []
    seen: list[int] = []
    for figure in figures:
        cells = [figure.count, figure.base, figure.unknown, figure.left_early]
        cells += [figure.base - figure.count, figure.base - figure.count - figure.unknown]
        apart = [abs(figure.base - base) for base in seen]
        withheld = any(0 < number < SMALLEST for number in (*cells, *apart))
        if not withheld:
            seen.append(figure.base)
        shown.append(Shown(figure, withheld))
    return shown
