"""Funders keep what they got and compare it, also with each other: no two figures differ by one to four people."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.accounts.models import OrganisationKind
from marketplace.db import db
from marketplace.errors import Refused
from marketplace.hiring.placements.models import Related
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.measures.queries.settings import default_definition
from marketplace.outcomes.reports import actions, queries
from marketplace.outcomes.reports.queries import Earlier, Group, Measure
from marketplace.outcomes.reports.queries.figures import BASES, KEYS, NOT_KNOWN
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from tests.factories.accounts import make_actor, make_organisation
from tests.factories.hiring import make_placement
from tests.factories.programs import make_cohort
from tests.factories.supply import make_enrolment

GRADUATED = date(2026, 3, 1)
FIRST, LATER, LAST = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)
KEPT = "what has changed since concerns fewer than 5 people"
WITHHELD = "fewer than 5 people"


# ---- with the cohort of a story ------------------------------------------------------------------------


@pytest.fixture
def funder(session):
    return make_organisation(OrganisationKind.FUNDER, name="Eastmarch Works Fund")


@pytest.fixture
def cohort(session):
    """Twenty graduates. On the first day six are verified, on the later one seven, on the last thirteen."""
    row = make_cohort(seats=40, starts_on=GRADUATED - timedelta(days=120))
    for number in range(20):
        enrolment = make_enrolment(cohort=row, stage=EnrolmentStage.GRADUATED_ON_TIME, graduated_on=GRADUATED)
        if number < 13:
            day = FIRST if number < 6 else LATER if number < 7 else LAST
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


def release(cohort, funder, as_of, **overrides):
    values = {"actor": make_actor(Side.STAFF), "now": datetime(2026, 9, 15, tzinfo=UTC), "as_of": as_of} | overrides
    return actions.release(cohort, organisation_id=funder.id, **values)


def read(row):
    """What its funder reads: count and day of each figure."""
    return [(one.figure.count, one.figure.as_of) if one.figure else None for one in queries.read_shown(row.shown)]


def test_one_more_placement_does_not_show_in_the_next_release(cohort, funder, client):
    first, second = release(cohort, funder, FIRST), release(cohort, funder, LATER)
    assert [figure.count for figure in queries.read(second.figures)] == [7, 7], "the team counts on"
    assert read(second) == read(first) == [(6, FIRST), (6, FIRST)]
    client.sign_in(make_actor(Side.FUNDER, organisation=funder))
    page = client.get_page(f"/released-figures/{second.id}")
    assert page.texts(".figure .count-of") == ["6", "6"]
    assert page.text.count(KEPT) == 2
    assert KEPT not in client.get_page(f"/released-figures/{first.id}").text


def test_when_enough_has_changed_the_new_figure_is_told(cohort, funder):
    release(cohort, funder, FIRST)
    release(cohort, funder, LATER)
    assert read(release(cohort, funder, LAST)) == [(13, LAST), (13, LAST)]


def test_a_figure_that_did_not_change_is_told_as_of_its_new_day(cohort, funder):
    release(cohort, funder, FIRST)
    assert read(release(cohort, funder, date(2026, 4, 2))) == [(6, date(2026, 4, 2))] * 2


def test_two_funders_who_compare_learn_no_more_than_one(cohort, funder):
    other = make_organisation(OrganisationKind.FUNDER)
    assert read(release(cohort, funder, FIRST)) == [(6, FIRST), (6, FIRST)]
    assert read(release(cohort, other, LATER)) == [(6, FIRST), (6, FIRST)]


def test_what_was_taken_back_was_read_and_is_not_repeated(cohort, funder):
    first = release(cohort, funder, FIRST)
    actions.take_back(first, reason="One too few.", actor=make_actor(Side.STAFF), now=first.released_at)
    assert read(release(cohort, funder, LATER)) == [None, None]


def test_an_older_day_shows_no_figure_of_a_later_one(cohort, funder):
    release(cohort, funder, LATER)
    assert read(release(cohort, funder, FIRST)) == [None, None]


def test_what_a_later_release_repeats_is_taken_back_after_it(cohort, funder):
    first, second = release(cohort, funder, FIRST), release(cohort, funder, LATER)
    words = {"reason": "Counted wrong.", "actor": make_actor(Side.STAFF), "now": first.released_at}
    with pytest.raises(Refused, match="Take that one back first"):
        actions.take_back(first, **words)
    actions.take_back(second, **words)
    db.session.expire_all()
    actions.take_back(first, **words)


def test_the_team_sees_beforehand_what_a_release_would_show(cohort, funder, client):
    release(cohort, funder, FIRST)
    client.sign_in(make_actor(Side.STAFF))
    page = client.get_page(f"/reports/cohorts/{cohort.id}/releases?as_of={LATER}")
    assert page.texts(".figure .count-of") == ["6", "6"]
    assert page.text.count(KEPT) == 2


def test_of_one_cohort_releases_come_one_after_the_other(cohort, funder):
    rows = [release(cohort, funder, day) for day in (FIRST, LATER, LAST)]
    other = release(make_full_cohort(), funder, FIRST)
    assert [row.seq for row in (*rows, other)] == [1, 2, 3, 1]


def make_full_cohort():
    row = make_cohort(seats=10)
    for _number in range(5):
        make_enrolment(cohort=row)
    return row


# ---- with any numbers -----------------------------------------------------------------------------------

# Groups that are large or empty, so that figures are told, and from day to day a few people who are elsewhere.
SIZES = st.fixed_dictionaries({group: st.sampled_from([0, 0, 0, 5, 6, 9, 14]) for group in Group})
PEOPLE = SIZES.map(lambda sizes: [group for group, size in sizes.items() for _one in range(size)])
MOVES = st.lists(st.tuples(st.sampled_from(list(Group)), st.sampled_from(list(Group)), st.integers(1, 7)), max_size=3)


def after(people, moves):
    """The same people when some of them have gone from one group to another."""
    people = list(people)
    for old, new, number in moves:
        for _one in range(min(number, people.count(old))):
            people.remove(old)
            people.append(new)
    return people


def counted(groups, as_of):
    """The figures of people who are in these groups."""
    return [queries.figure(default_definition(KEYS[measure]), groups, as_of=as_of) for measure in Measure]


def sizes(figures):
    """Every set of groups whose size figures of one day tell, found by adding and taking away until nothing is new."""
    known = {}
    for figure in figures:
        base = frozenset(BASES[figure.measure])
        unknown = NOT_KNOWN[figure.measure]
        known |= {frozenset({Group.PLACED}): figure.count, base: figure.base, unknown: figure.unknown}
        if Group.LEFT_EARLY in base:
            known[frozenset({Group.LEFT_EARLY})] = figure.left_early
    while more := {groups: number for groups, number in worked_out(known) if groups not in known}:
        known |= more
    return known


def worked_out(known):
    """What two known sets tell of a third."""
    for one, other in combinations(list(known), 2):
        for small, large in ((one, other), (other, one)):
            if small < large:
                yield large - small, known[large] - known[small]
        if not one & other:
            yield one | other, known[one] + known[other]


@given(PEOPLE, st.lists(MOVES, min_size=1, max_size=4))
def test_whatever_is_released_no_set_of_people_is_small_and_none_changes_by_a_few(groups, days):
    earlier, told = [], []
    for number, moves in enumerate(days):
        groups = after(groups, moves)
        shown = queries.for_others(counted(groups, date(2026, 1, 1 + number)), earlier, smallest=5)
        earlier.append(Earlier(UUID(int=number), shown, stands=True))
        told.append(sizes([one.figure for one in shown if one.figure and one.kept_from is None]))
    for known in told:
        assert [number for number in known.values() if 0 < number < 5] == []
    for one, other in combinations(told, 2):
        assert [groups for groups in set(one) & set(other) if 0 < abs(one[groups] - other[groups]) < 5] == []


@given(PEOPLE, st.sampled_from(list(Group)), st.sampled_from(list(Group)))
def test_two_reports_that_differ_by_one_person_read_alike(people, old, new):
    """B17."""
    moved = after(people, [(old, new, 1)])
    first = queries.for_others(counted(people, FIRST), smallest=5)
    second = queries.for_others(counted(moved, LATER), [Earlier(UUID(int=1), first, stands=True)], smallest=5)

    def numbers(shown):
        return [replace(one.figure, as_of=FIRST, left_out={}) if one.figure else None for one in shown]

    newly_told = [b for a, b in zip(numbers(first), numbers(second), strict=True) if a is not None and a != b]
    assert newly_told == []
