"""Weights and calibration of a vocabulary, from its own labels and from examples.

The weights maximise the likelihood that the right candidate is chosen from its list (a conditional
logit with a small quadratic penalty), by L-BFGS, and small nets mend the sum (`net`); see `selfmade`
for what is asked. Every vocabulary so gets the weights that suit its own way of naming. Words of
advertisements are weighed by what ships (`weights`), unless examples of them are given.
"""

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from marketplace.matcher import calibration, index, meaning, net, swaps, weights
from marketplace.matcher.features import NAMES, bent
from marketplace.matcher.lookup import Lookup
from marketplace.matcher.selfmade import Asked, Rows, held_out, questions, rows_of, twice
from marketplace.matcher.tables import Array, Arrays
from marketplace.matcher.values import Concept

Example = tuple[str, tuple[str, ...], str]

#: Below so many concepts with a name to hold out, the weights that ship are better than any fitted.
FEWEST = 400
#: More tell nothing new.
_MOST = 4000
_KEPT_BACK = 0.2
_PENALTY = 3e-4
#: Few examples move the weights of advertisements little.
_EXAMPLE_PENALTY = 1e-2
#: Fewer examples say nothing about how often an answer is right.
_FEWEST_TO_CALIBRATE = 50
#: Of so many lists one is shown without its right answer, so that the curve learns what no match looks like.
_ONE_WITHOUT = 4

_SOFT = NAMES.index("soft f1")


@dataclass(frozen=True)
class Weights:
    """A weight for each number, and the nets that mend the sum, if there are any."""

    column: Array
    nets: Mapping[str, Array] = field(default_factory=dict)

    def scores(self, rows: Array) -> Array:
        """The score of each row of `features.NAMES`, to a ten-thousandth: less is noise of the machine."""
        found: Array = (bent(rows) if len(self.column) > len(NAMES) else rows) @ self.column
        return np.round(found + net.weighed(rows, self.nets) if self.nets else found, 4)


def weights_in(arrays: Mapping[str, Array]) -> dict[str, Weights]:
    """The weights of each kind of source."""
    nets = {name: array for name, array in arrays.items() if name.startswith("net.")}
    return {"label": Weights(arrays["weights.label"], nets), "posting": Weights(arrays["weights.posting"])}


def weights_for(
    concepts: Sequence[Concept],
    arrays: Mapping[str, Array],
    examples: Sequence[Example],
    seed: int,
    fitted: bool | None,
) -> tuple[Arrays, dict[str, Any]]:
    """The weights as arrays, and the calibration and report beside them."""
    holders = _holders(concepts)
    place = {concept.id: at for at, concept in enumerate(concepts)}
    asked = [(text, frozenset(place[right] for right in ids), source) for text, ids, source in sorted(examples)]
    label, posting = Weights(weights.label()), Weights(weights.posting())
    curves = {kind: list(row) for kind, row in weights.CALIBRATION.items()}
    report: dict[str, Any] = {"fitted": False, "held_out": 0, "could_be_held_out": len(holders)}
    if holders and (fitted or (fitted is None and len(holders) >= FEWEST)):
        own = [(text, right) for text, right, source in asked if source == "label"]
        label, curves["label"], report = _by_labels(concepts, holders, own, seed)
    given = [(text, right) for text, right, source in asked if source != "label"]
    if given:
        posting, curves["posting"] = _by_examples(given, Lookup(arrays), curves["posting"])
        report = {**report, "examples": len(given)}
    found = {"weights.label": label.column, "weights.posting": posting.column, **label.nets}
    return found, {"calibration": curves, "report": report}


def _holders(concepts: Sequence[Concept]) -> list[int]:
    """Concepts that can spare a name: they keep another one, or, when there are few of these, the preferred one."""
    spare = [len(set(concept.labels) - {concept.preferred}) for concept in concepts]
    rich = [place for place, count in enumerate(spare) if count > 1]
    return rich if len(rich) >= FEWEST else [place for place, count in enumerate(spare) if count]


def _by_labels(
    concepts: Sequence[Concept], holders: Sequence[int], given: Sequence[Asked], seed: int
) -> tuple[Weights, list[float], dict[str, Any]]:
    """Weights and curve from labels held out, and what they reach on a part that neither has seen."""
    began = time.perf_counter()
    rng = random.Random(seed)  # noqa: S311 - drawn again by anyone with the seed
    kept, asked = held_out(concepts, rng.sample(holders, min(_MOST, len(holders))), rng)
    arrays = index.build(kept)
    lookup = Lookup(arrays | meaning.learn(arrays, len(kept), seed) | swaps.count(arrays, len(kept)))
    back = int(_KEPT_BACK * len(asked))
    test, own, train = asked[: back // 2], asked[back // 2 : back], [*asked[back:], *given]
    found = _taught(rows_of(questions(train, lookup, rng), lookup), seed)
    curve = calibrated(rows_of(questions(own, lookup, rng), lookup), found, weights.CALIBRATION["label"])
    report = {
        "fitted": True,
        "held_out": len(asked),
        **reached(rows_of(test, lookup), found),
        "distorted": reached(rows_of(twice(test, rng), lookup), found),
        "seconds": round(time.perf_counter() - began, 1),
    }
    return found, curve, report


def _taught(rows: Rows, seed: int) -> Weights:
    column = likeliest(rows, weights.label(), _PENALTY)
    if not len(rows.starts):
        return Weights(column)
    lists = net.lists_of(rows.features, Weights(column).scores(rows.features), rows.right, rows.starts)
    return Weights(column, net.taught(lists, seed))


def _by_examples(given: Sequence[Asked], lookup: Lookup, curve: list[float]) -> tuple[Weights, list[float]]:
    rows = rows_of(given, lookup)
    found = Weights(likeliest(rows, weights.posting(), _EXAMPLE_PENALTY))
    return found, calibrated(rows, found, curve) if len(rows.starts) >= _FEWEST_TO_CALIBRATE else curve


def likeliest(rows: Rows, around: Array, penalty: float) -> Array:
    """The weights of highest likelihood, held near `around` by the penalty; bends only where `around` has them."""
    if not len(rows.starts):
        return around
    seen = bent(rows.features) if len(around) > len(NAMES) else rows.features
    spread = seen.std(axis=0) + 1e-3
    scaled = (seen / spread).astype(np.float32)
    lengths = np.diff(np.append(rows.starts, len(scaled)))
    origin = around * spread

    def loss(at: Array) -> tuple[float, Array]:
        scores = (scaled @ at.astype(np.float32)).astype(np.float64)
        odds = np.exp(scores - np.repeat(np.maximum.reduceat(scores, rows.starts), lengths))
        sums = np.add.reduceat(odds, rows.starts)
        hits = np.maximum(np.add.reduceat(odds * rows.right, rows.starts), 1e-30)
        pull = odds / np.repeat(sums, lengths) - odds * rows.right / np.repeat(hits, lengths)
        value = float(np.mean(np.log(sums) - np.log(hits))) + penalty * float(((at - origin) ** 2).sum())
        slope = scaled.T @ pull.astype(np.float32) / len(rows.starts) + 2 * penalty * (at - origin)
        return value, slope.astype(np.float64)

    from scipy.optimize import minimize  # a sixth of the start of every process; only a fit needs it

    found = minimize(loss, origin, jac=True, method="L-BFGS-B", options={"maxiter": 120})
    result: Array = np.round(found.x / spread, 4)
    return result


def _lists(rows: Rows) -> list[tuple[int, int]]:
    ends = [*rows.starts[1:].tolist(), len(rows.features)]
    return list(zip(rows.starts.tolist(), ends, strict=True))


def calibrated(rows: Rows, found: Weights, around: Sequence[float]) -> list[float]:
    """The curve for these weights, from lists they were not fitted on, some of them without the right answer."""
    seen, right = [], []
    for at, (start, stop) in enumerate(_lists(rows)):
        part, truth = rows.features[start:stop], rows.right[start:stop]
        if at % _ONE_WITHOUT == 0:
            part, truth = part[~truth], truth[~truth]
        if not len(part):
            continue
        scores = found.scores(part)
        top = int(np.argmax(scores))
        share = 1 / float(np.exp(scores - scores[top]).sum())
        unknown, count = rows.words[at]
        seen.append(calibration.inputs(share, float(part[top, _SOFT]), float(unknown), int(count)))
        right.append(bool(truth[top]))
    return calibration.curve(np.array(seen), np.array(right, dtype=float), around)


def reached(rows: Rows, found: Weights) -> dict[str, float]:
    """How often the right one came first, and the mean reciprocal rank."""
    scores = found.scores(rows.features)
    ranks = []
    for start, stop in _lists(rows):
        order = np.argsort(-scores[start:stop], kind="stable")
        ranks.append(1 + int(np.flatnonzero(rows.right[start:stop][order])[0]))
    asked = max(rows.asked, 1)
    return {"first": round(ranks.count(1) / asked, 4), "mrr": round(sum(1 / rank for rank in ranks) / asked, 4)}
