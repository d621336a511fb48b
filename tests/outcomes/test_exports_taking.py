"""Taking figures and people out: within reach, on record, at once or by the job, kept for a week, gone with a person."""

import csv
import hashlib
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from marketplace.accounts.models import Membership, OrganisationKind, SignIn
from marketplace.db import db
from marketplace.errors import Refused
from marketplace.hiring.placements.models import Related
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outbox.models import OutboxItem
from marketplace.outcomes.exports import actions, queries
from marketplace.outcomes.exports.actions import making
from marketplace.outcomes.exports.models import Export, ExportPiece, ExportResult
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.reports import actions as reports
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.jobseekers import actions as profiles
from marketplace.web.violations import violated
from tests.factories.accounts import make_actor, make_organisation
from tests.factories.hiring import make_placement
from tests.factories.measures import graduate as known_graduate
from tests.factories.measures import job, many
from tests.factories.placements import make_paper
from tests.factories.programs import make_cohort, make_coordinator
from tests.factories.supply import jobseeker_actor, make_enrolment, make_jobseeker

pytestmark = pytest.mark.usefixtures("session")
GRADUATED = date(2026, 3, 1)


def graduate(cohort, *, name="Ada Quill", placed=True):
    enrolment = make_enrolment(
        cohort=cohort,
        jobseeker=make_jobseeker(name=name),
        stage=EnrolmentStage.GRADUATED_ON_TIME,
        graduated_on=GRADUATED,
    )
    if placed:
        make_placement(
            PlacementStage.VERIFIED,
            enrolment=enrolment,
            jobseeker=enrolment.jobseeker,
            starts_on=GRADUATED + timedelta(days=20),
            related=Related.YES,
            claimed_at=datetime(2026, 4, 1, tzinfo=UTC),
            confirmed_at=datetime(2026, 4, 2, tzinfo=UTC),
            verified_at=datetime(2026, 5, 1, tzinfo=UTC),
        )
    return enrolment


@pytest.fixture
def cohort():
    row = make_cohort(name="=Winter", starts_on=GRADUATED - timedelta(days=120), ends_on=GRADUATED)
    graduate(row)
    return row


def take(cohorts, now, *, actor, kind="cirr", **asked):
    values = {"as_of": now.date(), "with_names": False, "reason": ""} | asked
    return actions.take_people(cohorts, kind=kind, actor=actor, now=now, **values)


def bytes_of(export, number=1):
    found, position = b"", 0
    while piece := queries.piece(export.id, number, position):
        found, position = found + piece, position + 1
    return found


def file_of(page):
    return re.search(r"/exports/[^\"]+/files/1", page.html)[0]


def rows_of(export):
    return bytes_of(export).decode("utf-8-sig").splitlines()


def jobs():
    return db.session.scalars(sa.select(OutboxItem).where(OutboxItem.name == actions.JOB)).all()


def test_a_small_export_is_made_at_once_and_on_record_for_ever(cohort, now):
    actor = make_coordinator(cohort.program)
    export = take([cohort], now, actor=actor)
    assert (len(rows_of(export)), jobs()) == (2, [])
    assert ("'=Winter" in rows_of(export)[1], "Ada Quill" in rows_of(export)[1]) == (True, False)
    assert (export.requested_by_id, export.at, export.with_names) == (actor.person_id, now, False)
    assert set(export.definitions) == {key.value for key in Key}
    result = db.session.get_one(ExportResult, export.id)
    assert (result.rows, result.digest) == (1, hashlib.sha256(bytes_of(export)).hexdigest())
    for table in ("exports", "export_cohorts", "export_results"):
        with pytest.raises(sa.exc.DatabaseError, match="history is only ever appended"), db.session.begin_nested():
            db.session.execute(sa.text(f"DELETE FROM {table}"))


def test_names_go_out_for_a_reason_only(cohort, now):
    with pytest.raises(Refused, match="Say why names are needed"):
        take([cohort], now, actor=make_actor(Side.STAFF), with_names=True)
    export = take([cohort], now, actor=make_actor(Side.STAFF), with_names=True, reason="The auditor asks")
    assert ",Ada Quill," in rows_of(export)[1]
    row = Export(kind="cirr", as_of=now.date(), at=now, with_names=True, reason="", definitions={})
    row.requested_by_id, row.membership_id = export.requested_by_id, export.membership_id
    db.session.add(row)
    with pytest.raises(sa.exc.IntegrityError) as caught, db.session.no_autoflush, db.session.begin_nested():
        db.session.flush()
    assert violated(caught.value) == "ck_exports_names_for_a_reason"


@pytest.mark.once
def test_nothing_is_taken_of_a_day_to_come_or_of_nobody(cohort, now):
    lead = make_actor(Side.STAFF)
    with pytest.raises(Refused, match="still to come"):
        take([cohort], now, actor=lead, as_of=now.date() + timedelta(days=1))
    with pytest.raises(Refused, match="Nobody has started"):
        take([], now, actor=lead)


def test_a_cohort_outside_reach_is_never_taken(cohort, client, now):
    other = make_cohort()
    graduate(other, name="Out Of Reach")
    actor = make_coordinator(cohort.program)
    assert [row.id for row in queries.chosen(actor, program_id=None, cohort_id=None, since=None, until=None)] == [
        cohort.id
    ]
    client.sign_in(actor)
    page = client.get_page("/exports/people/new")
    assert other.name not in page.main
    refused = client.submit(page.form("/exports/people/new"), status=422, cohort_id=str(other.id))
    assert "Not a valid choice" in refused.main
    assert db.session.scalars(sa.select(Export)).all() == []


def test_the_file_is_for_whoever_made_it_while_the_cohort_is_in_reach(cohort, client, now):
    lead = make_actor(Side.STAFF)
    actor = make_coordinator(cohort.program)
    export = take([cohort], now, actor=actor)
    for who, page_status, file_status in ((actor, 200, 200), (lead, 200, 404), (make_coordinator(), 404, 404)):
        client.sign_in(who)
        client.get_page(f"/exports/{export.id}", status=page_status)
        assert client.get(f"/exports/{export.id}/files/1").status_code == file_status
    assert "Only whoever made this export" in _seen_by(client, lead, export).main
    db.session.execute(sa.text("DELETE FROM program_assignments"))
    client.sign_in(actor)
    assert client.get(f"/exports/{export.id}/files/1").status_code == 404


def _seen_by(client, who, export):
    client.sign_in(who)
    return client.get_page(f"/exports/{export.id}")


@pytest.mark.once
def test_people_are_taken_with_a_password_that_was_just_proven(cohort, client, now):
    client.sign_in(make_coordinator(cohort.program))
    page = client.get_page("/exports/people/new")
    page = client.follow(client.submit(page.form("/exports/people/new"), status=302, kind="nace"))
    link = file_of(page)
    answer = client.get(link)
    assert answer.data.decode("utf-8-sig").startswith("reference,name,program,cohort,graduated_on")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="nace-2')
    db.session.execute(sa.update(SignIn).values(proven_at=now - timedelta(minutes=11)))
    assert "/account/prove" in (client.get(link).location or client.get_page(link, status=409).html)
    form = client.get_page("/exports/people/new").form("/exports/people/new")
    assert "/account/prove" in client.submit(form, kind="nace").html
    asked_again = client.submit(form, status=422, with_names="y", since="2026-02-01", until="2026-01-01")
    for sentence in ("Say why names are needed", "The period ends before it begins"):
        assert sentence in asked_again.main
    assert len(db.session.scalars(sa.select(Export)).all()) == 1


@pytest.mark.once
def test_figures_go_out_as_a_table_a_workbook_and_data(cohort, client, now):
    client.sign_in(make_coordinator(cohort.program))
    starts = {}
    for kind in ("figures_csv", "figures_xlsx", "figures_json"):
        page = client.get_page(f"/exports/figures/new?cohort={cohort.id}")
        page = client.follow(client.submit(page.form("/exports/figures/new"), status=302, kind=kind))
        starts[kind] = client.get(file_of(page)).data
    assert starts["figures_csv"].startswith("\ufefffigure,title,window_days".encode())
    assert starts["figures_xlsx"].startswith(b"PK")
    told = json.loads(starts["figures_json"])
    assert list(told) == ["schema", "schema_version", "made_at", "as_of", "scope", "report", "people", "figures"]
    assert (told["people"], [one["name"] for one in told["scope"]["cohorts"]]) == (1, ["=Winter"])
    placed = next(one for one in told["figures"] if one["figure"] == "graduate_placement")
    assert (placed["numerator"], placed["denominator"], placed["definition"]["number"]) == (1, 1, 1)
    assert "Ada Quill" not in starts["figures_json"].decode() + starts["figures_csv"].decode()


def test_a_large_one_is_one_job_after_the_other_and_trying_again_changes_nothing(now, monkeypatch):
    cohorts = [make_cohort(starts_on=GRADUATED - timedelta(days=120 + n)) for n in range(12)]
    for row in cohorts:
        graduate(row, placed=False)
    monkeypatch.setattr("marketplace.outcomes.exports.actions.asking.AT_ONCE", 5)
    export = take(cohorts, now, actor=make_actor(Side.STAFF))
    assert (export.progress.done, export.progress.total, len(jobs())) == (0, 12, 1)
    written = making.write
    monkeypatch.setattr(making, "write", _fails)
    with pytest.raises(OSError, match="full"), db.session.begin_nested():
        actions.carry_out(export_id=str(export.id), now=now)
    monkeypatch.setattr(making, "write", written)
    actions.carry_out(export_id=str(export.id), now=now)
    assert (export.progress.done, export.progress.rows, len(jobs())) == (10, 10, 2)
    for _again in range(2):
        actions.carry_out(export_id=str(export.id), now=now)
    assert (export.progress.done, len(rows_of(export)), len(jobs())) == (12, 13, 2)
    assert db.session.get_one(ExportResult, export.id).rows == 12


def _fails(*_arguments, **_named):
    raise OSError("the disk is full")


@pytest.mark.once
def test_the_job_has_the_rights_that_whoever_asked_has_now(cohort, now, monkeypatch):
    monkeypatch.setattr("marketplace.outcomes.exports.actions.asking.AT_ONCE", 0)
    actor = make_coordinator(cohort.program)
    export = take([cohort], now, actor=actor)
    db.session.get_one(Membership, actor.membership_id).ended_at = now
    actions.carry_out(export_id=str(export.id), now=now)
    result = db.session.get_one(ExportResult, export.id)
    assert (result.problem, bytes_of(export)) == ("Whoever asked for it can no longer see all of these cohorts.", b"")


@pytest.mark.once
def test_five_thousand_rows_are_sent_piece_by_piece(cohort, client, now, monkeypatch):
    from dataclasses import replace
    from uuid import UUID

    person = replace(known_graduate(job()), cohort_id=cohort.id)
    people = [replace(one, enrolment_id=UUID(int=n)) for n, one in enumerate(many(5000, person))]
    monkeypatch.setattr(making, "starters", lambda _scope: people)
    actor = make_actor(Side.STAFF)
    export = take([cohort], now, actor=actor)
    client.sign_in(actor)
    answer = client.get(f"/exports/{export.id}/files/1")
    assert answer.is_streamed
    assert (len(answer.data.splitlines()), int(answer.headers["Content-Length"])) == (5001, len(answer.data))
    assert db.session.get_one(ExportResult, export.id).rows == 5000
    assert len(db.session.scalars(sa.select(ExportPiece.position)).all()) > 1


def test_the_pack_holds_the_files_behind_verified_work_and_each_counts_as_opened(cohort, now, monkeypatch):
    placed = graduate(cohort, name="Bo Tern")
    graduate(cohort, name="Cy Vole", placed=False)
    placement = db.session.scalars(
        sa.select(_placements()).where(_placements().jobseeker_id == placed.jobseeker_id)
    ).one()
    paper = make_paper(placement)
    seen = []
    monkeypatch.setattr(
        "marketplace.supply.documents.actions.sending._witnesses",
        [lambda document_id, person_id, *, actor, now: seen.append((document_id, actor.person_id))],
    )
    actor = make_coordinator(cohort.program)
    export = take([cohort], now, actor=actor, kind="evidence")
    actions.carry_out(export_id=str(export.id), now=now)
    archive = zipfile.ZipFile(io.BytesIO(bytes_of(export)))
    name = f"files/{queries.reference(placement.id, 'W')}-1.pdf"
    assert archive.namelist() == ["index.csv", "figures.json", name]
    assert archive.read(name) == documents_of(paper)
    index = archive.read("index.csv").decode("utf-8-sig").splitlines()
    assert sorted(line.split(",")[-1] for line in index[1:]) == ["", "none_to_read"]
    assert "Bo Tern" not in archive.read("index.csv").decode() + archive.read("figures.json").decode()
    assert seen == [(paper.document_id, actor.person_id)]


def _placements():
    from marketplace.hiring.placements.models import Placement

    return Placement


def documents_of(paper):
    from marketplace.supply.documents import queries as files

    return files.content_of(paper.document_id)


@pytest.mark.once
def test_a_file_that_may_not_be_read_stays_out_and_a_full_archive_is_followed_by_another(cohort, now, monkeypatch):
    placements = db.session.scalars(sa.select(_placements())).all()
    papers = [make_paper(placements[0]) for _number in range(3)]

    def witness(document_id, person_id, *, actor, now):
        if document_id == papers[2].document_id:
            raise Refused("Not this one.")

    monkeypatch.setattr("marketplace.supply.documents.actions.sending._witnesses", [witness])
    monkeypatch.setattr("marketplace.outcomes.exports.actions.packing.VOLUME", 1)
    export = take([cohort], now, actor=make_actor(Side.STAFF), kind="evidence")
    actions.carry_out(export_id=str(export.id), now=now)
    db.session.expire(export)
    packed = [zipfile.ZipFile(io.BytesIO(bytes_of(export, file.number))) for file in export.files]
    assert [len(one.namelist()) for one in packed] == [2, 2, 2]
    assert sum("may_not_be_read" in one.read("index.csv").decode() for one in packed) == 1
    assert db.session.get_one(ExportResult, export.id).rows == 3


def test_the_files_are_kept_for_a_week(cohort, client, now):
    actor = make_actor(Side.STAFF)
    export = take([cohort], now, actor=actor)
    actions.forget_old(now=now + timedelta(days=7) - timedelta(seconds=1))
    assert bytes_of(export)
    actions.forget_old(now=now + timedelta(days=7))
    assert bytes_of(export) == b""
    assert db.session.get_one(ExportResult, export.id).rows == 1


def test_who_is_forgotten_is_in_no_file_any_more(cohort, client, now):
    person = graduate(cohort, name="Bo Tern").jobseeker
    actor = make_actor(Side.STAFF)
    export = take([cohort], now, actor=actor, with_names=True, reason="The auditor asks")
    figures = actions.take_figures([cohort], kind="figures_csv", as_of=now.date(), actor=actor, now=now)
    waits = take([cohort], now, actor=actor, kind="evidence")
    profiles.leave(actor=jobseeker_actor(person), now=now)
    assert (bytes_of(export), bytes_of(figures) == b"") == (b"", False)
    assert "left meanwhile" in db.session.get_one(ExportResult, waits.id).problem
    client.sign_in(actor)
    assert client.get(f"/exports/{export.id}/files/1").status_code == 404
    assert "deleted" in client.get_page(f"/exports/{export.id}").main
    anew = take([cohort], now, actor=actor, with_names=True, reason="The auditor asks")
    assert ("Bo Tern" in "".join(rows_of(anew)), len(rows_of(anew))) == (False, 3)


def test_a_funder_takes_what_it_reads_and_nothing_else(cohort, client, now):
    funder = make_organisation(OrganisationKind.FUNDER, name="Eastmarch Works Fund")
    for _number in range(5):
        graduate(cohort)
    lead = make_actor(Side.STAFF)
    release = reports.release(cohort, organisation_id=funder.id, as_of=now.date(), actor=lead, now=now)
    for who, status in ((make_actor(Side.FUNDER), 404), (make_actor(Side.FUNDER, organisation=funder), 200)):
        client.sign_in(who)
        page = client.get_page(f"/released-figures/{release.id}/export", status=status)
    assert ("(CSV)" in page.main, "(XLSX)" in page.main, "(JSON)" in page.main) == (True, True, True)
    page = client.follow(client.submit(page.form(f"/released-figures/{release.id}/export"), status=302))
    link = file_of(page)
    head, *lines = csv.reader(io.StringIO(client.get(link).data.decode("utf-8-sig")))
    assert head == [
        *("program", "cohort", "figure", "withheld", "numerator", "denominator", "unknown", "left_early"),
        *("window_days", "as_of", "definition", "floor", "meaning"),
    ]
    numbers = ["no", "6", "6", "0", "0", "180", str(now.date()), "1", "verified by the program team"]
    assert [line[:-1] for line in lines] == [
        [cohort.program.title, "'=Winter", measure, *numbers] for measure in ("graduates", "starters")
    ]
    assert ["within 180 days of graduating." in line[-1] for line in lines] == [True, True]
    asked = client.get_page(f"/released-figures/{release.id}/export").form(f"/released-figures/{release.id}/export")
    book = client.get(file_of(client.follow(client.submit(asked, status=302, kind="figures_xlsx"))))
    sheet = load_workbook(io.BytesIO(book.data)).active
    assert [cell.value for cell in sheet[1]] == head
    assert [cell.value for cell in sheet[2]][1:8] == ["'=Winter", "graduates", "no", 6, 6, 0, 0], "no formula"
    client.get_page("/exports", status=404)
    reports.take_back(release, reason="Counted anew", actor=lead, now=now)
    assert client.get(link).status_code == 404
    client.sign_in(lead)
    assert "Figures, as a table" in client.get_page("/exports").main


@pytest.mark.once
def test_leads_read_who_took_what_and_others_their_own(cohort, client, now, counting):
    actor, lead = make_coordinator(cohort.program), make_actor(Side.STAFF)
    take([cohort], now, actor=actor)
    take([cohort], now, actor=lead, kind="wioa")
    for who, expected in ((lead, 2), (actor, 1), (make_coordinator(), 0)):
        client.sign_in(who)
        assert client.get_page("/exports").main.count("by the definitions of") == expected
    client.sign_in(lead)
    with counting() as few:
        client.get("/exports")
    for _number in range(9):
        take([cohort], now, actor=actor)
    with counting() as many_rows:
        client.get("/exports")
    assert len(few) == len(many_rows) <= 10
