"""What was released stays when the smallest group is raised; what is told from then on keeps to the new number."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.accounts.models import OrganisationKind
from marketplace.errors import Refused
from marketplace.hiring.placements.models import Related
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.exports.queries.printed import told_released
from marketplace.outcomes.reports import actions, queries
from marketplace.outcomes.reports.queries import Earlier, Figure, Measure, Shown
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from tests.conftest import NOW
from tests.factories.accounts import make_actor, make_organisation, set_smallest_group
from tests.factories.hiring import make_placement, make_release
from tests.factories.programs import make_cohort, make_program
from tests.factories.supply import make_enrolment

pytestmark = pytest.mark.usefixtures("now")
GRADUATED = date(2026, 3, 1)
FIRST, SAME, LATER, LAST = date(2026, 4, 1), date(2026, 4, 2), date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture
def staff(session):
    return make_actor(Side.STAFF)


@pytest.fixture
def cohort(session):
    """Forty graduates. On the first day seven are verified, on the later one fourteen, on the last twenty-five."""
    row = make_cohort(program=make_program(offered=True), seats=50, starts_on=GRADUATED - timedelta(days=120))
    for number in range(40):
        enrolment = make_enrolment(cohort=row, stage=EnrolmentStage.GRADUATED_ON_TIME, graduated_on=GRADUATED)
        if number < 25:
            day = FIRST if number < 7 else LATER if number < 14 else LAST
            make_placement(
                PlacementStage.VERIFIED,
                enrolment=enrolment,
                jobseeker=enrolment.jobseeker,
                starts_on=GRADUATED + timedelta(days=20),
                related=Related.YES,
                claimed_at=datetime(2026, 3, 20, tzinfo=UTC),
                verified_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
            )
    return row


def release(cohort, staff, as_of):
    funder = make_organisation(OrganisationKind.FUNDER)
    return actions.release(cohort, organisation_id=funder.id, as_of=as_of, actor=staff, now=NOW)


def read(row):
    """What its funder reads of the graduates: count and day."""
    one = queries.read_shown(row.shown)[0]
    return (one.figure.count, one.figure.as_of) if one.figure else None


def test_what_was_released_stays_and_is_not_told_again(cohort, staff, client):
    first = release(cohort, staff, FIRST)
    actions.publish(first, actor=staff, now=NOW)
    set_smallest_group(10)
    again = release(cohort, staff, SAME)
    assert (read(first), read(again)) == ((7, FIRST), None)
    client.sign_in(make_actor(Side.FUNDER, organisation=first.organisation))
    assert "7 of 40" in client.get_page(f"/released-figures/{first.id}").main
    assert "7 of 40" in client.get_page(f"/programs/{cohort.program_id}/outcomes").main
    client.sign_in(make_actor(Side.FUNDER, organisation=again.organisation))
    assert client.get_page(f"/released-figures/{again.id}").main.count("is fewer than 10 people") == 2


def test_changes_since_what_was_told_before_keep_to_the_new_number(cohort, staff):
    """Fourteen are seven more than what was told; twenty-five are eighteen more, and told although seven were."""
    release(cohort, staff, FIRST)
    set_smallest_group(10)
    assert read(release(cohort, staff, LATER)) is None
    assert read(release(cohort, staff, LAST)) == (25, LAST)
    assert read(release(cohort, staff, LAST + timedelta(days=1))) == (25, LAST + timedelta(days=1))


def test_a_figure_whose_change_was_told_of_seven_people_stands_for_nobody_else(cohort, staff):
    release(cohort, staff, FIRST)
    second = release(cohort, staff, LATER)
    assert read(second) == (14, LATER), "by five it may"
    set_smallest_group(10)
    assert read(release(cohort, staff, LATER + timedelta(days=1))) is None


def test_everybody_is_not_let_read_what_may_not_be_told_today(cohort, staff, client):
    first = release(cohort, staff, FIRST)
    set_smallest_group(10)
    client.sign_in(staff)
    page = client.send(f"/released-figures/{first.id}/publish", status=409)
    assert "must stand for at least 10 people" in page.refusal
    assert queries.publication_of(first.id) is None
    fresh = release(cohort, staff, LAST)
    actions.publish(fresh, actor=staff, now=NOW)
    with pytest.raises(Refused, match="at least 10 people"):
        actions.publish(first, reason="The older one.", actor=staff, now=NOW)
    set_smallest_group(7)
    actions.publish(first, reason="The older one.", actor=staff, now=NOW)
    assert queries.publication_of(first.id) is not None


def test_a_release_says_the_number_of_its_day_on_its_page_and_on_paper(cohort, staff, client):
    set_smallest_group(10)
    row = release(cohort, staff, FIRST)
    set_smallest_group(5)
    client.sign_in(staff)
    assert client.get_page(f"/released-figures/{row.id}").main.count("is fewer than 10 people") == 2
    assert {one.beside for one in told_released(row)} == {"It would point at fewer than 10 people."}
    assert "fewer than 10 people" not in client.get_page(f"/reports/cohorts/{cohort.id}/releases?as_of={FIRST}").main


def test_a_release_from_before_it_could_be_set_says_five(session):
    shown = queries.told_shown([Shown(Measure.GRADUATES), Shown(Measure.STARTERS)])
    for one in shown:
        del one["smallest"]
    row = make_release(shown=shown)
    assert [one.smallest for one in queries.read_shown(row.shown)] == [5, 5]


# ---- with any numbers -----------------------------------------------------------------------------------


def figure(count, unknown, others, as_of):
    base = count + unknown + others
    return Figure(Measure.GRADUATES, count, base, unknown, 0, {}, 180, as_of)


def numbers_of(one):
    return (one.count, one.unknown, one.base - one.count - one.unknown)


def changes(old, new):
    """How far each of the three moved, and any of them together."""
    each = [now - then for then, now in zip(old, new, strict=True)]
    return [abs(sum(some)) for number in (1, 2, 3) for some in combinations(each, number)]


SIZE = st.sampled_from([0, 5, 7, 10, 14, 20, 27, 40])
DAYS = st.lists(st.tuples(SIZE, SIZE, SIZE, st.sampled_from([5, 7, 10, 20]), st.booleans()), min_size=2, max_size=6)


@given(DAYS)
def test_whatever_is_set_no_release_tells_of_fewer_nor_of_a_change_by_fewer(days):
    earlier, told = [], []
    for number, (count, unknown, others, few, stands) in enumerate(days):
        as_of = date(2026, 1, 1) + timedelta(days=number)
        (one,) = queries.for_others([figure(count, unknown, others, as_of)], earlier, smallest=few)
        if one.figure:
            sizes = numbers_of(one.figure)
            assert [size for size in sizes if 0 < size < few] == []
            assert [change for old in told for change in changes(old, sizes) if 0 < change < few] == []
            told.append(sizes)
        earlier.append(Earlier(UUID(int=number), [one], stands=stands))


@given(DAYS, st.sampled_from([5, 7, 10, 20]))
def test_what_may_be_told_today_is_what_points_at_nobody_by_the_number_of_today(days, today):
    earlier = []
    for number, (count, unknown, others, few, stands) in enumerate(days):
        fresh = figure(count, unknown, others, date(2026, 1, 1) + timedelta(days=number))
        (one,) = queries.for_others([fresh], earlier, smallest=few)
        earlier.append(Earlier(UUID(int=number), [replace(one)], stands=stands))
    told = {row.release_id: numbers_of(row.shown[0].figure) for row in earlier if row.shown[0].figure}
    raised = any(row.shown[0].smallest < today for row in earlier)
    for row in earlier:
        sizes = told.get(row.release_id)
        small = sizes and any(0 < size < today for size in sizes)
        moved = sizes and any(0 < change < today for other in told.values() for change in changes(other, sizes))
        assert queries.tells_of_few(row, earlier, today) is bool(raised and (small or moved))
