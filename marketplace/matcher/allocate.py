"""Allocation from two sides' lists, so that no two would rather have each other.

Deferred acceptance with applicants proposing (Gale and Shapley 1962): each applicant asks the
programs of their list in turn, each program keeps the best it has places for. The result is
stable and, of all stable ones, the best for every applicant; no applicant gains by listing
programs in another order than the true one (Roth 1982). With the programs proposing it is the best for them.
"""

import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import heappush, heapreplace
from itertools import count
from typing import Literal

from marketplace.matcher.checks import several, whole

_Book = tuple[Callable[[str], int | None], list[int], int, list[str]]
#: Ids, best first; a tuple inside is a tie. Who is not listed is unacceptable.
Ordering = Sequence[str | tuple[str, ...]]


def allocate(
    preferences: Mapping[str, Ordering],
    priorities: Mapping[str, Ordering],
    capacities: Mapping[str, int],
    *,
    seed: int,
    proposing: Literal["applicants", "programs"] = "applicants",
) -> dict[str, str | None]:
    """The program of each applicant, None for who finds no place.

    Ties are put in order by HMAC-SHA256 of (owner of the list, id) under the seed, in each list
    apart. Of all stable results it is the best for whoever proposes. A program without capacity, or an id twice in a
    list: ValueError.
    """
    key = str(seed).encode()
    wishes = {who: _strict("preferences", who, row, key) for who, row in preferences.items()}
    orders = {program: _strict("priorities", program, row, key) for program, row in priorities.items()}
    places = _places(wishes, orders, capacities)
    return (_propose if proposing == "applicants" else _offer)(wishes, orders, places)


def _propose(
    wishes: Mapping[str, list[str]], orders: Mapping[str, list[str]], places: Mapping[str, int]
) -> dict[str, str | None]:
    """Each applicant in turn asks until a program keeps them; whoever that turns away asks on at once.

    The result does not depend on whose turn it is: there is one stable result that is best for
    every applicant, and this finds it (Gale and Shapley 1962, McVitie and Wilson 1971).
    """
    # Of each program: what rank an applicant has, negated, since a heap keeps its smallest on top and the worst must
    # be at hand; the ranks of whom it keeps; its places; its list.
    books: dict[str, _Book] = {}
    for program, room in places.items():
        order = orders.get(program, [])
        books[program] = dict(zip(order, count(0, -1))).get, [], room, order
    left = {who: iter(row) for who, row in wishes.items()}
    for who in wishes:
        asking: str | None = who
        while asking is not None:
            asking = _ask(asking, left[asking], books)
    result: dict[str, str | None] = dict.fromkeys(wishes)
    for program, (_, kept, _, order) in books.items():
        result.update((order[-rank], program) for rank in kept)
    return result


def _ask(who: str, programs: Iterator[str], books: Mapping[str, _Book]) -> str | None:
    """Ask the programs left until one keeps this applicant; whom that one turns away, if anybody."""
    for program in programs:
        rank_of, kept, room, order = books[program]
        rank = rank_of(who)
        if rank is None:
            continue
        if len(kept) < room:
            heappush(kept, rank)
            return None
        if kept and rank > kept[0]:
            return order[-heapreplace(kept, rank)]
    return None


def _offer(
    wishes: Mapping[str, list[str]], orders: Mapping[str, list[str]], places: Mapping[str, int]
) -> dict[str, str | None]:
    """The other way round: each program asks down its list while it has places; each applicant keeps the best."""
    wish_of = {who: dict(zip(row, count())) for who, row in wishes.items()}
    result: dict[str, str | None] = dict.fromkeys(wishes)
    left, lists = dict(places), {program: iter(row) for program, row in orders.items()}
    asking = list(lists)
    while asking:
        program = asking.pop()
        while left[program] and (who := next(lists[program], None)) is not None:
            wish = wish_of.get(who, {}).get(program)
            held = result.get(who)
            if wish is None or (held is not None and wish_of[who][held] < wish):
                continue
            result[who], left[program] = program, left[program] - 1
            if held is not None:
                left[held] += 1
                asking.append(held)
    return result


def _strict(field: str, owner: str, ordering: Ordering, key: bytes) -> list[str]:
    """The list without ties."""
    rows = ordering if isinstance(ordering, list | tuple) else several(f"{field}[{owner!r}]", ordering)
    if any(issubclass(kind, tuple) for kind in set(map(type, rows))):
        runs = (row if isinstance(row, tuple) else (row,) for row in rows)
        strict = [found for run in runs for found in sorted(run, key=lambda found: (lot(key, owner, found), found))]
    else:
        strict = list(rows)
    if len(set(strict)) < len(strict):
        twice = next(found for place, found in enumerate(strict) if found in strict[:place])
        raise ValueError(f"{field}[{owner!r}]: {twice!r} is listed twice")
    return strict


def lot(key: bytes, owner: str, found: str) -> bytes:
    """What an id draws in the list of `owner` under a key: nobody chooses it, and anybody can draw it again."""
    return hmac.digest(key, f"{len(str(owner))}:{owner}{found}".encode("utf-8", "surrogatepass"), "sha256")


def _places(
    wishes: Mapping[str, list[str]], orders: Mapping[str, list[str]], capacities: Mapping[str, int]
) -> dict[str, int]:
    """Capacity of each program that anyone names."""
    places = {program: whole(f"capacities[{program!r}]", count, 0, None) for program, count in capacities.items()}
    known = frozenset(places)
    for who, wished in wishes.items():
        if not known.issuperset(wished):
            missing = next(program for program in wished if program not in known)
            raise ValueError(f"capacities[{missing!r}]: is missing, and preferences[{who!r}] lists the program")
    for program in orders:
        if program not in known:
            raise ValueError(f"capacities[{program!r}]: is missing, and priorities has the program")
    return places
