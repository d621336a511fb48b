"""Allocation from two sides' lists, so that no two would rather have each other.

Deferred acceptance with applicants proposing (Gale and Shapley 1962): each applicant asks the
programs of their list in turn, each program keeps the best it has places for. The result is
stable and, of all stable ones, the best for every applicant; no applicant gains by listing
programs in another order than the true one (Roth 1982).
"""

import hmac
from collections.abc import Mapping, Sequence
from heapq import heappush, heappushpop

from marketplace.matcher.checks import several, whole

#: Ids, best first; a tuple inside is a tie. Who is not listed is unacceptable.
Ordering = Sequence[str | tuple[str, ...]]


def allocate(
    preferences: Mapping[str, Ordering],
    priorities: Mapping[str, Ordering],
    capacities: Mapping[str, int],
    *,
    seed: int,
) -> dict[str, str | None]:
    """The program of each applicant, None for who finds no place.

    Ties are put in order by HMAC-SHA256 of (owner of the list, id) under the seed, in each list
    apart. A program without capacity, or an id twice in a list: ValueError.
    """
    key = str(seed).encode()
    wishes = {who: _strict(f"preferences[{who!r}]", who, row, key) for who, row in preferences.items()}
    orders = {program: _strict(f"priorities[{program!r}]", program, row, key) for program, row in priorities.items()}
    places = _places(wishes, orders, capacities)
    ranks = {program: {who: rank for rank, who in enumerate(order)} for program, order in orders.items()}
    return _propose(wishes, ranks, places)


def _propose(
    wishes: Mapping[str, list[str]], ranks: Mapping[str, Mapping[str, int]], places: Mapping[str, int]
) -> dict[str, str | None]:
    result: dict[str, str | None] = dict.fromkeys(wishes)
    # A heap keeps its smallest on top, and the worst must be at hand: ranks are stored negated.
    kept: dict[str, list[tuple[int, str]]] = {program: [] for program in places}
    asking = [(who, 0) for who in wishes]
    while asking:
        who, place = asking.pop()
        if place == len(wishes[who]):
            continue
        program = wishes[who][place]
        out = _ask(kept[program], places[program], ranks.get(program, {}).get(who), who)
        if out != who:
            result[who] = program
        if out is not None:
            result[out] = None
            asking.append((out, wishes[out].index(program) + 1))
    return result


def _ask(kept: list[tuple[int, str]], places: int, rank: int | None, who: str) -> str | None:
    """Who is turned away when one more asks: the one who asks, one kept so far, or nobody."""
    if rank is None or places == 0:
        return who
    if len(kept) < places:
        heappush(kept, (-rank, who))
        return None
    return heappushpop(kept, (-rank, who))[1]


def _strict(place: str, owner: str, ordering: Ordering, key: bytes) -> list[str]:
    """The list without ties."""
    strict: list[str] = []
    several(place, ordering)
    for row in ordering:
        if isinstance(row, tuple):
            strict += sorted(row, key=lambda found: (_lot(key, owner, found), found))
        else:
            strict.append(row)
    seen: set[str] = set()
    for found in strict:
        if found in seen:
            raise ValueError(f"{place}: {found!r} is listed twice")
        seen.add(found)
    return strict


def _lot(key: bytes, owner: str, found: str) -> bytes:
    return hmac.digest(key, f"{len(str(owner))}:{owner}{found}".encode("utf-8", "surrogatepass"), "sha256")


def _places(
    wishes: Mapping[str, list[str]], orders: Mapping[str, list[str]], capacities: Mapping[str, int]
) -> dict[str, int]:
    """Capacity of each program that anyone names."""
    places = {program: whole(f"capacities[{program!r}]", count, 0, None) for program, count in capacities.items()}
    for who, wished in wishes.items():
        for program in wished:
            if program not in places:
                raise ValueError(f"capacities[{program!r}]: is missing, and preferences[{who!r}] lists the program")
    for program in orders:
        if program not in places:
            raise ValueError(f"capacities[{program!r}]: is missing, and priorities has the program")
    return places
