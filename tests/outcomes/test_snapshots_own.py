"""A report with definitions of its own: it alone is counted so, every version says it, and what is frozen stays."""

import io
import json

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.hiring.placements.models import Placement
from marketplace.outcomes.measures import actions as measures
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.snapshots import actions, queries
from marketplace.outcomes.snapshots.models import FrozenReport, OutcomeReport, OutcomeReportDefinition
from marketplace.sides import Side
from tests.conftest import NOW
from tests.factories.accounts import make_actor
from tests.factories.programs import make_coordinator, make_program
from tests.factories.snapshots import make_freezing, make_report, make_small_world

pytestmark = pytest.mark.usefixtures("session", "now")
KEY = Key.GRADUATE_PLACEMENT
LATER = "Whoever finds work later than the window of this report"


@pytest.fixture
def lead():
    return make_actor(Side.STAFF, all_programs=True)


@pytest.fixture
def cohort():
    """Three graduates, of whom one has verified related work that began within the window of the house."""
    return make_small_world()[0]


@pytest.fixture
def report(cohort, lead):
    return make_report([cohort], lead)


def narrow(report, lead, **changes):
    """The report counts work from the day of graduating alone; the house goes on with its window."""
    state = queries.in_force(report)[KEY].state
    changes = changes or {"window_days": 1}
    return actions.define(report, KEY, changes, state=state, why="The funder’s rule.", actor=lead, now=NOW)


def frozen(report, lead, reason=""):
    return make_freezing(report, reason, lead).version


def placed(version):
    figure = next(one for one in version.figures if one["key"] == KEY.value)
    return figure["count"], figure["base"], figure["unknown"]


def rule(version):
    return next(one for one in version.definitions if one["key"] == KEY.value)


def test_a_report_counts_by_its_own_definition_and_every_other_by_that_of_the_house(cohort, report, lead):
    work = db.session.scalars(sa.select(Placement)).one()
    days = (work.starts_on - work.enrolment.graduated_on).days
    assert days > 1
    narrow(report, lead)
    own, house = frozen(report, lead), frozen(make_report([cohort], lead), lead)
    assert placed(house) == (1, 3, 2)
    assert placed(own)[0] == 0
    assert (rule(own)["own"], rule(own)["number"], rule(own)["settings"]["window_days"]) == (True, 1, 1)
    assert "own" not in rule(house)
    others = [[one for one in version.definitions if one["key"] != KEY.value] for version in (own, house)]
    assert others[0] == others[1]


def test_what_is_frozen_stays_and_the_next_version_says_that_the_definition_changed(report, lead):
    first = frozen(report, lead)
    before = (placed(first), first.digest, first.definitions)
    narrow(report, lead)
    second = frozen(report, lead, reason="The funder counts otherwise.")
    db.session.refresh(first)
    assert (placed(first), first.digest, first.definitions) == before
    moved = next(one for one in second.difference if one["key"] == KEY.value)
    assert (moved["before"]["definition"], moved["after"]["definition"]) == (1, "own 1")
    assert (moved["before"]["count"], moved["after"]["count"]) == (1, 0)


def test_a_definition_of_its_own_with_the_number_of_the_house_is_another_one(report, lead):
    """Number 1 of the house and number 1 of the report count the same people here, and are told apart."""
    first = frozen(report, lead)
    narrow(report, lead, least_hours="0.5")
    second = frozen(report, lead, reason="The funder leaves out less than half an hour.")
    assert [one["key"] for one in second.difference] == [KEY.value]
    assert placed(second) == placed(first)


def test_the_house_moves_every_report_but_those_with_their_own(report, lead):
    narrow(report, lead)
    own = frozen(report, lead)
    measures.redefine(KEY, {"window_days": 30}, number=1, why="A shorter window.", actor=lead, now=NOW)
    assert make_freezing(report, "Again.", lead).version is None
    assert queries.in_force(report)[KEY].definition.settings.window_days == 1
    assert placed(own)[0] == 0


def test_a_report_goes_back_to_the_house(report, lead):
    first = frozen(report, lead)
    narrow(report, lead)
    back = queries.in_force(report)[KEY]
    actions.define(report, KEY, None, state=back.state, why="The rule is gone.", actor=lead, now=NOW)
    assert make_freezing(report, "Again.", lead).version is None
    known = queries.in_force(report)[KEY]
    assert (known.definition.own, known.definition.number, known.rows) == (False, 1, 2)
    assert rule(first) == queries.kept_definition(known.definition)
    told = [(one.own if one else None, row.number) for one, row in queries.definitions_of(report.id, KEY)]
    assert told == [(None, 2), (True, 1)]


@pytest.mark.parametrize(
    ("changes", "state", "says"),
    [
        ({"window_days": 90}, "0-7", "Somebody has changed this definition meanwhile"),
        ({"window_days": 90}, "1-1", "Somebody has changed this definition meanwhile"),
        ({"window_days": 180}, "0-1", "That is what the definition says already"),
        (None, "0-1", "It is counted by the definition of the house already"),
    ],
)
def test_what_can_not_be_set_is_refused(report, lead, changes, state, says):
    with pytest.raises(Refused, match=says):
        actions.define(report, KEY, changes, state=state, why="So.", actor=lead, now=NOW)


def test_what_was_set_can_not_be_rewritten(report, lead):
    row = narrow(report, lead)
    for change in ("UPDATE outcome_report_definitions SET why = 'x'", "DELETE FROM outcome_report_definitions"):
        with pytest.raises(sa.exc.DBAPIError), db.session.begin_nested():
            db.session.execute(sa.text(change))
    db.session.refresh(row)
    assert row.why == "The funder’s rule."


def test_a_lead_sets_it_on_the_page_before_anything_is_counted(cohort, client, lead):
    client.sign_in(lead)
    page = client.get_page("/frozen-reports/new")
    fields = {"title": "For the funder", "as_of": "2026-09-01", "keys": KEY.value, "later": "y"}
    page = client.follow(client.submit(page.form("/frozen-reports"), status=302, **fields))
    assert "Nothing is counted yet" in page.text
    report = db.session.scalars(sa.select(OutcomeReport)).one()
    assert db.session.scalars(sa.select(FrozenReport)).all() == []
    address = f"/frozen-reports/{report.id}/definitions/{KEY}"
    form, stale = (client.get_page(address).form(address) for _page in range(2))
    wrong = client.submit(form, status=422, window_days="none", why=LATER)
    assert LATER in wrong.text
    assert 'value="none"' in wrong.html
    page = client.follow(client.submit(form, status=302, window_days="1", why=LATER))
    assert "This report’s own definition 1" in page.text
    late = client.submit(stale, status=409, window_days="60", why="From an old page.")
    assert "Somebody has changed this definition meanwhile" in late.text
    freeze = page.form(f"/frozen-reports/{report.id}/versions")
    page = client.follow(client.submit(freeze, status=302))
    assert "This report’s own definition 1" in page.text
    assert "1 days after graduating" in page.text
    (row,) = db.session.scalars(sa.select(OutcomeReportDefinition))
    assert (row.by_id, row.why, row.settings["window_days"]) == (lead.person_id, LATER, 1)


def test_whoever_is_no_lead_reads_it_and_sets_nothing(cohort, report, client, lead):
    narrow(report, lead)
    frozen(report, lead)
    address = f"/frozen-reports/{report.id}/definitions/{KEY}"
    client.sign_in(make_coordinator(cohort.program))
    page = client.get_page(f"/frozen-reports/{report.id}")
    assert "This report’s own definition 1" in page.text
    assert not page.has(f"a[href='{address}']")
    client.get_page(address, status=404)
    client.sign_in(make_coordinator(make_program()))
    client.get_page(f"/frozen-reports/{report.id}", status=404)
    client.sign_in(lead)
    client.get_page(f"/frozen-reports/{report.id}/definitions/impact_ratio", status=404)


def test_its_files_say_that_the_definition_is_its_own(report, client, lead):
    narrow(report, lead)
    version = frozen(report, lead)
    client.sign_in(lead)
    found = {}
    for kind in ("figures_json", "figures_xlsx"):
        form = client.get_page(f"/frozen-versions/{version.id}/export").form()
        page = client.follow(client.submit(form, status=302, kind=kind))
        (link,) = [one.attributes["href"] for one in page.all("a[download]")]
        found[kind] = client.get(link).data
    told = json.loads(found["figures_json"])["figures"]
    (ours,) = [one["definition"] for one in told if one["figure"] == KEY.value]
    assert (ours["number"], ours["of_the_report_alone"], ours["settings"]["window_days"]) == (1, True, 1)
    assert {one["definition"]["of_the_report_alone"] for one in told if one["figure"] != KEY.value} == {False}
    head, *rows = load_workbook(io.BytesIO(found["figures_xlsx"])).active.values
    numbers = {row[0]: row[head.index("definition_number")] for row in rows}
    assert (numbers[KEY.value], numbers[Key.ANY_JOB.value]) == ("own 1", 1)
