"""What a number of partners, promises, seats, steps, places or of a curve is counted from, one by one."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from marketplace.db import db
from marketplace.outcomes.dashboards.queries.filters import Wanted, scope
from marketplace.outcomes.dashboards.queries.learning import MANY_COHORTS
from marketplace.outcomes.dashboards.queries.openings import places
from marketplace.outcomes.measures.queries import answering, applying, market, returning
from marketplace.outcomes.measures.queries.counting import WHOLE, counted_last, dimensions
from marketplace.outcomes.measures.queries.formulas import followed
from marketplace.outcomes.measures.queries.formulas.bases import why_not_looking
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.loading import starters
from marketplace.outcomes.measures.queries.market import KNOWN
from marketplace.outcomes.measures.queries.settings import Definition, Settings
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import Enrolment

PLACES: Final = "places_filled"
EXCLUDED: Final = "excluded"
PARTS: Final = {**{name: (name,) for name in (*KNOWN, EXCLUDED)}, "base": KNOWN}


class Kind(StrEnum):
    """What one line is about; a promise is that of a partner to a cohort."""

    PARTNER = "partner"
    PROMISE = "promise"
    COHORT = "cohort"
    APPLICATION = "application"
    ROLE = "role"
    PERSON = "person"


KINDS: Final[Mapping[str, Kind]] = {
    Key.REPEAT_HIRED: Kind.PARTNER,
    Key.REPEAT_HOSTED: Kind.PARTNER,
    Key.COMMITMENT: Kind.PROMISE,
    Key.SEAT_FILL: Kind.COHORT,
    Key.DECISION_LATENCY: Kind.APPLICATION,
    Key.APPLICATION_FUNNEL: Kind.APPLICATION,
    PLACES: Kind.ROLE,
    Key.PLACEMENT_OVER_TIME: Kind.PERSON,
}


def not_narrowed_by(key: str) -> tuple[str, ...]:
    """What of a filter the figure of an address is not counted by."""
    if key == Key.PLACEMENT_OVER_TIME:
        return ("pool",)
    return ("pool", "province") if key == PLACES else ("employer", "pool", "province")


@dataclass(frozen=True)
class Asked:
    """A number that is opened: a figure, a part of it, and a reason or a stage if only those of it are meant.

    `step` is that of the funnel, None for the whole way; `able` asks only of partners that could come back at all;
    `by` is a day of the curve, None for its last one.
    """

    key: str
    part: str
    because: str = ""
    step: applying.Step | None = None
    able: bool = False
    by: int | None = None

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
    if asked.key == PLACES:
        found = places_of(wanted, actor, definitions, now)
    else:
        found = _lines(asked, wanted, actor, definitions, day)
    return [
        line
        for line in found
        if line.number and line.answer in PARTS[asked.part] and asked.because in {"", line.because}
    ]


def too_many(asked: Asked, wanted: Wanted, actor: Actor) -> int:
    """How many cohorts it would take to look at everybody in them, where that is too many for a moment; 0 else."""
    if asked.kind is not Kind.PERSON:
        return 0
    began = sa.select(sa.func.count(sa.distinct(Enrolment.first_cohort_id)))
    begun = began.join(Cohort, Cohort.id == Enrolment.first_cohort_id).where(scope(wanted, actor))
    cohorts = db.session.scalar(begun) or 0
    return cohorts if cohorts > MANY_COHORTS else 0


def places_of(wanted: Wanted, actor: Actor, definitions: Mapping[Key, Definition], now: datetime) -> Iterable[Line]:
    """The places of each role: filled, still open, and gone without being filled."""
    for role, openings, filled, still in places(wanted, actor, definitions, now=now):
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
        case Key.PLACEMENT_OVER_TIME:
            return _followed(asked, wanted, actor, definitions[Key.PLACEMENT_OVER_TIME].settings, day)
        case _:
            step = applying.WHOLE_WAY if asked.step is None else applying.STEPS.index(asked.step)
            return [Line(one, cohort, said, 1, stage) for one, cohort, said, stage in applying.at_step(cohorts, step)]


def _partners(asked: Asked, cohorts: market.Condition, day: date) -> Iterable[Line]:
    hired, hosted, able = returning.took_part(cohorts, as_of=day)
    times = hired if asked.key == Key.REPEAT_HIRED else hosted
    among = able if asked.able else times.perhaps.keys()
    return [_line(employer, None, said) for employer, said in returning.returning(times, among).items()]


def _followed(asked: Asked, wanted: Wanted, actor: Actor, settings: Settings, day: date) -> Iterable[Line]:
    """Who is in the curve: placed by a day, not yet, or last seen before it; and who is not followed."""
    by = max(settings.windows) if asked.by is None else asked.by
    for one in starters(scope(wanted, actor)):
        if wanted.dimension not in {WHOLE, *dimensions(one, day)}:
            continue
        found = followed(settings, one, day)
        if found is None:
            yield Line(one.enrolment_id, one.cohort_id, EXCLUDED, 1, str(why_not_looking(settings, one, day) or ""))
        elif found[1] and found[0] <= by:
            yield Line(one.enrolment_id, one.cohort_id, "yes")
        else:
            seen_last = not found[1] and found[0] < by
            yield Line(one.enrolment_id, one.cohort_id, "unknown" if seen_last else "no")


def _line(thing: uuid.UUID, cohort: uuid.UUID | None, said: str, number: int = 1) -> Line:
    if said in KNOWN:
        return Line(thing, cohort, said, number)
    return Line(thing, cohort, EXCLUDED, number, str(said))
