import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.matcher import allocate, blocking_pairs

PEOPLE, PROGRAMS = ("ada", "ben", "cy", "dee", "eve"), ("north", "south", "west")


def orderings(ids):
    """Some of the ids in some order, cut into runs; a run of two or more is a tie."""
    subset = st.lists(st.sampled_from(ids), unique=True)
    return st.tuples(subset, st.lists(st.booleans(), min_size=len(ids), max_size=len(ids))).map(tied)


def tied(drawn):
    found, joins = drawn
    runs = []
    for name, join in zip(found, joins, strict=False):
        if join and runs:
            runs[-1] = (*runs[-1], name)
        else:
            runs.append((name,))
    return [run[0] if len(run) == 1 else run for run in runs]


preferences = st.fixed_dictionaries(dict.fromkeys(PEOPLE, orderings(PROGRAMS)))
priorities = st.fixed_dictionaries(dict.fromkeys(PROGRAMS, orderings(PEOPLE)))
capacities = st.fixed_dictionaries(dict.fromkeys(PROGRAMS, st.integers(0, 3)))


def flat(ordering):
    return [name for row in ordering for name in (row if isinstance(row, tuple) else (row,))]


@given(preferences, priorities, capacities, st.integers())
def test_an_allocation_is_stable_within_capacity_and_acceptable_to_both(wishes, orders, places, seed):
    result = allocate(wishes, orders, places, seed=seed)
    assert list(result) == list(wishes)
    assert blocking_pairs(result, wishes, orders, places) == []
    for program in PROGRAMS:
        inside = [who for who, got in result.items() if got == program]
        assert len(inside) <= places[program]
        assert all(program in flat(wishes[who]) and who in flat(orders[program]) for who in inside)


@given(preferences, priorities, capacities, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(wishes, orders, places, rng):
    turned = {who: wishes[who] for who in rng.sample(PEOPLE, len(PEOPLE))}
    assert allocate(turned, orders, places, seed=4) == allocate(wishes, orders, places, seed=4)


def test_applicants_get_the_best_stable_result():
    wishes = {"ada": ["north", "south"], "ben": ["south", "north"]}
    orders = {"north": ["ben", "ada"], "south": ["ada", "ben"]}
    assert allocate(wishes, orders, {"north": 1, "south": 1}, seed=0) == {"ada": "north", "ben": "south"}


def test_a_seed_decides_a_tie():
    wishes, orders = {"ada": ["north"], "ben": ["north"]}, {"north": [("ada", "ben")]}
    won = {tuple(allocate(wishes, orders, {"north": 1}, seed=seed).items()) for seed in range(20)}
    assert won == {(("ada", "north"), ("ben", None)), (("ada", None), ("ben", "north"))}


def test_a_blocking_pair_is_found():
    wishes = {"ada": ["north", "south"], "ben": ["north", "south"]}
    orders = {"north": ["ada", "ben"], "south": ["ada", "ben"]}
    assert blocking_pairs({"ada": "south", "ben": "north"}, wishes, orders, {"north": 1, "south": 1}) == [
        ("ada", "north")
    ]
    assert blocking_pairs({"ada": None, "ben": "north"}, wishes, orders, {"north": 2, "south": 0}) == [("ada", "north")]


def test_an_equal_is_no_reason_to_change():
    wishes, orders = {"ada": [("north", "south")], "ben": ["north"]}, {"north": [("ada", "ben")], "south": ["ada"]}
    assert (
        blocking_pairs(
            {"ada": "south", "ben": None}, wishes, {"north": ["ada"], "south": ["ada"]}, {"north": 1, "south": 1}
        )
        == []
    )
    assert blocking_pairs({"ada": "north", "ben": None}, wishes, orders, {"north": 1, "south": 1}) == []


@pytest.mark.parametrize(
    ("act", "place"),
    [
        (lambda: allocate({"ada": ["north"]}, {}, {}, seed=0), "capacities['north']"),
        (lambda: allocate({}, {"north": []}, {}, seed=0), "capacities['north']"),
        (lambda: allocate({}, {}, {"north": -1}, seed=0), "capacities['north']"),
        (lambda: allocate({"ada": ["n", ("s", "n")]}, {}, {"n": 1, "s": 1}, seed=0), "preferences['ada']"),
        (lambda: allocate({"ada": "north"}, {}, {"north": 1}, seed=0), "preferences['ada']"),
        (lambda: blocking_pairs({"ada": "north"}, {}, {}, {"north": 0}), "assignment"),
        (lambda: blocking_pairs({}, {"ada": ["north"]}, {}, {}), "capacities['north']"),
    ],
)
def test_a_bad_value_is_refused_by_place(act, place):
    with pytest.raises(ValueError) as refused:
        act()
    assert str(refused.value).startswith(f"{place}:")
