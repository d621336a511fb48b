"""How selection differs between groups at one step: selection rates, and each against that of the group selected most.

It reads totals that were told and no people; what groups people say they belong to is sealed (`jobseekers/equity`),
and what would point at somebody was kept back before it came here. A difference is a reason to look, not what it comes
from. No database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

RULE_OF_THUMB: Final = Fraction(4, 5)  # of the highest rate: below it one looks more closely, no more than that
Numbers = Sequence[int | None]  # people by the furthest step they came to, then their sum; None is kept back


@dataclass(frozen=True)
class Selection:
    """People of one group who came to a step, and who of them went on; None where that is kept back."""

    group: str
    entered: int | None
    selected: int | None


@dataclass(frozen=True)
class Impact:
    """One group at a step. `rate` and `ratio` are None where the numbers are kept back, or nobody came to it.

    `ratio` is the rate of the group over the highest rate that is shown, None where nobody of any group was selected,
    and where there is no second group to compare with.
    """

    group: str
    entered: int | None
    selected: int | None
    rate: Fraction | None = None
    ratio: Fraction | None = None

    @property
    def below_rule_of_thumb(self) -> bool:
        """Whether it is below four fifths: a rule of thumb, which says little where few people are counted."""
        return self.ratio is not None and self.ratio < RULE_OF_THUMB


def selection(group: str, numbers: Numbers, step: int) -> Selection:
    """Who of a group came to a step, and who went on to the next, as far as the table of totals says."""
    return Selection(group, _reached(numbers, step), _reached(numbers, step + 1))


def together(tables: Iterable[Sequence[Numbers]]) -> list[list[int | None]]:
    """Tables of different people added up; a number that one of them keeps back is kept back."""
    return [
        [None if None in some else sum(n or 0 for n in some) for some in zip(*rows, strict=True)]
        for rows in zip(*tables, strict=True)
    ]


def impact(selections: Iterable[Selection]) -> list[Impact]:
    """The groups of one question at one step, in their order; who said nothing is a group like any other.

    ValueError where more are selected than came.
    """
    told = [_told(one) for one in selections]
    rates = [one.rate for one in told if one.rate is not None]
    highest = max(rates) if len(rates) > 1 else Fraction(0)
    return [_against(one, highest) for one in told]


def _reached(numbers: Numbers, step: int) -> int | None:
    """Who came to a step or further: the sum from there on, or the whole less what comes before."""
    *steps, whole = numbers
    onward, before = steps[step:], steps[:step]
    if None not in onward:
        return sum(n or 0 for n in onward)
    return None if whole is None or None in before else whole - sum(n or 0 for n in before)


def _told(one: Selection) -> Impact:
    entered, selected = one.entered, one.selected
    if entered is None or selected is None:
        return Impact(one.group, entered, selected)
    if not 0 <= selected <= entered:
        raise ValueError("nobody is selected who has not come to the step")
    return Impact(one.group, entered, selected, Fraction(selected, entered) if entered else None)


def _against(one: Impact, highest: Fraction) -> Impact:
    ratio = one.rate / highest if one.rate is not None and highest else None
    return Impact(one.group, one.entered, one.selected, one.rate, ratio)
