"""Candidates in columns: for each concept, who holds it and what that is worth at each level asked for.

A pool is a row of segments of at most `SIZE` candidates. Each is written once, from all holdings
of its candidates, and never changed: a candidate who is replaced or dropped is only marked as
gone, and a segment in which half are gone is written again. So one change costs nothing but the
small segment of what is new. A segment's `SIZE` is chosen so that the sums of one role over its
candidates stay in the processor's first cache.

For one concept a candidate may hold several statements; only the best counts, and which one that
is depends on the level asked for. So a segment keeps the best at each of the four levels: `worth`
is `max over holdings of trust x min(level, need) / need` for need 1 to 4, in the very operations
of `score.Answer`, so that both come to the same bits. `level` is the highest level held.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from marketplace.matcher.values import EVIDENCE, Candidate

SIZE = 4096
NEEDS = (1, 2, 3, 4)


class Columns:
    """A number for each concept that anybody in the pool holds or held."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, concept_id: str) -> int:
        return self._numbers[concept_id]

    def get(self, concept_id: str) -> int | None:
        """The number, or None when nobody ever held the concept."""
        return self._numbers.get(concept_id)

    def add(self, concept_ids: Iterable[str]) -> None:
        """Number those that have no number yet, in the order they come."""
        for concept_id in dict.fromkeys(concept_ids):
            self._numbers.setdefault(concept_id, len(self._numbers))


class Segment:
    """Some candidates, by column. `alive` says who is still there; nothing else ever changes."""

    def __init__(self, candidates: Sequence[Candidate], columns: Columns) -> None:
        self.candidates = tuple(candidates)
        self.alive = np.ones(len(candidates), dtype=bool)
        self.gone = 0
        concepts = [held.concept_id for candidate in candidates for held in candidate.holdings]
        columns.add(concepts)
        column = np.fromiter(map(columns.__getitem__, concepts), dtype=np.int32, count=len(concepts))
        owner = np.repeat(
            np.arange(len(candidates), dtype=np.int32), [len(candidate.holdings) for candidate in candidates]
        )
        order = np.argsort(column, kind="stable")
        self._starts_for = len(columns)
        levels, trust = _levels_and_trust(candidates)
        self._write(column[order], owner[order], levels[order], trust[order])

    def _write(
        self,
        column: NDArray[np.int32],
        owner: NDArray[np.int32],
        level: NDArray[np.uint8],
        trust: NDArray[np.float64],
    ) -> None:
        """Keep one entry of each candidate and concept: the best of all that is held."""
        new = np.ones(len(column), dtype=bool)
        new[1:] = (column[1:] != column[:-1]) | (owner[1:] != owner[:-1])
        first = np.flatnonzero(new)
        worths = (trust * np.minimum(level, need) / need for need in NEEDS)
        self.owner = owner[first]
        self.level = np.maximum.reduceat(level, first) if len(first) else level
        self.worth = np.stack([np.maximum.reduceat(worth, first) if len(first) else worth for worth in worths])
        counted = np.bincount(column[first], minlength=self._starts_for)
        self.starts = np.concatenate(([0], np.cumsum(counted, dtype=np.int64)))

    def __len__(self) -> int:
        return len(self.candidates)

    def remove(self, place: int) -> None:
        """Mark one candidate as gone."""
        self.alive[place] = False
        self.gone += 1

    def left(self) -> list[Candidate]:
        """The candidates who are still there."""
        return [candidate for candidate, alive in zip(self.candidates, self.alive, strict=True) if alive]

    def entries(self, column: int) -> slice:
        """Where the entries of a column stand; columns that came after this segment are empty."""
        if column >= self._starts_for:
            return slice(0, 0)
        return slice(int(self.starts[column]), int(self.starts[column + 1]))

    def spans(self, columns: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """`entries` of many columns: where each begins, and how many there are."""
        known = np.minimum(columns, self._starts_for - 1)
        starts = self.starts[known]
        return starts, np.where(columns < self._starts_for, self.starts[known + 1] - starts, 0)


def _levels_and_trust(candidates: Sequence[Candidate]) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    holdings = list(chain.from_iterable(candidate.holdings for candidate in candidates))
    level = np.fromiter(map(attrgetter("level"), holdings), dtype=np.uint8, count=len(holdings))
    confidence = np.fromiter(map(attrgetter("confidence"), holdings), dtype=np.float64, count=len(holdings))
    evidence = np.fromiter(
        map(EVIDENCE.__getitem__, map(attrgetter("evidence"), holdings)), dtype=np.float64, count=len(holdings)
    )
    return level, confidence * evidence
