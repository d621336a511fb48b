"""The evidence of an audit: of the placements that were drawn and of no others, by the job, on record, for its reader."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import SignIn
from marketplace.db import db
from marketplace.errors import Refused
from marketplace.hiring.placements.models import Placement
from marketplace.outcomes.exports import actions, queries
from marketplace.outcomes.exports.actions import making
from marketplace.outcomes.exports.models import Export, ExportResult
from marketplace.outcomes.snapshots import actions as snapshots
from marketplace.sides import Side
from marketplace.supply.jobseekers import actions as profiles
from marketplace.web.violations import violated
from tests.factories.accounts import make_actor
from tests.factories.placements import make_paper
from tests.factories.programs import make_coordinator
from tests.factories.snapshots import FROZEN_AT, make_frozen, make_small_world, make_work
from tests.factories.supply import jobseeker_actor
from tests.outcomes.test_exports_taking import bytes_of, file_of

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def staff():
    return make_actor(Side.STAFF)


@pytest.fixture
def world():
    """Three graduates with verified work and a paper each."""
    cohort, people = make_small_world()
    for one in people[1:]:
        make_work(one)
    for placement in db.session.scalars(sa.select(Placement)).all():
        make_paper(placement)
    return cohort, people


def drawn(world, staff, size=1):
    return snapshots.draw(make_frozen([world[0]]), size=size, actor=staff, now=FROZEN_AT)


def take(audit, now, actor, **asked):
    values = {"with_names": False, "reason": ""} | asked
    return actions.take_audit(audit, actor=actor, now=now, **values)


def made(export, now):
    actions.carry_out(export_id=str(export.id), now=now)
    db.session.expire(export)
    return zipfile.ZipFile(io.BytesIO(bytes_of(export)))


def index_of(archive):
    return list(csv.DictReader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))


def test_the_pack_holds_what_shows_the_drawn_work_and_nobody_elses(world, staff, now, monkeypatch):
    opened = []
    monkeypatch.setattr(
        "marketplace.supply.documents.actions.sending._witnesses",
        [lambda document_id, person_id, *, actor, now: opened.append((person_id, actor.person_id))],
    )
    audit = drawn(world, staff)
    (line,) = audit.lines
    export = take(audit, now, staff)
    assert (export.result, bytes_of(export)) == (None, b"")
    archive, work = made(export, now), queries.reference(line.placement_id, "W")
    assert archive.namelist() == ["index.csv", "audit.json", "figures.json", f"files/{work}-1.pdf"]
    assert [(row["reference"], row["placement"], row["name"]) for row in index_of(archive)] == [
        (queries.reference(line.placement.enrolment_id), work, "")
    ]
    assert opened == [(line.placement.jobseeker_id, staff.person_id)]
    names = {one.jobseeker.person.name for one in world[1]}
    assert [name for name in names if name in archive.read("index.csv").decode()] == []
    assert (export.result.rows, len(export.files)) == (1, 1)


def test_the_pack_says_how_it_was_drawn_and_what_was_frozen(world, staff, now):
    audit = drawn(world, staff, size=2)
    make_frozen([world[0]])
    gone = {"verified_at": None, "verified_by_id": None, "evidence_level": None}
    db.session.execute(sa.update(Placement).values(stage="disputed", **gone))
    archive = made(take(audit, now, staff), now)
    told = json.loads(archive.read("audit.json"))
    assert told == {
        "schema": "guildhall.audit",
        "schema_version": 1,
        "report": told["report"],
        "drawn_at": FROZEN_AT.isoformat(timespec="seconds"),
        "seed": audit.seed,
        "size": 2,
        "population": 3,
        "placements": [queries.reference(line.placement_id, "W") for line in audit.lines],
    }
    figures = json.loads(archive.read("figures.json"))
    assert figures["report"]["digest"] == told["report"]["digest"] == audit.version.digest
    (placed,) = (one for one in figures["figures"] if one["figure"] == "graduate_placement")
    assert (placed["numerator"], placed["denominator"]) == (3, 3)
    assert [row["placement"] for row in index_of(archive)] == told["placements"]


def test_a_large_sample_is_packed_some_placements_at_a_time(world, staff, client, now, monkeypatch):
    monkeypatch.setattr(making, "SAMPLE", 2)
    audit = drawn(world, staff, size=3)
    client.sign_in(staff)
    page = client.get_page(f"/audits/{audit.id}")
    assert f"/audits/{audit.id}/evidence" in page.html
    page = client.get_page(f"/audits/{audit.id}/evidence")
    page = client.follow(client.submit(page.form(f"/audits/{audit.id}/evidence"), status=302))
    assert "0 of 3 placements are packed." in page.main
    export = db.session.scalars(sa.select(Export)).one()
    for done in (2, 3, 3):
        actions.carry_out(export_id=str(export.id), now=now)
        assert export.progress.done == done
    db.session.expire(export)
    packs = [zipfile.ZipFile(io.BytesIO(bytes_of(export, file.number))) for file in export.files]
    assert [len(index_of(one)) for one in packs] == [2, 1]
    assert [row["placement"] for one in packs for row in index_of(one)] == [
        queries.reference(line.placement_id, "W") for line in audit.lines
    ]
    page = client.get_page(f"/exports/{export.id}")
    assert f"3 of 3 placements, by the seed {audit.seed}" in page.main
    assert client.get(file_of(page)).data == bytes_of(export)
    assert "a sample of 3" in client.get_page("/exports").main


def test_names_go_in_for_a_reason_and_never_of_who_has_left(world, staff, client, now):
    audit = drawn(world, staff, size=3)
    with pytest.raises(Refused, match="Say why names are needed"):
        take(audit, now, staff, with_names=True)
    client.sign_in(staff)
    form = client.get_page(f"/audits/{audit.id}/evidence").form(f"/audits/{audit.id}/evidence")
    assert "Say why names are needed" in client.submit(form, status=422, with_names="y").main
    left, *stay = [line.placement.jobseeker for line in audit.lines]
    asked = {"with_names": True, "reason": "The auditor asks"}
    waits, kept = take(audit, now, staff, **asked), take(audit, now, staff, **asked)
    made(kept, now)
    profiles.leave(actor=jobseeker_actor(left), now=now)
    assert bytes_of(kept) == b""
    assert "left meanwhile" in db.session.get_one(ExportResult, waits.id).problem
    archive = made(take(audit, now, staff, **asked), now)
    assert [row["name"] for row in index_of(archive)] == ["", *[one.person.name for one in stay]]


def test_who_does_not_see_the_report_takes_nothing_of_its_audit(world, staff, client, now):
    other, _people = make_small_world()
    both = snapshots.draw(make_frozen([world[0], other]), size=2, actor=staff, now=FROZEN_AT)
    coordinator = make_coordinator(world[0].program)
    client.sign_in(coordinator)
    client.get_page(f"/audits/{both.id}/evidence", status=404)
    own = drawn(world, staff)
    export = take(own, now, coordinator)
    db.session.execute(sa.text("DELETE FROM program_assignments"))
    actions.carry_out(export_id=str(export.id), now=now)
    assert "can no longer see" in db.session.get_one(ExportResult, export.id).problem
    for side in (Side.FUNDER, Side.EMPLOYER, Side.JOBSEEKER):
        client.sign_in(make_actor(side))
        client.get_page(f"/audits/{own.id}/evidence", status=404)


def test_it_is_taken_with_a_password_that_was_just_proven(world, staff, client, now):
    audit = drawn(world, staff)
    client.sign_in(staff)
    form = client.get_page(f"/audits/{audit.id}/evidence").form(f"/audits/{audit.id}/evidence")
    db.session.execute(sa.update(SignIn).values(proven_at=datetime.now(UTC) - timedelta(minutes=11)))
    assert "/account/prove" in client.submit(form, status=409).html
    assert db.session.scalars(sa.select(Export)).all() == []


def test_only_evidence_is_of_an_audit(world, staff, now):
    export = take(drawn(world, staff), now, staff)
    row = Export(kind="cirr", as_of=now.date(), at=now, audit_id=export.audit_id, reason="", definitions={})
    row.requested_by_id, row.membership_id = export.requested_by_id, export.membership_id
    db.session.add(row)
    with pytest.raises(sa.exc.IntegrityError) as caught, db.session.no_autoflush, db.session.begin_nested():
        db.session.flush()
    assert violated(caught.value) == "ck_exports_evidence_of_an_audit"
