"""What kind of file it is: by the end of its name, by its first bytes, and by how it is built.

A file is one kind all through, or it is refused: what one program takes for a picture and another for a page
could run in the browser of whoever opens it.
"""

import re
from collections.abc import Callable, Collection
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from marketplace.reader import archives, pictures
from marketplace.reader.faults import Fault, UnfitFile

LARGEST: Final = 5 * 1024 * 1024  # bytes
_HEAD, _TAIL = 1024, 66_000  # a zip's own end stands within its last 65,557 bytes
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|\?php|\?xml)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_ZIP_END: Final = b"PK\x05\x06"
# A sieve and no more: what is packed or spelled otherwise passes. What protects whoever opens it is how it is sent.
_PDF_PROGRAMS: Final = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")


class FileKind(StrEnum):
    """What may be handed in."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    TEXT = "text"
    PNG = "png"
    JPEG = "jpeg"


#: What the browser is told a file is; never what its sender said.
MEDIA_TYPES: Final = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.TEXT: "text/plain",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
}
ENDINGS: Final = {
    FileKind.PDF: (".pdf",),
    FileKind.DOCX: (".docx",),
    FileKind.ODT: (".odt",),
    FileKind.TEXT: (".txt",),
    FileKind.PNG: (".png",),
    FileKind.JPEG: (".jpg", ".jpeg"),
}
_BY_ENDING: Final = {ending: kind for kind, endings in ENDINGS.items() for ending in endings}


def check(name: str, content: bytes, kinds: Collection[FileKind] = tuple(FileKind)) -> FileKind:
    """The kind of a file. Raises UnfitFile when it is none of these, or not what its name says, or two things at once.

    Reads no more than the file itself; of an archive its list, its lists of links, and of an ODT its text.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise UnfitFile(Fault.EMPTY)
    if len(content) > LARGEST:
        raise UnfitFile(Fault.TOO_LARGE)
    kind = _BY_ENDING.get(PurePosixPath(name.replace("\\", "/")).suffix.lower())
    if kind is None or kind not in kinds:
        raise UnfitFile(Fault.UNKNOWN)
    _CHECKS[kind](content)
    return kind


def words_of(content: bytes) -> str:
    """The words of a plain text file, whatever it was written with. Raises UnfitFile when it is none."""
    for encoding in ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnfitFile(Fault.BROKEN)


def _text(content: bytes) -> None:
    if _MARKUP.match(content.lstrip()) or content.startswith((b"%PDF", b"PK\x03\x04", b"MZ", b"{\\rtf", b"#!")):
        raise UnfitFile(Fault.OTHER)
    if _CONTROLS.search(words_of(content)):
        raise UnfitFile(Fault.OTHER)


def _pdf(content: bytes) -> None:
    if not content.startswith(b"%PDF-"):
        raise UnfitFile(Fault.OTHER)
    end = content.rfind(b"%%EOF")
    if end < 0 or b"startxref" not in content:
        raise UnfitFile(Fault.BROKEN)
    if content[end + 5 :].strip(b"\0 \t\r\n") or _mixed(content):
        raise UnfitFile(Fault.MIXED)
    if any(word in content for word in _PDF_PROGRAMS):
        raise UnfitFile(Fault.PROGRAM)


def _mixed(content: bytes) -> bool:
    """Whether a page begins in it, or an archive ends in it."""
    return bool(_MARKUP.search(content[:_HEAD])) or _ZIP_END in content[-_TAIL:]


def _png(content: bytes) -> None:
    """A row of chunks, from IHDR to IEND, and nothing behind."""
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR":
        raise UnfitFile(Fault.OTHER)
    at, name = 8, b""
    while at + 12 <= len(content) and name != b"IEND":
        name, at = content[at + 4 : at + 8], at + 12 + int.from_bytes(content[at : at + 4])
    if name != b"IEND" or at > len(content):
        raise UnfitFile(Fault.BROKEN)
    if at < len(content) or _mixed(content):
        raise UnfitFile(Fault.MIXED)


def _jpeg(content: bytes) -> None:
    if content[:3] != b"\xff\xd8\xff":
        raise UnfitFile(Fault.OTHER)
    if not content.rstrip(b"\0\r\n").endswith(b"\xff\xd9"):
        raise UnfitFile(Fault.MIXED if b"\xff\xd9" in content else Fault.BROKEN)
    if _mixed(content):
        raise UnfitFile(Fault.MIXED)
    if not pictures.is_whole(content):
        raise UnfitFile(Fault.BROKEN)


_CHECKS: Final[dict[FileKind, Callable[[bytes], None]]] = {
    FileKind.PDF: _pdf,
    FileKind.DOCX: archives.check_docx,
    FileKind.ODT: archives.check_odt,
    FileKind.TEXT: _text,
    FileKind.PNG: _png,
    FileKind.JPEG: _jpeg,
}
