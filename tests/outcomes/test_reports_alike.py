"""What happened to people like me: published figures added up, and nothing that was not published."""

from datetime import UTC, date, datetime

import pytest

from marketplace.outcomes.reports import actions, queries
from marketplace.outcomes.reports.queries import Figure, Measure, Shown
from marketplace.sides import Side
from marketplace.supply.cohorts.models import Stage
from tests.factories.accounts import make_actor
from tests.factories.hiring import make_release
from tests.factories.programs import make_cohort, make_program
from tests.factories.supply import jobseeker_actor, make_application, make_ready_jobseeker

pytestmark = pytest.mark.usefixtures("session")
NOW = datetime(2026, 9, 15, tzinfo=UTC)


@pytest.fixture
def program():
    return make_program(offered=True, title="Front desk")


@pytest.fixture
def me():
    return make_ready_jobseeker()


def figure(measure, count, base, unknown, left_early=0, as_of=date(2026, 9, 1)):
    return Figure(measure, count, base, unknown, left_early, {}, 180, as_of)


def released(program, starters, graduates, publish=True, name="Spring desk"):
    """A finished cohort with its figures; None is withheld. No name has a number that could be taken for a figure."""
    shown = [Shown(Measure.GRADUATES, graduates), Shown(Measure.STARTERS, starters)]
    cohort = make_cohort(program=program, name=name, stage=Stage.COMPLETED)
    row = make_release(cohort=cohort, shown=queries.told_shown(shown), released_at=NOW)
    if publish:
        actions.publish(row, actor=make_actor(Side.STAFF), now=NOW)
    return row


@pytest.fixture
def example(program):
    """Counted by hand: of 20 + 30 who started 11 + 14 are placed, 5 + 0 unknown, 5 + 6 left early.

    25 of 50, between 50 and 60 in a hundred, so 5 to 6 of ten. Of the graduates one cohort is withheld, and the other
    has 10 of 15 and 5 unknown: 6 to 10 of ten.
    """
    released(program, figure(Measure.STARTERS, 11, 20, 5, 5), None)
    newer = date(2026, 9, 10)
    released(
        program,
        figure(Measure.STARTERS, 14, 30, 0, 6, newer),
        figure(Measure.GRADUATES, 10, 15, 5, as_of=newer),
        name="Summer desk",
    )
    return program


def test_published_figures_are_added_up_as_by_hand(example, me):
    found = queries.alike_in(example, jobseeker_actor(me))
    everybody, graduates = found.together
    whole = everybody.figure
    assert (whole.count, whole.base, whole.unknown, whole.left_early) == (25, 50, 5, 11)
    assert (whole.low, whole.high, everybody.of_ten) == (50, 60, (5, 6))
    assert (everybody.cohorts, everybody.withheld, everybody.few) == (2, 0, False)
    assert (whole.as_of, everybody.newest) == (date(2026, 9, 1), date(2026, 9, 10))
    assert (graduates.figure.count, graduates.figure.base, graduates.of_ten) == (10, 15, (6, 10))
    assert (graduates.cohorts, graduates.withheld, graduates.few) == (1, 1, True)


def test_a_person_reads_them_with_base_unknown_and_day(client, example, me):
    mine = make_cohort(program=example, name="Autumn desk")
    make_application(cohort=mine, jobseeker=me)
    client.sign_in(jobseeker_actor(me))
    assert example.title in client.get_page("/what-happened").main
    words = client.get_page(f"/programs/{example.id}/what-happened").main
    for said in (
        "Autumn desk",
        "25 of 50 people who started began related work",
        "from 5 to 6",
        "Only 15 people are counted",
        "1 cohort, too small to tell",
    ):
        assert said in words


def test_what_is_not_published_or_withheld_is_in_no_number(client, program, me):
    """The released cohort with 44 of 77 is a funder's alone, and 3 of 4 graduates are withheld."""
    released(program, figure(Measure.STARTERS, 44, 77, 0), None, publish=False)
    released(program, None, None, name="Summer desk")
    client.sign_in(jobseeker_actor(me))
    words = client.get_page(f"/programs/{program.id}/what-happened").main.replace(str(program.id), "")
    assert "Too few people have been in this program" in words
    assert "1 more cohort has finished" in words
    for leak in ("44", "77"):
        assert leak not in words


def test_a_program_without_a_finished_cohort_says_so(client, program, me):
    client.sign_in(jobseeker_actor(me))
    assert "nothing to count" in client.get_page(f"/programs/{program.id}/what-happened").main


def test_nobody_else_reads_the_page_of_a_person(client, program):
    client.sign_in(make_actor(Side.EMPLOYER))
    client.get_page(f"/programs/{program.id}/what-happened", status=404)


def test_home_and_the_outcomes_of_the_program_lead_there(client, program, me):
    """Whoever is not signed in as a jobseeker finds no link to a page that is not theirs."""
    address = f"/programs/{program.id}/what-happened"
    assert address not in client.get_page(f"/programs/{program.id}/outcomes").html
    client.sign_in(jobseeker_actor(me))
    assert "/what-happened" in client.get_page("/").html
    assert address in client.get_page(f"/programs/{program.id}/outcomes").html


def test_figures_with_other_windows_are_not_added_up(client, program, me):
    first = figure(Measure.STARTERS, 10, 20, 0)
    released(program, first, None)
    released(program, Figure(Measure.STARTERS, 10, 20, 0, 0, {}, 90, first.as_of), None, name="Summer desk")
    found = queries.alike_in(program, jobseeker_actor(me))
    assert (found.together, found.mixed) == ([], True)
    client.sign_in(jobseeker_actor(me))
    page = client.get_page(f"/programs/{program.id}/what-happened").main
    assert "were counted by different definitions, so their numbers are not added up" in page
