"""What is noted down before somebody else's file is sent."""

import uuid
from datetime import datetime
from typing import Final, Protocol

from marketplace.sides import Actor


class Witness(Protocol):
    """Notes down that somebody reads a file of another person, where that has to be; Refused where they may not."""

    def __call__(self, document_id: uuid.UUID, person_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
        """`person_id` is whose file it is."""


_witnesses: Final[list[Witness]] = []


def when_read(witness: Witness) -> Witness:
    """Have a room above asked before each file of another person is sent."""
    _witnesses.append(witness)
    return witness


def note_reading(document_id: uuid.UUID, person_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Note down that somebody reads this file of another person."""
    for witness in _witnesses:
        witness(document_id, person_id, actor=actor, now=now)
