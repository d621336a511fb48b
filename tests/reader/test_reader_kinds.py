"""What a file is: found by its name, its first bytes and how it is built; two things at once are refused."""

import stat
import zipfile
from io import BytesIO

import pytest

from marketplace.reader.faults import Fault, UnfitFile
from marketplace.reader.kinds import LARGEST, FileKind, check, words_of
from tests.reader.papers import OFFICE, archive, docx, jpeg, odt, odt_entries, pdf, png, stream, word_entries, written

pytestmark = pytest.mark.once

PAPER = pdf([["Mara Quill"]])
LETTER = docx(["Mara Quill"])
TEXT = odt(["Mara Quill"])


def link(kind: str, target: str, mode: str = "External", more: str = "") -> str:
    return f'<Relationship {more}Id="r9" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'


def linked(element: str, target: str, part: str = "content.xml") -> bytes:
    """An OpenDocument text with one element that names a target."""
    names = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = f'xmlns:draw="{names}:drawing:1.0" xmlns:text="{names}:text:1.0" xmlns:l="http://www.w3.org/1999/xlink"'
    return archive(
        odt_entries(["x"]) | {part: f'<text:p {spaces}><{element} l:href="{target}"/></text:p>'}, plain=("mimetype",)
    )


def with_entry(name: str, content: bytes = b"x", *, link: bool = False) -> bytes:
    """A Word document with one entry more."""
    made = BytesIO(LETTER)
    with zipfile.ZipFile(made, "a") as file:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16 if link else 0
        file.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("cv.pdf", PAPER, FileKind.PDF),
        ("CV.PDF", PAPER + b"\r\n", FileKind.PDF),
        ("cv.docx", LETTER, FileKind.DOCX),
        ("cv.docx", docx(["x"], link("hyperlink", "https://quill.example")), FileKind.DOCX),
        ("cv.docx", docx(["x"], link("attachedTemplate", "file:///C:/Templates/own.dotx")), FileKind.DOCX),
        ("cv.odt", TEXT, FileKind.ODT),
        ("cv.odt", linked("text:a", "https://quill.example"), FileKind.ODT),
        ("cv.odt", linked("draw:image", "Pictures/mara.png"), FileKind.ODT),
        ("cv.odt", linked("draw:object", "./Object 1"), FileKind.ODT),
        ("cv.txt", "Mara Quill, employée".encode(), FileKind.TEXT),
        ("cv.txt", "Mara Quill".encode("utf-16"), FileKind.TEXT),
        ("cv.txt", "employ\xe9e".encode("cp1252"), FileKind.TEXT),
        ("seen.png", png(), FileKind.PNG),
        ("seen.jpeg", jpeg(), FileKind.JPEG),
    ],
)
def test_a_file_is_what_it_says(name, content, kind):
    assert check(name, content) is kind


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("cv.pdf", b"", Fault.EMPTY),
        ("cv.txt", b" \r\n\0", Fault.EMPTY),
        ("cv.pdf", PAPER[:-1] + b" " * LARGEST, Fault.TOO_LARGE),
        ("cv.exe", b"MZ\x90", Fault.UNKNOWN),
        ("cv.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", Fault.UNKNOWN),
        ("cv.docm", LETTER, Fault.UNKNOWN),
        ("cv", PAPER, Fault.UNKNOWN),
        ("cv.pdf.exe", PAPER, Fault.UNKNOWN),
        ("cv.pdf", b"MZ\x90\0" + PAPER, Fault.OTHER),
        ("cv.pdf", b"<!doctype html><script>1</script>" + PAPER, Fault.OTHER),
        ("cv.pdf", LETTER, Fault.OTHER),
        ("cv.pdf", PAPER.replace(b"\n", b"\n<html><script>alert(1)</script>\n", 1), Fault.MIXED),
        ("cv.pdf", PAPER + LETTER, Fault.MIXED),
        ("cv.pdf", PAPER + b"<script>alert(1)</script>", Fault.MIXED),
        ("cv.pdf", PAPER[:200], Fault.BROKEN),
        ("cv.pdf", written([b"<< /Type /Catalog /OpenAction << /S /JavaScript /JS (x) >> >>"]), Fault.PROGRAM),
        ("cv.pdf", written([b"<< /Type /Catalog >>", b"<< /Type /EmbeddedFile >>" + stream(b"x")]), Fault.PROGRAM),
        ("cv.txt", b"<html><script>alert(1)</script></html>", Fault.OTHER),
        ("cv.txt", b"\x7fELF\x02\x01\x01\0", Fault.OTHER),
        ("cv.txt", PAPER, Fault.OTHER),
        ("cv.docx", TEXT, Fault.OTHER),
        ("cv.odt", LETTER, Fault.OTHER),
        ("cv.docx", PAPER, Fault.OTHER),
        ("cv.docx", archive({"anything.txt": "x"}), Fault.OTHER),
        ("cv.docx", LETTER[:-30], Fault.BROKEN),
        ("cv.docx", LETTER + b"<script>", Fault.MIXED),
        ("cv.docx", with_entry("word/vbaProject.bin"), Fault.PROGRAM),
        ("cv.docx", with_entry("word/embeddings/oleObject1.bin"), Fault.PROGRAM),
        ("cv.docx", with_entry("../../outside.xml"), Fault.PROGRAM),
        ("cv.docx", with_entry("/etc/passwd"), Fault.PROGRAM),
        ("cv.docx", with_entry("word/link.xml", b"/etc/passwd", link=True), Fault.PROGRAM),
        ("cv.docx", docx(["x"], link("attachedTemplate", "https://evil.example/a.dotm")), Fault.LINKED),
        ("cv.docx", docx(["x"], link("image", "\\\\evil.example\\share\\a.png")), Fault.LINKED),
        ("cv.docx", docx(["x"], link("image", "http://evil.example/?a>b")), Fault.LINKED),
        ("cv.docx", docx(["x"], link("image", "http://evil.example", "&#69;xternal")), Fault.LINKED),
        ("cv.docx", docx(["x"], link("image", "http://evil.example", more=f'x="{"y" * 5000}" ')), Fault.LINKED),
        ("cv.docx", with_entry("word/_rels/x.rels", b"<!DOCTYPE x><x/>"), Fault.BROKEN),
        ("cv.odt", linked("draw:image", "https://evil.example/a.png"), Fault.LINKED),
        ("cv.odt", linked("draw:object", "../../a.odt"), Fault.LINKED),
        ("cv.odt", linked("draw:image", "&#47;&#47;evil.example/a.png", "styles.xml"), Fault.LINKED),
        ("cv.odt", linked("draw:image", "\\\\evil.example\\a.png", "Object 1/content.xml"), Fault.LINKED),
        ("cv.docx", with_entry("word/big.xml", bytes(41 * 1024 * 1024)), Fault.PACKED),
        ("cv.odt", archive(odt_entries(["x"]) | {"Basic/Standard/Module1.xml": "x"}), Fault.PROGRAM),
        ("seen.png", png() + LETTER, Fault.MIXED),
        ("seen.png", png()[:-4], Fault.BROKEN),
        ("seen.png", jpeg(), Fault.OTHER),
        ("seen.jpg", jpeg() + b"<script>alert(1)</script>", Fault.MIXED),
        ("seen.jpg", jpeg().replace(b"JFIF", b"<svg", 1), Fault.MIXED),
    ],
)
def test_a_file_that_is_something_else_is_refused(name, content, fault):
    with pytest.raises(UnfitFile) as refused:
        check(name, content)
    assert refused.value.fault is fault


def test_only_the_kinds_that_are_asked_for_are_taken():
    with pytest.raises(UnfitFile) as refused:
        check("seen.png", png(), (FileKind.PDF,))
    assert refused.value.fault is Fault.UNKNOWN


def test_a_document_with_macros_is_refused_by_what_it_calls_itself():
    entries = word_entries(["x"])
    entries["[Content_Types].xml"] = str(entries["[Content_Types].xml"]).replace("main+xml", "macroEnabled.main+xml")
    with pytest.raises(UnfitFile) as refused:
        check("cv.docx", archive(entries))
    assert refused.value.fault is Fault.PROGRAM


def test_a_locked_archive_is_said_to_be_locked():
    locked = bytearray(LETTER)
    locked[6] |= 1
    listed = LETTER.find(b"PK\x01\x02")
    locked[listed + 8] |= 1
    with pytest.raises(UnfitFile) as refused:
        check("cv.docx", bytes(locked))
    assert refused.value.fault is Fault.LOCKED


def test_entries_that_share_their_bytes_are_refused():
    """So small an archive would unpack to anything, its sizes summed or not."""
    shared = bytearray(archive(word_entries(["x" * 3000]) | {"word/a.xml": "a" * 90, "word/b.xml": "b" * 90}))
    at = shared.find(b"word/b.xml", shared.find(b"PK\x01\x02")) - 46
    shared[at + 46 : at + 56] = b"word/a.xml"
    with pytest.raises(UnfitFile) as refused:
        check("cv.docx", bytes(shared))
    assert refused.value.fault is Fault.PACKED


def test_plain_text_is_read_whatever_it_was_written_with():
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert words_of("Gérante, café – Port Elsin".encode(encoding)) == "Gérante, café – Port Elsin"
