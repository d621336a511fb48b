"""The score of one candidate for one role, with a reason for every point.

    credit = max over held concepts of  relation x confidence x evidence x min(level, need) / need
    score  = 100 x sum(weight x credit) / sum(weight)

It counts only statements about competencies and their levels; no text, no person. `Pool` finds
the best of many with columns of numbers, in the same operations and the same order, and asks
here for the parts of those it shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor, frexp, fsum, ldexp
from typing import Protocol

from marketplace.matcher.relations import NARROWER, SAME
from marketplace.matcher.values import EVIDENCE, Candidate, Holding, Match, Part, Requirement, Role

Held = Mapping[str, Sequence[Holding]]


class Relates(Protocol):
    """What a score needs of a vocabulary, and a `Vocabulary` is one."""

    def relations(self, asked: str) -> Mapping[str, float]:
        """Each concept that answers for this one, itself included, and how far: 0 to 1."""


def score(candidate: Candidate, role: Role, vocabulary: Relates | None = None) -> Match:
    """Weigh a candidate against a role; without a vocabulary only the very same concepts count.

    `score` is None when nothing is known of any requirement, or there is none. `known_share` is
    the share of weight that stands on requirements of which something is known.
    """
    return score_held(candidate.id, held_by(candidate), role, vocabulary)


def held_by(candidate: Candidate) -> Held:
    """The candidate's holdings by concept."""
    held: dict[str, list[Holding]] = {}
    for holding in candidate.holdings:
        held.setdefault(holding.concept_id, []).append(holding)
    return held


def score_held(candidate_id: str, held: Held, role: Role, vocabulary: Relates | None) -> Match:
    """`score` for holdings that are already sorted by concept."""
    weights = _scaled([requirement.weight for requirement in role.requirements])
    total = fsum(weights)
    parts = _within_hundred(
        [
            _part(requirement, weight / total, answers(held, requirement.concept_id, vocabulary))
            for requirement, weight in zip(role.requirements, weights, strict=True)
        ]
    )
    known = [weight for part, weight in zip(parts, weights, strict=True) if part.state != "unknown"]
    if not known:
        return Match(candidate_id, role.id, None, False, 0.0, parts)
    eligible = all(part.state == "met" for part in parts if part.requirement.kind == "must")
    points = fsum(part.points for part in parts)
    return Match(candidate_id, role.id, points, eligible, fsum(known) / total, parts)


def shares(role: Role) -> list[float]:
    """The share of each requirement's weight in all of them; they sum to 1 but for rounding."""
    weights = _scaled([requirement.weight for requirement in role.requirements])
    total = fsum(weights)
    return [weight / total for weight in weights]


@dataclass(frozen=True, slots=True)
class Answer:
    """A holding that says something about a requirement, and how closely."""

    holding: Holding
    relation: float

    def trust(self) -> float:
        """What the holding is worth apart from its level."""
        return self.relation * (self.holding.confidence * EVIDENCE[self.holding.evidence])

    def credit(self, need: int) -> float:
        """The share of a requirement's points that this holding earns.

        In the order of `segments.Segment`, relation last, so that both come to the same bits.
        """
        held = self.holding
        return self.relation * (held.confidence * EVIDENCE[held.evidence] * min(held.level, need) / need)

    def meets(self, need: int) -> bool:
        """Whether it is close enough and high enough to meet the requirement, at any trust."""
        return self.relation >= NARROWER and self.holding.level >= need


def answers(held: Held, concept_id: str, vocabulary: Relates | None) -> list[Answer]:
    """All that is held of a concept or its neighbours."""
    near = None if vocabulary is None else vocabulary.relations(concept_id)
    if near is None or len(near) == 1:
        return [Answer(holding, SAME) for holding in held.get(concept_id, ())]
    common = held.keys() & near.keys()
    return [Answer(holding, near[found]) for found in common for holding in held[found]]


def _part(requirement: Requirement, share: float, found: list[Answer]) -> Part:
    need = requirement.minimum_level
    if not found:
        raised = 100 * share * EVIDENCE["declared"]
        return Part(requirement, "unknown", None, need, None, 0.0, raised, None)
    shown = found[0] if len(found) == 1 else max(found, key=lambda answer: _telling(answer, need))
    credit = max(answer.credit(need) for answer in found)
    held = shown.holding
    return Part(
        requirement,
        _state(requirement, credit, shown),
        held.level,
        need,
        held.evidence,
        100 * share * credit,
        100 * share * max(credit, shown.trust()),
        None if held.concept_id == requirement.concept_id else held.concept_id,
    )


def _telling(answer: Answer, need: int) -> tuple[object, ...]:
    """The order in which holdings are shown as the reason, the same whatever order they came in.

    One that meets the requirement comes first, even if another earns more: `met` beside a level
    that is too low would contradict itself.
    """
    held = answer.holding
    worth = (answer.meets(need), answer.credit(need), answer.relation, answer.trust(), held.level)
    return (*worth, held.evidence, held.confidence, held.concept_id)


def _state(requirement: Requirement, credit: float, shown: Answer) -> str:
    if shown.meets(requirement.minimum_level):
        return "met"
    if requirement.kind == "will_train":
        return "will_train"
    return "partly" if credit > 0 else "gap"


def _scaled(weights: list[float]) -> list[float]:
    """The weights with the largest brought below 1 by a power of two, so that their sum is finite."""
    power = max((frexp(weight)[1] for weight in weights), default=0)
    return [ldexp(weight, -power) for weight in weights]


def _within_hundred(parts: list[Part]) -> tuple[Part, ...]:
    """Take from the largest part what rounding added above 100, so that parts still add up."""
    above = fsum(part.points for part in parts) - 100
    if above > 0:
        largest = max(range(len(parts)), key=lambda place: parts[place].points)
        parts[largest] = replace(parts[largest], points=parts[largest].points - above)
    return tuple(parts)


def tenths(match: Match) -> tuple[float, ...]:
    """The points of each part with one decimal, adding up to the score with one decimal.

    Largest remainder: each part is cut to its tenths, and the tenths that are then missing go
    to the parts that lost most, the earlier part first.
    """
    exact = [part.points * 10 for part in match.parts]
    cut = [floor(points) for points in exact]
    short = round((match.score or 0.0) * 10) - sum(cut)
    by_loss = sorted(range(len(cut)), key=lambda place: cut[place] - exact[place])
    raised = set(by_loss[:short])
    return tuple((points + (place in raised)) / 10 for place, points in enumerate(cut))
