"""Impact ratios by hand, from totals that were told, and nothing of what they keep back."""

from fractions import Fraction

import pytest

from marketplace.outcomes.measures.queries.impact import Selection, impact, selection, together
from marketplace.outcomes.measures.queries.keys import Key


@pytest.mark.by_hand(Key.IMPACT_RATIO)
def test_ratios_are_counted_as_by_hand():
    """30 of 60, 12 of 40 and 10 of 20: rates of 1/2, 3/10 and 1/2, so ratios of 1, 3/5 and 1; 3/5 is below 4/5."""
    found = impact([Selection("woman", 60, 30), Selection("man", 40, 12), Selection("not_said", 20, 10)])
    assert [one.rate for one in found] == [Fraction(1, 2), Fraction(3, 10), Fraction(1, 2)]
    assert [one.ratio for one in found] == [1, Fraction(3, 5), 1]
    assert [one.below_rule_of_thumb for one in found] == [False, True, False]
    assert [(one.entered, one.selected) for one in found] == [(60, 30), (40, 12), (20, 10)]


def test_exactly_four_fifths_is_not_below_it():
    found = impact([Selection("a", 50, 25), Selection("b", 50, 20)])
    assert (found[1].ratio, found[1].below_rule_of_thumb) == (Fraction(4, 5), False)


def test_a_group_that_is_kept_back_has_no_rate_and_is_not_compared_with():
    found = impact([Selection("a", 60, 30), Selection("b", None, 40), Selection("c", 9, None), Selection("d", 60, 24)])
    assert [one.rate for one in found] == [Fraction(1, 2), None, None, Fraction(2, 5)]
    assert [one.ratio for one in found] == [1, None, None, Fraction(4, 5)]


def test_nobody_selected_has_a_rate_and_no_ratio():
    found = impact([Selection("a", 10, 0), Selection("b", 20, 0), Selection("c", 0, 0)])
    assert [(one.rate, one.ratio) for one in found] == [(0, None), (0, None), (None, None)]


def test_one_group_alone_is_compared_with_nothing():
    assert impact([Selection("a", 50, 25), Selection("b", None, None)])[0].ratio is None
    assert impact([]) == []


def test_more_selected_than_came_is_refused():
    with pytest.raises(ValueError, match="come to the step"):
        impact([Selection("a", 5, 6), Selection("b", 9, 9)])


def test_who_came_to_a_step_is_everybody_who_came_there_or_further():
    """Of 60 who applied 40 came no further, 5 were offered a seat, 5 began, none only graduated, 10 found work."""
    numbers = [40, 5, 5, 0, 10, 60]
    came = [(one.entered, one.selected) for one in (selection("a", numbers, step) for step in range(4))]
    assert came == [(60, 20), (20, 15), (15, 10), (10, 10)]


def test_a_step_is_worked_out_from_the_whole_and_only_where_all_before_is_known():
    numbers = [40, None, 5, 0, None, 60]
    came = [(one.entered, one.selected) for one in (selection("a", numbers, step) for step in range(4))]
    assert came == [(60, 20), (20, None), (None, None), (None, None)]


def test_a_number_that_one_table_keeps_back_is_kept_back_of_all():
    assert together([[[1, None], [2, 3]], [[4, 5], [6, 7]]]) == [[5, None], [8, 10]]
