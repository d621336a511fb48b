"""A pool of candidates: who fits a role best, and how much each requirement costs."""

import hmac
from collections.abc import Iterable, Sequence

from marketplace.matcher.checks import rows, whole
from marketplace.matcher.score import Held, answers, held_by, score_held
from marketplace.matcher.values import Candidate, Match, Requirement, Role, WhatIf
from marketplace.matcher.vocabulary import Vocabulary

#: Of one requirement: whether anything is known, the highest level that can meet it (0: none).
_Gate = tuple[bool, int]


class Pool:
    """Candidates by id. Equal scores are ordered by a keyed hash that the seed decides.

    The tie-break is HMAC-SHA256 (RFC 2104) of role and candidate under the seed: nobody can
    steer it, anybody who knows the seed can check it, and the order of rows has no part in it.
    """

    def __init__(self, candidates: Iterable[Candidate], vocabulary: Vocabulary | None = None, *, seed: int = 0) -> None:
        self._vocabulary = vocabulary
        self._seed = str(seed).encode()
        self._held: dict[str, Held] = {}
        for place, candidate in enumerate(rows("candidates", candidates, Candidate)):
            if candidate.id in self._held:
                raise ValueError(f"candidates[{place}].id: {candidate.id!r} is in the pool already")
            self.put(candidate)

    def put(self, candidate: Candidate) -> None:
        """Add a candidate, or replace the one with this id."""
        self._held[candidate.id] = held_by(candidate)

    def drop(self, candidate_id: str) -> None:
        """Forget a candidate; one who is not in the pool is no error."""
        self._held.pop(candidate_id, None)

    def rank(self, role: Role, limit: int = 50) -> list[Match]:
        """The best matches: eligible first, then by score, then by the seed's tie-break.

        Candidates of whom nothing is known are left out and counted by `unscored`.
        """
        whole("limit", limit, 0, None)
        scored = [match for match in self._matches(role) if match.score is not None]
        return sorted(scored, key=self._place)[:limit]

    def rank_all(self, roles: Iterable[Role], limit: int = 50) -> dict[str, list[Match]]:
        """`rank` for each role, by its id. Two roles with one id: ValueError."""
        ranked: dict[str, list[Match]] = {}
        for place, role in enumerate(rows("roles", roles, Role)):
            if role.id in ranked:
                raise ValueError(f"roles[{place}].id: {role.id!r} comes twice")
            ranked[role.id] = self.rank(role, limit)
        return ranked

    def unscored(self, role: Role) -> int:
        """How many candidates have no score, since nothing is known of any requirement."""
        return sum(match.score is None for match in self._matches(role))

    def what_if(self, role: Role) -> tuple[WhatIf, ...]:
        """For each requirement, how many candidates are eligible now, without it, one level lower, as will_train.

        Counted as `score` would: who is known in none of the requirements left is not eligible.
        """
        pool = [self._gates(held, role.requirements) for held in self._held.values()]
        now = sum(_eligible(role.requirements, gates) for gates in pool)
        return tuple(_what_if(role.requirements, place, pool, now) for place in range(len(role.requirements)))

    def _matches(self, role: Role) -> list[Match]:
        return [score_held(found, held, role, self._vocabulary) for found, held in self._held.items()]

    def _place(self, match: Match) -> tuple[bool, float, bytes, str]:
        score = match.score or 0.0
        return not match.eligible, -score, self._lot(match.role_id, match.candidate_id), match.candidate_id

    def _lot(self, role_id: str, candidate_id: str) -> bytes:
        # The length keeps ("ab", "c") apart from ("a", "bc").
        drawn = f"{len(role_id)}:{role_id}{candidate_id}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._seed, drawn, "sha256")

    def _gates(self, held: Held, requirements: Sequence[Requirement]) -> list[_Gate]:
        gates: list[_Gate] = []
        for requirement in requirements:
            found = answers(held, requirement.concept_id, self._vocabulary)
            reached = max((answer.holding.level for answer in found if answer.meets(0)), default=0)
            gates.append((bool(found), reached))
        return gates


def _eligible(requirements: Sequence[Requirement], gates: Sequence[_Gate], lower: int | None = None) -> bool:
    return any(known for known, _ in gates) and all(
        reached >= max(1, requirement.minimum_level - (place == lower))
        for place, (requirement, (_, reached)) in enumerate(zip(requirements, gates, strict=True))
        if requirement.kind == "must"
    )


def _what_if(requirements: Sequence[Requirement], place: int, pool: list[list[_Gate]], now: int) -> WhatIf:
    requirement = requirements[place]
    rest = [*requirements[:place], *requirements[place + 1 :]]
    without = sum(_eligible(rest, [*gates[:place], *gates[place + 1 :]]) for gates in pool)
    lower = sum(_eligible(requirements, gates, place) for gates in pool)
    softened = [*requirements]
    softened[place] = Requirement(requirement.concept_id, requirement.minimum_level, requirement.weight, "will_train")
    as_will_train = sum(_eligible(softened, gates) for gates in pool)
    return WhatIf(requirement, now, without, lower, as_will_train)
