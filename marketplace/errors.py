"""The one way in which the domain says no, and the sentences behind database constraints."""

from typing import Final


class Refused(Exception):
    """A rule of the domain was met; `sentence` is what the person reads, and what can be done next.

    Raised anywhere below a view. One handler rolls the transaction back and shows the page again
    with every word that was typed (409).
    """

    def __init__(self, sentence: object) -> None:
        super().__init__(str(sentence))
        self.sentence = str(sentence)


class Stale(Refused):
    """The row has changed since the page was loaded."""


class TooMany(Refused):
    """Something was tried too often (429); `seconds` until it may be tried again."""

    def __init__(self, sentence: object, *, seconds: int) -> None:
        super().__init__(sentence)
        self.seconds = seconds


class Busy(Refused):
    """There is no room for slow work at this moment (503); nothing was looked at, the same form may be sent again."""


#: An empty file of the data folder, as old as the last write that the database had no room for. `/readyz` reads it.
NO_ROOM: Final = "no-room"
NO_ROOM_SECONDS: Final = 60  # for so long the installation is not ready

_CONSTRAINTS: Final[dict[str, object]] = {}


def constraint_says(constraint: str, sentence: object) -> None:
    """Give the integrity constraint or unique index named `constraint` the sentence a person reads.

    `sentence` may be a lazy translation; it is turned into text when it is shown.
    """
    _CONSTRAINTS[constraint] = sentence


def sentence_for(constraint: str | None) -> str | None:
    """The sentence registered for a constraint, or None: an unmapped violation is a bug (500)."""
    sentence = _CONSTRAINTS.get(constraint or "")
    return None if sentence is None else str(sentence)
