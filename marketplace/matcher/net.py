"""A small net that mends the weighed sum where numbers only speak together.

Two layers of rectified sums (Nair and Hinton 2010) look at the numbers of one candidate, brought to one scale, and
add to its score. The loss is that of the weighing, the likelihood of the right candidate of each list; it goes
down by Adam (Kingma and Ba 2015) in a few rounds over all lists. A vocabulary that cannot be fitted has no net.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from marketplace.matcher.tables import Array, Arrays

_WIDTHS = (40, 20)
#: So many, each from another start, are asked together: their mean errs less than any of them.
_MANY = 3
_ROUNDS, _AT_ONCE = 14, 64
_STEP, _DECAY = 3e-3, 3e-4
_FURTHEST = 6.0
_KEEP = 0.9


@dataclass(frozen=True)
class Lists:
    """Lists of candidates side by side: their numbers, their scores so far, which are right, which are there."""

    rows: Array
    scores: Array
    right: Array
    there: Array

    def of(self, places: Array) -> "Lists":
        """Some of them."""
        return Lists(self.rows[places], self.scores[places], self.right[places], self.there[places])


def lists_of(rows: Array, scores: Array, right: Array, starts: Array) -> Lists:
    """Lists that stand one after another, side by side; the shorter ones are filled up."""
    counts = np.diff(np.append(starts, len(rows)))
    shape = (len(starts), int(counts.max()))
    there = np.arange(shape[1]) < counts[:, None]
    found = Lists(
        np.zeros((*shape, rows.shape[1]), dtype=np.float32), np.zeros(shape), np.zeros(shape, dtype=bool), there
    )
    found.rows[there], found.scores[there], found.right[there] = rows, scores, right
    return found


def weighed(rows: Array, nets: Mapping[str, Array]) -> Array:
    """What the nets add to the score of each row, on the mean."""
    seen = _scaled(rows, nets)
    for at in range(len(_WIDTHS)):
        seen = np.maximum(seen @ nets[f"net.{at}"] + nets[f"net.{at}.from"], 0)
    found: Array = (seen @ nets["net.out"])[..., 0].mean(axis=0)
    return found


def _scaled(rows: Array, nets: Mapping[str, Array]) -> Array:
    scaled: Array = np.clip((rows - nets["net.mean"]) * nets["net.scale"], -_FURTHEST, _FURTHEST).astype(np.float32)
    return scaled


def taught(lists: Lists, seed: int) -> Arrays:
    """The nets that these lists teach; every array of weights begins with which net."""
    flat = lists.rows[lists.there]
    scale = {"net.mean": flat.mean(axis=0), "net.scale": 1 / (flat.std(axis=0) + np.float32(1e-3))}
    scaled = Lists(_scaled(lists.rows, scale), lists.scores, lists.right, lists.there)
    nets = [_one(scaled, np.random.default_rng((seed, number))) for number in range(_MANY)]
    return {**scale, **{name: np.round(np.stack([net[name] for net in nets]), 5) for name in nets[0]}}


def _one(lists: Lists, rng: np.random.Generator) -> Arrays:
    net: Arrays = {}
    widths = (lists.rows.shape[-1], *_WIDTHS)
    for at, (before, after) in enumerate(pairwise(widths)):
        net[f"net.{at}"] = (rng.standard_normal((before, after)) * np.sqrt(2 / before)).astype(np.float32)
        net[f"net.{at}.from"] = np.zeros((1, after), dtype=np.float32)
    net["net.out"] = np.zeros((widths[-1], 1), dtype=np.float32)
    learner = _Adam(net)
    batches = list(_batches(len(lists.right), rng))
    for done, batch in enumerate(batches):
        learner.step(_slopes(lists.of(batch), net, rng), _STEP * (1 - done / len(batches)))
    return net


def _batches(count: int, rng: np.random.Generator) -> Iterator[Array]:
    for _ in range(_ROUNDS):
        order = rng.permutation(count)
        for start in range(0, count, _AT_ONCE):
            yield order[start : start + _AT_ONCE]


def _slopes(lists: Lists, net: Arrays, rng: np.random.Generator) -> Arrays:
    """How the loss changes with each weight; some of what each layer sees is left out by chance."""
    shape = lists.rows.shape
    seen = [lists.rows.reshape(-1, shape[-1])]
    for at in range(len(_WIDTHS)):
        layer = np.maximum(seen[-1] @ net[f"net.{at}"] + net[f"net.{at}.from"], 0)
        seen.append(layer * (rng.random(layer.shape, dtype=np.float32) < _KEEP) / np.float32(_KEEP))
    scores = (seen[-1] @ net["net.out"]).reshape(shape[:2]) + lists.scores
    scores[~lists.there] = -np.inf
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    odds /= odds.sum(axis=1, keepdims=True)
    hits = odds * lists.right
    pull = (odds - hits / np.maximum(hits.sum(axis=1, keepdims=True), 1e-12)).reshape(-1, 1).astype(np.float32)
    pull /= shape[0]
    slopes = {"net.out": seen[-1].T @ pull}
    back = pull @ net["net.out"].T
    for at in reversed(range(len(_WIDTHS))):
        back = back * (seen[at + 1] > 0) / np.float32(_KEEP)
        slopes[f"net.{at}"], slopes[f"net.{at}.from"] = seen[at].T @ back, back.sum(axis=0, keepdims=True)
        back = back @ net[f"net.{at}"].T
    return slopes


class _Adam:
    """Steps down along slopes, each weight at its own pace."""

    def __init__(self, weights: Arrays) -> None:
        self._weights, self._steps = weights, 0
        self._mean = {name: np.zeros_like(row) for name, row in weights.items()}
        self._square = {name: np.zeros_like(row) for name, row in weights.items()}

    def step(self, slopes: Arrays, pace: float) -> None:
        """One step; weights fade a little."""
        self._steps += 1
        pace *= np.sqrt(1 - 0.999**self._steps) / (1 - 0.9**self._steps)
        for name, slope in slopes.items():
            weight, mean, square = self._weights[name], self._mean[name], self._square[name]
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope * slope - square)
            weight -= pace * mean / (np.sqrt(square) + 1e-8) + _DECAY * pace * weight
