"""Random markets of every shape: no allocation has a blocking pair, and none depends on the order of rows."""

import random

from marketplace.matcher import allocate, blocking_pairs


def some(rng, ids):
    """Some of the ids in some order, now and then with ties."""
    left, rows = rng.sample(ids, rng.randint(0, len(ids))), []
    while left:
        run = tuple(left[: rng.choice((1, 1, 1, 2, 3))])
        left = left[len(run) :]
        rows.append(run if len(run) > 1 else run[0])
    return rows


def market(seed):
    rng = random.Random(seed)
    people = [f"a{place}" for place in range(rng.randint(0, 14))]
    programs = [f"p{place}" for place in range(rng.randint(0, 6))]
    wishes = {who: some(rng, programs) for who in people}
    orders = {program: some(rng, people) for program in programs if rng.random() < 0.95}
    return wishes, orders, {program: rng.randint(0, 4) for program in programs}


def test_a_thousand_markets_have_no_blocking_pair():
    for seed in range(1000):
        wishes, orders, places = market(seed)
        result = allocate(wishes, orders, places, seed=seed)
        assert result.keys() == wishes.keys()
        assert blocking_pairs(result, wishes, orders, places) == [], seed


def test_a_blocking_pair_made_by_hand_is_found_in_most_of_them():
    found = 0
    for seed in range(200):
        wishes, orders, places = market(seed)
        found += bool(blocking_pairs(dict.fromkeys(wishes), wishes, orders, places))
        assert bool(blocking_pairs(dict.fromkeys(wishes), wishes, orders, places)) == any(
            allocate(wishes, orders, places, seed=seed).values()
        )
    assert found > 100


def test_no_applicant_gains_by_hiding_the_first_wish():
    for seed in range(200):
        wishes, orders, places = market(seed)
        strict = {who: [row for row in rows if not isinstance(row, tuple)] for who, rows in wishes.items()}
        honest = allocate(strict, orders, places, seed=1)
        for who, rows in strict.items():
            other = allocate({**strict, who: rows[1:]}, orders, places, seed=1)[who]
            assert other is None or rows.index(honest[who]) <= rows.index(other)
