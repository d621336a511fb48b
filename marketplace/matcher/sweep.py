"""Many roles against many candidates at once: who may be among the best of each.

A sparse product (Gustavson 1978) of roles and candidates, a slice of candidates at a time, so
that the full table of roles by candidates never exists. The columns are not concepts but *what is
asked*: a concept at a level. A candidate's entry in such a column is the exact credit at that
level, the maximum over everything that answers for it, related concepts included; a role's entry
is the share of the weight. So the product is the score, without any code for each pair.

A must has a second column, the gate, in which whoever meets it has a 1 and the role a 2. A score
is at most 1, so the product is `score + 2 x musts met`, and both can be read from it.

Everything here is float32 and only *selects*: whoever lies within a margin of the cut, which is
wider than any rounding, stays in, and `Pool` computes the scores of those who stayed exactly.
Two lists are kept for each role, the best of all and the best of the eligible: whoever is among
the best `limit`, eligible first, is in one of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from marketplace.matcher.asked import Asked
from marketplace.matcher.segments import Segment
from marketplace.matcher.sheet import best

#: Roles at a time: their sums over one segment stay in the second cache.
_ROLES: Final = 256
#: Scores within this of the cut are computed again; the rounding of many musts is added to it.
_MARGIN: Final = 1e-4
#: Cells of the histogram by which a cut is found.
_CELLS: Final = 256


@dataclass(frozen=True, slots=True)
class Found:
    """Who may be among the best of some roles: parallel arrays, in the order of roles."""

    role: NDArray[np.int32]
    place: NDArray[np.int32]
    score: NDArray[np.float32]
    eligible: NDArray[np.bool_]
    #: Scores further apart than this are surely in this order.
    margin: float

    def best(self, limit: int) -> NDArray[np.intp]:
        """Where those stand who may be among the best `limit` of a role."""
        return best(self.score, self.eligible, limit, self.margin)

    def of(self, rows: NDArray[np.intp] | slice) -> "Found":
        """Some of them."""
        return Found(self.role[rows], self.place[rows], self.score[rows], self.eligible[rows], self.margin)


def sweep(asked: Asked, segments: Sequence[Segment], limit: int) -> Iterator[Found]:
    """For each role in turn, everybody who may be among its best `limit`, and some more.

    A place counts through the segments; the order of places means nothing.
    """
    slices = [asked.held_in(segment) for segment in segments]
    starts = np.concatenate(([0], np.cumsum([len(segment) for segment in segments]))).tolist()
    for first in range(0, len(asked.musts), _ROLES):
        block = _Block(asked.asks[first : first + _ROLES], asked.musts[first : first + _ROLES], limit)
        for start, held, segment in zip(starts, slices, segments, strict=False):
            block.add(held, start, segment)
        yield from block.split()


class _Block:
    """Some roles, and the best found for them so far."""

    def __init__(self, asks: csr_array, musts: NDArray[np.int32], limit: int) -> None:
        self._asks = asks
        self._musts = musts
        self._limit = limit
        # Each addition loses half a unit of the last place of the sum, at most 2 x musts + 1.
        lost = (np.diff(asks.indptr) + 2) * (2 * musts + 2) * np.finfo(np.float32).eps
        self._margin = _MARGIN + float(lost.max(initial=0))
        #: The cuts so far, of all and of the eligible.
        self._all = np.full(len(musts), -1, dtype=np.float32)
        self._fit = self._all
        none = np.zeros(0, dtype=np.int32)
        self._found = [Found(none, none, none.astype(np.float32), none.astype(bool), self._margin)]
        self._waiting = 0
        self._kept = 0

    def add(self, held: csr_array, start: int, segment: Segment) -> None:
        """Look at one slice of candidates."""
        product = self._asks @ held
        counts = np.diff(product.indptr)
        met = product.data * np.float32(0.5)
        met += np.float32(0.125)
        np.floor(met, out=met)
        met *= 2
        score = product.data - met
        # Nobody has more than all musts, so this much is reached by the eligible alone.
        gate = 2 * self._musts + np.maximum(self._fit, np.float32(-0.125))
        keep = product.data >= np.repeat(gate.astype(np.float32), counts)
        keep |= score >= np.repeat(self._all, counts)
        rows = np.flatnonzero(keep)
        if segment.gone:
            rows = rows[segment.alive[product.indices[rows]]]
        role = np.searchsorted(product.indptr, rows, side="right").astype(np.int32) - 1
        place = product.indices[rows] + np.int32(start)
        self._found.append(Found(role, place, score[rows], met[rows] == 2 * self._musts[role], self._margin))
        self._waiting += len(rows)
        if self._waiting > 2 * self._kept + self._limit * len(self._musts):
            self._cut()

    def _cut(self) -> None:
        """Raise the cuts to what the best so far allow, and forget who is below."""
        found = _joined(self._found)
        self._all = self._cut_of(found)
        self._fit = np.minimum(self._all, self._cut_of(found.of(np.flatnonzero(found.eligible))))
        cut = np.where(found.eligible, self._fit[found.role], self._all[found.role])
        self._found = [found.of(np.flatnonzero(found.score >= cut))]
        self._waiting = self._kept = len(self._found[0].role)

    def _cut_of(self, found: Found) -> NDArray[np.float32]:
        """For each role a score that at least `limit` reach, less the margin; below 0 where there are fewer."""
        count = len(self._musts)
        cell = np.clip(found.score * _CELLS, 0, _CELLS - 1).astype(np.int32)
        counted = np.bincount(found.role * _CELLS + cell, minlength=count * _CELLS).reshape(count, _CELLS)
        reached = np.cumsum(counted[:, ::-1], axis=1) >= self._limit
        lowest = reached.sum(axis=1)
        return np.where(lowest > 0, (lowest - 1) / _CELLS - self._margin, -1).astype(np.float32)

    def split(self) -> Iterator[Found]:
        """What was found for each role."""
        self._cut()
        found = self._found[0]
        found = found.of(np.argsort(found.role, kind="stable"))
        ends = np.cumsum(np.bincount(found.role, minlength=len(self._musts))).tolist()
        for start, end in zip([0, *ends], ends, strict=False):
            yield found.of(slice(start, end))


def _joined(found: Sequence[Found]) -> Found:
    return Found(
        np.concatenate([row.role for row in found]),
        np.concatenate([row.place for row in found]),
        np.concatenate([row.score for row in found]),
        np.concatenate([row.eligible for row in found]),
        found[0].margin,
    )
