"""One role against every candidate of a pool: what each requirement comes to for each of them.

A sheet has a row for each requirement and a column for each candidate, in float64 and in the
same operations as `score`: summing its points with `fsum` gives the score to the last bit. It is
made for one role at a time (some milliseconds for 100,000 candidates); `sweep` does many roles
at once, less exactly.
"""

from collections.abc import Sequence
from math import fsum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from marketplace.matcher.relations import NARROWER
from marketplace.matcher.score import shares
from marketplace.matcher.segments import Segment
from marketplace.matcher.values import Requirement, Role, WhatIf

#: A column of the pool that answers for a requirement, and how far.
Near = Sequence[tuple[int, float]]

#: Far above what float64 loses over any number of requirements, far below what anybody sees.
_MARGIN: Final = 1e-9


class Sheet:
    """`credit`, `known` and the highest `reached` level that can meet, by requirement and candidate."""

    def __init__(self, role: Role, near: Sequence[Near], segments: Sequence[Segment]) -> None:
        self._role = role
        self._hundredths = np.array([100 * share for share in shares(role)])
        size = sum(map(len, segments))
        shape = (len(role.requirements), size)
        self.credit = np.zeros(shape)
        self.known = np.zeros(shape, dtype=bool)
        self.reached = np.zeros(shape, dtype=np.uint8)
        self.alive = np.concatenate([segment.alive for segment in segments]) if segments else np.zeros(0, dtype=bool)
        start = 0
        for segment in segments:
            for place, answering in enumerate(near):
                for column, relation in answering:
                    self._note(place, segment, start, column, relation)
            start += len(segment)

    def _note(self, place: int, segment: Segment, start: int, column: int, relation: float) -> None:
        need = self._role.requirements[place].minimum_level
        entries = segment.entries(column)
        who = segment.owner[entries] + start
        credit, reached = self.credit[place], self.reached[place]
        credit[who] = np.maximum(credit[who], relation * segment.worth[need - 1, entries])
        self.known[place, who] = True
        if relation >= NARROWER:
            reached[who] = np.maximum(reached[who], segment.level[entries])

    def scored(self) -> NDArray[np.bool_]:
        """Who has a score: something is known of some requirement."""
        found: NDArray[np.bool_] = self.known.any(axis=0) & self.alive
        return found

    def failed(self) -> NDArray[np.int32]:
        """How many musts each candidate does not meet."""
        count = np.zeros(len(self.alive), dtype=np.int32)
        for place, requirement in enumerate(self._role.requirements):
            if requirement.kind == "must":
                count += self.reached[place] < requirement.minimum_level
        return count

    def contenders(self, limit: int) -> list[tuple[int, float, bool]]:
        """Place, exact points and eligibility of everybody who may be among the best `limit`.

        Points may be above 100 by rounding.
        """
        who = np.flatnonzero(self.scored())
        near = np.zeros(len(who))
        for share, credit in zip(self._hundredths, self.credit, strict=True):
            near += share * credit[who]
        fits = self.failed()[who] == 0
        kept = best(near / 100, fits, limit, _MARGIN)
        points = (self._hundredths[:, None] * self.credit[:, who[kept]]).T.tolist()
        return list(zip(who[kept].tolist(), map(fsum, points), fits[kept].tolist(), strict=True))

    def what_if(self) -> tuple[WhatIf, ...]:
        """`Pool.what_if` for every requirement, from one count of what each candidate lacks."""
        failed, known = self.failed(), self.known.sum(axis=0, dtype=np.int32)
        now = self._count((failed == 0) & (known > 0))
        return tuple(
            self._what_if(place, requirement, failed, known, now)
            for place, requirement in enumerate(self._role.requirements)
        )

    def _what_if(
        self, place: int, asked: Requirement, failed: NDArray[np.int32], known: NDArray[np.int32], now: int
    ) -> WhatIf:
        if asked.kind == "must":
            others = failed - (self.reached[place] < asked.minimum_level)
            below = self.reached[place] < max(1, asked.minimum_level - 1)
            lower = self._count((others + below == 0) & (known > 0))
        else:
            others, lower = failed, now
        without = self._count((others == 0) & (known - self.known[place] > 0))
        return WhatIf(asked, now, without, lower, self._count((others == 0) & (known > 0)))

    def _count(self, fits: NDArray[np.bool_]) -> int:
        return int(np.count_nonzero(fits & self.alive))


def best(scores: NDArray[np.floating], eligible: NDArray[np.bool_], limit: int, margin: float) -> NDArray[np.intp]:
    """Places of the best `limit`, eligible first, and of all that lie within `margin` below the last of them.

    Scores are shares of 1, so that 2 sets the eligible above everybody else.
    """
    if limit == 0:
        return np.zeros(0, dtype=np.intp)
    order = scores + 2 * eligible
    if len(order) <= limit:
        return np.arange(len(order))
    cut = np.partition(order, -limit)[-limit]
    return np.flatnonzero(order >= cut - margin)
