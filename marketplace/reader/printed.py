"""The lines of a Word or OpenDocument text: its XML is read as a stream, without entities and without any link."""

from collections.abc import Callable, Mapping
from typing import Final
from xml.parsers import expat

from marketplace.reader import archives
from marketplace.reader.faults import Fault, UnfitFile

_WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_STRICT: Final = "http://purl.oclc.org/ooxml/wordprocessingml/main "
_TEXT: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_FEW: Final = 2  # lines of a cell that stands beside the others of its row

#: What each part of a text is, in the words of both formats.
_WORD_PARTS: Final = {
    "p": "line",
    "t": "words",
    "tab": "tab",
    "ptab": "tab",
    "br": "break",
    "cr": "break",
    "numPr": "item",
    "tr": "row",
    "tc": "cell",
    "pPrChange": "hidden",
    "del": "hidden",
}
_ODT_PARTS: Final = {
    f"{_TEXT}p": "line",
    f"{_TEXT}h": "line",
    f"{_TEXT}tab": "tab",
    f"{_TEXT}s": "space",
    f"{_TEXT}line-break": "break",
    f"{_TEXT}list-item": "item",
    f"{_TABLE}table-row": "row",
    f"{_TABLE}table-cell": "cell",
    f"{_TEXT}tracked-changes": "hidden",
    f"{_OFFICE}annotation": "hidden",
}
_FALLBACK: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"


def word_lines(content: bytes) -> list[str]:
    """The lines of the body of a DOCX; what its header, footer and comments say is left out. Raises UnfitFile."""
    parts = {f"{space}{name}": part for space in (_WORD, _STRICT) for name, part in _WORD_PARTS.items()}
    with archives.opened(content) as archive:
        return _Lines(parts | {_FALLBACK: "hidden"}, all_text=False).read(archives.part(archive, "word/document.xml"))


def odt_lines(content: bytes) -> list[str]:
    """The lines of an ODT. Raises UnfitFile."""
    with archives.opened(content) as archive:
        return _Lines(_ODT_PARTS, all_text=True).read(archives.part(archive, "content.xml"))


class _Lines:
    """Collects lines; those of a cell are kept apart until its row is whole."""

    def __init__(self, parts: Mapping[str, str], *, all_text: bool) -> None:
        self._parts, self._all_text = parts, all_text
        self._cells: list[list[list[str]]] = []  # of each row that is open, the cells with their lines
        self._lines: list[str] = []
        self._open: list[tuple[list[str], bool]] = []  # of each line that is open, its words, and whether it is an item
        self._hidden = self._words = self._items = 0

    def read(self, xml: bytes) -> list[str]:
        """Every line of a document, in the order it is read."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self._begin, self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _refuse  # no document type, so no entities
        try:
            parser.Parse(xml, True)
        except (expat.ExpatError, ValueError):
            raise UnfitFile(Fault.BROKEN) from None
        return self._lines

    def _begin(self, name: str, _attributes: Mapping[str, str]) -> None:
        part = self._parts.get(name, "")
        if part == "hidden" or self._hidden:
            self._hidden += 1
            return
        begins: dict[str, Callable[[], None]] = {
            "line": self._begin_line,
            "row": lambda: self._cells.append([]),
            "cell": lambda: self._cells[-1].append([]) if self._cells else None,
            "tab": lambda: self._put("\t"),
            "space": lambda: self._put(" "),
            "break": self._break,
            "item": self._item,
        }
        if part in begins:
            begins[part]()
        self._words += part == "words"

    def _begin_line(self) -> None:
        self._open.append(([], self._all_text and self._items > 0))

    def _item(self) -> None:
        if self._all_text:
            self._items += 1
        elif self._open:
            self._open[-1] = (self._open[-1][0], True)

    def _end(self, name: str) -> None:
        if self._hidden:
            self._hidden -= 1
            return
        part = self._parts.get(name, "")
        if part == "line" and self._open:
            self._close()
        elif part == "row" and self._cells:
            self._row(self._cells.pop())
        self._words -= part == "words"
        self._items -= part == "item" and self._all_text

    def _text(self, words: str) -> None:
        if self._open and not self._hidden and (self._all_text or self._words):
            self._put(words.replace("\n", " "))

    def _put(self, words: str) -> None:
        if self._open:
            self._open[-1][0].append(words)

    def _break(self) -> None:
        if self._open:
            item = self._open[-1][1]
            self._close()
            self._open.append(([], item))

    def _close(self) -> None:
        words, item = self._open.pop()
        line = "".join(words).strip()
        self._say(f"• {line}" if item and line else line)

    def _say(self, line: str) -> None:
        (self._cells[-1][-1] if self._cells and self._cells[-1] else self._lines).append(line)

    def _row(self, cells: list[list[str]]) -> None:
        """A row of short cells is one line; a row with a whole column of text in each is read column by column."""
        full = [[line for line in cell if line] for cell in cells]
        full = [cell for cell in full if cell]
        if len(full) > 1 and min(map(len, full)) <= _FEW:
            self._say("\t".join(cell[0] for cell in full))
            full = [cell[1:] for cell in full]
        for cell in full:
            for line in cell:
                self._say(line)


def _refuse(*_declared: object) -> None:
    raise UnfitFile(Fault.BROKEN)
