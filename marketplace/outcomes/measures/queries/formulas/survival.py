"""How long until somebody is placed, with the unplaced kept in: the estimate of Kaplan and Meier.

Of graduates who were looking. Placed is the first related work; whoever has none stays among those who are looked at
until the as-of day and is then lost from sight, as are all at the last of the windows. Silence counts as not placed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from marketplace.outcomes.measures.queries.formulas.bases import why_not_looking
from marketplace.outcomes.measures.queries.formulas.placements import first_work
from marketplace.outcomes.measures.queries.people import Starter
from marketplace.outcomes.measures.queries.settings import Settings


@dataclass(frozen=True, slots=True)
class Point:
    """What happens on one day after graduating, and the share placed by its end."""

    day: int
    at_risk: int  # not placed and in sight when the day began
    placed: int
    censored: int
    share: Fraction


def followed(settings: Settings, starter: Starter, as_of: date) -> tuple[int, bool] | None:
    """For how many days somebody was in sight until placed, and whether they were; None when not in the base."""
    if why_not_looking(settings, starter, as_of) or starter.graduated_on is None:
        return None
    longest = max(settings.windows)
    wide = replace(settings, window_days=longest)
    first = first_work(wide, starter, as_of, related_only=True)
    if first is not None:
        return max(0, (first.starts_on - starter.graduated_on).days), True
    return min(longest, (as_of - starter.graduated_on).days), False


def curve(placed: Mapping[int, int], censored: Mapping[int, int]) -> Sequence[Point]:
    """The estimate from days counted: after how many days how many were placed, and how many lost from sight.

    Whoever is lost on a day was still in sight when others were placed on it.
    """
    at_risk, unplaced = sum(placed.values()) + sum(censored.values()), Fraction(1)
    points = []
    for day in sorted({*placed, *censored}):
        here, lost = placed.get(day, 0), censored.get(day, 0)
        if here:
            unplaced *= 1 - Fraction(here, at_risk)
        points.append(Point(day, at_risk, here, lost, 1 - unplaced))
        at_risk -= here + lost
    return points


def survival(settings: Settings, starters: Iterable[Starter], as_of: date) -> Sequence[Point]:
    """The estimate for people, on the day."""
    placed: Counter[int] = Counter()
    censored: Counter[int] = Counter()
    for starter in starters:
        told = followed(settings, starter, as_of)
        if told:
            (placed if told[1] else censored)[told[0]] += 1
    return curve(placed, censored)


def share_by(points: Sequence[Point], day: int) -> Fraction:
    """The share placed by the end of a day."""
    return next((point.share for point in reversed(points) if point.day <= day), Fraction(0))


def median_day(points: Sequence[Point]) -> int | None:
    """The first day by which half are placed; None while fewer are."""
    return next((point.day for point in points if point.share >= Fraction(1, 2)), None)
