"""What the lists and parts of an archive say of programs and links, read by what its XML means, not by its letters.

A link that somebody clicks is fine; one that is loaded when the document is opened is not.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import unquote
from xml.parsers import expat

from marketplace.reader.faults import Fault, UnfitFile

MOST_ELEMENTS: Final = 300_000  # of one part
_OWN_TEMPLATE: Final = re.compile(r"file:///[A-Za-z]:")  # of the machine it was written on, and not there
_HREF: Final = "http://www.w3.org/1999/xlink href"
_NAMES: Final = "urn:oasis:names:tc:opendocument:xmlns"
_CLICKED: Final = frozenset({f"{_NAMES}:text:1.0 a", f"{_NAMES}:drawing:1.0 a", f"{_NAMES}:meta:1.0 template"})
_OUTWARD: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|[/\\]|\.\.(?:[/\\]|$)")


def check_kinds(xml: bytes) -> None:
    """Raises UnfitFile when a list of what the parts of a Word document are is none, or names a macro."""

    def look(_name: str, told: Mapping[str, str]) -> None:
        kind = told.get("ContentType", "").lower()
        if "macroenabled" in kind or "vbaproject" in kind:
            raise UnfitFile(Fault.PROGRAM)

    _walk(xml, look)


def check_word(xml: bytes) -> None:
    """Raises UnfitFile when a list of relations (`.rels`) is none, or names something outside that loads by itself."""

    def look(name: str, told: Mapping[str, str]) -> None:
        if name.rpartition(" ")[2] != "Relationship" or told.get("TargetMode", "").strip().lower() != "external":
            return
        if not (told.get("Type", "").endswith("/hyperlink") or _OWN_TEMPLATE.match(told.get("Target", ""))):
            raise UnfitFile(Fault.LINKED)

    _walk(xml, look)


def check_open(xml: bytes) -> None:
    """Raises UnfitFile when a part of an OpenDocument text is none, or holds what is loaded from outside of it."""

    def look(name: str, told: Mapping[str, str]) -> None:
        target = re.sub(r"[\x00-\x20]", "", unquote(told.get(_HREF, "")))
        if target and name not in _CLICKED and _OUTWARD.match(target.removeprefix("./")):
            raise UnfitFile(Fault.LINKED)

    _walk(xml, look)


def _walk(xml: bytes, look: Callable[[str, Mapping[str, str]], None]) -> None:
    """Look at each element with its attributes, without a document type and so without entities."""
    seen = 0

    def begin(name: str, told: Mapping[str, str]) -> None:
        nonlocal seen
        seen += 1
        if seen > MOST_ELEMENTS:
            raise UnfitFile(Fault.PACKED)
        if told:
            look(name, told)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = begin, _refuse
    try:
        parser.Parse(xml, True)
    except UnfitFile:
        raise
    except (expat.ExpatError, ValueError, LookupError):
        raise UnfitFile(Fault.BROKEN) from None


def _refuse(*_declared: object) -> None:
    raise UnfitFile(Fault.BROKEN)
