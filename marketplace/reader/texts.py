"""The lines of a file, whatever its kind. For a child process only: unpacking may be made to take long."""

from typing import Final

from marketplace.reader import pdf, printed
from marketplace.reader.faults import UnfitFile, Unreadable, UnreadFile
from marketplace.reader.kinds import FileKind, words_of

MOST_LETTERS: Final = 60_000
LONGEST_LINE: Final = 400
_BULLETS: Final = "•◦▪‣⁃●○■·➢✓*\uf0b7\uf0a7"


def lines_of(kind: FileKind, content: bytes) -> list[str]:
    """The lines as one reads them, an empty one where a gap is, items of lists with “• ” before them.

    Raises UnreadFile when there are none, or no way to them.
    """
    try:
        lines = _read(kind, content)
    except UnfitFile:
        raise UnreadFile(Unreadable.BROKEN) from None
    tidy = _cut([_tidy(line) for line in lines])
    if not any(len(line) > 1 for line in tidy):
        raise UnreadFile(Unreadable.NO_WORDS)
    return tidy


def _read(kind: FileKind, content: bytes) -> list[str]:
    if kind is FileKind.PDF:
        return pdf.lines_of(content)
    if kind is FileKind.DOCX:
        return printed.word_lines(content)
    if kind is FileKind.ODT:
        return printed.odt_lines(content)
    if kind is FileKind.TEXT:
        return words_of(content).splitlines()
    raise UnreadFile(Unreadable.NO_WORDS)


def _tidy(line: str) -> str:
    """Without signs that nobody sees, and with one bullet for all kinds of them."""
    seen = "".join(sign for sign in line if sign >= " " or sign == "\t").replace("\xa0", " ").replace("\xad", "")
    seen = seen.strip(" \u200b\u2028")
    first = seen.lstrip(_BULLETS + "\t ")
    listed = first != seen and any(sign in _BULLETS for sign in seen[: len(seen) - len(first)])
    if not listed and seen[:2] in {"- ", "– ", "— "}:
        listed, first = True, seen[2:].lstrip()
    return ("• " if listed and first else "") + first.strip()


def _cut(lines: list[str]) -> list[str]:
    kept, letters = list[str](), 0
    for line in lines:
        letters += len(line[:LONGEST_LINE])
        if letters > MOST_LETTERS:
            break
        if line or (kept and kept[-1]):
            kept.append(line[:LONGEST_LINE])
    return kept
