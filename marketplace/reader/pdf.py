"""The lines of a PDF: its pieces of text by where they stand, columns one after the other."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any, Final

from pypdf import PdfReader
from pypdf.errors import LimitReachedError, PyPdfError

from marketplace.reader.dates import dates_in
from marketplace.reader.faults import Unreadable, UnreadFile

MOST_PAGES: Final = 30
MOST_PIECES: Final = 20_000
_SAME_LINE: Final = 3.0  # points up or down
_GAP: Final = 1.6  # times the usual step from line to line
_GUTTER: Final = 12.0  # points between two columns
_COLUMN: Final = 6  # pieces that a column has at least


@dataclass(frozen=True)
class Piece:
    """Some words, and where they begin: from the left and from the bottom, with how wide they are at a guess."""

    left: float
    bottom: float
    words: str
    size: float

    @property
    def right(self) -> float:
        """Where they end, at a guess."""
        return self.left + 0.5 * self.size * len(self.words)


def lines_of(content: bytes) -> list[str]:
    """The lines of all pages. Raises UnreadFile."""
    try:
        pages = _pages(content)
        return [line for page in pages for line in [*_laid_out(_pieces(page)), ""]]
    except LimitReachedError:
        raise UnreadFile(Unreadable.TOO_BIG) from None
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError) as broken:
        if isinstance(broken, UnreadFile):
            raise
        raise UnreadFile(Unreadable.BROKEN) from None


def _pages(content: bytes) -> list[Any]:  # Any: pages of the library
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadFile(Unreadable.LOCKED)
    if len(reader.pages) > MOST_PAGES:
        raise UnreadFile(Unreadable.TOO_BIG)
    return list(reader.pages)


def _pieces(page: Any) -> list[Piece]:  # Any: a page of the library
    found: list[Piece] = []

    def note(words: str, outer: Sequence[float], inner: Sequence[float], _font: object, size: float) -> None:
        if words.strip() and len(found) < MOST_PIECES:
            left = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
            bottom = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
            tall = abs(inner[3] * outer[3] * (size or 1)) or 10.0
            for number, line in enumerate(words.strip("\n").split("\n")):
                found.append(Piece(left, bottom - number * tall * 1.2, line.strip(), tall))

    page.extract_text(visitor_text=note)
    return [piece for piece in found if piece.words]


def _laid_out(pieces: list[Piece]) -> list[str]:
    gutter = _gutter(pieces)
    if gutter is None:
        return _lines(pieces)
    across = [piece for piece in pieces if piece.left < gutter < piece.right]
    top = min((piece.bottom for piece in across), default=float("inf"))
    head = [piece for piece in pieces if piece.bottom >= top]
    rest = [piece for piece in pieces if piece.bottom < top]
    left = [piece for piece in rest if piece.left < gutter]
    right = [piece for piece in rest if piece.left >= gutter]
    return [*_lines(head), "", *_lines(left), "", *_lines(right)]


def _gutter(pieces: list[Piece]) -> float | None:
    """Where the second of two columns begins, or None: a column of dates beside the text is no column of its own."""
    starts = sorted({round(piece.left) for piece in pieces})
    for at in starts[1:]:
        left = [piece for piece in pieces if piece.left < at - 1]
        right = [piece for piece in pieces if piece.left >= at - 1]
        if min(len(left), len(right)) < _COLUMN:
            continue
        across = [piece for piece in left if piece.right > at - _GUTTER]
        if len(across) > len(left) // 4 or not _only_on_top(across, [p for p in pieces if p not in across]):
            continue
        if not _mostly_dates(left) and not _mostly_dates(right):
            return float(at - 1)
    return None


def _only_on_top(across: list[Piece], rest: list[Piece]) -> bool:
    """Whether what goes across both columns stands above them, as a name does."""
    lowest = min((piece.bottom for piece in across), default=float("inf"))
    return all(piece.bottom < lowest + _SAME_LINE for piece in rest)


def _mostly_dates(pieces: list[Piece]) -> bool:
    return 2 * sum(bool(dates_in(piece.words)) for piece in pieces) >= len(pieces)


def _lines(pieces: list[Piece]) -> list[str]:
    """From top to bottom, pieces of one height in one line; an empty line where the step is larger than usual."""
    rows: list[list[Piece]] = []
    if not pieces:
        return []
    for piece in sorted(pieces, key=lambda piece: -piece.bottom):
        if rows and rows[-1][0].bottom - piece.bottom < _SAME_LINE:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    steps = [above[0].bottom - below[0].bottom for above, below in pairwise(rows)]
    usual = median(steps) if steps else 0.0
    lines: list[str] = []
    for row, step in zip(rows, [0.0, *steps], strict=True):
        lines += [""] if step > usual * _GAP else []
        lines.append(_joined(sorted(row, key=lambda piece: piece.left)))
    return lines


def _joined(row: list[Piece]) -> str:
    line = row[0].words
    for before, piece in pairwise(row):
        line += ("\t" if piece.left - before.right > 2 * before.size else " ") + piece.words
    return line
