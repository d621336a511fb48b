"""Figures of a pool: whoever says that a pool is about them says it to nobody by name, not to staff either.

So figures of a pool are told for its whole program, open to no people, and each is told only when no answer stands
for a few of the pool, nor for a few of the others, whom one gets by taking the pool from the whole.
"""

from collections.abc import Iterator, Mapping

from marketplace.outcomes.measures.queries.people import Answer, Tally


def may_be_told(pool: Tally, whole: Tally, smallest: int) -> bool:
    """Whether a figure of a pool points at nobody, beside the same figure of everybody: at no fewer than `smallest`."""
    return all(_many(one, smallest) and _many(total - one, smallest) for one, total in _cells(pool, whole))


def without_reasons(tally: Tally) -> Tally:
    """The same figure without why: a reason stands for few sooner than an answer does."""
    return Tally(tally.yes, tally.no, tally.unknown, _nameless(tally.excluded))


def _nameless(excluded: Mapping[str, int]) -> Mapping[Answer, Mapping[str, int]]:
    return {Answer.EXCLUDED: {"": sum(excluded.values())}} if excluded else {}


def _cells(pool: Tally, whole: Tally) -> Iterator[tuple[int, int]]:
    yield pool.yes, whole.yes
    yield pool.no, whole.no
    yield pool.unknown, whole.unknown
    yield sum(pool.excluded.values()), sum(whole.excluded.values())


def _many(number: int, smallest: int) -> bool:
    return number == 0 or number >= smallest
