"""What has happened with an employer: the rooms above tell it, each what its reader may see."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from marketplace.accounts.queries import history_of
from marketplace.db import Staged
from marketplace.sides import HIRING_ROLES, Actor, Side


@dataclass(frozen=True)
class Happening:
    """One line of an employer's timeline: what it is, its stage, and its page if it has one. It names no jobseeker."""

    at: datetime
    what: str
    stage: str
    endpoint: str = ""
    time_zone: str = ""
    arguments: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """Of which employer a timeline is read, by whom and when; `most` is how many of the newest lines are wanted."""

    employer_id: uuid.UUID
    actor: Actor
    now: datetime
    most: int

    @property
    def ours(self) -> bool:
        """Whether staff read it."""
        return self.actor.side is Side.STAFF

    @property
    def decides(self) -> bool:
        """Whether the reader is staff or hires for the employer."""
        return self.ours or self.actor.role in HIRING_ROLES


Teller = Callable[[Asked], list[Happening]]
_tellers: list[Teller] = []
_to_who_hires: list[Teller] = []


def tells(teller: Teller) -> Teller:
    """Register a function of a room above that tells the newest of what happened there with an employer."""
    _tellers.append(teller)
    return teller


def tells_who_hires(teller: Teller) -> Teller:
    """The same, of what only staff and the employer's owners and recruiters read: its lines lead to their pages."""
    _to_who_hires.append(teller)
    return teller


def happenings(asked: Asked) -> list[Happening]:
    """The newest of everything that the rooms tell this reader, newest first, in as many statements for any number."""
    tellers = [*_tellers, *(_to_who_hires if asked.decides else ())]
    told = [happening for teller in tellers for happening in teller(asked)]
    return sorted(told, key=lambda happening: happening.at, reverse=True)[: asked.most]


@dataclass(frozen=True)
class Step:
    """One step in the history of a row, in words."""

    at: datetime
    what: str
    who: str
    note: str


def steps_of(row: Staged, words: Mapping[str, object], reasons: Mapping[str, object] | None = None) -> list[Step]:
    """The history of a row, newest first; `words` and `reasons` say its moves and coded reasons in words.

    Somebody who took a place is never named: the employer's people read this whether or not they may know them.
    """
    said = reasons or {}
    return [
        Step(
            at=step.change.at,
            what=str(words.get(step.change.move, step.change.move)),
            who="" if step.change.side is Side.JOBSEEKER else step.name,
            note=" ".join(filter(None, (str(said.get(step.change.reason, "")), step.words))),
        )
        for step in history_of(row)
    ]
