"""Every figure of some people as a line: with all that it stands on, in the order of pages."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any, Final

from marketplace.outcomes.exports.queries.sheets import Cell
from marketplace.outcomes.measures.queries import words
from marketplace.outcomes.measures.queries.applying import Step
from marketplace.outcomes.measures.queries.formulas import curve, followed, over_windows, share_by, spread, tally
from marketplace.outcomes.measures.queries.formulas.bases import why_not_looking
from marketplace.outcomes.measures.queries.keys import AT_EACH_WINDOW, CURVES, MARKET, SHARES, SPREADS, Key
from marketplace.outcomes.measures.queries.people import Answer, Starter, Tally
from marketplace.outcomes.measures.queries.settings import Definition

SCHEMA: Final = "guildhall.figures"
SCHEMA_VERSION: Final = 1
PLACES: Final = Decimal("0.0001")
COLUMNS: Final = (
    *("figure", "title", "window_days", "window", "as_of", "value", "unit", "numerator", "denominator", "unknown"),
    *("excluded", "excluded_by_reason", "unknown_by_reason", "low", "high", "floor", "definition", "definition_number"),
    *("step", "left_by_stage"),
)
UNITS: Final[Mapping[Key, str]] = {
    Key.DAYS_TO_PLACEMENT: "days",
    Key.HOURS: "hours_per_week",
    Key.EARNINGS_Q2: "per_quarter",
    Key.WAGES: "per_year",
    Key.WAGE_CHANGE: "per_year",
}


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What is counted that is not about people who started, on which day; of the funnel one for each step.

    `left` says for a step how whoever did not go on left it, by the stage of the application or enrolment.
    """

    counted: Tally
    as_of: date
    step: Step | None = None
    left: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One figure. Of a share `value`, `low` and `high` are parts of one, of a spread `value` is the middle."""

    definition: Definition
    as_of: date
    window_days: int | None
    value: Decimal | None
    unit: str
    numerator: int | None
    denominator: int
    unknown: int
    low: Decimal | None = None
    high: Decimal | None = None
    reasons: Mapping[Answer, Mapping[str, int]] = field(default_factory=dict)
    step: Step | None = None
    left: Mapping[str, int] = field(default_factory=dict)

    def of(self, answer: Answer) -> Mapping[str, int]:
        """How many people have this answer for which reason, in the order of the reasons."""
        return dict(sorted(self.reasons.get(answer, {}).items()))

    @property
    def excluded(self) -> int:
        """How many people are left out of the base."""
        return sum(self.of(Answer.EXCLUDED).values())

    def row(self) -> Sequence[Cell]:
        """The line as cells, in the order of `COLUMNS`."""
        key = self.definition.key
        return (
            *(key.value, words.title(key), self.window_days, words.window(self.definition), self.as_of),
            *(self.value, self.unit, self.numerator, self.denominator, self.unknown, self.excluded),
            *(_counted(self.of(Answer.EXCLUDED)), _counted(self.of(Answer.UNKNOWN)), self.low, self.high),
            *(words.floor(self.definition), words.meaning(self.definition), self.definition.label),
            *(self.step.value if self.step else None, _counted(self.left)),
        )

    def definition_data(self) -> dict[str, Any]:  # Any: as below
        """Its definition as plain data."""
        return {
            "number": self.definition.number,
            "of_the_report_alone": self.definition.own,
            "meaning": words.meaning(self.definition),
            "settings": self.definition.settings.to_json(),
        }

    def data(self) -> dict[str, Any]:  # Any: words and numbers
        """The line as plain data, keys in a fixed order; parts of one and money are text, so that none is rounded."""
        return {
            "figure": self.definition.key.value,
            "title": words.title(self.definition.key),
            "window_days": self.window_days,
            "window": words.window(self.definition),
            "as_of": self.as_of.isoformat(),
            "value": _text(self.value),
            "unit": self.unit,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "unknown": self.unknown,
            "excluded": self.excluded,
            "excluded_by_reason": self.of(Answer.EXCLUDED),
            "unknown_by_reason": self.of(Answer.UNKNOWN),
            "low": _text(self.low),
            "high": _text(self.high),
            "floor": words.floor(self.definition),
            "definition": self.definition_data(),
            "step": self.step.value if self.step else None,
            "left_by_stage": dict(self.left),
        }


def lines_of(
    definitions: Mapping[Key, Definition],
    starters: Iterable[Starter],
    as_of: date,
    others: Mapping[Key, Sequence[Beside]] | None = None,
) -> Iterator[Line]:
    """Every figure of these people on the day, and of what else was counted: partners, seats, steps and answers."""
    people, beside = list(starters), others or {}
    for key in Key:
        definition = definitions.get(key)
        if definition is None:
            continue
        if key in SHARES:
            yield from _shares(definition, people, as_of)
        elif key in SPREADS:
            found = spread(definition, people, as_of)
            counted = Tally(len(found.values), 0, found.unknown, found.reasons)
            yield middle_line(definition, counted, as_of, middle=found.median)
        elif key in CURVES:
            yield from _over_time(definition, people, as_of)
        for one in beside.get(key, ()):
            yield replace(share_line(definition, one.counted, one.as_of), step=one.step, left=one.left)


def _shares(definition: Definition, people: Sequence[Starter], as_of: date) -> Iterator[Line]:
    """A share, and of placement what it is at each other window."""
    yield share_line(definition, tally(definition, people, as_of), as_of)
    settings = definition.settings
    if definition.key in AT_EACH_WINDOW:
        for days, found in over_windows(definition, people, as_of).items():
            if days != settings.window_days:
                wide = replace(definition, settings=replace(settings, window_days=days))
                yield share_line(wide, found, as_of)


def share_line(definition: Definition, counted: Tally, as_of: date) -> Line:
    """A share of people with its bounds."""
    base = counted.base
    return Line(
        definition=definition,
        as_of=as_of,
        window_days=_days(definition),
        value=_part(counted.yes, base),
        unit="share",
        numerator=counted.yes,
        denominator=base,
        unknown=counted.unknown,
        low=_part(counted.yes, base, ROUND_FLOOR),
        high=_part(counted.yes + counted.unknown, base, ROUND_CEILING),
        reasons=counted.reasons,
    )


def _days(definition: Definition) -> int | None:
    if definition.key in MARKET:
        return definition.settings.looked_back_days
    return definition.settings.window_days if words.window(definition) else None


def middle_line(definition: Definition, counted: Tally, as_of: date, *, middle: Decimal | None) -> Line:
    """The middle of the numbers of people, and of how many it is known."""
    money = definition.key in {Key.WAGES, Key.EARNINGS_Q2, Key.WAGE_CHANGE}
    unit = UNITS[definition.key]
    return Line(
        definition=definition,
        as_of=as_of,
        window_days=definition.settings.window_days,
        value=middle,
        unit=f"{definition.settings.currency}_{unit}" if money else unit,
        numerator=counted.yes,
        denominator=counted.base,
        unknown=counted.unknown,
        reasons=counted.reasons,
    )


def _over_time(definition: Definition, people: Sequence[Starter], as_of: date) -> Iterator[Line]:
    """The share placed by each window, the unplaced kept in: placed so far, of everybody who was followed."""
    seen = [told for told in (followed(definition.settings, one, as_of) for one in people) if told]
    placed, lost = ([day for day, there in seen if there is wanted] for wanted in (True, False))
    points = curve(_times(placed), _times(lost))
    left_out = Counter(str(why) for one in people if (why := why_not_looking(definition.settings, one, as_of)))
    for days in definition.settings.windows:
        yield Line(
            definition=definition,
            as_of=as_of,
            window_days=days,
            value=_rounded(share_by(points, days)) if points else None,
            unit="share",
            numerator=sum(day <= days for day in placed),
            denominator=len(seen),
            unknown=sum(day < days for day in lost),
            reasons={Answer.EXCLUDED: left_out},
        )


def _times(days: Sequence[int]) -> Mapping[int, int]:
    return {day: days.count(day) for day in set(days)}


def _part(count: int, base: int, rounding: str = ROUND_HALF_EVEN) -> Decimal | None:
    return (Decimal(count) / Decimal(base)).quantize(PLACES, rounding) if base else None


def _rounded(share: Fraction) -> Decimal:
    return (Decimal(share.numerator) / Decimal(share.denominator)).quantize(PLACES)


def _counted(reasons: Mapping[str, int]) -> str:
    return "; ".join(f"{because}: {number}" for because, number in reasons.items())


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"
