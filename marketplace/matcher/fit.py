"""Weights from the vocabulary's own labels: names held out of an index are looked up in it.

For some thousands of concepts one alternative label is taken out, an index is built without them,
and each is looked up as it stands or distorted. The weights maximise the likelihood that the right
candidate is chosen from its list (a conditional logit, with a small quadratic penalty), by L-BFGS.
Nobody labels anything, and every vocabulary gets the weights that suit its own way of naming.
"""

import random
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize

from marketplace.matcher import index, meaning, weights
from marketplace.matcher.candidates import nearest
from marketplace.matcher.cues import stripped
from marketplace.matcher.distort import distorted
from marketplace.matcher.features import NAMES, features
from marketplace.matcher.lookup import Lookup
from marketplace.matcher.names import NAME_LIMIT
from marketplace.matcher.question import ask
from marketplace.matcher.repair import Repair
from marketplace.matcher.tables import Array, Arrays
from marketplace.matcher.values import Concept
from marketplace.matcher.words import words

Example = tuple[str, tuple[str, ...], str]
Asked = tuple[str, frozenset[int]]

#: Below so many names to hold out, the weights that ship are better than any fitted.
FEWEST = 400
_MOST = 4000
_KEPT_BACK = 0.15
_PENALTY = 1e-3


@dataclass(frozen=True)
class Rows:
    """The candidates of many texts, one text after another.

    Features, whether right, where each text begins; `asked` also counts texts that found nothing right.
    """

    features: Array
    right: Array
    starts: Array
    asked: int


def weights_in(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """The weights of each kind of source."""
    return {kind: arrays[f"weights.{kind}"] for kind in ("label", "posting")}


def weights_for(
    concepts: Sequence[Concept],
    arrays: Mapping[str, Array],
    examples: Sequence[Example],
    seed: int,
    *,
    fitted: bool | None,
) -> tuple[Arrays, dict[str, Any]]:
    """The weights as arrays, and the calibration and report beside them."""
    holders = [place for place, concept in enumerate(concepts) if len(set(concept.labels)) > 1]
    label, posting = weights.column(weights.LABEL), weights.column(weights.POSTING)
    calibration = {kind: list(row) for kind, row in weights.CALIBRATION.items()}
    report: dict[str, Any] = {"fitted": False, "held_out": len(holders)}
    if fitted or (fitted is None and len(holders) >= FEWEST):
        label, report = _fitted(concepts, holders, seed)
    del arrays, examples
    return {"weights.label": label, "weights.posting": posting}, {"calibration": calibration, "report": report}


def _fitted(concepts: Sequence[Concept], holders: Sequence[int], seed: int) -> tuple[Array, dict[str, Any]]:
    began = time.perf_counter()
    rng = random.Random(seed)  # noqa: S311 - drawn again by anyone with the seed
    kept, asked = held_out(concepts, rng.sample(holders, min(_MOST, len(holders))), rng)
    arrays = index.build(kept)
    lookup = Lookup(arrays | meaning.learn(arrays, len(kept), seed))
    rng.shuffle(asked)
    back = int(_KEPT_BACK * len(asked))
    test, train = (questions(part, lookup, rng) for part in (asked[:back], asked[back:]))
    found = fit(rows_of(train, lookup), weights.column(weights.LABEL))
    report = {"fitted": True, "held_out": len(asked), "seconds": round(time.perf_counter() - began, 1)}
    return found, {
        **report,
        **reached(rows_of(asked[:back], lookup), found),
        "distorted": reached(rows_of(test, lookup), found),
    }


def held_out(
    concepts: Sequence[Concept], holders: Iterable[int], rng: random.Random
) -> tuple[list[Concept], list[Asked]]:
    """The concepts without one label of each holder, and those labels."""
    kept = list(concepts)
    asked: list[Asked] = []
    for place in holders:
        concept = concepts[place]
        out = rng.choice(sorted(set(concept.labels) - {concept.preferred}) or [concept.preferred])
        labels = tuple(label for label in concept.labels if label != out)
        kept[place] = Concept(concept.id, concept.preferred, labels, concept.description)
        asked.append((out, frozenset((place,))))
    return kept, asked


def questions(asked: Sequence[Asked], lookup: Lookup, rng: random.Random) -> list[Asked]:
    """Half of the labels as they stand, half distorted twice, and some labels of the index distorted once."""
    found = [(text if i % 2 else distorted(text, 2, rng), right) for i, (text, right) in enumerate(asked)]
    for _ in range(len(asked) // 4):
        label = rng.randrange(len(lookup.labels))
        found.append((distorted(lookup.labels[label], 1, rng), frozenset((int(lookup.label_concept[label]),))))
    return found


def rows_of(asked: Sequence[Asked], lookup: Lookup) -> Rows:
    """The candidates of each text that has any, with the texts whose right answer is not among them left out."""
    repair = Repair(lookup)
    parts, right, counts = [np.empty((0, len(NAMES)))], [np.empty(0, dtype=bool)], []
    for text, wanted in asked:
        core = stripped(text[:NAME_LIMIT])[0]
        question = ask(words(core, NAME_LIMIT), lookup, repair, core)
        near = nearest(question, lookup) if question.usable else None
        if near is None or not np.isin(near.places, list(wanted)).any():
            continue
        parts.append(features(question, near, lookup)[0])
        right.append(np.isin(near.places, list(wanted)))
        counts.append(len(near.places))
    starts = np.concatenate(([0], np.cumsum(counts)))[:-1].astype(np.int64)
    return Rows(np.concatenate(parts), np.concatenate(right), starts, len(asked))


def fit(rows: Rows, around: Array, penalty: float = _PENALTY) -> Array:
    """The weights of highest likelihood, held near `around` by the penalty."""
    if not len(rows.starts):
        return around
    spread = rows.features.std(axis=0) + 1e-6
    scaled = (rows.features / spread).astype(np.float32)
    lengths = np.diff(np.append(rows.starts, len(scaled)))
    origin = around * spread

    def loss(at: Array) -> tuple[float, Array]:
        scores = scaled @ at.astype(np.float32)
        tops = np.maximum.reduceat(scores, rows.starts)
        odds = np.exp(scores - np.repeat(tops, lengths))
        sums = np.add.reduceat(odds, rows.starts)
        hits = np.maximum(np.add.reduceat(odds * rows.right, rows.starts), 1e-30)
        pull = odds / np.repeat(sums, lengths) - odds * rows.right / np.repeat(hits, lengths)
        value = float(np.mean(np.log(sums) - np.log(hits))) + penalty * float(((at - origin) ** 2).sum())
        slope = scaled.T @ pull / len(rows.starts) + 2 * penalty * (at - origin)
        return value, slope.astype(np.float64)

    found = minimize(loss, origin, jac=True, method="L-BFGS-B", options={"maxiter": 300})
    result: Array = np.round(found.x / spread, 6)
    return result


def reached(rows: Rows, column: Array) -> dict[str, float]:
    """How often the right one came first, and the mean reciprocal rank."""
    scores = rows.features @ column
    ranks = []
    for start, stop in zip(rows.starts, [*rows.starts[1:], len(scores)], strict=True):
        order = np.argsort(-scores[start:stop], kind="stable")
        ranks.append(1 + int(np.flatnonzero(rows.right[start:stop][order])[0]))
    asked = max(rows.asked, 1)
    return {"first": round(ranks.count(1) / asked, 4), "mrr": round(sum(1 / rank for rank in ranks) / asked, 4)}
