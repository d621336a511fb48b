"""The values the matcher takes and gives: all frozen, all checked when they are made.

A bad value is a ValueError that begins with the field and the place it stood in,
such as ``Role.requirements[3].concept_id``.
"""

from dataclasses import dataclass

from marketplace.matcher.checks import choice, name, names, number, rows, whole

#: How far a statement about a competency is trusted: seen by staff or an assessor,
#: backed by something one can look at, or only said.
EVIDENCE = {"verified": 1.0, "evidenced": 0.9, "declared": 0.75}
KINDS = ("must", "should", "will_train")


@dataclass(frozen=True, slots=True)
class Concept:
    """One competency: its names and its neighbours. Relations point to ids, known or not."""

    id: str
    preferred: str
    labels: tuple[str, ...] = ()
    description: str = ""
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        name("Concept.id", self.id)
        name(f"Concept.preferred of {self.id!r}", self.preferred)
        for field in ("labels", "broader", "related"):
            place = f"Concept.{field} of {self.id!r}"
            object.__setattr__(self, field, names(place, getattr(self, field)))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A competency a text may mean. `missing` stands only in the label, `extra` only in the text.

    `path` is one of exact, stem, acronym, typo, words, meaning.
    """

    concept_id: str
    confidence: float
    path: str
    label: str
    aligned: tuple[str, ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a text may mean, best first. `accepted` may be taken without asking anyone."""

    text: str
    suggestions: tuple[Suggestion, ...] = ()
    accepted: str | None = None
    negated: bool = False
    level: int | None = None
    parts: tuple["Resolution", ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A competency found in running text; `start` and `end` index the caller's own string.

    `optional` when the text would like it and does not insist: never a must.
    """

    start: int
    end: int
    words: str
    resolution: Resolution
    level: int | None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Holding:
    """A statement that someone has a competency; level 0 says they are known not to have it."""

    concept_id: str
    level: int
    evidence: str
    confidence: float = 1.0

    def __post_init__(self) -> None:
        name("Holding.concept_id", self.concept_id)
        of = f"of {self.concept_id!r}"
        object.__setattr__(self, "level", whole(f"Holding.level {of}", self.level, 0, 4))
        choice(f"Holding.evidence {of}", self.evidence, tuple(EVIDENCE))
        confidence = number(f"Holding.confidence {of}", self.confidence)
        if confidence > 1:
            raise ValueError(f"Holding.confidence {of}: {confidence!r} is above 1")
        object.__setattr__(self, "confidence", confidence)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone's holdings. Several for one competency are welcome: the best counts."""

    id: str
    holdings: tuple[Holding, ...] = ()

    def __post_init__(self) -> None:
        name("Candidate.id", self.id)
        place = f"Candidate.holdings of {self.id!r}"
        object.__setattr__(self, "holdings", rows(place, self.holdings, Holding))


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a role asks of one competency. `kind` is must, should or will_train."""

    concept_id: str
    minimum_level: int
    weight: float
    kind: str

    def __post_init__(self) -> None:
        name("Requirement.concept_id", self.concept_id)
        of = f"of {self.concept_id!r}"
        level = whole(f"Requirement.minimum_level {of}", self.minimum_level, 1, 4)
        object.__setattr__(self, "minimum_level", level)
        object.__setattr__(self, "weight", number(f"Requirement.weight {of}", self.weight))
        choice(f"Requirement.kind {of}", self.kind, KINDS)


@dataclass(frozen=True, slots=True)
class Role:
    """What a role asks for, each competency at most once."""

    id: str
    requirements: tuple[Requirement, ...] = ()
    headcount: int = 1

    def __post_init__(self) -> None:
        name("Role.id", self.id)
        place = f"Role.requirements of {self.id!r}"
        object.__setattr__(self, "requirements", rows(place, self.requirements, Requirement))
        object.__setattr__(self, "headcount", whole("Role.headcount", self.headcount, 0, None))
        first: dict[str, int] = {}
        for place_no, requirement in enumerate(self.requirements):
            concept_id = requirement.concept_id
            if concept_id in first:
                raise ValueError(
                    f"{place}[{place_no}].concept_id: {concept_id!r} is already asked for in [{first[concept_id]}]"
                )
            first[concept_id] = place_no


@dataclass(frozen=True, slots=True)
class Part:
    """How one requirement came out.

    `have` and `evidence` are None when the state is unknown. `points_if_raised` is what the
    part would bring with `have` at `need` on the same evidence (declared, where there is none).
    `via` is the competency held when it is not the one asked for.
    """

    requirement: Requirement
    state: str
    have: int | None
    need: int
    evidence: str | None
    points: float
    points_if_raised: float
    via: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate against a role; `parts` stand in the order of the role's requirements."""

    candidate_id: str
    role_id: str
    score: float | None
    eligible: bool
    known_share: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """How many candidates are eligible now, and how many if this one requirement changed."""

    requirement: Requirement
    now: int
    without: int
    lower: int
    as_will_train: int
