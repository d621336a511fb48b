"""Where the sums of a filter stand, so that few rows are read: of a cohort, of a program, or of a program up to a day.

A period of a program is what it came to by its last day, less what it came to before its first one.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from marketplace.db import db
from marketplace.outcomes.measures.models import CountedDay, CountedGroup, CountedProgram
from marketplace.supply.cohorts.models import Cohort

Condition = sa.ColumnElement[bool]
Dimension = tuple[str, str]  # its name and value
Counts = dict[str, Any]  # Any: numbers by figure, nested; as JSON
PARTS: Final = ("shares", "values", "days")
Written = tuple[tuple[int, str], ...]  # of each row its sign, and its sums as JSON
KEPT: Final = 32  # choices whose figures are kept until others are asked for, of some hundred thousand letters each


class Period(NamedTuple):
    """First days of cohorts, both ends in it; None is no end."""

    since: date | None = None
    until: date | None = None


ALWAYS: Final = Period()


class Sums(NamedTuple):
    """People, and their numbers by name; see `counting.summed`."""

    people: int
    shares: Mapping[str, int]
    values: Mapping[str, int]
    days: Mapping[str, int]


def sums(cohorts: Condition, dimension: Dimension, whole: Period | None = None) -> Sums:
    """The sums of the cohorts of a condition on `Cohort`, in one statement.

    `whole` says that it takes all cohorts of a program or none, of those that began in a period; so one or two rows of
    each program will do. A cohort whose first day was moved since the count is in the period of the count.
    """
    return added_up(written(cohorts, dimension, whole))


@lru_cache(maxsize=KEPT)
def added_up(rows: Written) -> Sums:
    """What rows come to: the same until the next count, however often a page asks. Nobody changes it."""
    read = [(sign, json.loads(row)) for sign, row in rows]
    parts = (_added(read, part) for part in PARTS)
    return Sums(sum(sign * row["people"] for sign, row in read), *parts)


def together(counts: Iterable[Counts]) -> Counts | None:
    """One sum of several; None of none."""
    rows = [(1, row) for row in counts]
    if not rows:
        return None
    return {"people": sum(row["people"] for _sign, row in rows), **{part: _added(rows, part) for part in PARTS}}


def running(rows: Iterable[tuple[date, Dimension, Counts]]) -> Iterator[tuple[Dimension, date, Counts]]:
    """The sums by dimension up to each first day of a cohort, from those of the cohorts."""
    known: defaultdict[Dimension, dict[str, Counter[str]]] = defaultdict(lambda: {part: Counter() for part in PARTS})
    people: Counter[Dimension] = Counter()
    found: dict[tuple[Dimension, date], Counts] = {}
    for day, dimension, counts in sorted(rows, key=lambda row: row[:2]):
        people[dimension] += counts["people"]
        for part in PARTS:
            known[dimension][part].update(counts[part])
        copy = {part: dict(known[dimension][part]) for part in PARTS}
        found[dimension, day] = {"people": people[dimension], **copy}
    for (dimension, day), counts in found.items():
        yield dimension, day, counts


def written(cohorts: Condition, dimension: Dimension, whole: Period | None) -> Written:
    """The rows that `sums` adds up, as they are kept, each with whether it is added (1) or taken away (-1)."""
    name, value = dimension
    programs = sa.select(Cohort.program_id).where(cohorts)
    if whole is None:
        meant = CountedGroup.cohort_id.in_(sa.select(Cohort.id).where(cohorts))
        rows = sa.select(_text(CountedGroup)).where(meant, CountedGroup.dimension == name, CountedGroup.value == value)
    elif whole == ALWAYS:
        table = CountedProgram
        rows = sa.select(_text(table)).where(
            table.program_id.in_(programs), table.dimension == name, table.value == value
        )
    else:
        return _of_period(programs, dimension, whole)
    return tuple((1, counts) for counts in db.session.scalars(rows))


def _of_period(
    programs: sa.Select[Any],  # Any: ids of programs
    dimension: Dimension,
    period: Period,
) -> Written:
    """Of each program its last row of the period, and with a minus its last one before; neither when they are one."""
    day = CountedDay.starts_on
    here = CountedDay.program_id.in_(programs), CountedDay.dimension == dimension[0], CountedDay.value == dimension[1]
    before = sa.null().cast(sa.Date) if period.since is None else sa.func.max(sa.case((day < period.since, day)))
    ends = sa.true() if period.until is None else day <= period.until
    last = (
        sa.select(CountedDay.program_id, sa.func.max(day).label("day"), before.label("before"))
        .where(*here, ends)
        .group_by(CountedDay.program_id)
        .subquery()
    )
    begun = sa.or_(last.c.before.is_(None), last.c.before != last.c.day)
    on = sa.and_(last.c.program_id == CountedDay.program_id, day.in_((last.c.day, last.c.before)), begun)
    rows = sa.select(sa.case((day == last.c.day, 1), else_=-1), _text(CountedDay)).join(last, on).where(*here)
    return tuple((sign, counts) for sign, counts in db.session.execute(rows))


def _text(table: type[CountedGroup | CountedProgram | CountedDay]) -> sa.ColumnElement[str]:
    """The sums of a row as they are kept: they are read from JSON once, see `added_up`."""
    return sa.cast(table.counts, sa.Text)


def _added(rows: Sequence[tuple[int, Counts]], part: str) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for sign, row in rows:
        for name, number in row[part].items():
            found[name] = found.get(name, 0) + sign * number
    return {name: number for name, number in found.items() if number}


def split(sums: Mapping[str, int]) -> Mapping[str, Mapping[str, int]]:
    """Sums by the first word of their names."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for name, number in sums.items():
        first, _space, rest = name.partition(" ")
        found[first][rest] = number
    return found
