"""Reads what was counted for a filter, and puts the figures of a dashboard together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from marketplace.accounts.queries import smallest_group
from marketplace.outcomes.dashboards.queries.besides import placed_in_time, with_besides
from marketplace.outcomes.dashboards.queries.filters import Wanted, scope
from marketplace.outcomes.dashboards.queries.openings import openings
from marketplace.outcomes.dashboards.queries.pools import may_be_told, without_reasons
from marketplace.outcomes.dashboards.queries.showing import (
    BANDS,
    BOTH_SIDES,
    SECTIONS,
    Shown,
    over_time,
    shown,
    shown_middle,
)
from marketplace.outcomes.measures.queries.counting import POOL, Counted, read
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.people import Tally
from marketplace.outcomes.measures.queries.settings import Definition
from marketplace.sides import Actor


@dataclass(frozen=True)
class Block:
    """A section of the page with its figures."""

    name: str
    figures: Sequence[Shown]


@dataclass(frozen=True)
class Whole:
    """Everybody of the program that a pool belongs to, and how many people a number of the pool stands for at least."""

    everybody: Counted
    smallest: int


def dashboard(wanted: Wanted, actor: Actor, definitions: Mapping[Key, Definition], *, now: datetime) -> dict[str, Any]:
    """Everything that the page of a filter shows; five statements at most, of a pool six, whatever was counted."""
    counted = read(scope(wanted, actor), definitions, wanted.dimension, whole=wanted.whole)
    whole = None
    if wanted.dimension[0] == POOL:
        whole = Whole(read(scope(wanted, actor), definitions, whole=wanted.whole), smallest_group())
    return {
        "counted": counted,
        "blocks": blocks(counted, whole, definitions),
        "both_sides": both_sides(counted, whole, definitions),
        "over_time": [] if whole else over_time(counted.points),
        "placed_in_time": None if whole else placed_in_time(counted, definitions[Key.PLACEMENT_OVER_TIME]),
        "bands": bands(counted, whole, definitions),
        "openings": openings(wanted, actor, definitions, now=now),
    }


def both_sides_of(
    wanted: Wanted, actor: Actor, definitions: Mapping[Key, Definition], *, now: datetime
) -> dict[str, Any]:
    """What the fragment of both sides shows: the same as the dashboard of the filter. Not for pools."""
    counted = read(scope(wanted, actor), definitions, wanted.dimension, whole=wanted.whole)
    return {
        "counted": counted,
        "both_sides": both_sides(counted, None, definitions),
        "openings": openings(wanted, actor, definitions, now=now),
    }


def blocks(counted: Counted, whole: Whole | None, definitions: Mapping[Key, Definition]) -> list[Block]:
    """The sections of the page. `whole` is given where the people are those of a pool."""
    return [
        Block(section.name, [_figure(key, counted, whole, definitions) for key in section.keys]) for section in SECTIONS
    ]


def both_sides(counted: Counted, whole: Whole | None, definitions: Mapping[Key, Definition]) -> list[Shown]:
    """What employers and people say of the work that was found."""
    return [_figure(key, counted, whole, definitions) for key in BOTH_SIDES]


def bands(
    counted: Counted, whole: Whole | None, definitions: Mapping[Key, Definition]
) -> list[tuple[str, list[tuple[int, Shown]]]]:
    """The retention curves: same employer and any; a point of a pool that points at somebody is left empty."""
    return [
        (name, [(days, _figure(key, counted, whole, definitions)) for days, key in sorted(keys.items())])
        for name, keys in BANDS
    ]


def _figure(key: Key, counted: Counted, whole: Whole | None, definitions: Mapping[Key, Definition]) -> Shown:
    told = _shown(key, counted, definitions)
    if whole is None:
        return with_besides(told, counted, definitions[key])
    everybody = _shown(key, whole.everybody, definitions).tally
    if not may_be_told(told.tally, everybody, whole.smallest):
        return replace(told, tally=Tally(), value=None, known=0, withheld=whole.smallest)
    return replace(told, tally=without_reasons(told.tally))


def _shown(key: Key, counted: Counted, definitions: Mapping[Key, Definition]) -> Shown:
    if key in counted.middles:
        return shown_middle(definitions[key], counted.middles[key])
    return shown(definitions[key], counted.shares.get(key, Tally()))
