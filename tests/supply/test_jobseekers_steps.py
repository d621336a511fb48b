"""Equity answers by step: no number points at anybody, alone, with what staff know, or beside what was told before."""

from datetime import timedelta
from random import Random

import pytest
import sqlalchemy as sa

from marketplace.supply.jobseekers import actions, queries
from marketplace.supply.jobseekers.models import EquityStepTotal
from marketplace.supply.jobseekers.queries.equity import points_at_nobody
from marketplace.suppression import SMALLEST, span, two_way
from tests.factories.supply import NOW, jobseeker_actor, make_jobseeker

ENOUGH = [[20, 6, 0, 5, 9], [15, 5, 5, 0, 8], [0, 0, 0, 0, 0], [6, 5, 5, 5, 5]]


def people(**steps):
    """Answer → the step of each person; their answers are kept, and whom they are about comes back."""
    found = {}
    for answer, places in steps.items():
        for step in places:
            person = make_jobseeker()
            if answer != queries.NOT_SAID:
                actions.save_equity({"gender": answer}, actor=jobseeker_actor(person), now=NOW)
            found[person.id] = step
    return found


def tell(places, smallest=SMALLEST, **later):
    return actions.tell_by_step({"gender": places}, 2, smallest=smallest, now=NOW + timedelta(**later))


@pytest.mark.once
def test_enough_people_are_told_whole():
    assert points_at_nobody(ENOUGH, SMALLEST) == [[*row, sum(row)] for row in ENOUGH]


@pytest.mark.once
@pytest.mark.parametrize(
    "rows",
    [
        [[20, 6], [15, 0], [0, 0], [6, 0]],  # whoever came further said the first
        [[20, 3], [15, 0], [0, 0], [6, 1]],  # the whole step is four people, which staff know
        [[20, 6], [0, 0], [0, 0], [6, 6]],  # one answer is compared with nothing
        [[20, 4], [15, 3], [0, 0], [6, 2]],  # no two answers can be shown whole
        [[0, 0], [0, 0], [0, 0], [0, 0]],
    ],
)
def test_what_would_point_at_somebody_waits(rows):
    assert points_at_nobody(rows, SMALLEST) is None


@pytest.mark.once
def test_a_small_number_is_hidden_and_so_is_what_it_could_be_worked_out_from():
    told = points_at_nobody([[40, 20], [30, 15], [9, 3], [12, 7]], SMALLEST)
    assert [None in row for row in told] == [False, False, True, True]
    assert told[2][1] is None


@pytest.mark.once
def test_where_the_first_step_suffices_a_later_one_may_be_kept_back():
    rows = [[40, 3, 8, 12, 30], [30, 4, 16, 11, 12], [0] * 5, [25, 2, 9, 9, 11]]
    assert points_at_nobody(rows, SMALLEST) is None
    told = points_at_nobody(rows, SMALLEST, whole=False)
    assert [(row[0], row[1], row[-1]) for row in told[:2]] == [(40, None, 93), (30, None, 73)]
    assert points_at_nobody([[3, 20], [3, 20], [0, 0], [9, 9]], SMALLEST, whole=False) is None


@pytest.mark.once
def test_who_said_nothing_is_kept_back_before_any_answer():
    """A few of one answer: the others stay whole, although more people said nothing than gave any of them."""
    told = points_at_nobody([[40, 23], [30, 15], [9, 3], [120, 70]], SMALLEST)
    assert [None in row for row in told] == [False, False, True, True]


@pytest.mark.once
def test_no_small_number_can_be_worked_out_even_by_whoever_knows_how_many_came_to_each_step():
    chance = Random(9)
    told = 0
    for _round in range(300):
        rows = [[chance.choice((0, chance.randint(0, 30))) for _step in range(4)] for _answer in range(4)]
        numbers = points_at_nobody(rows, SMALLEST, whole=_round % 2 == 0)
        if numbers is None:
            continue
        told += 1
        table = two_way(rows)
        kept = {(row, column) for row, some in enumerate(numbers) for column, n in enumerate(some) if n is None}
        assert not [place for place in table.numbers if place not in kept and 0 < table.numbers[place] < SMALLEST]
        assert all(span(table, kept, place, SMALLEST) >= SMALLEST for place in kept)
    assert told > 20


def test_what_is_kept_back_is_written_down_nowhere(session):
    tell(
        people(
            woman=[0] * 40 + [1] * 20, man=[0] * 30 + [1] * 15, another=[0] * 9 + [1] * 3, not_said=[0] * 12 + [1] * 7
        )
    )
    (row,) = session.scalars(sa.select(EquityStepTotal))
    assert row.numbers[:2] == [[40, 20, 60], [30, 15, 45]]
    assert row.numbers[2][1] is None


def test_a_job_that_asks_for_one_person_learns_nothing(session):
    places = people(woman=[1])
    assert tell(places) == {}
    assert tell(places, smallest=1) == {}
    assert session.scalars(sa.select(EquityStepTotal)).all() == []


def test_a_total_over_everybody_and_one_by_step_are_not_told_where_their_difference_is_a_few(session):
    """All but two of those who answered stand in the table: what is left of the total would tell of the two."""
    inside = people(woman=[0] * 12 + [1] * 8, man=[0] * 9 + [1] * 6)
    people(woman=[0, 0])
    actions.tell_equity_by_the_clock(now=NOW)
    assert [total.question for total in queries.told_totals()] == ["gender"]
    assert tell(inside, days=1) == {}
    people(woman=[0] * 3, man=[0] * 5)
    actions.tell_equity_by_the_clock(now=NOW + timedelta(days=2))
    assert tell(inside, days=3) == {}, "the older total is known for good"


def test_the_same_holds_where_the_table_by_step_was_told_first(session):
    assert set(tell(people(woman=[0] * 12 + [1] * 8, man=[0] * 9 + [1] * 6))) == {"gender"}
    people(woman=[0, 0])
    actions.tell_equity_by_the_clock(now=NOW)
    assert queries.told_totals() == []
    people(woman=[0] * 3)
    actions.tell_equity_by_the_clock(now=NOW)
    assert [dict(total.counts) for total in queries.told_totals()] == [
        {"woman": 25, "man": 15, "another": 0, "not_said": 0}
    ]


def test_tables_are_only_ever_added(session):
    tell(people(woman=[0] * 12 + [1] * 8, man=[0] * 9 + [1] * 6))
    for statement in (sa.update(EquityStepTotal).values(question="lgbtq"), sa.delete(EquityStepTotal)):
        with pytest.raises(sa.exc.DBAPIError, match="only ever appended"), session.begin_nested():
            session.execute(statement)
