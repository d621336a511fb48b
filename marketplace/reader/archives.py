"""Documents that are zip archives: looked through by their list, and opened one entry at a time.

What an entry says of its size is summed before any is unpacked, and no more than that is ever unpacked of it.
"""

import io
import stat
import struct
import zipfile
import zlib
from typing import Final

from marketplace.reader import links
from marketplace.reader.faults import Fault, UnfitFile

MOST_ENTRIES: Final = 2_000
MOST_UNPACKED: Final = 40 * 1024 * 1024  # bytes of all entries together
LONGEST_PART: Final = 12 * 1024 * 1024  # of one entry that is read
LONGEST_LINKS: Final = 512 * 1024
LONGEST_LIST: Final = 256 * 1024
_END: Final = b"PK\x05\x06"
_END_LENGTH: Final = 22
_SECOND_END: Final = b"PK\x06\x07"  # where the true end of a huge archive is, twenty bytes before this one
_BOUNDED: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # others unpack a whole piece at once
_OPEN_PARTS: Final = frozenset({"content.xml", "styles.xml", "meta.xml"})
_PROGRAMS: Final = ("vbaproject", "/embeddings/", "/activex/", "basic/", "scripts/", "/macros")


def opened(content: bytes) -> zipfile.ZipFile:
    """The archive, whole and harmless by its list. Raises UnfitFile."""
    if not content.startswith(b"PK\x03\x04"):
        raise UnfitFile(Fault.OTHER)
    if content.rfind(_END) != len(content) - _END_LENGTH:
        raise UnfitFile(Fault.MIXED if _END in content else Fault.BROKEN)
    _check_end(content[-_END_LENGTH:], content[-_END_LENGTH - 20 : -_END_LENGTH])
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise UnfitFile(Fault.BROKEN) from None
    _check_list(archive.infolist(), len(content))
    return archive


def _check_end(end: bytes, before: bytes) -> None:
    """What it says of its list, before a list is made of it: the length is what is read, whatever the number says."""
    number, length = struct.unpack("<HL", end[10:16])
    if number > MOST_ENTRIES or length > LONGEST_LIST or before.startswith(_SECOND_END):
        raise UnfitFile(Fault.PACKED)


def _check_list(entries: list[zipfile.ZipInfo], length: int) -> None:
    names = [entry.filename for entry in entries]
    if not entries or min(entry.header_offset for entry in entries):
        raise UnfitFile(Fault.MIXED)
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise UnfitFile(Fault.PACKED)
    if sum(entry.compress_size for entry in entries) > length or len(set(names)) < len(names):
        raise UnfitFile(Fault.PACKED)  # entries that share their bytes
    if any(_leads_out(entry) for entry in entries):
        raise UnfitFile(Fault.PROGRAM)
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnfitFile(Fault.LOCKED)
    if any(entry.compress_type not in _BOUNDED for entry in entries):
        raise UnfitFile(Fault.PACKED)
    if any(mark in f"/{name.lower()}" for name in names for mark in _PROGRAMS):
        raise UnfitFile(Fault.PROGRAM)


def _leads_out(entry: zipfile.ZipInfo) -> bool:
    """Whether it would be unpacked beside its folder, or be a link."""
    parts = entry.filename.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or ":" in parts[0] or stat.S_ISLNK(entry.external_attr >> 16)


def part(archive: zipfile.ZipFile, name: str, most: int = LONGEST_PART) -> bytes:
    """One entry, unpacked. Raises UnfitFile when there is none, when it is larger than `most`, or not whole."""
    try:
        entry = archive.getinfo(name)
    except KeyError:
        raise UnfitFile(Fault.OTHER) from None
    if entry.file_size > most:
        raise UnfitFile(Fault.PACKED)
    try:
        with archive.open(entry) as file:
            return file.read(entry.file_size + 1)  # without a number all of it would be unpacked, then cut
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise UnfitFile(Fault.BROKEN) from None


def _parts(archive: zipfile.ZipFile, names: list[str], most: int) -> list[bytes]:
    """These entries, unpacked. Raises UnfitFile when they are larger than `most` together."""
    if sum(archive.getinfo(name).file_size for name in names) > most:
        raise UnfitFile(Fault.PACKED)
    return [part(archive, name, most) for name in names]


def check_docx(content: bytes) -> None:
    """Raises UnfitFile unless this is a document without macros, without files inside, and without links that load."""
    with opened(content) as archive:
        names = set(archive.namelist())
        kinds = part(archive, "[Content_Types].xml", LONGEST_LINKS)
        if "word/document.xml" not in names:
            raise UnfitFile(Fault.OTHER)
        links.check_kinds(kinds)
        lists = sorted(name for name in names if name.lower().endswith(".rels"))
        for found in _parts(archive, lists, LONGEST_LINKS):
            links.check_word(found)


def check_odt(content: bytes) -> None:
    """Raises UnfitFile unless this is a text document without macros, password, and links that load."""
    with opened(content) as archive:
        first = archive.infolist()[0]
        kind = part(archive, "mimetype", 100)
        if first.filename != "mimetype" or kind != b"application/vnd.oasis.opendocument.text":
            raise UnfitFile(Fault.OTHER)
        if "content.xml" not in archive.namelist():
            raise UnfitFile(Fault.OTHER)
        if b"encryption-data" in part(archive, "META-INF/manifest.xml", LONGEST_LINKS):
            raise UnfitFile(Fault.LOCKED)
        texts = [name for name in archive.namelist() if name.rpartition("/")[2].lower() in _OPEN_PARTS]
        for found in _parts(archive, texts, LONGEST_PART):
            links.check_open(found)
