"""What somebody hostile would send as a résumé: files that pass the first look and unpack to far more than they are."""

import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from typing import Final

from tests.reader.papers import archive, docx, stream, word_entries, written

_CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>"
)


def _one_page(content: bytes) -> bytes:
    return written([_CATALOGUE, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", _PAGE, content, _FONT])


def stream_bomb() -> bytes:
    """180 KB that unpack to 120 MB."""
    return _one_page(stream(b"", packed=zlib.compress(b" " * 120_000_000, 9)))


def nested_filters() -> bytes:
    """A stream packed four times over."""
    packed = b" " * 100_000_000
    for _time in range(4):
        packed = zlib.compress(packed, 9)
    return _one_page(stream(b"", f"[{'/FlateDecode ' * 4}]", packed))


def endless_operators() -> bytes:
    """A page that is small, and draws a million words."""
    words = b"BT /F1 9 Tf " + b"1 0 0 1 9 9 Tm (x) Tj " * 1_500_000 + b"ET"
    return _one_page(stream(words))


def ten_thousand_pages() -> bytes:
    """A tree of ten thousand pages, all of them the same."""
    kids = b"3 0 R " * 10_000
    return written(
        [_CATALOGUE, b"<< /Type /Pages /Kids [%b] /Count 10000 >>" % kids, _PAGE, stream(b"BT (x) Tj ET"), _FONT]
    )


def pages_in_a_circle() -> bytes:
    """A tree of pages that is its own branch, and says that it is one page."""
    return written([_CATALOGUE, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1 >>"])


def form_in_itself() -> bytes:
    """A picture on a page that holds itself."""
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >> /Length 5 >>"
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >> /Contents 5 0 R >>"
    )
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return written([_CATALOGUE, pages, page, form + b"\nstream\n/X Do\nendstream", stream(b"/X Do")])


def _word(xml: str) -> bytes:
    return archive(word_entries([]) | {"word/document.xml": xml})


def laughs() -> bytes:
    """Entities that stand for ten of the next, nine deep."""
    names = "abcdefghij"
    told = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names))
    return _word(f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol">{told}]><x>&j;</x>')


def outside_entity() -> bytes:
    """An entity that is a file of the machine."""
    return _word('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>')


def deep_nesting() -> bytes:
    """A million elements inside each other."""
    return _word("<x>" * 1_000_000)


def long_document() -> bytes:
    """A document whose one part is as large as any may be: ten megabytes of one word."""
    return docx(["word " * 2_000_000])


# ---- refused at the first look ------------------------------------------------------------------------


def _packed(method: int) -> bytes:
    """A list of links that unpacks a whole piece at once, some hundred bytes that are 60 MB."""
    made = BytesIO(docx(["x"]))
    with zipfile.ZipFile(made, "a") as file:
        file.writestr("word/_rels/more.rels", b" " * 60_000_000, method)
    return _saying(made.getvalue(), 60_000_000, 100)


def packed_by_bzip2() -> bytes:
    """A way of packing that gives back everything in one piece."""
    return _packed(zipfile.ZIP_BZIP2)


def packed_by_lzma() -> bytes:
    """Another one."""
    return _packed(zipfile.ZIP_LZMA)


def packed_more_than_it_says() -> bytes:
    """An entry of 60 MB that says it has a hundred bytes."""
    return _packed(zipfile.ZIP_DEFLATED)


def _saying(content: bytes, size: int, said: int) -> bytes:
    return content.replace(size.to_bytes(4, "little"), said.to_bytes(4, "little"))


def ninety_thousand_entries() -> bytes:
    """An archive whose end says that it has one entry, and whose list has ninety thousand."""
    whole = docx(["x"])
    at = whole.find(b"PK\x01\x02")
    listed = b"".join(whole[at : at + 28] + b"\1\0" + whole[at + 30 : at + 46] + b"x" for _number in range(90_000))
    end = (
        b"PK\x05\x06" + bytes(4) + b"\1\0\1\0" + len(listed).to_bytes(4, "little") + at.to_bytes(4, "little") + bytes(2)
    )
    return whole[:at] + listed + end


def unclosed_links() -> bytes:
    """Lists of links in which none ever ends."""
    unclosed = "<Relationship " * 37_000
    return archive(word_entries([]) | {f"word/_rels/{number}.rels": unclosed for number in range(70)})


def many_notes() -> bytes:
    """A picture whose camera noted two hundred things, a quarter of a million times."""
    note = b"\xff\xe1\x00\x12Exif\0\0MM\0*\0\0\0\x08\0\xc8"
    return b"\xff\xd8" + note * 250_000 + b"\xff\xd9"


#: What is refused at the first look, which takes no time and no room to speak of.
REFUSED: Final[dict[str, Callable[[], bytes]]] = {
    "packed_by_bzip2.docx": packed_by_bzip2,
    "packed_by_lzma.docx": packed_by_lzma,
    "packed_more_than_it_says.docx": packed_more_than_it_says,
    "ninety_thousand_entries.docx": ninety_thousand_entries,
    "unclosed_links.docx": unclosed_links,
    "many_notes.jpg": many_notes,
}

#: What passes the first look, and is read in a child.
FILES: Final[dict[str, Callable[[], bytes]]] = {
    "stream_bomb.pdf": stream_bomb,
    "nested_filters.pdf": nested_filters,
    "endless_operators.pdf": endless_operators,
    "ten_thousand_pages.pdf": ten_thousand_pages,
    "pages_in_a_circle.pdf": pages_in_a_circle,
    "form_in_itself.pdf": form_in_itself,
    "laughs.docx": laughs,
    "outside_entity.docx": outside_entity,
    "deep_nesting.docx": deep_nesting,
}
