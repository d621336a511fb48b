"""Words that stand in for each other, the sieve before the keys, and the nets."""

import numpy as np

from marketplace.matcher import index, net, swaps
from marketplace.matcher.tables import Keys, Texts, pack_keys
from marketplace.matcher.values import Concept

PAIRED = [Concept(thing, f"oversee {thing}", (f"supervise {thing}",)) for thing in ("stock", "staff", "sales", "work")]


def partners(concepts, word):
    arrays = index.build(concepts)
    found = swaps.count(arrays, len(concepts))
    stems = Texts(arrays, "stem")
    place = stems.many(np.arange(len(stems))).index(word)
    rows = zip(found["swap.items"][place].tolist(), found["swap.weights"][place].tolist(), strict=True)
    return {stems[other]: worth for other, worth in rows if worth > 0}


def test_words_of_different_names_of_one_thing_stand_in_for_each_other():
    found = partners(PAIRED, "overse")
    assert max(found, key=found.get) == "supervis"


def test_words_of_one_and_the_same_name_do_not():
    assert "stock" not in partners(PAIRED, "overse")
    assert partners([Concept("a", "weld metal"), Concept("b", "weld pipes")], "weld") == {}


def test_a_key_is_found_and_what_is_none_is_not_looked_for():
    keys = Keys(pack_keys("word", [("weld", 3), ("sew", 1), ("sew", 0), ("\ud800", 2)]), "word")
    assert [keys.places(key) for key in ("weld", "sew", "\ud800", "sow", "")] == [[3], [0, 1], [2], [], []]
    none = Keys(pack_keys("word", []), "word")
    assert none.places("weld") == []


def lists(seed):
    """Lists in which the right candidate has either of two numbers, never both: no weighed sum tells it."""
    rng = np.random.default_rng(seed)
    rows, right = [], []
    for _ in range(300):
        pairs = np.array([[0, 0], [1, 1], [0, 1], [1, 1], [0, 0]], dtype=float)
        if rng.random() < 0.5:
            pairs[2] = [1, 0]
        rows.append(pairs + rng.normal(0, 0.05, pairs.shape))
        right.append([False, False, True, False, False])
    flat, truth = np.concatenate(rows), np.concatenate(right)
    return net.lists_of(flat, np.zeros(len(flat)), truth, np.arange(0, len(flat), 5))


def test_nets_learn_what_no_sum_tells_and_the_same_from_the_same_seed():
    taught = net.taught(lists(1), 5)
    again = net.taught(lists(1), 5)
    assert all(np.array_equal(taught[name], again[name]) for name in taught)
    unseen = lists(2)
    scores = net.weighed(unseen.rows.reshape(-1, 2), taught).reshape(-1, 5)
    assert float((scores.argmax(axis=1) == 2).mean()) > 0.95
