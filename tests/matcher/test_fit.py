"""Weights that a vocabulary finds from its own labels, and from examples."""

import random

import numpy as np
import pytest

from marketplace.matcher import Concept, Vocabulary, calibration, weights
from marketplace.matcher.distort import KINDS, distorted

VERBS = (
    ("make", "build", "produce"),
    ("check", "inspect", "verify"),
    ("sell", "market", "offer"),
    ("mend", "repair", "fix"),
)
THINGS = [
    f"{a}{b}"
    for a in ("wood", "steel", "glass", "stone", "paper", "cloth")
    for b in ("en doors", " pipes", " frames", " boxes", " toys")
]


@pytest.fixture(scope="module")
def concepts():
    return [
        Concept(f"{verbs[0]}-{thing}", f"{verbs[0]} {thing}", tuple(f"{verb} {thing}" for verb in verbs[1:]))
        for verbs in VERBS
        for thing in THINGS
    ]


@pytest.fixture(scope="module")
def fitted(concepts):
    return Vocabulary.build(concepts, fitted=True, seed=3)


def test_the_fit_says_what_it_reached_on_names_it_had_not_seen(fitted, concepts):
    assert (fitted.report["fitted"], fitted.report["held_out"]) == (True, len(concepts))
    assert fitted.report["first"] > 0.5


def test_the_same_seed_gives_the_same_answers_whatever_the_order_of_rows(fitted, concepts):
    again = Vocabulary.build(random.Random(1).sample(concepts, len(concepts)), fitted=True, seed=3)
    texts = ["verify glass pipes", "fix wooden dors", "sel toys"]
    assert again.digest == fitted.digest
    assert again.resolve_many(texts) == fitted.resolve_many(texts)


def test_a_small_vocabulary_takes_the_weights_that_ship(concepts):
    built = Vocabulary.build(concepts)
    assert built.report == {"fitted": False, "held_out": 0, "could_be_held_out": len(concepts)}
    assert built.resolve("inspect stone toys").accepted == "check-stone toys"


def test_examples_move_the_weights_of_advertisements_only(concepts):
    examples = [(f"great {thing} maker", (f"make-{thing}",), "posting") for thing in THINGS]
    plain, taught = Vocabulary.build(concepts), Vocabulary.build(concepts, examples=examples)
    text = "great glass toys maker"
    assert taught.resolve(text) == plain.resolve(text)
    assert taught.report["examples"] == len(examples)
    first = [built.resolve(text, source="posting").suggestions[0].concept_id for built in (plain, taught)]
    assert first[1] == "make-glass toys"


def test_no_likeness_counts_against_a_candidate_in_the_weights_that_ship():
    free = {"preferred", "labels"}
    sums = {name: np.cumsum(row) for name, row in weights.LABEL.items() if name not in free}
    assert [name for name, row in sums.items() if row.min() < -0.05] == []


def test_the_curve_never_falls_with_the_odds():
    seen = np.array([calibration.inputs(share, 0.8, 0, 3) for share in (0.1, 0.5, 0.9)] * 20)
    curve = calibration.curve(seen, np.array([1.0, 0.0, 0.0] * 20), (0, 1, 0, 0, 0))
    heights = [calibration.confidence(row, curve) for row in seen[:3]]
    assert heights == sorted(heights)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_distortion_leaves_something_to_read(kind):
    rng = random.Random(2)
    for name in ("weld", "check stock", "organise centre meetings for members"):
        assert any(map(str.isalnum, kind(name, rng)))


def test_distortions_are_drawn_by_their_seed():
    drawn = [distorted("organise meetings of members", 2, random.Random(seed)) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]
