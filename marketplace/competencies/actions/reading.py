"""Tables in CSV or between tabs, read as a stream: a bad row is reported with its line and the rest goes on."""

import csv
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from marketplace.competencies.actions.entries import NotThisFormat

#: Called with the number of bytes read since the last call.
Advance = Callable[[int], None]

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Row:
    """One row by column name; with a `problem` it is not to be used."""

    line: int
    cells: dict[str, str]
    problem: str = ""


def read_table(
    lines: Iterable[bytes], *, required: Collection[str], advance: Advance, tabs: bool = False
) -> Iterator[Row]:
    """The rows of a CSV file with a heading, in UTF-8, one after the other.

    With `tabs`, cells stand between tabs and quotation marks are letters like others.
    Raises NotThisFormat at the first step when the heading lacks a required column.
    """
    source = _Lines(lines, advance)
    reader = csv.reader(source, "excel-tab", quoting=csv.QUOTE_NONE) if tabs else csv.reader(source, strict=True)
    heading = _heading(reader, required)
    while True:
        begins = source.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Row(begins, {}, _not_cells(tabs=tabs))
            continue
        if cells:
            problem = source.problem_since(begins) or _wrong_count(len(cells), len(heading))
            yield Row(begins, dict(zip(heading, cells, strict=False)), problem)


def _heading(reader: Iterator[list[str]], required: Collection[str]) -> list[str]:
    try:
        heading = [name.strip() for name in next(reader, [])]
    except csv.Error:
        heading = []
    missing_columns(heading, required)
    return heading


def missing_columns(heading: Collection[str], required: Collection[str]) -> None:
    """Raise NotThisFormat when the heading lacks a required column."""
    missing = [name for name in required if name not in heading]
    if missing:
        raise NotThisFormat(_("Its first line does not name these columns: %(names)s.", names=", ".join(missing)))


def _not_cells(*, tabs: bool) -> str:
    if tabs:
        return _("This row cannot be read as cells between tabs.")
    return _("The quotation marks in this row do not close.")


def _wrong_count(found: int, wanted: int) -> str:
    if found == wanted:
        return ""
    return _("This row has %(found)s columns; the heading has %(wanted)s.", found=found, wanted=wanted)


class _Lines:
    """The lines of a file as text, remembering which of them were not clean."""

    def __init__(self, lines: Iterable[bytes], advance: Advance) -> None:
        self.number = 0
        self._lines = iter(lines)
        self._advance = advance
        self._broken: int = 0
        self._null: int = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        raw = next(self._lines)
        self._advance(len(raw))
        self.number += 1
        if self.number == 1:
            raw = raw.removeprefix(_BYTE_ORDER_MARK)
        if b"\0" in raw:
            self._null = self.number
        try:
            return raw.decode()
        except UnicodeDecodeError:
            self._broken = self.number
            return raw.decode(errors="replace")

    def problem_since(self, line: int) -> str:
        """What is wrong with the text of the lines from `line` on, or nothing."""
        if self._broken >= line:
            return _("This row is not in UTF-8: line %(line)s has a character that cannot be read.", line=self._broken)
        if self._null >= line:
            return _("This row has a null character on line %(line)s, which cannot be stored.", line=self._null)
        return ""
