"""What a number of partners, promises, seats, steps or places is counted from, one by one."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from marketplace.outcomes.dashboards.queries.filters import Wanted, scope
from marketplace.outcomes.dashboards.queries.openings import places
from marketplace.outcomes.measures.queries import answering, applying, market, returning
from marketplace.outcomes.measures.queries.counting import counted_last
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.market import KNOWN
from marketplace.outcomes.measures.queries.settings import Definition
from marketplace.sides import Actor

PLACES: Final = "places_filled"
EXCLUDED: Final = "excluded"
PARTS: Final = {**{name: (name,) for name in (*KNOWN, EXCLUDED)}, "base": KNOWN}


class Kind(StrEnum):
    """What one line is about: a partner, what a partner promised a cohort, a cohort, an application or a role."""

    PARTNER = "partner"
    PROMISE = "promise"
    COHORT = "cohort"
    APPLICATION = "application"
    ROLE = "role"


KINDS: Final[Mapping[str, Kind]] = {
    Key.REPEAT_HIRED: Kind.PARTNER,
    Key.REPEAT_HOSTED: Kind.PARTNER,
    Key.COMMITMENT: Kind.PROMISE,
    Key.SEAT_FILL: Kind.COHORT,
    Key.DECISION_LATENCY: Kind.APPLICATION,
    Key.APPLICATION_FUNNEL: Kind.APPLICATION,
    PLACES: Kind.ROLE,
}


@dataclass(frozen=True)
class Asked:
    """A number that is opened: a figure, a part of it, and a reason or a stage if only those of it are meant.

    `step` is that of the funnel, None for the whole way; `able` asks only of partners that could come back at all.
    """

    key: str
    part: str
    because: str = ""
    step: applying.Step | None = None
    able: bool = False

    @property
    def kind(self) -> Kind:
        """What its lines are about."""
        return KINDS[self.key]


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is counted: its id, with its cohort where it has one, how it counts, for how many, and why.

    `answer` is `yes`, `no`, `unknown` or `excluded`; `because` a reason, or the stage where an application stands.
    """

    thing: uuid.UUID
    cohort: uuid.UUID | None
    answer: str
    number: int = 1
    because: str = ""


def lines_behind(
    asked: Asked, wanted: Wanted, actor: Actor, definitions: Mapping[Key, Definition], *, now: datetime
) -> list[Line]:
    """What a number is counted from, within reach of whoever looks: its numbers add up to it.

    As of the day of the last count, like the figure; of what has no day (seats, steps, places) as it is now.
    """
    day = counted_last(scope(wanted, actor))[1] or now.date()
    found = places_of(wanted, actor, now) if asked.key == PLACES else _lines(asked, wanted, actor, definitions, day)
    return [
        line
        for line in found
        if line.number and line.answer in PARTS[asked.part] and asked.because in {"", line.because}
    ]


def places_of(wanted: Wanted, actor: Actor, now: datetime) -> Iterable[Line]:
    """The places of each role: filled, still open, and gone without being filled."""
    for role, openings, filled, still in places(wanted, actor, now=now):
        for answer, number in (("yes", filled), ("unknown", still), ("no", openings - filled - still)):
            yield Line(role, None, answer, number)


def _lines(
    asked: Asked, wanted: Wanted, actor: Actor, definitions: Mapping[Key, Definition], day: date
) -> Iterable[Line]:
    cohorts = scope(wanted, actor)
    match asked.key:
        case Key.REPEAT_HIRED | Key.REPEAT_HOSTED:
            return _partners(asked, cohorts, day)
        case Key.COMMITMENT:
            promised = market.promises(cohorts, definitions[Key.COMMITMENT].settings, as_of=day)
            return [_line(*pair, said, n) for pair, told in promised.items() for said, n in told.items()]
        case Key.SEAT_FILL:
            taken = market.seats(cohorts)
            return [_line(cohort, cohort, said, n) for cohort, told in taken.items() for said, n in told.items()]
        case Key.DECISION_LATENCY:
            return [_line(one, cohort, said) for one, cohort, said in answering.in_time(cohorts, as_of=day)]
        case _:
            step = applying.WHOLE_WAY if asked.step is None else applying.STEPS.index(asked.step)
            return [Line(one, cohort, said, 1, stage) for one, cohort, said, stage in applying.at_step(cohorts, step)]


def _partners(asked: Asked, cohorts: market.Condition, day: date) -> Iterable[Line]:
    hired, hosted, able = returning.took_part(cohorts, as_of=day)
    times = hired if asked.key == Key.REPEAT_HIRED else hosted
    among = able if asked.able else times.perhaps.keys()
    return [_line(employer, None, said) for employer, said in returning.returning(times, among).items()]


def _line(thing: uuid.UUID, cohort: uuid.UUID | None, said: str, number: int = 1) -> Line:
    if said in KNOWN:
        return Line(thing, cohort, said, number)
    return Line(thing, cohort, EXCLUDED, number, str(said))
