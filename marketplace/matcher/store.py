"""The segments of a pool, kept up to date one candidate at a time.

Whoever is put in waits in a small segment of their own; whoever is replaced or dropped is marked
as gone. Once `_WAITING` wait, they are written together with every segment that is less than half
full, so that a change costs what a few hundred candidates cost, never what the pool does.
"""

from collections.abc import Iterable
from typing import Final

from marketplace.matcher.segments import SIZE, Columns, Segment
from marketplace.matcher.values import Candidate

_WAITING: Final = 512


class Store:
    """Candidates by id, in segments."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self.columns = Columns()
        self._written: list[Segment] = []
        self._where: dict[str, tuple[Segment, int]] = {}
        self._waiting: dict[str, Candidate] = {}
        self._fresh: Segment | None = None
        self._write(list(candidates))

    def __len__(self) -> int:
        return len(self._where) + len(self._waiting)

    def put(self, candidate: Candidate) -> None:
        """Add a candidate, or replace the one with this id."""
        self.drop(candidate.id)
        self._waiting[candidate.id] = candidate
        self._fresh = None
        if len(self._waiting) >= _WAITING:
            self._settle()

    def drop(self, candidate_id: str) -> None:
        """Forget a candidate; one who is not there is no error."""
        if self._waiting.pop(candidate_id, None) is not None:
            self._fresh = None
        segment, place = self._where.pop(candidate_id, (None, 0))
        if segment is not None:
            segment.remove(place)
            if 2 * segment.gone > len(segment):
                self._settle()

    def segments(self) -> list[Segment]:
        """Everybody, as of now."""
        if self._waiting and self._fresh is None:
            self._fresh = Segment(list(self._waiting.values()), self.columns)
        return [*self._written, self._fresh] if self._fresh is not None else list(self._written)

    def _settle(self) -> None:
        """Write those who wait, and everybody in segments less than half full, into new segments."""
        poor = [segment for segment in self._written if 2 * (len(segment) - segment.gone) < SIZE]
        self._written = [segment for segment in self._written if segment not in poor]
        moved = [candidate for segment in poor for candidate in segment.left()]
        moved += self._waiting.values()
        self._waiting, self._fresh = {}, None
        self._write(moved)

    def _write(self, candidates: list[Candidate]) -> None:
        for start in range(0, len(candidates), SIZE):
            segment = Segment(candidates[start : start + SIZE], self.columns)
            self._written.append(segment)
            for place, candidate in enumerate(segment.candidates):
                self._where[candidate.id] = (segment, place)
