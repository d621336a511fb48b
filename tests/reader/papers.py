"""Small documents made by hand, without a library: pages of text, and what somebody hostile would send instead."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PLAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
Table = list[list[str]]  # rows of cells; a cell may have several lines


def archive(entries: Mapping[str, bytes | str], *, plain: Iterable[str] = ()) -> bytes:
    """A zip of these entries, the same bytes each time."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name in plain else zipfile.ZIP_DEFLATED
            file.writestr(entry, content)
    return made.getvalue()


# ---- Word ---------------------------------------------------------------------------------------------


def _paragraph(line: str) -> str:
    listed = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>' if line[:2] == "• " else ""
    runs = "<w:tab/>".join(
        f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in line.removeprefix("• ").split("\t")
    )
    return f"<w:p>{listed}<w:r>{runs}</w:r></w:p>"


def _table(rows: Table) -> str:
    cells = (
        "".join(f"<w:tc>{''.join(map(_paragraph, cell.splitlines() or ['']))}</w:tc>" for cell in row) for row in rows
    )
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def word_entries(body: Sequence[str | Table], links: str = "") -> dict[str, bytes | str]:
    """What a DOCX of these paragraphs and tables holds; a line that begins with “• ” is an item of a list."""
    inside = "".join(_paragraph(part) if isinstance(part, str) else _table(part) for part in body)
    return {
        "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{PACKAGE}/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{PLAIN}"/></Types>',
        "_rels/.rels": f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">'
        f"{links}</Relationships>",
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{WORD}"><w:body>{inside}'
        "</w:body></w:document>",
    }


def docx(body: Sequence[str | Table], links: str = "") -> bytes:
    """A Word document."""
    return archive(word_entries(body, links))


# ---- OpenDocument -------------------------------------------------------------------------------------


def odt_entries(lines: Sequence[str]) -> dict[str, bytes | str]:
    """What an ODT of these lines holds; “# ” begins a heading, “• ” an item of a list."""
    names = "urn:oasis:names:tc:opendocument:xmlns"
    inside = "".join(map(_odt_line, lines))
    return {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{names}:manifest:1.0"/>',
        "content.xml": f'<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        f'xmlns:office="{names}:office:1.0" xmlns:text="{names}:text:1.0"><office:body><office:text>{inside}'
        "</office:text></office:body></office:document-content>",
    }


def _odt_line(line: str) -> str:
    words = escape(line.lstrip("#• ")).replace("\t", "<text:tab/>")
    if line.startswith("# "):
        return f"<text:h>{words}</text:h>"
    inner = f"<text:p>{words}</text:p>"
    return f"<text:list><text:list-item>{inner}</text:list-item></text:list>" if line.startswith("• ") else inner


def odt(lines: Sequence[str]) -> bytes:
    """An OpenDocument text."""
    return archive(odt_entries(lines), plain=("mimetype",))


# ---- PDF ----------------------------------------------------------------------------------------------

Placed = tuple[float, float, str]  # from the left, from the top, in points


def pdf(pages: Sequence[Sequence[str | Placed]]) -> bytes:
    """A PDF whose pages hold these lines, one under the other, or each where it is placed."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (5 + 2 * number)
        )
        objects.append(stream(_shown(lines)))
    return written(objects)


def _shown(lines: Sequence[str | Placed]) -> bytes:
    shown, top = [b"BT /F1 10 Tf"], 60.0
    for line in lines:
        left, at, words = (50.0, top, line) if isinstance(line, str) else line
        top = top + 15 if isinstance(line, str) else top
        inside = words.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        shown.append(b"1 0 0 1 %.1f %.1f Tm (%b) Tj" % (left, 792 - at, inside))
    return b"\n".join([*shown, b"ET"])


def stream(content: bytes, filters: str = "/FlateDecode", packed: bytes | None = None) -> bytes:
    """A stream as an object of a PDF; packed once, unless `packed` says how."""
    packed = zlib.compress(content, 9) if packed is None else packed
    return b"<< /Length %d /Filter %b >>\nstream\n%b\nendstream" % (len(packed), filters.encode(), packed)


def written(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, the first of them its catalogue."""
    made, places = io.BytesIO(b"%PDF-1.7\n"), []
    made.seek(0, io.SEEK_END)
    for number, one in enumerate(objects, 1):
        places.append(made.tell())
        made.write(b"%d 0 obj\n%b\nendobj\n" % (number, one))
    begun = made.tell()
    made.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    made.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    made.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, begun))
    return made.getvalue()


# ---- pictures -----------------------------------------------------------------------------------------


def png() -> bytes:
    """One white dot."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4) + name + content + zlib.crc32(name + content).to_bytes(4)

    header = (1).to_bytes(4) * 2 + bytes([8, 0, 0, 0, 0])
    dots = chunk(b"IDAT", zlib.compress(b"\0\xff"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + dots + chunk(b"IEND", b"")


def jpeg() -> bytes:
    """The frame of a picture, with nothing to see in it."""
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\xff\xda\x00\x02\x12\xff\xd9"
