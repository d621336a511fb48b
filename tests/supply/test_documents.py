"""Files that people hand in: kept whole, sent to their own person alone, as attachments that run nowhere."""

import hashlib
import socket
import threading
from io import BytesIO

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage, MultiDict

from marketplace.accounts.views import limits
from marketplace.db import db
from marketplace.errors import Refused
from marketplace.reader.kinds import FileKind
from marketplace.reader.scanning import NoScanner, is_clean
from marketplace.sides import Side
from marketplace.supply.documents import actions, forms, queries
from marketplace.supply.documents.actions.checking import plain_name
from marketplace.supply.documents.actions.keeping import MOST_FILES
from marketplace.supply.documents.forms import DocumentField
from marketplace.supply.documents.models import Document, DocumentBody
from marketplace.web.forms import Form
from tests.factories.accounts import make_actor
from tests.factories.demand import make_employer
from tests.factories.documents import make_document
from tests.factories.supply import NOW, jobseeker_actor, make_jobseeker
from tests.reader.papers import docx, jpeg, pdf, png

PAPER = pdf([["Mara Quill"]])


def test_a_file_is_kept_with_what_it_is(session):
    actor = make_actor(Side.JOBSEEKER)
    document = actions.keep(actions.hand_over("My résumé.PDF", PAPER), actor=actor, now=NOW)
    assert (document.person_id, document.name, document.kind, document.size, document.sha256) == (
        actor.person_id,
        "My résumé.pdf",
        FileKind.PDF,
        len(PAPER),
        hashlib.sha256(PAPER).hexdigest(),
    )
    assert queries.content_of(document.id) == PAPER


def test_what_is_refused_leaves_nothing_and_says_what_to_do(session):
    with pytest.raises(Refused, match="not what the end of its name says"):
        actions.hand_over("cv.pdf", b"MZ\x90\0")
    assert session.scalar(sa.select(sa.func.count(Document.id))) == 0


def test_a_file_is_an_attachment_that_runs_nowhere(client):
    jobseeker = make_jobseeker()
    document = make_document(jobseeker, name="cv.docx", content=docx(["Mara Quill"]))
    client.sign_in(jobseeker_actor(jobseeker))
    answer = client.get(f"/documents/{document.id}")
    assert answer.data == docx(["Mara Quill"])
    assert answer.headers["Content-Disposition"] == "attachment; filename=cv.docx"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == document.media_type


@pytest.mark.parametrize("who", ["nobody", "another jobseeker", "an employer", "staff", "a lead"])
def test_nobody_else_gets_it(client, who):
    document = make_document(make_jobseeker())
    others = {
        "another jobseeker": lambda: jobseeker_actor(make_jobseeker()),
        "an employer": lambda: make_actor(Side.EMPLOYER, make_employer()),
        "staff": lambda: make_actor(Side.STAFF),
        "a lead": lambda: make_actor(Side.ADMIN),
    }
    if who in others:
        client.sign_in(others[who]())
    answer = client.get(f"/documents/{document.id}")
    assert (answer.status_code, b"Seen and kept" in answer.data) == ((302 if who == "nobody" else 404), False)


def test_a_room_above_may_let_somebody_read_it(client, monkeypatch):
    document = make_document(make_jobseeker())
    reader = make_actor(Side.STAFF)
    mine = lambda actor: sa.select(Document.id).where(sa.literal(actor.person_id == reader.person_id))  # noqa: E731
    monkeypatch.setattr(queries, "_readers", [mine])
    client.sign_in(reader)
    assert client.get(f"/documents/{document.id}").status_code == 200
    client.sign_in(make_actor(Side.STAFF))
    assert client.get(f"/documents/{document.id}").status_code == 404


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("cv.PDF", "cv.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\mara\\cv.pdf", "cv.pdf"),
        ('a"b;c\r\nSet-Cookie: x=1.pdf', "a b c Set-Cookie x=1.pdf"),
        ("invoice\u202efdp.exe.pdf", "invoicefdp.exe.pdf"),
        ("Z" * 300 + ".pdf", "Z" * 120 + ".pdf"),
        ("résumé – été.pdf", "résumé – été.pdf"),
        ("....pdf", "file.pdf"),
        ("\ud800.pdf", "file.pdf"),
        (".pdf", "file.pdf"),
    ],
)
def test_a_name_is_plain(sent, kept):
    assert plain_name(sent, FileKind.PDF) == kept


def test_a_name_in_other_letters_makes_a_header_that_every_browser_reads(client):
    jobseeker = make_jobseeker()
    document = make_document(jobseeker, name="履歴書 – été.pdf")
    client.sign_in(jobseeker_actor(jobseeker))
    header = client.get(f"/documents/{document.id}").headers["Content-Disposition"]
    assert "filename*=UTF-8''%E5%B1%A5" in header
    assert header.isascii()


def test_one_person_keeps_so_many_files_and_no_more(session):
    jobseeker = make_jobseeker()
    for _number in range(MOST_FILES):
        document = make_document(jobseeker)
    with pytest.raises(Refused, match="as many files as one person can"):
        make_document(jobseeker)
    actions.remove(document)
    assert make_document(jobseeker)
    assert make_document(make_jobseeker())


def test_what_is_removed_is_gone_with_its_bytes(session):
    kept, gone = make_document(make_jobseeker()), make_document(make_jobseeker())
    actions.remove(gone)
    assert session.scalars(sa.select(DocumentBody.document_id)).all() == [kept.id]
    actions.forget_all(kept.person_id)
    assert session.scalar(sa.select(sa.func.count()).select_from(DocumentBody)) == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(Document)) == 0


# ---- the field ----------------------------------------------------------------------------------------


class PaperForm(Form):
    file = DocumentField("The file", kinds=(FileKind.PDF,))


def filled(app, name, content):
    """The form after this file has arrived."""
    sent = MultiDict([("file", FileStorage(BytesIO(content), filename=name))])
    with app.test_request_context(method="POST"):
        form = PaperForm(formdata=sent, meta={"csrf": False})
        form.validate()
        return form.file


def test_the_field_holds_what_may_be_kept(app):
    field = filled(app, "cv.pdf", PAPER)
    assert (field.data, field.errors) == (actions.Handed("cv.pdf", FileKind.PDF, PAPER), [])


def test_the_field_says_what_is_wrong_and_which_file_it_was(app):
    field = filled(app, "seen.png", png())
    assert (field.data, field.file_name, field.errors) == (
        None,
        "seen.png",
        ["This kind of file is not read here. Save it as PDF, then choose it again."],
    )


def test_a_field_of_another_kind_says_nothing_about_files(client):
    client.sign_in(make_actor(Side.JOBSEEKER))
    assert "was not kept" not in client.get_page("/me/growth/new").main


def test_no_file_is_no_fault(app):
    assert (filled(app, "", b"").data, filled(app, "", b"").errors) == (None, [])


def test_no_lock_is_held_while_a_file_is_looked_at(client, monkeypatch):
    """A file may be made to cost time; nobody else waits for it."""
    held = []

    def watched(name, content, kinds):
        held.append(db.session().in_transaction())
        return actions.hand_over(name, content, kinds)

    monkeypatch.setattr(forms, "hand_over", watched)
    client.sign_in(jobseeker_actor(make_jobseeker()))
    client.send("/me/resume", file=(BytesIO(PAPER), "cv.pdf"), status=302)
    assert held == [False]


def test_one_person_hands_in_so_many_files_at_a_time(client, app, monkeypatch):
    """Also those that were not kept: looking at them is what costs something."""
    monkeypatch.setitem(app.config, "LIMITS", ["upload=2/600"])
    monkeypatch.setattr(limits, "_shares", limits.Shares())
    client.sign_in(jobseeker_actor(make_jobseeker()))
    for _number in range(2):
        assert "Try again in" not in client.send("/me/resume", file=(BytesIO(PAPER), "cv.exe"), status=422).main
    page = client.send("/me/resume", file=(BytesIO(PAPER), "cv.pdf"), words="What I typed", status=422)
    assert ("Try again in 10 minutes." in page.main, "What I typed" in page.html) == (True, True)


# ---- the scanner --------------------------------------------------------------------------------------


@pytest.fixture
def scanner():
    """A scanner that finds something in files that say EICAR; gives back its address."""
    server = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        while True:
            try:
                line, _from = server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as sent:
                sent.read(len(b"zINSTREAM\0"))
                content = b""
                while length := int.from_bytes(sent.read(4)):
                    content += sent.read(length)
                line.sendall(b"stream: Eicar FOUND\0" if b"EICAR" in content else b"stream: OK\0")

    threading.Thread(target=answer, daemon=True).start()
    yield f"127.0.0.1:{server.getsockname()[1]}"
    server.close()


def test_a_file_that_the_scanner_finds_something_in_is_not_kept(app, scanner, monkeypatch):
    monkeypatch.setitem(app.config, "VIRUS_SCANNER", scanner)
    assert filled(app, "cv.pdf", PAPER).errors == []
    found = filled(app, "cv.pdf", pdf([["EICAR"]]).replace(b"%%EOF", b"% EICAR\n%%EOF"))
    assert (found.data, found.errors) == (None, ["The virus scanner found something in this file, so it was not kept."])


def test_without_an_answer_of_the_scanner_nothing_is_kept(app, monkeypatch):
    with pytest.raises(NoScanner):
        is_clean(b"x", "127.0.0.1:1")
    monkeypatch.setitem(app.config, "VIRUS_SCANNER", "127.0.0.1:1")
    field = filled(app, "cv.pdf", PAPER)
    assert field.data is None
    assert "cannot be looked at for viruses" in field.errors[0]


def test_a_photograph_is_kept_without_where_it_was_taken():
    note = b"\xff\xfe\x00\x1244.6488 -63.5752"
    kept = actions.hand_over("seen.jpg", jpeg()[:20] + note + jpeg()[20:] + b"trailer").content
    assert kept == jpeg()
