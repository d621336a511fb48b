"""Two other ways to fill the same places, and numbers to set them beside a stable result.

Neither is stable. They say what stability costs: how many more could have a place, or a wish of
theirs, if nobody minded that two would rather have each other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from marketplace.matcher.allocate import lot
from marketplace.matcher.blocking import blocking_pairs

Lists = Mapping[str, Sequence[str]]
Assignment = dict[str, str | None]
Pair = tuple[str, str]
#: Beyond so many pairs of person and place the best total takes too long to be worth a comparison.
MOST_PAIRS = 200_000
#: What a pair without any fit is worth: more than no place at all.
_SOME = 1e-3


@dataclass(frozen=True)
class Measures:
    """What an assignment comes to. `ranks` is the sum of the places on the applicants' lists, 1 the best."""

    matched: int
    first: int
    ranks: int
    blocking: int
    fit: float


def measured(
    assignment: Mapping[str, str | None],
    preferences: Lists,
    priorities: Lists,
    capacities: Mapping[str, int],
    fit: Mapping[Pair, float],
) -> Measures:
    """Count what an assignment gives whom. A pair that `fit` does not name counts as 0."""
    pairs = [(who, got) for who, got in assignment.items() if got is not None]
    ranks = [list(preferences[who]).index(got) + 1 for who, got in pairs]
    return Measures(
        matched=len(pairs),
        first=ranks.count(1),
        ranks=sum(ranks),
        blocking=len(blocking_pairs(assignment, preferences, priorities, capacities)),
        fit=sum(fit.get(pair, 0.0) for pair in pairs),
    )


def greedy(preferences: Lists, priorities: Lists, capacities: Mapping[str, int], *, seed: int) -> Assignment:
    """First come, first served: in an order drawn by the seed, each takes their best place that is left and open."""
    key, left = str(seed).encode(), dict(capacities)
    takes = {program: frozenset(order) for program, order in priorities.items()}
    result: Assignment = dict.fromkeys(preferences)
    for who in sorted(preferences, key=lambda one: (lot(key, "first come", one), one)):
        for program in preferences[who]:
            if left.get(program, 0) and who in takes.get(program, ()):
                result[who], left[program] = program, left[program] - 1
                break
    return result


def best_total(
    preferences: Lists, priorities: Lists, capacities: Mapping[str, int], fit: Mapping[Pair, float]
) -> Assignment | None:
    """The assignment of the greatest total fit among all that keep to both lists; None when there are too many pairs.

    `fit` must be finite and not negative, else ValueError. Equal totals may be reached in several ways; this gives one.
    """
    edges = list(_edges(preferences, priorities, fit))
    seats = _seats(edges, capacities)
    if sum(len(seats[program]) for _who, program, _fit in edges) > MOST_PAIRS:
        return None
    people = {who: row for row, who in enumerate(preferences)}
    owner = [program for program, columns in seats.items() for _ in columns]
    found = _matched(people, seats, edges, len(owner))
    return {who: owner[found[row]] if found[row] < len(owner) else None for who, row in people.items()}


def _edges(preferences: Lists, priorities: Lists, fit: Mapping[Pair, float]) -> Iterator[tuple[str, str, float]]:
    takes = {program: frozenset(order) for program, order in priorities.items()}
    for who, programs in preferences.items():
        for program in programs:
            if who in takes.get(program, ()):
                worth = fit.get((who, program), 0.0)
                if not isfinite(worth) or worth < 0:
                    raise ValueError(f"fit[{(who, program)!r}]: is not a number from 0 up")
                yield who, program, worth


def _seats(edges: Sequence[tuple[str, str, float]], capacities: Mapping[str, int]) -> dict[str, range]:
    """A column for each place that anybody could take: never more of a program than people who could."""
    asked: dict[str, int] = {}
    for _who, program, _fit in edges:
        asked[program] = asked.get(program, 0) + 1
    seats, begin = {}, 0
    for program, people in asked.items():
        places = min(people, capacities.get(program, 0))
        seats[program] = range(begin, begin + places)
        begin += places
    return seats


def _matched(
    people: Mapping[str, int], seats: Mapping[str, range], edges: Sequence[tuple[str, str, float]], places: int
) -> list[int]:
    """The column of each row; from `places` on it is a row's own one, which stands for no place."""
    if not people:
        return []
    most = max((fit for _who, _program, fit in edges), default=0.0) + 1
    rows, columns, costs = [], [], []
    for who, program, fit in edges:
        for column in seats[program]:
            rows.append(people[who])
            columns.append(column)
            costs.append(most - fit - _SOME)
    for row in people.values():
        rows.append(row)
        columns.append(places + row)
        costs.append(most)
    table = csr_array((np.array(costs), (rows, columns)), shape=(len(people), places + len(people)))
    found = min_weight_full_bipartite_matching(table)
    chosen: list[int] = found[1][np.argsort(found[0])].tolist()
    return chosen
