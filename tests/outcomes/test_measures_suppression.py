"""Small numbers stay hidden: a linear program that knows nothing of how they were chosen tries to work them out."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from scipy.optimize import linprog

from marketplace.suppression import SMALLEST, hidden, one_way, shown, span, two_way


def sums_of(table):
    """What everybody knows of a table: which numbers add up to which, as lists of (position, sign)."""
    rows, columns = (max(place[axis] for place in table.numbers) for axis in (0, 1))
    across = [
        [((row, column), 1 if column < columns else -1) for column in range(columns + 1)] for row in range(rows + 1)
    ]
    if rows == 0:
        return across
    down = [[((row, column), 1 if row < rows else -1) for row in range(rows + 1)] for column in range(columns + 1)]
    return across + down


def range_of(table, kept, position):
    """The least and the greatest value of a hidden number, found by linear program; hidden ones are at least 1."""
    order = sorted(kept)
    left, right = [], []
    for line in sums_of(table):
        left.append([next((sign for place, sign in line if place == one), 0) for one in order])
        right.append(-sum(sign * table.numbers[place] for place, sign in line if place not in kept))
    goal = np.array([1.0 if one == position else 0.0 for one in order])
    found = []
    for sign in (1, -1):
        answer = linprog(sign * goal, A_eq=left, b_eq=right, bounds=[(1, 10_000)] * len(order), method="highs")
        assert answer.status == 0, answer.message
        found.append(round(sign * answer.fun))
    return found


def assert_nothing_can_be_worked_out(table, smallest=SMALLEST):
    kept = hidden(table, smallest)
    for position, number in table.numbers.items():
        if 0 < number < smallest:
            assert position in kept
        if number == 0:
            assert position not in kept
    for position in kept:
        least, most = range_of(table, kept, position)
        assert most - least + 1 >= smallest, (table.numbers, sorted(kept), position)
        assert least <= table.numbers[position] <= most
    return kept


def by_chance(chance):
    """A table of one or two ways in which small numbers, nobody and large ones all come about."""
    height, width = chance.randint(1, 4), chance.randint(2, 5)
    largest = chance.choice((3, 8, 20, 60))
    rows = [[chance.choice((0, chance.randint(0, largest))) for _ in range(width)] for _ in range(height)]
    return one_way(rows[0]) if height == 1 else two_way(rows)


def test_of_hundreds_of_tables_no_hidden_number_has_fewer_than_n_values():
    chance = Random(20261123)
    for _round in range(300):
        assert_nothing_can_be_worked_out(by_chance(chance), chance.choice((3, 5, 10)))


def test_it_counts_as_many_values_as_the_linear_program():
    chance = Random(8)
    for _round in range(40):
        table = by_chance(chance)
        kept = hidden(table, SMALLEST)
        for position in kept:
            least, most = range_of(table, kept, position)
            assert span(table, kept, position, 1000) == min(most - least + 1, 1000) or most > 1000


def test_a_table_without_small_numbers_is_shown_whole():
    assert hidden(one_way([5, 0, 12]), SMALLEST) == frozenset()
    assert hidden(two_way([[5, 0], [9, 30]]), SMALLEST) == frozenset()


def test_one_small_number_of_a_row_takes_the_next_smallest_with_it():
    """2 + 9 + 30 = 41: without the 9, the 2 would be 41 - 30 - 9. Together they are 11, so 2 is one of 1 to 10."""
    assert hidden(one_way([2, 9, 30]), SMALLEST) == {(0, 0), (0, 1)}
    assert shown(one_way([2, 9, 30]), SMALLEST) == {(0, 0): None, (0, 1): None, (0, 2): 30, (0, 3): 41}


def test_two_small_numbers_of_a_row_that_are_few_together_take_a_third_with_them():
    """1 + 2 are 3 together, so that each would be 1 or 2."""
    assert hidden(one_way([1, 2, 8, 30]), SMALLEST) == {(0, 0), (0, 1), (0, 2)}


def test_a_small_number_alone_in_its_row_takes_the_total():
    assert hidden(one_way([3, 0]), SMALLEST) == {(0, 0), (0, 2)}


def test_a_small_number_in_a_square_takes_three_others_and_no_total():
    """Rows and columns each need a second hidden number: the cheapest square is 2, 10, 11 and 12."""
    table = two_way([[2, 10, 50], [11, 12, 60], [70, 80, 90]])
    assert assert_nothing_can_be_worked_out(table) == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_where_nothing_else_is_left_totals_are_hidden():
    """The 3 stands alone in row and column: only with its sums can it be anything else."""
    kept = assert_nothing_can_be_worked_out(two_way([[3, 0], [0, 40]]))
    assert {(0, 0), (0, 2), (2, 0), (2, 2)} <= kept


@pytest.mark.parametrize("rows", [[], [[]], [[1, 2], [3]], [[1, -1], [2, 2]], [[1, 2]], [[1], [2]]])
def test_what_is_no_table_of_two_ways_is_refused(rows):
    with pytest.raises(ValueError, match=r"row|people"):
        two_way(rows)


def test_what_is_to_be_hidden_first_is_hidden_before_what_is_smaller():
    """The 2 needs another one beside it: the 9 is the least loss by number, the 30 where it is to go first."""
    table = replace(one_way([2, 9, 30]), first=frozenset({(0, 2)}))
    assert hidden(table, SMALLEST) == {(0, 0), (0, 2)}
    chance = Random(6)
    for _round in range(60):
        drawn = by_chance(chance)
        row = frozenset(place for place in drawn.numbers if place[0] == 0)
        assert_nothing_can_be_worked_out(replace(drawn, first=row))
