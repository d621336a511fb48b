"""Pages of frozen reports: from a report down to one person's evidence and the employer's words, and who sees them."""

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.hiring.placements.models import Placement
from marketplace.outcomes.snapshots import actions, queries
from marketplace.outcomes.snapshots.models import Finding, FrozenPerson, Wrong
from marketplace.sides import Side
from tests.factories import accounts, programs
from tests.factories.placements import make_paper
from tests.factories.snapshots import FROZEN_AT, make_freezing, make_frozen, make_small_world, make_work

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def staff(client):
    actor = accounts.make_actor(Side.STAFF)
    client.sign_in(actor)
    return actor


def test_a_report_is_frozen_by_its_form(staff, client):
    cohort, _people = make_small_world()
    page = client.get_page("/frozen-reports/new")
    told = {"title": "Spring", "as_of": "2024-01-31", "program_ids": [str(cohort.program_id)]}
    client.submit(page.form("/frozen-reports"), **told, ends_from="", ends_until="", keys=["any_job", "wages"])
    (version,) = db.session.scalars(queries.versions(staff)).all()
    page = client.get_page(f"/frozen-versions/{version.id}")
    assert "Frozen report, version 1" in page.main
    assert version.report.keys == ["any_job", "wages"]
    assert "Spring" in client.get_page("/frozen-reports").main


def test_from_a_number_down_to_the_papers_and_the_chain(staff, client):
    cohort, people = make_small_world()
    work = db.session.scalars(sa.select(Placement)).one()
    make_paper(work)
    version = make_frozen([cohort])
    page = client.get_page(f"/frozen-versions/{version.id}/people/graduate_placement/count")
    assert people[0].jobseeker.person.name in page.main
    assert people[1].jobseeker.person.name not in page.main
    row = db.session.scalars(sa.select(FrozenPerson).where(FrozenPerson.enrolment_id == people[0].id)).one()
    page = client.get_page(f"/frozen-people/{row.id}")
    assert "Offer letter" in page.main
    assert f"/placements/{work.id}/chain" in page.html
    assert client.get(f"/frozen-versions/{version.id}/people/graduate_placement/nobody").status_code == 404
    assert client.get(f"/frozen-versions/{version.id}/people/hours/count").status_code == 404


def test_a_restatement_says_what_moved_and_the_older_version_says_that_it_is_there(staff, client):
    cohort, people = make_small_world()
    first = make_frozen([cohort])
    make_work(people[1])
    page = client.get_page(f"/frozen-reports/{first.report_id}")
    client.submit(page.form(f"/frozen-reports/{first.report_id}/versions"), reason="A contract came in late")
    second = queries.newest(first.report_id)
    page = client.get_page(f"/frozen-versions/{second.id}/difference")
    for words in ("A contract came in late", people[1].jobseeker.person.name, "1 of 3", "2 of 3"):
        assert words in page.main
    assert "There is a newer version." in client.get_page(f"/frozen-versions/{first.id}").main
    assert "A contract came in late" in client.get_page(f"/frozen-versions/{second.id}").main
    assert client.get(f"/frozen-versions/{first.id}/difference").status_code == 404
    assert "the same." in client.get_page(f"/frozen-versions/{first.id}/digest").main


def test_a_coordinator_sees_only_reports_whose_cohorts_are_all_within_reach(client):
    cohort, _people = make_small_world()
    other, _others = make_small_world()
    own, both = make_frozen([cohort]), make_frozen([cohort, other])
    coordinator = accounts.make_actor(Side.STAFF, all_programs=False)
    programs.make_assignment(cohort.program, coordinator)
    client.sign_in(coordinator)
    assert client.get(f"/frozen-versions/{own.id}").status_code == 200
    for address in (f"frozen-versions/{both.id}", f"frozen-reports/{both.report_id}"):
        assert client.get(f"/{address}").status_code == 404
    assert db.session.scalars(queries.versions(coordinator)).all() == [own]
    for side in (Side.EMPLOYER, Side.FUNDER, Side.JOBSEEKER):
        assert not db.session.scalars(queries.reports(accounts.make_actor(side))).all()


def test_an_audit_is_drawn_ticked_and_fixed(staff, client):
    cohort, people = make_small_world()
    make_work(people[1])
    version = make_frozen([cohort])
    audit = actions.draw(version, size=20, actor=staff, now=FROZEN_AT)
    assert (audit.size, audit.population) == (2, 2)
    assert [one.placement_id for one in audit.lines] == queries.draw(
        queries.placements_of(version), size=2, seed=audit.seed
    )
    with pytest.raises(Refused, match="Nobody has looked"):
        actions.finish(audit, actor=staff, now=FROZEN_AT)
    page = client.get_page(f"/audits/{audit.id}")
    assert "Say what was found" in page.main
    line = audit.lines[0]
    told = {"line_id": line.id, "actor": staff, "now": FROZEN_AT}
    with pytest.raises(Refused, match="not right"):
        actions.tick(audit, finding="wrong", what="", **told)
    actions.tick(audit, finding="wrong", what="hours", **told)
    result = queries.result_of(audit)
    assert (result.errors, result.looked_at, result.unknown) == (1, 1, 1)
    actions.finish(audit, actor=staff, now=FROZEN_AT)
    assert "The hours" in client.get_page(f"/audits/{audit.id}").main
    with pytest.raises(Refused, match="finished"):
        actions.tick(audit, finding="right", what="", **told)
    for table in ("outcome_audits SET size = size", "outcome_audit_lines SET position = position"):
        with pytest.raises(sa.exc.DatabaseError, match="finished audit stays"), db.session.begin_nested():
            db.session.execute(sa.text(f"UPDATE {table}"))


def test_a_finding_is_ticked_at_its_line_and_comes_back_where_it_does_not_hold(staff, client):
    cohort, people = make_small_world()
    make_work(people[1])
    audit = actions.draw(make_frozen([cohort]), size=20, actor=staff, now=FROZEN_AT)
    page, line = f"/audits/{audit.id}", audit.lines[1]
    address = f"{page}/lines/{line.id}"
    assert "Say what is not right." in client.send(address, status=422, finding="wrong", what="").main
    assert line.finding is None
    client.submit(client.get_page(page).form(address), status=302, finding="wrong", what="wage")
    assert (line.finding, line.what, line.ticked_by_id) == (Finding.WRONG, Wrong.WAGE, staff.person_id)
    assert audit.lines[0].finding is None
    other = actions.draw(audit.version, size=1, actor=staff, now=FROZEN_AT).lines[0]
    client.send(f"{page}/lines/{other.id}", status=404, finding="right", what="")


def test_pages_ask_the_database_as_often_for_many_people_as_for_few(staff, client, counting):
    few, many = make_frozen([make_small_world(3)[0]]), make_frozen([make_small_world(12)[0]])
    for path in ("", "/people/graduation/base"):
        db.session.expire_all()
        with counting() as before:
            client.get_page(f"/frozen-versions/{few.id}{path}")
        db.session.expire_all()
        with counting() as after:
            client.get_page(f"/frozen-versions/{many.id}{path}")
        assert len(before) == len(after) <= 25
    make_freezing(few.report, "To be sure")
    assert "nothing had changed" in client.get_page(f"/frozen-reports/{few.report_id}").main
