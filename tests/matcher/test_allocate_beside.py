"""The textbook cases, who is best served by whom, and the two unstable ways that a proposal is set beside."""

import random
from itertools import product

import pytest

from marketplace.matcher import allocate, best_total, blocking_pairs, greedy, measured, verdict

pytestmark = pytest.mark.once

# Gale and Shapley 1962, four and four: one stable result only.
FOUR = (
    {"A": ["w1", "w2", "w3", "w4"], "B": ["w1", "w4", "w3", "w2"], "C": ["w2", "w1", "w3", "w4"], "D": ["w4", "w2", "w3", "w1"]},
    {"w1": ["D", "C", "A", "B"], "w2": ["B", "D", "A", "C"], "w3": ["D", "A", "B", "C"], "w4": ["C", "B", "A", "D"]},
)  # fmt: skip
# Roth 1984, the rural hospitals: whoever has a place, and how many a program gets, is the same in every stable result.
ROTH = (
    {"s1": ["h3", "h1", "h2"], "s2": ["h2", "h1", "h3"], "s3": ["h1", "h3", "h2"], "s4": ["h1"]},
    {"h1": ["s1", "s2", "s3", "s4"], "h2": ["s1", "s3", "s2"], "h3": ["s3", "s1", "s2"]},
    {"h1": 1, "h2": 1, "h3": 1},
)


def small_market(rng):
    """Strict lists, few enough that every assignment can be tried."""
    people, programs = [f"a{n}" for n in range(rng.randint(1, 4))], [f"p{n}" for n in range(rng.randint(1, 3))]
    some = lambda ids: rng.sample(ids, rng.randint(0, len(ids)))  # noqa: E731
    return {who: some(programs) for who in people}, {p: some(people) for p in programs}, {p: rng.randint(0, 2) for p in programs}  # fmt: skip


def every_stable(wishes, orders, places):
    """By trying them all: what neither allocator nor checker has a part in."""
    ways = [[None, *[p for p in row if who in orders[p]]] for who, row in wishes.items()]
    for way in product(*ways):
        found = dict(zip(wishes, way, strict=True))
        if all(way.count(p) <= places[p] for p in places) and not any(
            _rather(who, p, found, wishes, orders, places) for who, row in wishes.items() for p in row
        ):
            yield found


def _rather(who, program, found, wishes, orders, places):
    if who not in orders[program] or (found[who] and wishes[who].index(found[who]) <= wishes[who].index(program)):
        return False
    inside = [one for one, got in found.items() if got == program]
    return len(inside) < places[program] or any(
        orders[program].index(who) < orders[program].index(one) for one in inside
    )


def test_the_textbook_case_has_the_textbook_answer():
    wishes, orders = FOUR
    for proposing in ("applicants", "programs"):
        assert allocate(wishes, orders, dict.fromkeys(orders, 1), seed=0, proposing=proposing) == {
            "A": "w3", "B": "w4", "C": "w1", "D": "w2"
        }  # fmt: skip


def test_each_side_is_best_served_when_it_proposes():
    wishes, orders, places = ROTH
    assert allocate(wishes, orders, places, seed=0) == {"s1": "h3", "s2": "h2", "s3": "h1", "s4": None}
    assert allocate(wishes, orders, places, seed=0, proposing="programs") == {
        "s1": "h1", "s2": "h2", "s3": "h3", "s4": None
    }  # fmt: skip


def test_nobody_is_better_off_in_any_other_stable_result():
    rng = random.Random(11)
    for _ in range(200):
        wishes, orders, places = small_market(rng)
        stable = list(every_stable(wishes, orders, places))
        rank = {who: {p: place for place, p in enumerate([*row, None])} for who, row in wishes.items()}
        ours, theirs = (allocate(wishes, orders, places, seed=0, proposing=p) for p in ("applicants", "programs"))
        assert ours in stable
        assert theirs in stable
        for other in stable:
            assert all(rank[who][ours[who]] <= rank[who][other[who]] <= rank[who][theirs[who]] for who in wishes)
            assert {who for who in wishes if ours[who]} == {who for who in wishes if other[who]}


def test_the_checker_agrees_with_trying_everything():
    rng = random.Random(12)
    for _ in range(100):
        wishes, orders, places = small_market(rng)
        stable = list(every_stable(wishes, orders, places))
        for way in product(*[[None, *orders] for _ in wishes]):
            found = dict(zip(wishes, way, strict=True))
            assert verdict(found, wishes, orders, places).holds == (found in stable)


def test_the_checker_names_what_is_wrong():
    wishes, orders, places = {"a": ["p"], "b": []}, {"p": ["a", "b"], "q": []}, {"p": 1, "q": 1}
    assert verdict({"a": "p", "b": "p"}, wishes, orders, places).overfull == ("p",)
    assert verdict({"a": "p", "b": "q"}, wishes, orders, places).unwanted == (("b", "q"),)
    assert verdict({"a": None, "b": None}, wishes, orders, places).blocking == (("a", "p"),)


def test_no_order_but_the_true_one_serves_a_person_better():
    rng = random.Random(13)
    for _ in range(100):
        wishes, orders, places = small_market(rng)
        honest = allocate(wishes, orders, places, seed=0)
        for who, row in wishes.items():
            place = {p: n for n, p in enumerate([*row, None])}
            said = rng.sample(row, rng.randint(0, len(row)))
            assert place[allocate({**wishes, who: said}, orders, places, seed=0)[who]] >= place[honest[who]]


# ---- what a proposal is set beside ------------------------------------------------------------------


def test_the_other_ways_keep_to_places_and_lists_and_one_of_them_to_the_most_fit():
    rng = random.Random(14)
    for _ in range(100):
        wishes, orders, places = small_market(rng)
        fit = {(who, p): rng.randint(0, 100) for who in wishes for p in orders}
        total = lambda found, fit=fit: sum(fit[who, p] for who, p in found.items() if p)  # noqa: E731
        best = best_total(wishes, orders, places, fit)
        for found in (best, greedy(wishes, orders, places, seed=3)):
            assert not verdict(found, wishes, orders, places).overfull
            assert not verdict(found, wishes, orders, places).unwanted
        ways = product(*[[None, *[p for p in row if who in orders[p]]] for who, row in wishes.items()])
        fair = [dict(zip(wishes, way, strict=True)) for way in ways if all(way.count(p) <= places[p] for p in places)]
        assert total(best) == max(map(total, fair))


def test_the_first_to_come_is_drawn_by_the_seed():
    wishes, orders = {"ada": ["north"], "ben": ["north"]}, {"north": ["ada", "ben"]}
    drawn = {next(who for who, got in greedy(wishes, orders, {"north": 1}, seed=s).items() if got) for s in range(20)}
    assert drawn == {"ada", "ben"}


def test_measures_count_what_an_assignment_gives():
    wishes, orders = {"a": ["p", "q"], "b": ["p"], "c": ["q"]}, {"p": ["a", "b"], "q": ["a"]}
    found = measured({"a": "q", "b": "p", "c": None}, wishes, orders, {"p": 1, "q": 1}, {("a", "q"): 40.0})
    assert (found.matched, found.first, found.ranks, found.blocking, found.fit) == (2, 1, 3, 1, 40.0)


def test_a_market_too_large_for_the_best_total_has_none():
    people = [f"a{n}" for n in range(500)]
    market = {who: ["p"] for who in people}, {"p": people}, {"p": 500}
    assert best_total(*market, {}) is None
    assert blocking_pairs(greedy(*market, seed=0), *market) == []


def test_an_empty_market_is_empty_in_every_way():
    assert (greedy({}, {}, {}, seed=0), best_total({}, {}, {}, {}), allocate({}, {}, {}, seed=0)) == ({}, {}, {})
    assert best_total({"a": []}, {}, {}, {}) == {"a": None}


def test_a_fit_below_nothing_is_refused():
    with pytest.raises(ValueError, match="fit"):
        best_total({"a": ["p"]}, {"p": ["a"]}, {"p": 1}, {("a", "p"): -1.0})
