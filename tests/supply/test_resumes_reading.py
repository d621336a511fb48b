"""A résumé from the upload to its proposals: read by a job, never in the profile by itself, always deletable."""

import uuid
from io import BytesIO

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.duties import JOBS
from marketplace.outbox.models import OutboxItem
from marketplace.reader import child
from marketplace.reader.child import Reading
from marketplace.reader.experiences import found_in
from marketplace.reader.faults import Unreadable, UnreadFile
from marketplace.reader.texts import lines_of
from marketplace.sides import Side
from marketplace.supply.documents.models import Document, DocumentBody
from marketplace.supply.jobseekers.models import CompetencyClaim, Experience
from marketplace.supply.resumes import actions
from marketplace.supply.resumes.models import Progress, ProposedCompetency, ProposedExperience, Resume
from tests.factories.accounts import make_actor
from tests.factories.competencies import make_competency
from tests.factories.resumes import make_resume
from tests.factories.supply import NOW, jobseeker_actor, make_claim, make_experience, make_jobseeker
from tests.reader.make_resumes import TEXTS
from tests.reader.papers import pdf, png

PAPER = pdf([["Work experience", "Cook, Harbour Diner, May 2012 – June 2014", "• Zibbel carving every day"]])


@pytest.fixture
def person(client):
    jobseeker = make_jobseeker()
    client.sign_in(jobseeker_actor(jobseeker))
    return jobseeker


@pytest.fixture(autouse=True)
def read_here(monkeypatch):
    """The child's work in this process: what the child adds is tested with the reader."""

    def read(kind, content):
        lines = lines_of(kind, content)
        return Reading(tuple(lines), tuple(found_in(lines)))

    monkeypatch.setattr(child, "read", read)


def upload(client, content=PAPER, name="cv.pdf", *, status=302, **more):
    return client.send("/me/resume", status=status, file=(BytesIO(content), name), **more)


def sent_by_hand(client, content):
    """As `upload`; the test client would keep so large a body in a file of its own."""
    words = {"csrf_token": client.csrf_token(), "once": str(uuid.uuid4())}
    parts = [
        f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{word}\r\n' for name, word in words.items()
    ]
    file = '--cut\r\nContent-Disposition: form-data; name="file"; filename="cv.pdf"\r\n\r\n'
    body = ("".join(parts) + file).encode() + content + b"\r\n--cut--\r\n"
    return client.post("/me/resume", data=body, content_type="multipart/form-data; boundary=cut")


def do_jobs(session):
    """What the worker would do of what waits."""
    for item in session.scalars(sa.select(OutboxItem).where(OutboxItem.name == actions.JOB)).all():
        JOBS[item.name](now=NOW, **item.arguments)
        session.commit()


def count(session, table):
    return session.scalar(sa.select(sa.func.count()).select_from(table))


def test_an_upload_is_kept_and_waits_to_be_read(client, person, session):
    page = client.follow(upload(client))
    resume = session.scalars(sa.select(Resume)).one()
    assert (resume.person_id, resume.name, resume.progress) == (person.id, "cv.pdf", Progress.WAITING)
    assert resume.document.sha256
    assert "Your résumé is being read" in page.main
    assert page.has(f'[hx-get="/me/resume/{resume.id}/progress?seen=waiting"]')
    assert page.has("noscript a")


def test_what_was_found_is_proposed_with_its_words_and_nothing_is_in_the_profile(client, person, session):
    carving = make_competency("Zibbel carving")
    upload(client)
    do_jobs(session)
    experience = session.scalars(sa.select(ProposedExperience)).one()
    assert (experience.title, experience.organisation, str(experience.started_on), str(experience.ended_on)) == (
        "Cook",
        "Harbour Diner",
        "2012-05-01",
        "2014-06-01",
    )
    assert experience.words == "Cook, Harbour Diner, May 2012 – June 2014"
    named = session.scalars(sa.select(ProposedCompetency)).one()
    assert (named.competency_id, named.words) == (carving.id, "Zibbel carving every day")
    assert (count(session, Experience), count(session, CompetencyClaim)) == (0, 0)
    page = client.get_page("/me/resume")
    assert "Cook, Harbour Diner, May 2012 – June 2014" in page.main
    assert "It names 1 competency" in page.main


def test_what_the_profile_says_already_is_not_proposed(client, person, session):
    make_claim(jobseeker=person, competency=make_competency("Zibbel carving"))
    make_experience(jobseeker=person, title="COOK", started_on=NOW.date().replace(2012, 5, 1))
    upload(client)
    do_jobs(session)
    assert (count(session, ProposedExperience), count(session, ProposedCompetency)) == (0, 0)
    assert "Nothing is left to look at" in client.get_page("/me/resume").main


def test_pasted_text_is_read_too(client, person, session):
    client.send("/me/resume", status=302, words=TEXTS["by_the_book"])
    do_jobs(session)
    titles = session.scalars(sa.select(ProposedExperience.title).order_by(ProposedExperience.position)).all()
    assert titles == ["Night manager", "Cashier", "Board member"]
    assert session.scalars(sa.select(Resume.name)).one() == "Pasted text.txt"


@pytest.mark.parametrize("why", Unreadable)
def test_what_cannot_be_read_says_why_and_what_to_do(client, person, session, monkeypatch, why):
    def fails(_kind, _content):
        raise UnreadFile(why)

    monkeypatch.setattr(child, "read", fails)
    upload(client)
    do_jobs(session)
    assert session.scalars(sa.select(Resume.why)).one() is why
    page = client.get_page("/me/resume")
    assert "“cv.pdf” could not be read." in page.main
    assert page.form("/me/resume").button == "Read it"


def test_the_waiting_page_is_loaded_anew_when_it_is_read(client, person, session):
    upload(client)
    resume = session.scalars(sa.select(Resume)).one()
    asked = client.get(f"/me/resume/{resume.id}/progress")
    assert ("Being read" in asked.text, asked.headers.get("HX-Refresh")) == (True, None)
    assert client.get(f"/me/resume/{resume.id}/progress?seen=waiting").status_code == 204
    do_jobs(session)
    assert client.get(f"/me/resume/{resume.id}/progress").headers["HX-Refresh"] == "true"


def test_a_reading_that_takes_far_too_long_is_not_waited_for(client, person, session):
    upload(client)
    session.execute(sa.update(Resume).values(created_at=NOW.replace(year=2020)))
    page = client.get_page("/me/resume")
    assert "much longer than it should" in page.main
    assert not page.has("[hx-get]")
    assert not page.has("noscript a")


def test_a_refused_file_says_why_keeps_what_was_pasted_and_asks_for_the_file_again(client, person, session):
    page = upload(client, png(), "me.png", status=422, words="Cook, Harbour Diner")
    assert "This kind of file is not read here." in page.main
    assert "“me.png” was not kept. Choose it again" in page.main
    assert page.form("/me/resume").fields["words"] == "Cook, Harbour Diner"
    assert count(session, Document) == 0


def test_neither_a_file_nor_text_is_asked_for(client, person):
    assert "Choose a file, or paste the text" in client.send("/me/resume", status=422).main


def test_a_file_that_is_too_large_for_the_site_gets_a_page_that_says_so(client, person, session):
    for size, status, said in ((7, 413, "A file may have up to 5 MB"), (5, 422, "This file has more than 5 MB")):
        answer = sent_by_hand(client, PAPER + bytes(size * 1024 * 1024))
        assert (answer.status_code, said in answer.text) == (status, True)
    assert count(session, Document) == 0


def test_the_old_one_is_kept_when_a_new_one_is_refused_and_goes_when_it_is_not(client, person, session):
    upload(client, name="first.pdf")
    do_jobs(session)
    upload(client, b"MZ\x90", "second.pdf", status=422)
    assert session.scalars(sa.select(Resume.name)).one() == "first.pdf"
    upload(client, name="third.pdf")
    assert session.scalars(sa.select(Resume.name)).one() == "third.pdf"
    assert (count(session, Document), count(session, DocumentBody), count(session, ProposedExperience)) == (1, 1, 0)


def test_the_same_upload_sent_twice_is_one_and_another_file_is_another(client, person, session):
    once = str(uuid.uuid4())
    assert upload(client, once=once).location == upload(client, once=once, status=303).location
    assert count(session, Resume) == 1
    page = upload(client, pdf([["Other"]]), once=once, status=409)
    assert "sent before, with other words" in page.refusal


def test_a_resume_that_was_deleted_meanwhile_is_not_read(client, person, session):
    upload(client)
    resume = session.scalars(sa.select(Resume)).one()
    actions.forget(resume)
    session.commit()
    do_jobs(session)
    assert (count(session, Resume), count(session, ProposedExperience)) == (0, 0)


def test_no_transaction_is_open_while_the_file_is_read(client, person, session, monkeypatch):
    """The database goes on answering everybody else, however long it takes."""
    upload(client)
    seen = []

    def read(_kind, _content):
        seen.append((db.session().in_transaction(), session.scalar(sa.select(Resume.progress))))
        db.session.rollback()
        raise UnreadFile(Unreadable.TOO_LONG)

    monkeypatch.setattr(child, "read", read)
    do_jobs(session)
    assert seen == [(False, Progress.READING)]


def test_a_job_that_comes_twice_reads_once(client, person, session):
    upload(client)
    do_jobs(session)
    do_jobs(session)
    assert count(session, ProposedExperience) == 1


def test_the_file_alone_is_deleted_and_what_was_found_stays(client, person, session):
    upload(client)
    do_jobs(session)
    page = client.get_page("/me/resume")
    [form] = [form for form in page.forms if form.action.endswith("/delete-file")]
    after = client.follow(client.submit(form, status=302))
    assert (count(session, Document), count(session, DocumentBody)) == (0, 0)
    assert "What was found in it is still here" in after.main


def test_all_of_it_is_deleted(client, person, session):
    upload(client)
    do_jobs(session)
    [form] = [form for form in client.get_page("/me/resume").forms if form.action.endswith("/delete")]
    client.follow(client.submit(form, status=302))
    assert [count(session, table) for table in (Resume, Document, DocumentBody, ProposedExperience)] == [0, 0, 0, 0]


@pytest.mark.parametrize("progress", [Progress.WAITING, Progress.READ])
def test_a_refused_file_says_why_beside_the_resume_that_is_there(client, person, monkeypatch, progress):
    resume = make_resume(person, progress=progress)
    page = upload(client, b"MZ\x90", "second.pdf", status=422)
    assert page.has(".error-summary")
    assert "resume.pdf" in page.main
    monkeypatch.setattr("marketplace.supply.documents.actions.keeping.MOST_FILES", 0)
    page = upload(client, status=409)
    assert "as many files as one person can" in page.refusal
    assert (resume.name in page.main, db.session.get(Resume, resume.id) is resume) == (True, True)


def test_nobody_else_reads_what_was_found_in_it(client, new_client, person, session):
    upload(client)
    do_jobs(session)
    resume = session.scalars(sa.select(Resume)).one()
    proposal = session.scalars(sa.select(ProposedExperience)).one()
    for other in (jobseeker_actor(make_jobseeker()), make_actor(Side.STAFF), make_actor(Side.ADMIN)):
        stranger = new_client()
        stranger.sign_in(other)
        assert stranger.get(f"/me/resume/{resume.id}/progress").status_code == 404, other.side
        file = 200 if other.side is Side.STAFF else 404  # a lead: tests/hiring/test_resumes_opened.py has who else
        assert stranger.get(f"/documents/{resume.document_id}").status_code == file, other.side
        assert stranger.get(f"/me/resume/experiences/{proposal.id}").status_code == 404
