"""Numbers of people, told by their middle: wages, earnings, change of wage, days until placed, hours."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from marketplace.outcomes.measures.queries.formulas.bases import excluded, unknown
from marketplace.outcomes.measures.queries.formulas.placements import first_work, graduate_placement
from marketplace.outcomes.measures.queries.formulas.quarters import SECOND, employed, holding
from marketplace.outcomes.measures.queries.people import Answer, Episode, Starter, Verdict
from marketplace.outcomes.measures.queries.reasons import Because
from marketplace.outcomes.measures.queries.settings import Settings

QUARTERS = 4
Amount = Callable[[Settings, Starter, date], Decimal | Verdict]


@dataclass(frozen=True, slots=True)
class Spread:
    """Numbers in order, with how many are unknown and who is left out. `reasons` as in a `Tally`."""

    values: tuple[Decimal, ...] = ()
    unknown: int = 0
    reasons: Mapping[Answer, Mapping[str, int]] = field(default_factory=dict)

    @property
    def base(self) -> int:
        """Everybody who has such a number, known or not."""
        return len(self.values) + self.unknown

    @property
    def excluded(self) -> Mapping[str, int]:
        """Who is left out, by reason."""
        return self.reasons.get(Answer.EXCLUDED, {})

    @property
    def median(self) -> Decimal | None:
        """The middle of the known ones, None where none is known."""
        return median_of(self.values)

    @property
    def gained(self) -> int:
        """How many of them are above zero."""
        return sum(value > 0 for value in self.values)


def median_of(values: Iterable[Decimal]) -> Decimal | None:
    """The middle value, of an even number the mean of the two in the middle; None of none."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def median_of_counts(counts: Mapping[Decimal, int]) -> Decimal | None:
    """The same of values that are counted: value → how often."""
    total = sum(counts.values())
    if not total:
        return None
    return (_at(counts, (total - 1) // 2) + _at(counts, total // 2)) / 2


def _at(counts: Mapping[Decimal, int], place: int) -> Decimal:
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if seen > place:
            return value
    raise IndexError(place)


# ---- the number of one person ----------------------------------------------------------------------------


def _of_placed(tell: Callable[[Settings, Starter, Episode], Decimal | Verdict]) -> Amount:
    def amount(settings: Settings, starter: Starter, as_of: date) -> Decimal | Verdict:
        told = graduate_placement(settings, starter, as_of)
        if told.answer is not Answer.YES:
            return excluded(Because(told.because))
        first = first_work(settings, starter, as_of, related_only=True)
        assert first is not None  # whoever is placed has work that places them
        return tell(settings, starter, first)

    return amount


def _wage(settings: Settings, _starter: Starter, first: Episode) -> Decimal | Verdict:
    if first.currency != settings.currency:
        return excluded(Because.OTHER_CURRENCY)
    return unknown(Because.WAGE_NOT_SAID) if first.annual_wage is None else first.annual_wage


def _days(_settings: Settings, starter: Starter, first: Episode) -> Decimal | Verdict:
    assert starter.graduated_on is not None  # only graduates are placed
    return Decimal(max(0, (first.starts_on - starter.graduated_on).days))


def _hours(_settings: Settings, _starter: Starter, first: Episode) -> Decimal | Verdict:
    return first.hours_per_week


#: Yearly base pay of the placed (CIRR: base pay only), of the first related work.
wages: Amount = _of_placed(_wage)
#: Days from graduating to that work; work that had begun by then counts as none.
days_to_placement: Amount = _of_placed(_days)
#: Hours a week of that work.
hours: Amount = _of_placed(_hours)


def earnings_q2(settings: Settings, starter: Starter, as_of: date) -> Decimal | Verdict:
    """A quarter of the yearly base pay of all work in the second quarter after the exit, of those in work then.

    WIOA measures what was earned; this is the rate of pay, told for the same people.
    """
    told = employed(SECOND)(settings, starter, as_of)
    if told.answer is not Answer.YES:
        return excluded(Because(told.because))
    work = holding(settings, starter, as_of, SECOND)
    if any(one.currency != settings.currency for one in work):
        return excluded(Because.OTHER_CURRENCY)
    known = [one.annual_wage for one in work if one.annual_wage is not None]
    if not known or len(known) < len(work):
        return unknown(Because.WAGE_NOT_SAID)
    return sum(known, Decimal(0)) / QUARTERS
