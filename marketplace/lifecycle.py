"""A lifecycle is a table of moves: the rule, the permission, the buttons and the test matrix in one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from marketplace.sides import Actor, Role, Side


@dataclass(frozen=True)
class Move:
    """A named, guarded step from one stage (or any of several) to another.

    `by` lists the sides that may make it; `roles`, when given, narrows the employer side.
    `label` is the word on the button, `risky` marks a step that ends something for a person.
    `hidden` moves are made by other actions (a seat confirmed, a need filled), never by a button.
    """

    name: str
    source: StrEnum | frozenset[StrEnum] | set[StrEnum]
    target: StrEnum
    by: frozenset[Side] | set[Side]
    label: object
    roles: frozenset[Role] | None = None
    risky: bool = False
    hidden: bool = False

    @property
    def sources(self) -> frozenset[StrEnum]:
        """Every stage this move may start from."""
        return frozenset({self.source}) if isinstance(self.source, StrEnum) else frozenset(self.source)

    def may_be_made_by(self, actor: Actor) -> bool:
        """Whether the actor's side (and role, for employers) is allowed this move."""
        if actor.side not in self.by:
            return False
        return self.roles is None or actor.side is not Side.EMPLOYER or actor.role in self.roles


@dataclass(frozen=True)
class Lifecycle:
    """All moves of one kind of thing, and what each side calls its stages.

    `labels` is the full table for staff; `labels_for` overrides it per side with coarser words.
    """

    stages: type[StrEnum]
    moves: tuple[Move, ...]
    labels: Mapping[StrEnum, object]
    labels_for: Mapping[Side, Mapping[StrEnum, object]] = field(default_factory=dict)
    ended: frozenset[StrEnum] = frozenset()

    def __post_init__(self) -> None:
        missing = [stage for stage in self.stages if stage not in self.labels]
        if missing:
            raise ValueError(f"{self.stages.__name__} has no label for {missing}")
        pairs = [(move.name, source) for move in self.moves for source in move.sources]
        if len(pairs) != len(set(pairs)):
            raise ValueError(f"{self.stages.__name__} lists a move twice from one stage")

    def find(self, stage: StrEnum, name: str) -> Move | None:
        """The move of that name that starts at `stage`, or None."""
        return next((m for m in self.moves if m.name == name and stage in m.sources), None)

    def open_to(self, stage: StrEnum, actor: Actor) -> list[Move]:
        """The moves that this actor may make from `stage`, as buttons, in table order."""
        return [m for m in self.moves if stage in m.sources and not m.hidden and m.may_be_made_by(actor)]

    def allows(self, stage: StrEnum, name: str, actor: Actor) -> bool:
        """Whether the actor may make the move called `name` from `stage`."""
        move = self.find(stage, name)
        return move is not None and move.may_be_made_by(actor)

    def label(self, stage: StrEnum, side: Side | None = None) -> str:
        """What `side` calls this stage; the full word when the side has no coarser one."""
        coarse = self.labels_for.get(side, {}) if side else {}
        return str(coarse.get(stage, self.labels[stage]))

    def names(self) -> Iterable[str]:
        """The names of all moves, each once, in table order."""
        return dict.fromkeys(move.name for move in self.moves)
