"""A pool of candidates: who fits a role best, and how much each requirement costs.

One role is answered from a `Sheet`, exact numbers for everybody; many roles by a `sweep`, a
sparse product that only selects. Either way those who may be among the best are then scored
exactly (`fsum` of the points) and put in order, and those who are shown get their parts. The
answer is the same as scoring everybody one by one.
"""

import hmac
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import chain
from typing import Final

from marketplace.matcher.asked import Asked
from marketplace.matcher.checks import rows, whole
from marketplace.matcher.ranked import Ranking
from marketplace.matcher.relations import SAME
from marketplace.matcher.score import Relates, held_by, score_held
from marketplace.matcher.segments import Columns, Segment
from marketplace.matcher.sheet import Near, Sheet
from marketplace.matcher.store import Store
from marketplace.matcher.sweep import Found, sweep
from marketplace.matcher.values import Candidate, Match, Role, WhatIf

#: A ranking with more contenders than this is told at once: ties of thousands would fill the memory.
_AT_ONCE: Final = 2000
#: What sorts a match: not eligible, the score negated, the lot, the id; then the place in the sheet.
_Standing = tuple[bool, float, bytes, str, int]


class Pool:
    """Candidates by id. Equal scores are ordered by a keyed hash that the seed decides.

    The tie-break is HMAC-SHA256 (RFC 2104) of role and candidate under the seed: nobody can
    steer it, anybody who knows the seed can check it, and the order of rows has no part in it.
    """

    def __init__(self, candidates: Iterable[Candidate], vocabulary: Relates | None = None, *, seed: int = 0) -> None:
        self._vocabulary = vocabulary
        self._seed = str(seed).encode()
        checked = rows("candidates", candidates, Candidate)
        seen: set[str] = set()
        for place, candidate in enumerate(checked):
            if candidate.id in seen:
                raise ValueError(f"candidates[{place}].id: {candidate.id!r} is in the pool already")
            seen.add(candidate.id)
        self._store = Store(checked)

    def __len__(self) -> int:
        return len(self._store)

    def put(self, candidate: Candidate) -> None:
        """Add a candidate, or replace the one with this id."""
        self._store.put(*rows("candidate", [candidate], Candidate))

    def drop(self, candidate_id: str) -> None:
        """Forget a candidate; one who is not in the pool is no error."""
        self._store.drop(candidate_id)

    def rank(self, role: Role, limit: int = 50) -> list[Match]:
        """The best matches: eligible first, then by score, then by the seed's tie-break.

        Candidates of whom nothing is known are left out and counted by `unscored`.
        """
        whole("limit", limit, 0, None)
        segments = self._store.segments()
        everybody = _everybody(segments)
        return self._best(role, self._sheet(role, self._store.columns, segments), everybody, limit)

    def rank_all(self, roles: Iterable[Role], limit: int = 50) -> dict[str, list[Match]]:
        """`rank` for each role, by its id; each list is explained when it is first looked at.

        Two roles with one id: ValueError.
        """
        whole("limit", limit, 0, None)
        ranked: dict[str, list[Match]] = {}
        checked = rows("roles", roles, Role)
        for place, role in enumerate(checked):
            if role.id in ranked:
                raise ValueError(f"roles[{place}].id: {role.id!r} comes twice")
            ranked[role.id] = []
        asking = [role for role in checked if role.requirements and limit]
        segments = self._store.segments()
        everybody = _everybody(segments)
        asked = Asked(asking, partial(self._near, self._store.columns))
        for role, found in zip(asking, sweep(asked, segments, limit), strict=True):
            ranking = Ranking(partial(self._tell, role, found, everybody, limit))
            if len(found.place) > max(_AT_ONCE, 4 * limit):
                ranking.told()
            ranked[role.id] = ranking
        return ranked

    def unscored(self, role: Role) -> int:
        """How many candidates have no score, since nothing is known of any requirement."""
        scored = self._sheet(role, self._store.columns, self._store.segments()).scored()
        return len(self) - int(scored.sum())

    def what_if(self, role: Role) -> tuple[WhatIf, ...]:
        """For each requirement, how many candidates are eligible now, without it, one level lower, as will_train.

        Counted as `score` would: who is known in none of the requirements left is not eligible.
        """
        return self._sheet(role, self._store.columns, self._store.segments()).what_if()

    def _tell(self, role: Role, found: Found, everybody: Sequence[Candidate], limit: int) -> list[Match]:
        columns = Columns()
        contenders = [everybody[place] for place in found.place[found.best(limit)].tolist()]
        segment = Segment(contenders, columns)
        return self._best(role, self._sheet(role, columns, [segment]), contenders, limit)

    def _best(self, role: Role, sheet: Sheet, everybody: Sequence[Candidate], limit: int) -> list[Match]:
        """The best of a sheet, exactly: the parts of those who are shown, and of nobody else."""
        standings: list[_Standing] = []
        for place, points, eligible in sheet.contenders(limit):
            candidate = everybody[place]
            # Rounding above 100 is mended by `score` alone.
            exact = points if points <= 100 else self._score(candidate, role).score or 0.0  # noqa: PLR2004
            standings.append((not eligible, -exact, self._lot(role.id, candidate.id), candidate.id, place))
        return [self._score(everybody[standing[-1]], role) for standing in sorted(standings)[:limit]]

    def _score(self, candidate: Candidate, role: Role) -> Match:
        return score_held(candidate.id, held_by(candidate), role, self._vocabulary)

    def _sheet(self, role: Role, columns: Columns, segments: Sequence[Segment]) -> Sheet:
        near = [self._near(columns, requirement.concept_id) for requirement in role.requirements]
        return Sheet(role, near, segments)

    def _near(self, columns: Columns, concept_id: str) -> Near:
        """The columns that answer for a concept, and how far."""
        near = {concept_id: SAME} if self._vocabulary is None else self._vocabulary.relations(concept_id)
        found = ((columns.get(held), relation) for held, relation in near.items())
        return [(column, relation) for column, relation in found if column is not None]

    def _lot(self, role_id: str, candidate_id: str) -> bytes:
        # The length keeps ("ab", "c") apart from ("a", "bc").
        drawn = f"{len(role_id)}:{role_id}{candidate_id}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._seed, drawn, "sha256")


def _everybody(segments: Sequence[Segment]) -> list[Candidate]:
    """The candidates in the order in which places count them, those who are gone included."""
    return list(chain.from_iterable(segment.candidates for segment in segments))
