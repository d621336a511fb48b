"""Tables in a workbook (xlsx), read as a stream from its first sheet."""

import zipfile
import zlib
from collections.abc import Collection, Iterator
from typing import IO

from flask_babel import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from marketplace.competencies.actions.entries import NotThisFormat
from marketplace.competencies.actions.reading import Row, missing_columns

#: What a workbook may come to unpacked, in bytes: far above any real one, far below what fills a disk.
LARGEST = 1_000_000_000
MOST_ROWS = 1_000_000

#: What the library is known to raise for files that are damaged, or made to look like a workbook.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    AttributeError,
    EOFError,
    IndexError,
    KeyError,
    OSError,
    SyntaxError,  # XML that does not parse
    TypeError,
    ValueError,
)


def read_sheet(file: IO[bytes], *, required: Collection[str]) -> Iterator[Row]:
    """The rows of the first sheet under its heading, one after the other; numbers come as text.

    Raises NotThisFormat when it is no workbook, is larger than the caps, or its heading lacks a column.
    """
    rows = _values(file)
    heading = [_text(value).strip() for value in next(rows, ())]
    missing_columns(heading, required)
    for line, values in enumerate(rows, start=2):
        if line > MOST_ROWS:
            raise NotThisFormat(_("It has more than %(limit)s rows.", limit=MOST_ROWS))
        cells = [_text(value) for value in values]
        if any(cells):
            yield Row(line, dict(zip(heading, cells + [""] * (len(heading) - len(cells)), strict=False)))


def _values(file: IO[bytes]) -> Iterator[tuple[object, ...]]:
    try:
        with zipfile.ZipFile(file) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > LARGEST:
            raise NotThisFormat(_("Unpacked, it is larger than %(limit)s bytes.", limit=LARGEST))
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        yield from book.worksheets[0].iter_rows(values_only=True)
    except _DAMAGED as fault:
        raise NotThisFormat(_("It is not a workbook that can be read.")) from fault


def _text(value: object) -> str:
    return "" if value is None else str(value)
