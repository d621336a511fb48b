"""What can be searched: one line of folded words for each row, written by the database's own triggers."""

import unicodedata
import uuid
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy import Identity, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, one_of


class Kind(StrEnum):
    """What a line is about: the table that it was written from."""

    PERSON = "person"
    ORGANISATION = "organisation"
    ALIAS = "alias"
    CONTACT = "contact"
    ROLE_NEED = "role_need"
    PROGRAM = "program"
    COHORT = "cohort"
    APPLICATION = "application"


class SearchEntry(Base):
    """The words by which a row is found. Never written by the application: triggers follow every change of the row."""

    __tablename__ = "search_entries"
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    kind: Mapped[Kind]
    row_id: Mapped[uuid.UUID]
    search_text: Mapped[str] = mapped_column(Text)

    __table_args__ = (one_of("kind", Kind), UniqueConstraint("kind", "row_id"))


#: The trigram index of SQLite; PostgreSQL has one on the column itself.
TRIGRAMS: Final = sa.table("search_index", sa.column("rowid", sa.Integer), sa.column("search_index", String))

#: Latin, Greek and Cyrillic letters with and without marks, and the marks that stand alone.
RANGES: Final = ((0x41, 0x5A), (0xC0, 0x24F), (0x300, 0x36F), (0x370, 0x52F), (0x1E00, 0x1EFF))
NO_MARKS: Final = {
    "ø": "o",
    "đ": "d",
    "ł": "l",
    "ħ": "h",
    "ŧ": "t",
    "ı": "i",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ß": "ss",
}


def plain(letter: str) -> str:
    """One letter small and without its marks; a mark that stands alone is nothing."""
    parts = unicodedata.normalize("NFKD", letter.lower())
    return "".join(NO_MARKS.get(part, part) for part in parts if not unicodedata.combining(part) and not part.isspace())


#: Letter → how it is searched for, where that is another. The database keeps the same list (a test compares them).
LETTERS: Final = {
    chr(code): plain(chr(code))
    for low, high in RANGES
    for code in range(low, high + 1)
    if plain(chr(code)) != chr(code)
}
_TABLE: Final = str.maketrans(LETTERS)


def fold(words: str) -> str:
    """Words as they are searched for: small, without accents, single spaces."""
    return " ".join(words.translate(_TABLE).split())
