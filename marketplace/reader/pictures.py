"""Photographs without what a camera writes beside the picture: where it was taken, when, with which device.

What stands behind the end of the picture goes as well. The way it was held is kept, or it would lie on its side.
"""

import re
from collections.abc import Iterator
from typing import Final

MOST_PARTS: Final = 10_000  # of one picture
_NEXT: Final = re.compile(rb"\xff++([^\x00\xff])")  # any number of FF may stand before what a part is
_MARKER: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")  # within the picture itself, 00 and D0 to D7 are no markers
_START, _END, _SCAN = b"\xff\xd8", b"\xff\xd9", b"\xda"
_BARE: Final = re.compile(rb"[\x01\xd0-\xd8]")  # what has no length, and no place between parts
_NOTES: Final = frozenset({*(bytes([0xE0 + number]) for number in (1, *range(3, 14), 15)), b"\xfe"})
_ORIENTATION: Final = 0x0112
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_NOTES: Final = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})


def plain(content: bytes) -> bytes:
    """A JPEG or PNG without its notes; anything else, and what cannot be walked to its end, as it came."""
    if content.startswith(_START):
        return _plain_jpeg(content)
    return _plain_png(content) if content.startswith(_PNG) else content


def is_whole(content: bytes) -> bool:
    """Whether a JPEG can be walked part by part to its end, so that no note of it is overlooked."""
    try:
        return any(code == _END[1:] for code, _part in _parts(content))
    except _NotWhole:
        return False


class _NotWhole(ValueError):
    pass


def _plain_jpeg(content: bytes) -> bytes:
    kept, held = [_START], None
    try:
        for code, part in _parts(content):
            if code not in _NOTES:
                kept.append(part)
            elif held is None and part[4:10] == b"Exif\0\0":  # of more than one, no program reads the others
                held = _held(part)
                kept.append(held)
    except _NotWhole:
        return content
    return b"".join(kept)


def _parts(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each part of a JPEG behind its start: what it is (nothing for the picture itself) and its bytes."""
    at = len(_START)
    for _number in range(MOST_PARTS):
        found = _NEXT.match(content, at)
        if found is None or _BARE.match(found[1]):
            raise _NotWhole
        if found[1] == _END[1:]:
            yield found[1], _END
            return
        begun, at = found.end(), found.end() + int.from_bytes(content[found.end() : found.end() + 2])
        if at < begun + 2 or at > len(content):  # the length counts itself
            raise _NotWhole
        yield found[1], b"\xff" + content[begun - 1 : at]
        if found[1] == _SCAN:
            begun, end = at, _MARKER.search(content, at)
            if end is None:
                raise _NotWhole
            at = end.start()
            yield b"", content[begun:at]
    raise _NotWhole


def _held(segment: bytes) -> bytes:
    """Of what the camera noted, which way it was held; nothing when it does not say, or upright."""
    way = _way(segment[10:])
    if way is None:
        return b""
    entry = _ORIENTATION.to_bytes(2) + (3).to_bytes(2) + (1).to_bytes(4) + way.to_bytes(2) + bytes(2)
    body = b"Exif\0\0MM\0*" + (8).to_bytes(4) + (1).to_bytes(2) + entry + bytes(4)
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2) + body


def _way(notes: bytes) -> int | None:
    def number(at: int, length: int) -> int:
        return int.from_bytes(notes[at : at + length], "little" if notes.startswith(b"II") else "big")

    first = number(4, 4)
    for entry in range(first + 2, first + 2 + 12 * min(number(first, 2), len(notes) // 12, 200), 12):
        if number(entry, 2) == _ORIENTATION:
            way = number(entry + 8, 2)
            return way if 2 <= way <= 8 else None  # noqa: PLR2004 -- 1 is upright
    return None


def _plain_png(content: bytes) -> bytes:
    kept, at = [_PNG], len(_PNG)
    while at + 12 <= len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4])
        if end > len(content):
            return content
        name = content[at + 4 : at + 8]
        if name not in _PNG_NOTES:
            kept.append(content[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end
    return content
