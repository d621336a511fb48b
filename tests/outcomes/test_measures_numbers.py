"""Numbers of people by their middle, and placement over time, each counted by hand."""

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from marketplace.hiring.placements.models import CheckStage, Evidence, Related
from marketplace.outcomes.measures.queries import formulas
from marketplace.outcomes.measures.queries.formulas.placements import full_time_equivalents
from marketplace.outcomes.measures.queries.keys import SPREADS, Key
from marketplace.outcomes.measures.queries.people import Answer
from marketplace.outcomes.measures.queries.settings import Settings, default_definition
from tests.factories.measures import MUCH_LATER, after, claim, graduate, job, leaver, many, quarter_check, starter

SECOND = quarter_check(2, CheckStage.EMPLOYED_SAME)


def pay(yearly, **facts):
    return job(annual_wage=Decimal(yearly), **facts)


#: Each with people, the numbers in order, their middle, how many are unknown, and who is left out.
EXAMPLES = {
    Key.WAGES: (
        [
            graduate(pay(50_000)),
            graduate(pay(38_000), pay(90_000, begins=60)),  # the first related work
            graduate(pay(99_000, begins=10, related=Related.NO), pay(41_000, related=Related.PARTLY)),
            graduate(pay(44_000)),
            graduate(job(annual_wage=None)),
            graduate(pay(60_000, currency="USD")),
            graduate(pay(70_000, begins=181)),
            leaver(episodes=(pay(80_000),)),
        ],
        [38_000, 41_000, 44_000, 50_000],
        42_500,
        1,
        {"other_currency": 1, "placed_later": 1, "left_early": 1},
    ),
    Key.EARNINGS_Q2: (
        [
            graduate(pay(40_000, checks=(SECOND,))),
            graduate(pay(30_000, begins=150), pay(10_002, begins=160)),  # two jobs begun in the quarter
            leaver(on=date(2025, 12, 20), episodes=(pay(20_000, begins=60),)),  # their second quarter: April to June
            graduate(job(150, annual_wage=None), pay(10_000, begins=160)),
            graduate(pay(50_000)),
            starter(),
        ],
        [Decimal(5000), Decimal(10000), Decimal("10000.5")],
        10_000,
        1,
        {"not_answered": 1, "in_training": 1},
    ),
    Key.WAGE_CHANGE: (
        [
            graduate(pay(45_000), wage_before=Decimal(35_000)),
            graduate(pay(33_000), wage_before=Decimal(35_000)),
            graduate(pay(35_000, related=Related.NO), wage_before=Decimal(35_000)),
            graduate(pay(35_000)),
            graduate(pay(35_000), worked_before=False),
            graduate(pay(35_000, begins=-300), wage_before=Decimal(30_000)),
            graduate(),
        ],
        [-2_000, 0, 10_000],
        0,
        1,
        {"no_work_before": 1, "held_before": 1, "not_heard_from": 1},
    ),
    Key.DAYS_TO_PLACEMENT: (
        [
            graduate(job(-20)),  # begun in training: no day
            graduate(job(40, ended_on=after(100)), job(170)),
            graduate(job(90), job(20, related=Related.NO)),
            graduate(job(180)),
            graduate(job(181)),
            graduate(claim()),
        ],
        [0, 40, 90, 180],
        65,
        0,
        {"placed_later": 1, "not_verified": 1},
    ),
    Key.HOURS: (
        [
            graduate(job(hours_per_week=Decimal(20))),
            graduate(job(hours_per_week=Decimal("37.5"))),
            graduate(job(hours_per_week=Decimal(40))),
            graduate(),
        ],
        [20, Decimal("37.5"), 40],
        Decimal("37.5"),
        0,
        {"not_heard_from": 1},
    ),
}


@pytest.mark.parametrize("key", EXAMPLES)
def test_the_example_comes_out(key):
    people, numbers, middle, unknown, excluded = EXAMPLES[key]
    found = formulas.spread(default_definition(key), people, MUCH_LATER)
    assert (list(found.values), found.median, found.unknown, found.excluded) == (numbers, middle, unknown, excluded)
    assert found.base == len(numbers) + unknown


def test_every_spread_has_an_example():
    assert set(EXAMPLES) == set(SPREADS)


def test_the_share_of_those_who_earn_more_is_that_of_the_changes():
    people = EXAMPLES[Key.WAGE_CHANGE][0]
    found = formulas.spread(default_definition(Key.WAGE_CHANGE), people, MUCH_LATER)
    told = formulas.tally(default_definition(Key.WAGE_GAIN), people, MUCH_LATER)
    assert (found.gained, found.base, found.unknown, found.excluded) == (1, 4, 1, told.excluded)
    assert (told.yes, told.base, told.unknown) == (1, 4, 1)


@pytest.mark.parametrize(
    ("values", "middle"), [([], None), ([7], 7), ([9, 1], 5), ([3, 1, 2], 2), ([1, 2, 2, 4], 2), ([1, 2, 3, 9], 2.5)]
)
def test_the_middle_is_the_same_of_values_and_of_counts(values, middle):
    numbers = [Decimal(value) for value in values]
    counts = {value: numbers.count(value) for value in numbers}
    assert formulas.median_of(numbers) == middle
    assert formulas.median_of_counts(counts) == middle


# ---- placement over time -----------------------------------------------------------------------------------


@pytest.mark.by_hand(Key.PLACEMENT_OVER_TIME)
def test_placement_over_time_keeps_the_unplaced_in():
    """Ten graduates looked back at on day 100; 2 are placed on day 10, 1 on day 40; two had only just graduated.

    Day 10: 10 in sight, 2 placed: 8/10 are left. On day 20 two are lost from sight. Day 40: 6 in sight, 1 placed:
    8/10 x 5/6 = 2/3 are left, so a third is placed. 3/10 would take the two who were lost as never placed.
    """
    recently = graduate(graduated_on=after(80))
    people = [
        *many(2, graduate(job(10))),
        graduate(job(40)),
        *many(3, graduate()),
        graduate(job(20, related=Related.NO)),
        graduate(claim(5)),
        *many(2, recently),
        leaver(),
        starter(),
    ]
    points = formulas.survival(Settings(), people, after(100))
    assert [(one.day, one.at_risk, one.placed, one.censored, one.share) for one in points] == [
        (10, 10, 2, 0, Fraction(1, 5)),
        (20, 8, 0, 2, Fraction(1, 5)),
        (40, 6, 1, 0, Fraction(1, 3)),
        (100, 5, 0, 5, Fraction(1, 3)),
    ]
    assert [formulas.share_by(points, day) for day in (0, 9, 10, 39, 40, 365)] == [
        0,
        0,
        Fraction(1, 5),
        Fraction(1, 5),
        Fraction(1, 3),
        Fraction(1, 3),
    ]
    assert formulas.median_day(points) is None, "fewer than half are placed"


def test_half_are_placed_on_the_day_that_half_is_reached():
    people = [graduate(job(10)), graduate(job(50)), graduate(job(90)), graduate()]
    points = formulas.survival(Settings(), people, MUCH_LATER)
    assert formulas.median_day(points) == 50
    assert points[-1].day == 365, "nobody is looked at for longer than the last window"


def test_without_anybody_there_is_no_curve():
    points = formulas.survival(Settings(), [], MUCH_LATER)
    assert (points, formulas.share_by(points, 90), formulas.median_day(points)) == ([], 0, None)


def test_where_nobody_is_lost_the_curve_is_the_share_of_each_window():
    people = [graduate(job(days)) for days in (5, 30, 31, 90, 180, 200, 365, 366)] + [graduate()]
    points = formulas.survival(Settings(), people, MUCH_LATER)
    told = formulas.over_windows(default_definition(Key.GRADUATE_PLACEMENT), people, MUCH_LATER)
    assert {days: (one.yes, one.base) for days, one in told.items()} == {
        30: (2, 9),
        60: (3, 9),
        90: (4, 9),
        180: (5, 9),
        365: (7, 9),
    }
    assert [formulas.share_by(points, days) for days in told] == [Fraction(one.yes, 9) for one in told.values()]


def test_weighed_by_their_hours_half_the_hours_are_half_a_person():
    people = [graduate(job(hours_per_week=Decimal(hours))) for hours in (15, 30, 45)] + [graduate()]
    hours = Counter(formulas.spread(default_definition(Key.HOURS), people, MUCH_LATER).values)
    assert hours == {15: 1, 30: 1, 45: 1}
    assert full_time_equivalents(hours, Settings()) == Decimal("2.5")
    assert full_time_equivalents(hours, Settings(full_time_hours=Decimal(0))) == 3
    assert full_time_equivalents({}, Settings()) == 0


# ---- what a definition sets changes what is counted --------------------------------------------------------


def counted(key, people, as_of=MUCH_LATER, **settings):
    definition = default_definition(key)
    told = formulas.tally(replace(definition, settings=replace(definition.settings, **settings)), people, as_of)
    return told.yes, told.base


def test_an_answer_stands_only_if_it_is_known_well_enough():
    people = [graduate(job(checks=(SECOND,)))]
    assert counted(Key.EMPLOYED_Q2, people) == (1, 1)
    assert counted(Key.EMPLOYED_Q2, people, answer_floor=Evidence.EMPLOYER_CONFIRMED) == (0, 1)


def test_an_exit_is_fixed_after_so_many_days():
    people = [graduate()]
    assert counted(Key.EMPLOYED_Q2, people, as_of=after(89)) == (0, 0)
    assert counted(Key.EMPLOYED_Q2, people, as_of=after(90)) == (0, 1)
    assert counted(Key.EMPLOYED_Q2, people, as_of=after(10), exit_days=0) == (0, 1)


def test_a_quarter_is_not_a_no_before_it_is_over():
    said = quarter_check(2, CheckStage.NOT_EMPLOYED_SEEKING, answered_on=date(2026, 9, 1))
    person = graduate(job(ended_on=after(50), checks=(said,)))
    definition = default_definition(Key.EMPLOYED_Q2)
    assert formulas.judge(definition, person, date(2026, 9, 29)).answer is Answer.UNKNOWN
    assert formulas.judge(definition, person, date(2026, 9, 30)).answer is Answer.NO
