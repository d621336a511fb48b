"""What the demand board tells, as values: a line for each competency, the filter, the windows of the trend."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from typing import Final, NamedTuple

from flask_babel import lazy_gettext as _

from marketplace.demand.role_needs.lifecycle import LIVE
from marketplace.demand.role_needs.models import Stage

#: The window of the trend when no period is asked for.
LATELY: Final = timedelta(days=90)
NOW: Final = timedelta(days=30)  # who can start within it is needed now
SOON: Final = timedelta(days=90)


class Standing(StrEnum):
    """Which role needs count, by where they stand."""

    LIVE = "live"
    CONFIRMED = "confirmed"
    DRAFT = "draft"
    ON_HOLD = "on_hold"
    FILLED = "filled"
    CLOSED_UNFILLED = "closed_unfilled"
    EXPIRED = "expired"


STANDINGS: Final = {
    Standing.LIVE: _("Open or partly filled"),
    Standing.CONFIRMED: _("Confirmed, whatever came of it"),
    Standing.DRAFT: _("Drafts"),
    Standing.ON_HOLD: _("On hold"),
    Standing.FILLED: _("Filled"),
    Standing.CLOSED_UNFILLED: _("Closed, not filled"),
    Standing.EXPIRED: _("Expired"),
}
CONFIRMED_STAGES: Final = frozenset(Stage) - {Stage.DRAFT, Stage.WITHDRAWN}
STAGES: Final = {Standing.LIVE: LIVE, Standing.CONFIRMED: CONFIRMED_STAGES} | {
    standing: frozenset({Stage(standing.value)})
    for standing in Standing
    if standing not in {Standing.LIVE, Standing.CONFIRMED}
}


@dataclass(frozen=True)
class Window:
    """Days from the first to the last, both counted."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def before(self) -> "Window":
        """The equally long window that ends the day before this one begins."""
        return Window(self.first - timedelta(days=self.days), self.first - timedelta(days=1))


@dataclass(frozen=True)
class Filter:
    """Which role needs count. Nothing chosen means all; the period is that of the employer's confirmation.

    `named` is what the employer's name has; `queries.resolved` makes employers of it.
    """

    named: str = ""
    employers: tuple[uuid.UUID, ...] = ()
    provinces: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    standing: Standing = Standing.LIVE

    @property
    def whole(self) -> bool:
        """Whether it leaves everything in that is open: the board that a job keeps ready."""
        return self == Filter()

    def window(self, today: date) -> Window:
        """The window of the trend: the period, else the last ninety days."""
        last = self.until or today
        first = self.since or last - LATELY + timedelta(days=1)
        return Window(min(first, last), last)


class Line(NamedTuple):
    """What is asked of one competency.

    `must` … `will_train` and `level_1` … `level_4` count role needs, `openings` and `starts_…` places. A place starts
    by the first day possible: now (within 30 days, or past), soon (within 90), later, or nobody has said. `lately`
    and `before` count the places of all needs confirmed in the window and in the equal one before it, whatever came
    of them since, so that a need that was filled is no loss of demand.
    """

    competency_id: uuid.UUID
    name: str
    employers: int
    needs: int
    openings: int
    must: int
    should: int
    will_train: int
    level_1: int
    level_2: int
    level_3: int
    level_4: int
    starts_now: int
    starts_soon: int
    starts_later: int
    starts_unknown: int
    lately: int
    before: int

    @property
    def trend(self) -> int:
        """How many places more (or, below zero, fewer) than in the window before."""
        return self.lately - self.before


@dataclass(frozen=True)
class Totals:
    """What a board counts in all: each employer, need and place once."""

    employers: int
    needs: int
    openings: int
    requirements: int


@dataclass(frozen=True)
class Board:
    """A board: its lines, what they count in all, the windows of the trend, and when it was counted."""

    lines: list[Line]
    totals: Totals
    window: Window
    counted_at: datetime
    kept: bool = False  # from the summary that a job keeps, rather than counted at this moment

    def most(self) -> dict[str, int]:
        """What the tint of each column is measured by: the highest number of all columns that count the same thing."""
        groups = (("employers",), _PLACES, _NEEDS)
        highest = [max((max(_numbers(line, group)) for line in self.lines), default=0) for group in groups]
        return {name: most for group, most in zip(groups, highest, strict=True) for name in group}


def _numbers(line: Line, names: tuple[str, ...]) -> tuple[int, ...]:
    found = attrgetter(*names)(line)
    return found if len(names) > 1 else (found,)


COUNTED: Final = tuple(name for name in Line._fields if name not in {"competency_id", "name"})
_PLACES: Final = ("openings", "starts_now", "starts_soon", "starts_later", "starts_unknown", "lately", "before")
_NEEDS: Final = tuple(name for name in COUNTED if name not in {*_PLACES, "employers"})
SORTS: Final = ("employers", "openings", "must", "should", "will_train", "starts_now", "trend", "name")
SHOWN: Final = tuple(name for name in COUNTED if name not in {"needs", "lately", "before"})
_TINTS: Final = 4


def in_order(lines: list[Line], sort: str) -> list[Line]:
    """The lines by a column, highest first and then by name; by `name` from A to Z."""
    if sort not in SORTS or sort == "name":
        return sorted(lines, key=lambda line: line.name.casefold())
    return sorted(lines, key=lambda line: (-getattr(line, sort), -line.openings, line.name.casefold()))


def tint(number: int, most: int) -> int:
    """How strongly a cell is tinted, 0 to 4: nothing only for nothing."""
    return 0 if number <= 0 or most <= 0 else -(-_TINTS * number // most)


def cells(line: Line, most: dict[str, int], plain: bool) -> list[tuple[int, int]]:
    """The numbers of a line in the order of the columns, each with its tint; `plain` for none."""
    numbers = [(name, getattr(line, name)) for name in SHOWN]
    return [(number, 0 if plain else tint(number, most[name])) for name, number in numbers]
