"""What funders see: only what was released to them, as it stood on its day, and no number that points at people."""

import functools
import re
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import OrganisationKind
from marketplace.db import db
from marketplace.errors import Refused, sentence_for
from marketplace.hiring.placements.models import Related
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.reports import actions, queries
from marketplace.outcomes.reports.models import FigureRelease, FigureWithdrawal
from marketplace.outcomes.reports.queries import Figure, Group, Measure
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Reason
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.web.violations import violated
from tests.factories.accounts import make_actor, make_organisation
from tests.factories.hiring import make_placement, make_release
from tests.factories.programs import make_cohort
from tests.factories.supply import make_enrolment

pytestmark = pytest.mark.usefixtures("session")
AS_OF = date(2026, 9, 1)
GRADUATED = date(2026, 3, 1)


@pytest.fixture
def funder():
    return make_organisation(OrganisationKind.FUNDER, name="Eastmarch Works Fund")


@pytest.fixture
def cohort():
    """Twelve graduates: six verified in related work, six of whom nothing is known."""
    row = make_cohort(seats=40, starts_on=GRADUATED - timedelta(days=120))
    for number in range(12):
        graduate(row, placed=number < 6)
    return row


def graduate(cohort, *, placed):
    enrolment = make_enrolment(cohort=cohort, stage=EnrolmentStage.GRADUATED_ON_TIME, graduated_on=GRADUATED)
    if placed:
        make_placement(
            PlacementStage.VERIFIED,
            enrolment=enrolment,
            jobseeker=enrolment.jobseeker,
            starts_on=GRADUATED + timedelta(days=20),
            related=Related.YES,
            verified_at=datetime(2026, 5, 1, tzinfo=UTC),
        )
    return enrolment


def release(cohort, funder, **overrides):
    values = {"actor": make_actor(Side.STAFF), "now": datetime(2026, 9, 15, tzinfo=UTC), "as_of": AS_OF} | overrides
    return actions.release(cohort, organisation_id=funder.id, **values)


def hidden(figures):
    return [shown.figure is None for shown in queries.for_others(figures, smallest=5)]


def make_figure(measure=Measure.GRADUATES, **numbers):
    values = {"count": 6, "base": 12, "unknown": 6, "left_early": 0, "left_out": {}, "window_days": 180}
    return Figure(measure=measure, as_of=AS_OF, **values | numbers)


# ---- what is kept ----------------------------------------------------------------------------------


def test_what_was_released_stays_as_it_stood_when_more_becomes_known(cohort, funder):
    row = release(cohort, funder)
    for enrolment in [outcome.enrolment for outcome in queries.outcomes_of(cohort.id, as_of=AS_OF).people][:3]:
        enrolment.stage, enrolment.graduated_on = EnrolmentStage.WITHDREW, None
        enrolment.left_on, enrolment.left_for = AS_OF, Reason.WORK
    db.session.flush()
    graduates = queries.read(row.figures)[0]
    assert (graduates.count, graduates.base, graduates.unknown, graduates.as_of) == (6, 12, 6, AS_OF)


def test_keeping_a_figure_and_reading_it_again_is_the_identity():
    figures = [make_figure(left_out={Group.NOT_LOOKING: 7}), make_figure(Measure.STARTERS, base=30, left_early=9)]
    assert queries.read(queries.told(figures)) == figures


def test_a_day_to_come_and_a_cohort_without_people_are_refused_in_words(cohort, funder):
    with pytest.raises(Refused, match="still to come"):
        release(cohort, funder, as_of=date(2026, 9, 16))
    with pytest.raises(Refused, match="Nobody has started"):
        release(make_cohort(), funder)
    assert db.session.scalars(db.select(FigureRelease)).all() == []


def test_the_same_day_is_released_once_to_a_funder_and_again_when_it_was_taken_back(cohort, funder, client):
    client.sign_in(make_actor(Side.STAFF))
    words = {"organisation_id": funder.id, "as_of": AS_OF.isoformat()}
    client.send(f"/reports/cohorts/{cohort.id}/releases", status=302, **words)
    page = client.send(f"/reports/cohorts/{cohort.id}/releases", status=409, **words)
    assert "has the figures of this cohort as of that day already" in page.text
    row = db.session.scalars(db.select(FigureRelease)).one()
    client.send(f"/released-figures/{row.id}/take-back", status=422, reason="")
    client.send(f"/released-figures/{row.id}/take-back", status=302, reason="Counted a person twice.")
    client.send(f"/reports/cohorts/{cohort.id}/releases", status=302, **words)
    rows = db.session.scalars(db.select(FigureRelease).order_by(FigureRelease.seq)).all()
    assert [row.withdrawal.reason if row.withdrawal else "" for row in rows] == ["Counted a person twice.", ""]


def test_what_was_released_is_never_changed_nor_deleted(cohort, funder):
    row = release(cohort, funder)
    actions.take_back(row, reason="Counted a person twice.", actor=make_actor(Side.STAFF), now=row.released_at)
    for statement in (
        sa.update(FigureRelease).values(shown=[]),
        sa.update(FigureRelease).values(as_of=date(2026, 1, 1)),
        sa.delete(FigureRelease),
        sa.update(FigureWithdrawal).values(reason="No reason."),
        sa.delete(FigureWithdrawal),
    ):
        with pytest.raises(sa.exc.DatabaseError, match="only ever appended"), db.session.begin_nested():
            db.session.execute(statement.execution_options(synchronize_session=False))


def test_taking_back_twice_is_refused_in_words_though_both_have_read_the_row(cohort, funder):
    row, staff = release(cohort, funder), make_actor(Side.STAFF)
    assert row.withdrawal is None
    db.session.add(FigureWithdrawal(release_id=row.id, at=row.released_at, by_id=staff.person_id, reason="Wrong."))
    db.session.flush()
    with pytest.raises(sa.exc.IntegrityError) as error, db.session.begin_nested():
        actions.take_back(row, reason="Once more.", actor=staff, now=row.released_at)
    assert "taken back already" in sentence_for(violated(error.value))


# ---- what is withheld ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "withheld"),
    [
        ({}, False),
        ({"count": 0, "unknown": 12}, False),
        ({"count": 12, "unknown": 0}, False),
        ({"count": 4, "base": 12, "unknown": 8}, True),
        ({"count": 7, "base": 10, "unknown": 0}, True),
        ({"count": 6, "base": 16, "unknown": 9}, True),
        ({"count": 6, "base": 20, "unknown": 3}, True),
        ({"left_out": {Group.NOT_LOOKING: 1}}, False),
        ({"measure": Measure.STARTERS, "count": 5, "unknown": 5, "left_early": 2}, True),
    ],
    ids=["none", "nobody", "everybody", "few", "few others", "few known", "few unknown", "not shown", "few left"],
)
def test_a_figure_is_withheld_when_a_number_in_it_is_one_to_four_people(numbers, withheld):
    assert hidden([make_figure(**numbers)]) == [withheld]


def test_a_second_figure_is_withheld_when_the_two_bases_differ_by_a_few_people():
    near = [make_figure(), make_figure(Measure.STARTERS, base=15, unknown=9)]
    assert hidden(near) == [False, True]
    far = [make_figure(), make_figure(Measure.STARTERS, base=17, unknown=11)]
    assert hidden(far) == [False, False]


def test_a_withheld_number_is_not_in_the_page(funder, client):
    cohort = make_cohort(seats=40)
    for number in range(29):
        graduate(cohort, placed=number < 3)
    row = release(cohort, funder)
    reader = client.sign_in(make_actor(Side.FUNDER, organisation=funder))
    page = client.get_page(f"/released-figures/{row.id}")
    assert page.text.count("fewer than 5 people") == 2
    names = (cohort.name, cohort.program.title, funder.name, reader.name)
    text = functools.reduce(lambda said, name: said.replace(name, ""), names, page.text)
    assert re.findall(r"\b29\b", text) == []


# ---- who sees it -----------------------------------------------------------------------------------


def test_a_funder_sees_its_own_releases_and_nothing_else(cohort, funder, client):
    mine = release(cohort, funder)
    other = make_release()
    client.sign_in(make_actor(Side.FUNDER, organisation=funder))
    listing = client.get_page("/released-figures")
    links = [node.attributes["href"] for node in listing.all("main a")]
    assert links == [f"/released-figures/{mine.id}", "/equity"]
    page = client.get_page(f"/released-figures/{mine.id}")
    assert "of 12 graduates who were looking" in page.text
    client.get_page(f"/released-figures/{other.id}", status=404)
    client.get_page(f"/reports/cohorts/{cohort.id}", status=404)


def test_what_was_taken_back_is_gone_for_the_funder_at_the_next_page(cohort, funder, new_client):
    row = release(cohort, funder)
    theirs, ours = new_client(), new_client()
    theirs.sign_in(make_actor(Side.FUNDER, organisation=funder))
    ours.sign_in(make_actor(Side.STAFF))
    theirs.get_page(f"/released-figures/{row.id}")
    ours.send(f"/released-figures/{row.id}/take-back", status=302, reason="Counted a person twice.")
    theirs.get_page(f"/released-figures/{row.id}", status=404)
    assert "Nothing has been released to you yet" in theirs.get_page("/released-figures").text
    assert "Counted a person twice." in ours.get_page(f"/released-figures/{row.id}").text


def test_the_first_page_of_a_funder_is_what_was_released(funder, client):
    client.sign_in(make_actor(Side.FUNDER, organisation=funder))
    assert client.get("/").location == "/released-figures"


def test_nobody_is_named_in_what_a_funder_sees(cohort, funder, client):
    names = {o.enrolment.jobseeker.person.name for o in queries.outcomes_of(cohort.id, as_of=AS_OF).people}
    row = release(cohort, funder)
    client.sign_in(make_actor(Side.FUNDER, organisation=funder))
    page = client.get_page(f"/released-figures/{row.id}")
    assert [name for name in names if name in page.html] == []


def test_the_list_asks_the_database_as_often_for_one_as_for_three(funder, client, counting):
    client.sign_in(make_actor(Side.FUNDER, organisation=funder))
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_release(organisation_id=funder.id)
        with counting() as statements:
            client.get_page("/released-figures")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 25
