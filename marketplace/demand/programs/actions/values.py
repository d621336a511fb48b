"""The values of a blueprint that came from elsewhere: each is looked at before anybody uses it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, NoReturn, TypeVar

from flask_babel import gettext as _

from marketplace.errors import Refused

Json = dict[str, Any]  # Any: what JSON can hold
Word = TypeVar("Word", bound=StrEnum)
Drawn = TypeVar("Drawn")

LONG, SHORT, LINE = 4000, 200, 300  # letters, as the forms take them
BREAKS: Final = frozenset("\n\r\t")  # not in what stands on one line
CONTROLS: Final = {code: None for code in range(32) if chr(code) not in BREAKS} | {127: None}


def refuse_place(where: str) -> NoReturn:
    """Refuse the file for what it says at a place."""
    raise Refused(
        _(
            "The file cannot be used: what it says at “%(where)s” is not what stands there in a blueprint. Have the "
            "program exported again.",
            where=where,
        )
    )


@dataclass
class Values:
    """Looks at one value after the other, knows where it stands, and notes what this version does not know."""

    unknown: list[str] = field(default_factory=list)
    here: str = ""

    def place(self, name: str) -> str:
        """Where a value stands, for a person who reads the file."""
        return f"{self.here}, {name[:80]}".lstrip(", ")

    def object(self, row: Json, name: str, known: set[str]) -> Json:
        """A value with names of its own; what else it holds is noted."""
        found = row.get(name)
        if not isinstance(found, dict):
            refuse_place(self.place(name))
        self.note_unknown(found, known, name)
        return found

    def note_unknown(self, row: Json, known: set[str] | frozenset[str], where: str | None = None) -> None:
        """Note the names that this version does not know."""
        for name in row.keys() - known:
            place = f"{where}, {name[:80]}".lstrip(", ") if where is not None else self.place(name)
            self.unknown.append(_("“%(place)s” is not known here and is left out.", place=plain(place)))

    def each(self, row: Json, name: str, most: int, draw: Callable[["Values", Json], Drawn]) -> list[Drawn]:
        """The rows of a list, each drawn; none where the list is not there."""
        rows = row.get(name, [])
        if not isinstance(rows, list) or len(rows) > most or not all(isinstance(one, dict) for one in rows):
            refuse_place(self.place(name))
        outside, drawn = self.here, []
        for number, one in enumerate(rows, 1):
            self.here = f"{outside}, {name} {number}".lstrip(", ")
            drawn.append(draw(self, one))
        self.here = outside
        return drawn

    def text(self, row: Json, name: str, longest: int, needed: bool = False) -> str:
        """A text that every database stores alike."""
        found = row.get(name, "")
        fine = isinstance(found, str) and len(found) <= longest and plain(found) == found
        fine = fine and (longest > LINE or not BREAKS & set(found))
        if not fine or (needed and not found.strip()):
            refuse_place(self.place(name))
        return str(found).strip()

    def number(self, row: Json, name: str, least: float, most: float, places: int = 0) -> Decimal:
        """A number within bounds, with so many places after the point."""
        found = row.get(name)
        if not isinstance(found, int | float) or isinstance(found, bool) or not least <= found <= most:
            refuse_place(self.place(name))
        if Decimal(str(found)) != round(Decimal(str(found)), places):
            refuse_place(self.place(name))
        return Decimal(str(found))

    def word(self, row: Json, name: str, words: type[Word], instead: Drawn) -> Word | Drawn:
        """One of the known words; another one is noted, and `instead` is taken."""
        found = row.get(name)
        if not isinstance(found, str):
            refuse_place(self.place(name))
        if found in set(words):
            return words(found)
        self.unknown.append(
            _(
                "“%(word)s” at “%(place)s” is not known here. Look at it after the import.",
                word=plain(found[:80]),
                place=plain(self.place(name)),
            )
        )
        return instead

    def moment(self, row: Json, name: str) -> datetime:
        """A moment with its time zone."""
        with suppress(ValueError):
            found = datetime.fromisoformat(self.text(row, name, 40))
            # in no zone does it leave the years that a clock can show
            if found.tzinfo is not None and MINYEAR < found.year < MAXYEAR:
                return found.astimezone(UTC)
        refuse_place(self.place(name))


def plain(words: str) -> str:
    """Without what no database and no page shows: control characters, and halves of letters."""
    return words.translate(CONTROLS).encode("utf-8", "ignore").decode()
