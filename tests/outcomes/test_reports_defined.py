"""What leaves the house is counted by the definitions in force, and what was released keeps the one it was counted by."""

from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.accounts.models import OrganisationKind
from marketplace.db import db
from marketplace.hiring.placements.models import Related
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.measures import actions as measures
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.reports import actions, queries
from marketplace.outcomes.reports.models import FigureRelease
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from tests.factories.accounts import make_actor, make_organisation
from tests.factories.hiring import make_placement, make_release
from tests.factories.programs import make_cohort
from tests.factories.supply import make_enrolment

GRADUATED = date(2026, 1, 5)
FIRST, LATER = date(2026, 9, 1), date(2026, 9, 10)
NOW = datetime(2026, 9, 15, tzinfo=UTC)


@pytest.fixture
def lead(session):
    return make_actor(Side.STAFF, all_programs=True)


@pytest.fixture
def funder(session):
    return make_organisation(OrganisationKind.FUNDER, name="Eastmarch Works Fund")


@pytest.fixture
def cohort(session):
    """Twenty graduates: eight in work after twenty days, six after ninety, six of whom nothing is known."""
    row = make_cohort(seats=40, starts_on=GRADUATED - timedelta(days=120))
    for number in range(20):
        enrolment = make_enrolment(cohort=row, stage=EnrolmentStage.GRADUATED_ON_TIME, graduated_on=GRADUATED)
        if number < 14:
            make_placement(
                PlacementStage.VERIFIED,
                enrolment=enrolment,
                jobseeker=enrolment.jobseeker,
                starts_on=GRADUATED + timedelta(days=20 if number < 8 else 90),
                related=Related.YES,
                verified_at=datetime(2026, 5, 1, tzinfo=UTC),
            )
    return row


def redefine(lead, *keys, **settings):
    for key in keys:
        measures.redefine(key, settings, number=1, why="The funder asks for it.", actor=lead, now=NOW)
    db.session.flush()


def release(cohort, funder, as_of):
    return actions.release(cohort, organisation_id=funder.id, as_of=as_of, actor=make_actor(Side.STAFF), now=NOW)


def told(row):
    """Count, base, window and number of the definition of each figure that a release shows."""
    return [
        (one.figure.count, one.figure.base, one.figure.window_days, one.figure.definition.number)
        if one.figure
        else None
        for one in queries.read_shown(row.shown)
    ]


def test_a_changed_window_moves_what_is_counted_from_then_on_and_nothing_that_was_released(cohort, funder, lead):
    before = release(cohort, funder, FIRST)
    assert told(before) == [(14, 20, 180, 1), (14, 20, 180, 1)]
    redefine(lead, Key.GRADUATE_PLACEMENT, Key.STARTER_PLACEMENT, window_days=60)
    after = release(cohort, funder, LATER)
    assert told(after) == [(8, 20, 60, 2), (8, 20, 60, 2)]
    db.session.expire_all()
    assert told(db.session.get(FigureRelease, before.id)) == [(14, 20, 180, 1), (14, 20, 180, 1)]


def test_the_page_of_a_cohort_says_by_which_definition_and_opens_to_its_people(client, cohort, lead):
    redefine(lead, Key.GRADUATE_PLACEMENT, window_days=60)
    db.session.commit()
    client.sign_in(lead)
    page = client.get_page(f"/reports/cohorts/{cohort.id}?as_of={FIRST}")
    graduates, starters, _graduated = page.texts("section.figure")
    assert "In related work within 60 days of graduating" in graduates
    assert "Definition 2" in graduates
    assert "Definition 1" in starters
    behind = [
        len(client.get_page(f"/reports/cohorts/{cohort.id}/{measure}/count?as_of={FIRST}").all("tbody tr"))
        for measure in ("graduates", "starters")
    ]
    assert behind == [8, 14], "each number opens to the people of its own definition"


def test_two_figures_that_put_people_in_other_groups_are_not_told_together(cohort, funder, lead):
    redefine(lead, Key.GRADUATE_PLACEMENT, window_days=60)
    assert told(release(cohort, funder, FIRST)) == [(8, 20, 60, 2), None]


def test_a_setting_that_moves_nobody_keeps_both_together(cohort, funder, lead):
    redefine(lead, Key.GRADUATE_PLACEMENT, exit_days=30)
    assert told(release(cohort, funder, FIRST)) == [(14, 20, 180, 2), (14, 20, 180, 1)]


def test_what_was_kept_without_a_definition_is_read_and_says_so(client, cohort, funder, lead):
    figures = queries.outcomes_of(cohort.id, as_of=FIRST).figures
    old = [{key: value for key, value in one.items() if key != "definition"} for one in queries.told(figures)]
    shown = [{"measure": one["measure"], "figure": one, "kept_from": None} for one in old]
    row = make_release(cohort=cohort, organisation_id=funder.id, figures=old, shown=shown, as_of=FIRST)
    db.session.commit()
    client.sign_in(make_actor(Side.FUNDER, organisation=funder))
    text = client.get_page(f"/released-figures/{row.id}").text
    assert text.count("Counted before there were definitions") == 2
    assert [one.figure.definition for one in queries.read_shown(row.shown)] == [None, None]
    assert queries.read(row.figures)[0].rules != figures[0].rules, "never added up with what a definition counted"


def test_everybody_reads_what_is_counted_and_since_when(client, cohort, lead):
    first = client.get_page("/how-figures-are-counted").text
    assert "Both figures are counted by their first definition." in first
    redefine(lead, Key.GRADUATE_PLACEMENT, window_days=60)
    redefine(lead, Key.ANY_JOB, window_days=45)
    db.session.commit()
    page = client.get_page("/how-figures-are-counted").text
    assert "within 60 days" in page
    assert "Graduates in related work, definition 2, since Tue 15 September 2026:" in page
    assert "45" not in page, "other figures do not leave the house"
    assert lead.name not in page
