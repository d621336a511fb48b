"""Tables as files that a spreadsheet opens: whatever somebody once typed stays words, and is never calculated."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from openpyxl import Workbook

BOM: Final = "\ufeff"  # by which spreadsheets know that letters with accents are UTF-8
#: What begins a formula, also in the wide letters that some spreadsheets take for the same.
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20", "|", "%")
Cell = str | int | Decimal | date | bool | None


def safe(words: str) -> str:
    """Words that a spreadsheet shows as they are: what would begin a formula gets an apostrophe in front."""
    return f"'{words}" if words.startswith(FORMULAS) or words.lstrip().startswith(FORMULAS) else words


def told(cell: Cell) -> str:
    """A cell as text: days as 2027-03-01, yes and no in words, nothing as nothing. Numbers stay numbers."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int) else safe(cell)


def lines(rows: Iterable[Sequence[Cell]], *, columns: Sequence[str] = ()) -> bytes:
    """Rows as CSV in UTF-8; with `columns` the beginning of a file."""
    text = io.StringIO(BOM if columns else "", newline="")
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text, lineterminator="\r\n")
    if columns:
        writer.writerow(columns)
    writer.writerows([told(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def workbook(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows as a workbook of one sheet: numbers are numbers, all else is words."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append(list(columns))
    for row in rows:
        sheet.append([_value(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _value(cell: Cell) -> Cell:
    number = isinstance(cell, (int, Decimal)) and not isinstance(cell, bool)
    return cell if cell is None or number else told(cell)
