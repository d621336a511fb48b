"""Which figures people outside the team may read, so that nobody can be told apart by them, whatever they have kept.

A figure tells how many people are in each of its cells. Two figures told on different days tell more: who moved
from one cell to another in between. So a figure is told only when each of its cells, and each change of a cell or
of several together since any figure of the cohort that was told before, is nobody or as many people at least as are
set for the site.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from marketplace.outcomes.reports.queries.figures import BASES, NOT_KNOWN, Figure, Group, Measure
from marketplace.suppression import SMALLEST

Cells = Mapping[frozenset[Group], int]  # groups that share no person → how many people are in them


@dataclass(frozen=True)
class Shown:
    """One measure for people outside the team; `figure` is None where it is withheld.

    `kept_from` is the release in which the figure was told first, when it is not the one that shows it. `smallest` is
    how many people a number had to stand for on that day.
    """

    measure: Measure
    figure: Figure | None = None
    kept_from: uuid.UUID | None = None
    smallest: int = SMALLEST


@dataclass(frozen=True)
class Earlier:
    """What an earlier release of the cohort shows, to whichever funder; `stands` unless it was taken back."""

    release_id: uuid.UUID
    shown: Sequence[Shown]
    stands: bool

    @property
    def told(self) -> Cells:
        """The cells that it told for the first time."""
        return cells(one.figure for one in self.shown if one.figure and one.kept_from is None)


def for_others(figures: Sequence[Figure], earlier: Sequence[Earlier] = (), *, smallest: int) -> list[Shown]:
    """Each figure as it may be told now; where it may not, the one told last, or none.

    `earlier` has every earlier release of the cohort, the newest last. What was taken back has been read, so it
    counts for what may be told, and is shown no more. What was told while `smallest` was less stays where it was
    told; here it stands again only where it points at nobody by the number of today.
    """
    before = [release.told for release in earlier]
    fresh = next(chosen for chosen in _choices(figures) if _is_safe(cells(chosen), before, smallest))
    return [
        Shown(one.measure, one, smallest=smallest) if one in fresh else _kept(one, earlier, smallest) for one in figures
    ]


def tells_of_few(release: Earlier, earlier: Sequence[Earlier], smallest: int) -> bool:
    """Whether a release, or what all of them tell together, would point at somebody if it were told today."""
    return not all(_stands_up(one, release, earlier, smallest) for one in release.shown)


def _choices(figures: Sequence[Figure]) -> Iterator[tuple[Figure, ...]]:
    """As many of them as may be, the first before the second; at last none. Of other rules, one alone.

    Two definitions that put people in other groups tell more together than their cells: who is in one and not in
    the other.
    """
    most = len(figures) if len({one.rules for one in figures}) <= 1 else 1
    return chain.from_iterable(combinations(figures, number) for number in range(most, -1, -1))


def _kept(figure: Figure, earlier: Sequence[Earlier], smallest: int) -> Shown:
    for release in reversed(earlier):
        for one in release.shown if release.stands else ():
            of_day = one.measure is figure.measure and one.figure and one.figure.as_of <= figure.as_of
            if of_day and _stands_up(one, release, earlier, smallest):
                return Shown(one.measure, one.figure, one.kept_from or release.release_id, smallest)
    return Shown(figure.measure, smallest=smallest)


def _stands_up(one: Shown, release: Earlier, earlier: Sequence[Earlier], smallest: int) -> bool:
    """Whether all that was told first with a figure is safe beside what else was told: it is, by the number of then."""
    raised = any(other.smallest < smallest for row in earlier for other in row.shown)
    if one.figure is None or not raised:
        return True
    told = {other.release_id: other.told for other in earlier}
    return _is_safe(told[one.kept_from or release.release_id], told.values(), smallest)


def cells(figures: Iterable[Figure | None]) -> Cells:
    """What figures of one day tell together: the smallest sets of groups whose size can be worked out."""
    found: dict[frozenset[Group], int] = {}
    for figure in sorted(filter(None, figures), key=lambda one: len(BASES[one.measure])):
        for groups, number in _parts(figure):
            inside = [known for known in found if known <= groups]
            rest = groups.difference(*inside)
            if rest:
                found[rest] = number - sum(found[known] for known in inside)
    return found


def _parts(figure: Figure) -> Iterator[tuple[frozenset[Group], int]]:
    base, unknown = BASES[figure.measure], NOT_KNOWN[figure.measure]
    placed, left = frozenset({Group.PLACED}), base & {Group.LEFT_EARLY}
    yield placed, figure.count
    yield unknown, figure.unknown
    yield left, figure.left_early
    yield base - placed - unknown - left, figure.base - figure.count - figure.unknown - figure.left_early


def _is_safe(told: Cells, before: Iterable[Cells], smallest: int) -> bool:
    small = any(0 < number < smallest for number in told.values())
    return not small and all(_moves_many(known, told, smallest) for known in before)


def _moves_many(known: Cells, told: Cells, smallest: int) -> bool:
    """Whether every change from one to the other, of a cell or of several together, is nobody or many people."""
    changes = [_within(told, together) - _within(known, together) for together in _shared(known, told)]
    sums = (sum(some) for number in range(len(changes)) for some in combinations(changes, number + 1))
    return all(change == 0 or abs(change) >= smallest for change in sums)


def _shared(known: Cells, told: Cells) -> Iterator[frozenset[Group]]:
    """The smallest sets of groups of which both tell something."""
    sets: list[frozenset[Group]] = []
    for cell in (*known, *told):
        meeting = [one for one in sets if one & cell]
        sets = [one for one in sets if not one & cell] + [cell.union(*meeting)]
    return (one for one in sets if any(cell <= one for cell in known) and any(cell <= one for cell in told))


def _within(told: Cells, groups: frozenset[Group]) -> int:
    return sum(number for cell, number in told.items() if cell <= groups)
