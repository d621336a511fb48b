"""Check of an allocation, written apart from the code that makes one.

A pair of applicant and program blocks when the applicant would rather have the program than
what they got, and the program has a place free or would rather have the applicant than one it
got (Gale and Shapley 1962). Equals in a tie do not count as rather.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Ordering = Sequence[str | tuple[str, ...]]


@dataclass(frozen=True)
class Verdict:
    """What is wrong with an assignment.

    Pairs that would rather have each other, programs with more than their places, and pairs of which one side had not
    listed the other.
    """

    blocking: tuple[tuple[str, str], ...]
    overfull: tuple[str, ...]
    unwanted: tuple[tuple[str, str], ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong with it."""
        return not (self.blocking or self.overfull or self.unwanted)


def verdict(
    assignment: Mapping[str, str | None],
    preferences: Mapping[str, Ordering],
    priorities: Mapping[str, Ordering],
    capacities: Mapping[str, int],
) -> Verdict:
    """Everything that can be wrong with an assignment; of an overfull one the blocking pairs are not looked for."""
    pairs = sorted((who, got) for who, got in assignment.items() if got is not None)
    inside = Counter(got for _who, got in pairs)
    overfull = tuple(sorted(program for program, many in inside.items() if many > capacities.get(program, 0)))
    listed = {program: frozenset(_standing(priorities.get(program, ()))) for program in inside}
    unwanted = tuple(
        (who, got) for who, got in pairs if who not in listed[got] or got not in _standing(preferences.get(who, ()))
    )
    found = () if overfull else tuple(blocking_pairs(assignment, preferences, priorities, capacities))
    return Verdict(found, overfull, unwanted)


def blocking_pairs(
    assignment: Mapping[str, str | None],
    preferences: Mapping[str, Ordering],
    priorities: Mapping[str, Ordering],
    capacities: Mapping[str, int],
) -> list[tuple[str, str]]:
    """Every blocking pair, sorted; none means stable.

    More applicants than places, or a program listed without capacity: ValueError.
    """
    standing = {program: _standing(ordering) for program, ordering in priorities.items()}
    worst = _worst(_taken(assignment, capacities), standing, capacities)
    pairs: list[tuple[str, str]] = []
    for applicant, ordering in preferences.items():
        for program in _rather(ordering, assignment.get(applicant)):
            if program not in capacities:
                raise ValueError(f"capacities[{program!r}]: is missing, and preferences[{applicant!r}] lists it")
            place = standing.get(program, {}).get(applicant)
            if place is not None and place < worst.get(program, 0):
                pairs.append((applicant, program))
    return sorted(pairs)


def _rather(ordering: Ordering, got: str | None) -> list[str]:
    """The programs an applicant would rather have than what they got."""
    wishes = _standing(ordering)
    content = len(wishes) if got is None else wishes.get(got, len(wishes))
    return [program for program, wish in wishes.items() if wish < content]


def _standing(ordering: Ordering) -> dict[str, int]:
    """Each id with the place of its tie group, 0 the best."""
    return {found: place for place, row in enumerate(ordering) for found in (row if isinstance(row, tuple) else (row,))}


def _taken(assignment: Mapping[str, str | None], capacities: Mapping[str, int]) -> dict[str, list[str]]:
    taken: dict[str, list[str]] = {}
    for applicant, program in assignment.items():
        if program is not None:
            taken.setdefault(program, []).append(applicant)
    for program, applicants in taken.items():
        if len(applicants) > capacities.get(program, 0):
            raise ValueError(f"assignment: {program!r} has {len(applicants)} for {capacities.get(program, 0)} places")
    return taken


def _worst(
    taken: Mapping[str, list[str]], standing: Mapping[str, Mapping[str, int]], capacities: Mapping[str, int]
) -> dict[str, int]:
    """Below which standing a program would take one more: anybody for a free place, else who beats its last."""
    worst: dict[str, int] = {}
    for program, places in capacities.items():
        order, inside = standing.get(program, {}), taken.get(program, [])
        free = len(inside) < places
        worst[program] = len(order) if free else max((order.get(who, len(order)) for who in inside), default=0)
    return worst
