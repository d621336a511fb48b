"""Figures that are not about people who started, counted for the cohorts of an export."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from marketplace.outcomes.exports.queries.figures import Beside
from marketplace.outcomes.measures.queries import answering, applying, market, returning
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.market import Condition
from marketplace.outcomes.measures.queries.settings import Definition
from marketplace.supply.cohorts.models import Cohort


def counted(
    known: Mapping[Key, Definition], cohort_ids: Sequence[uuid.UUID], as_of: date, today: date
) -> Mapping[Key, Sequence[Beside]]:
    """Partners who came back, hires of what was intended, seats taken, steps of applying, answers in time.

    Each looks back as far as its definition says. Seats and steps are as they are today: nobody keeps how they were.
    How steps differ between groups is told by program on its own page, where small numbers are withheld together.
    """
    cohorts = Cohort.id.in_(cohort_ids)
    return {key: count(cohorts, known[key], as_of, today) for key, count in COUNTED.items() if key in known}


def _first(definition: Definition, day: date) -> date:
    return day - timedelta(days=definition.settings.looked_back_days)


def _hired(cohorts: Condition, definition: Definition, as_of: date, _today: date) -> Sequence[Beside]:
    found = returning.repeat_partners(cohorts, as_of=as_of, since=_first(definition, as_of))
    return [Beside(counted=found.hired, as_of=as_of)]


def _hosted(cohorts: Condition, definition: Definition, as_of: date, _today: date) -> Sequence[Beside]:
    found = returning.repeat_partners(cohorts, as_of=as_of, since=_first(definition, as_of))
    return [Beside(counted=found.hosted, as_of=as_of)]


def _commitment(cohorts: Condition, definition: Definition, as_of: date, _today: date) -> Sequence[Beside]:
    since = _first(definition, as_of)
    return [Beside(counted=market.commitment(cohorts, definition.settings, as_of=as_of, since=since), as_of=as_of)]


def _seats(cohorts: Condition, definition: Definition, _as_of: date, today: date) -> Sequence[Beside]:
    return [Beside(counted=market.seat_fill(cohorts, since=_first(definition, today)), as_of=today)]


def _steps(cohorts: Condition, definition: Definition, _as_of: date, today: date) -> Sequence[Beside]:
    found = applying.funnel(cohorts, since=_first(definition, today)).stairs
    return [
        Beside(counted=one.tally, as_of=today, step=one.step, left=dict(sorted(one.exits.items()))) for one in found
    ]


def _in_time(cohorts: Condition, definition: Definition, as_of: date, _today: date) -> Sequence[Beside]:
    since = _first(definition, as_of)
    return [Beside(counted=answering.decision_latency(cohorts, as_of=as_of, since=since), as_of=as_of)]


COUNTED: Final[Mapping[Key, Callable[[Condition, Definition, date, date], Sequence[Beside]]]] = {
    Key.REPEAT_HIRED: _hired,
    Key.REPEAT_HOSTED: _hosted,
    Key.COMMITMENT: _commitment,
    Key.SEAT_FILL: _seats,
    Key.APPLICATION_FUNNEL: _steps,
    Key.DECISION_LATENCY: _in_time,
}
