"""Check of an allocation, written apart from the code that makes one.

A pair of applicant and program blocks when the applicant would rather have the program than
what they got, and the program has a place free or would rather have the applicant than one it
got (Gale and Shapley 1962). Equals in a tie do not count as rather.
"""

from collections.abc import Mapping, Sequence

Ordering = Sequence[str | tuple[str, ...]]


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
