"""What was counted of the people who started: how it is put together, kept, read for a filter and opened to people.

A job counts every cohort by every figure and keeps the sums, for a page cannot look at each person. Sums are kept for
each cohort, as a whole and by one dimension at a time; of pools the sums alone, for nobody may read who chose one.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final

import sqlalchemy as sa

from marketplace.db import db
from marketplace.hiring.placements.lifecycle import COUNTED
from marketplace.outcomes.measures.models import CountedCohort, CountedDimension, CountedPerson
from marketplace.outcomes.measures.queries import besides
from marketplace.outcomes.measures.queries.besides import tally_from
from marketplace.outcomes.measures.queries.formulas import Point, amount, curve, followed, judge
from marketplace.outcomes.measures.queries.formulas.bases import why_not_looking
from marketplace.outcomes.measures.queries.keys import AT_EACH_WINDOW, CURVES, SHARES, SPREADS, Key
from marketplace.outcomes.measures.queries.people import Answer, Starter, Tally, Verdict
from marketplace.outcomes.measures.queries.settings import Definition
from marketplace.outcomes.measures.queries.summing import (
    KEPT,
    Counts,
    Dimension,
    Period,
    Written,
    added_up,
    split,
    written,
)
from marketplace.supply.cohorts.models import Cohort

WHOLE: Final = ("all", "")
EMPLOYER, POOL, PROVINCE = "employer", "pool", "province"
LETTERS: Final[Mapping[Answer, str]] = {Answer.YES: "y", Answer.NO: "n", Answer.UNKNOWN: "u", Answer.EXCLUDED: "x"}
#: The figures that say something of each person, in the order in which it is kept.
TOLD: Final = (*SHARES, *SPREADS)
Definitions = Mapping[Key, Definition]


def layout(definitions: Definitions) -> str:
    """Names the order of figures and the definitions that a count was made by."""
    order = [[key.value, definitions[key].number] for key in (*TOLD, *CURVES)]
    return hashlib.sha256(json.dumps(order).encode()).hexdigest()


# ---- one person, and sums of people -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """What every figure says of one person, in the order of `TOLD`; values of spreads, and days until placed.

    `left_out` says why somebody is not followed until placed; `beside` names what `besides` counts of them.
    """

    starter: Starter
    as_of: date
    verdicts: Sequence[Verdict]
    values: Mapping[Key, Decimal]
    days: tuple[int, bool] | None
    left_out: str
    beside: Sequence[str]

    @property
    def answers(self) -> str:
        """A letter for each figure."""
        return "".join(LETTERS[verdict.answer] for verdict in self.verdicts)

    @property
    def reasons(self) -> list[str]:
        """Why, for each figure."""
        return [str(verdict.because) for verdict in self.verdicts]


def dimensions(starter: Starter, as_of: date) -> set[Dimension]:
    """What somebody is counted under beside the whole: of employers, where verified work has begun by the day."""
    begun = (one for one in starter.episodes if one.stage in COUNTED and one.starts_on <= as_of)
    found = {(POOL, str(pool)) for pool in starter.pools}
    found |= {(EMPLOYER, str(one.employer_id)) for one in begun if one.employer_id}
    return found | ({(PROVINCE, starter.province)} if starter.province else set())


def told(definitions: Definitions, starter: Starter, as_of: date) -> Told:
    """Everything that is counted of one person."""
    verdicts = [judge(definitions[key], starter, as_of) for key in SHARES]
    values: dict[Key, Decimal] = {}
    for key in SPREADS:
        found = amount(definitions[key], starter, as_of)
        if isinstance(found, Verdict):
            verdicts.append(found)
        else:
            values[key] = found
            verdicts.append(Verdict(Answer.YES, ""))
    over_time = definitions[CURVES[0]].settings
    return Told(
        starter,
        as_of,
        verdicts,
        values,
        days=followed(over_time, starter, as_of),
        left_out=str(why_not_looking(over_time, starter, as_of) or ""),
        beside=besides.names(definitions, starter, as_of),
    )


def summed(people: Iterable[Told]) -> Counts:
    """The sums of people by `figure answer reason`, `figure value` and `placed day`: flat, to be added fast.

    Beside them the names of `besides`, and `left_out reason` of whoever is not followed until placed.
    """
    shares: Counter[str] = Counter()
    values: Counter[str] = Counter()
    days: Counter[str] = Counter()
    number = 0
    for one in people:
        number += 1
        shares.update(
            f"{key} {verdict.answer} {verdict.because}" for key, verdict in zip(TOLD, one.verdicts, strict=True)
        )
        values.update(f"{key} {value}" for key, value in one.values.items())
        shares.update(one.beside)
        if one.days:
            days[f"{'placed' if one.days[1] else 'censored'} {one.days[0]}"] += 1
        else:
            days[f"left_out {one.left_out}"] += 1
    return {"people": number, "shares": shares, "values": values, "days": days}


def groups(people: Sequence[Told]) -> Iterator[tuple[Dimension, Counts]]:
    """The sums of a cohort: of all, then by each value of each dimension."""
    parts: defaultdict[Dimension, list[Told]] = defaultdict(list)
    for one in people:
        for dimension in dimensions(one.starter, one.as_of):
            parts[dimension].append(one)
    yield WHOLE, summed(people)
    for dimension, some in sorted(parts.items()):
        yield dimension, summed(some)


# ---- reading for a page -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Middle:
    """Numbers of people: value → how many, with the unknown and who is left out."""

    counts: Mapping[Decimal, int]
    tally: Tally


@dataclass(frozen=True)
class Counted:
    """The sums of some cohorts. `counted_at` is that of the cohort that was counted longest ago; None without any.

    `stale` says that a definition has changed since. `windows` is placement at each window of its definition but its
    own, `codes` how many graduates who were looking have each outcome code of CIRR, `left_out` who is not followed
    until placed, by reason. These three are empty where a count was made before they were counted.
    """

    counted_at: datetime | None = None
    as_of: date | None = None
    people: int = 0
    cohorts: int = 0
    stale: bool = False
    shares: Mapping[Key, Tally] = field(default_factory=dict)
    middles: Mapping[Key, Middle] = field(default_factory=dict)
    points: Sequence[Point] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    windows: Mapping[Key, Mapping[int, Tally]] = field(default_factory=dict)
    codes: Mapping[str, int] = field(default_factory=dict)


def read(
    cohorts: sa.ColumnElement[bool],
    definitions: Definitions,
    dimension: Dimension = WHOLE,
    *,
    whole: Period | None = None,
) -> Counted:
    """The sums of the cohorts of a condition on `Cohort`, in two statements.

    `whole` says that the condition takes all cohorts of a program or none, of those that began in a period.
    """
    found = _told_by(written(cohorts, dimension, whole))
    at, day, number, first, last = _state(cohorts)
    stale = number > 0 and not first == last == layout(definitions)
    return replace(found, counted_at=at, as_of=day, cohorts=number, stale=stale)


@lru_cache(maxsize=KEPT)
def _told_by(rows: Written) -> Counted:
    """What rows of sums say, put together once until the next count."""
    found = added_up(rows)
    shares, points = split(found.shares), split(found.days)
    tallies = {key: tally_from(shares.get(key.value, {})) for key in TOLD}
    return Counted(
        people=found.people,
        shares={key: tallies[key] for key in SHARES},
        middles={key: Middle(counts, tallies[key]) for key, counts in _middles(found.values).items()},
        points=curve(*({int(day): n for day, n in points.get(kind, {}).items()} for kind in ("placed", "censored"))),
        left_out=points.get("left_out", {}),
        windows={key: besides.windows(key, found.shares, tallies[key].base) for key in AT_EACH_WINDOW},
        codes=shares.get(besides.CIRR, {}),
    )


def _state(cohorts: sa.ColumnElement[bool]) -> tuple[datetime | None, date | None, int, str | None, str | None]:
    """Of the cohorts in which somebody has started."""
    made = CountedCohort.layout
    columns = *_oldest(), sa.func.count(), sa.func.min(made), sa.func.max(made)
    meant = CountedCohort.cohort_id.in_(sa.select(Cohort.id).where(cohorts))
    found = db.session.execute(sa.select(*columns).where(meant, CountedCohort.people > 0)).one()
    return found[0], found[1], found[2], found[3], found[4]


def counted_last(cohorts: sa.ColumnElement[bool]) -> tuple[datetime | None, date | None]:
    """When and for which day, of the cohort that was counted longest ago; None of those that never were."""
    meant = CountedCohort.cohort_id.in_(sa.select(Cohort.id).where(cohorts))
    found = db.session.execute(sa.select(*_oldest()).where(meant)).one()
    return found[0], found[1]


def _oldest() -> tuple[sa.ColumnElement[datetime | None], sa.ColumnElement[date | None]]:
    return sa.func.min(CountedCohort.counted_at), sa.func.min(CountedCohort.as_of)


def _middles(values: Mapping[str, int]) -> Mapping[Key, Mapping[Decimal, int]]:
    known = split(values)
    return {key: {Decimal(value): n for value, n in known.get(key.value, {}).items()} for key in SPREADS}


# ---- the people behind a number -----------------------------------------------------------------------


def people_behind(
    cohorts: sa.ColumnElement[bool], key: Key, answers: Iterable[Answer], dimension: Dimension = WHOLE
) -> sa.Select[CountedPerson]:
    """Those of whom a figure says one of `answers`, among the cohorts of a condition on `Cohort`.

    LookupError for a pool: who chose it is told to nobody. ValueError for a figure that says nothing of a person.
    """
    name, value = dimension
    if name == POOL:
        raise LookupError(name)
    letters = [LETTERS[answer] for answer in answers]
    place = TOLD.index(key) + 1
    rows = (
        sa.select(CountedPerson)
        .join(Cohort, Cohort.id == CountedPerson.cohort_id)
        .where(cohorts, sa.func.substr(CountedPerson.answers, place, 1).in_(letters))
    )
    if dimension == WHOLE:
        return rows
    here = CountedDimension.enrolment_id == CountedPerson.enrolment_id
    return rows.where(sa.exists().where(here, CountedDimension.dimension == name, CountedDimension.value == value))


def reason_of(person: CountedPerson, key: Key) -> str:
    """Why a figure says what it says of somebody."""
    return person.reasons[TOLD.index(key)]
