"""What a set of roles asks, as the columns of `sweep`, and what a segment's candidates have in them."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from marketplace.matcher.relations import NARROWER
from marketplace.matcher.segments import NEEDS, Segment
from marketplace.matcher.sheet import Near
from marketplace.matcher.values import Role

#: Added to every credit, so that knowing of somebody that they lack something is not lost as a zero,
#: and the least share of a weight: both far within the margin of a sweep.
_TRACE: Final = 1e-6
_GATE: Final = 2.0


class Asked:
    """The columns (concept, level) that roles ask, and `asks`, a row for each role.

    The gates stand behind the credits: column `width + n` is the gate of column `n`.
    """

    def __init__(self, roles: Sequence[Role], near: Callable[[str], Near]) -> None:
        requirements = [requirement for role in roles for requirement in role.requirements]
        keys = [(requirement.concept_id, requirement.minimum_level) for requirement in requirements]
        numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        column = np.fromiter(map(numbers.__getitem__, keys), dtype=np.int32, count=len(keys))
        must = np.fromiter((requirement.kind == "must" for requirement in requirements), dtype=bool, count=len(keys))
        weight = np.fromiter((requirement.weight for requirement in requirements), dtype=np.float64, count=len(keys))
        row = np.repeat(np.arange(len(roles), dtype=np.int32), [len(role.requirements) for role in roles])
        self.musts = np.bincount(row[must], minlength=len(roles)).astype(np.int32)
        self._width = len(numbers)
        self._gated = np.zeros(self._width, dtype=bool)
        self._gated[column[must]] = True
        data = np.concatenate((np.maximum(_shares(row, weight), _TRACE), np.full(np.count_nonzero(must), _GATE)))
        places = (np.concatenate((row, row[must])), np.concatenate((column, column[must] + self._width)))
        self.asks = csr_array((data.astype(np.float32), places), shape=(len(roles), 2 * self._width))
        self._pairs(list(numbers), near)

    def _pairs(self, keys: list[tuple[str, int]], near: Callable[[str], Near]) -> None:
        """Every column of the pool that answers for a column of ours, and how far."""
        answering = {concept_id: near(concept_id) for concept_id in dict.fromkeys(key[0] for key in keys)}
        counts = np.array([len(answering[concept_id]) for concept_id, _ in keys], dtype=np.int64)
        self._asked = np.repeat(np.arange(len(keys)), counts)
        self._need = np.repeat(np.array([need for _, need in keys], dtype=np.int64), counts)
        flat = [pair for concept_id, _ in keys for pair in answering[concept_id]]
        self._column = np.array([column for column, _ in flat], dtype=np.int64)
        self._relation = np.array([relation for _, relation in flat], dtype=np.float64)
        #: Columns for which several answer: there the best of a candidate's entries counts.
        self._several = counts > 1

    def held_in(self, segment: Segment) -> csr_array:
        """What the segment's candidates have in each column: the credits, and below them the gates."""
        starts, counts = segment.spans(self._column)
        pair = np.repeat(np.arange(len(counts)), counts)
        begins = np.cumsum(counts) - counts
        entry = np.arange(len(pair)) + (starts - begins)[pair]
        need, relation = self._need[pair], self._relation[pair]
        credit = relation * segment.worth.ravel()[(need - NEEDS[0]) * segment.worth.shape[1] + entry] + _TRACE
        met = (segment.level[entry] >= need) & (relation >= NARROWER)
        column, owner = self._asked[pair], segment.owner[entry]
        gate = met & self._gated[column]
        rows = np.concatenate((column, column[gate] + self._width))
        owners = np.concatenate((owner, owner[gate]))
        data = np.concatenate((credit, np.ones(np.count_nonzero(gate))))
        rows, owners, data = _best_of(rows, owners, data, np.tile(self._several, 2), len(segment))
        counted = np.bincount(rows, minlength=2 * self._width)
        indptr = np.concatenate(([0], np.cumsum(counted))).astype(np.int32)
        return csr_array((data.astype(np.float32), owners, indptr), shape=(2 * self._width, max(len(segment), 1)))


def _shares(row: NDArray[np.int32], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of each weight in those of its row. By the largest first, so that no sum is infinite."""
    if not len(row):
        return weight
    most = np.zeros(row[-1] + 1)
    np.maximum.at(most, row, weight)
    part = weight / most[row]
    shares: NDArray[np.float64] = part / np.bincount(row, weights=part)[row]
    return shares


def _best_of(
    rows: NDArray[np.int64],
    owners: NDArray[np.int32],
    data: NDArray[np.float64],
    several: NDArray[np.bool_],
    size: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    """One entry of each row and owner, the largest; sorted by row. `several` says where there may be more."""
    if not several.any():
        return rows, owners, data
    order = np.argsort(rows * size + owners, kind="stable")
    rows, owners, data = rows[order], owners[order], data[order]
    new = np.ones(len(rows), dtype=bool)
    new[1:] = (rows[1:] != rows[:-1]) | (owners[1:] != owners[:-1])
    first = np.flatnonzero(new)
    return rows[first], owners[first], np.maximum.reduceat(data, first)
