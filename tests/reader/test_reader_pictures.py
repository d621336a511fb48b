"""A photograph loses what the camera wrote beside it, and keeps the picture."""

import zlib

import pytest

from marketplace.reader.faults import Fault, UnfitFile
from marketplace.reader.kinds import FileKind, check
from marketplace.reader.pictures import plain
from tests.reader.papers import jpeg, png

pytestmark = pytest.mark.once

PLACE = b"GPS 44.6488 -63.5752"


def exif(way: int, order: str = "big") -> bytes:
    """What a camera notes: the way it was held, and the place."""

    def number(value: int, length: int) -> bytes:
        return value.to_bytes(length, "little" if order == "little" else "big")

    entry = number(0x0112, 2) + number(3, 2) + number(1, 4) + number(way, 2) + bytes(2)
    head = b"II*\0" if order == "little" else b"MM\0*"
    body = b"Exif\0\0" + head + number(8, 4) + number(1, 2) + entry + bytes(4) + PLACE
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2) + body


def photographed(*notes: bytes) -> bytes:
    return jpeg()[:20] + b"".join(notes) + jpeg()[20:]


def test_a_picture_without_notes_stays_as_it_is():
    for content in (jpeg(), png(), b"%PDF-1.7", b"\xff\xd8\xff\xe1\x00", png()[:-3]):
        assert plain(content) == content


@pytest.mark.parametrize("order", ["big", "little"])
def test_the_place_goes_and_the_way_it_was_held_stays(order):
    kept = plain(photographed(exif(6, order)))
    assert PLACE not in kept
    assert plain(kept) == kept
    assert kept == photographed(exif(6)[: -len(PLACE)].replace(b"\xff\xe1\x00\x36", b"\xff\xe1\x00\x22"))
    assert check("seen.jpg", kept) is FileKind.JPEG


def test_an_upright_picture_has_no_notes_left():
    assert plain(photographed(exif(1), b"\xff\xfe\x00\x07hello")) == jpeg()


def test_what_stands_behind_the_picture_goes():
    assert plain(jpeg() + b"PK\x03\x04 and more\xff\xd9") == jpeg()


@pytest.mark.parametrize("filled", [1, 2, 5000])
def test_the_place_goes_whatever_stands_before_the_notes(filled):
    assert plain(photographed(b"\xff" * filled + exif(1), b"\xff" * filled + b"\xff\xed\x00\x07hello")) == jpeg()


def test_of_many_notes_the_first_says_how_it_was_held():
    assert plain(photographed(exif(6), exif(3))) == plain(photographed(exif(6)))


@pytest.mark.parametrize(
    "between", [b"\x00", b"\xff\x01", b"\xff\xd8", b"\xff\xd3", b"\xff\xe0\x00\x01", b"\xff\xe1\xff\xff"]
)
def test_a_picture_that_cannot_be_walked_to_its_end_is_refused(between):
    content = photographed(between, exif(1))
    assert plain(content) == content
    with pytest.raises(UnfitFile) as unfit:
        check("seen.jpg", content)
    assert unfit.value.fault is Fault.BROKEN


def test_the_words_of_a_png_go():
    note = b"Comment\0" + PLACE
    chunk = len(note).to_bytes(4) + b"tEXt" + note + zlib.crc32(b"tEXt" + note).to_bytes(4)
    assert plain(png()[:33] + chunk + png()[33:] + b"<script>") == png()
