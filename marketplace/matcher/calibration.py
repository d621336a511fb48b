"""From odds to confidence: how often an answer like this one was right.

Odds over a list say which candidate is best, not whether any is: where nothing fits, one still leads.
So the curve also sees how well the best one fits, how many words are unknown and how many there are,
and learns from lists out of which the right one was taken away. A logistic curve, fitted with a small
quadratic penalty by L-BFGS.
"""

import math
from collections.abc import Sequence
from operator import mul

import numpy as np

from marketplace.matcher.tables import Array

#: Confidence is never surer than this of what it was not told.
_SUREST = 1e-6
_PENALTY = 1e-3
#: More of the odds never means less confidence.
_LEAST_SLOPE = 0.2


def inputs(share: float, likeness: float, unknown: float, count: int) -> tuple[float, ...]:
    """What the curve sees: a constant, log odds, the likeness of the best, the share of unknown words, their number."""
    share = min(max(share, _SUREST), 1 - _SUREST)
    return 1.0, math.log(share / (1 - share)), likeness, unknown, math.log1p(count)


def confidence(seen: Sequence[float], curve: Sequence[float]) -> float:
    """The height of the curve."""
    return 1 / (1 + math.exp(-math.fsum(map(mul, seen, curve))))


def curve(seen: Array, right: Array, around: Sequence[float]) -> list[float]:
    """The curve under which these answers are likeliest, held near `around`."""
    origin = np.asarray(around)
    if not len(seen):
        return list(around)

    def loss(at: Array) -> tuple[float, Array]:
        logits = seen @ at
        value = float(np.mean(np.logaddexp(0, logits) - right * logits)) + _PENALTY * float(((at - origin) ** 2).sum())
        slope = seen.T @ (1 / (1 + np.exp(-logits)) - right) / len(seen) + 2 * _PENALTY * (at - origin)
        return value, slope

    bounds = [(_LEAST_SLOPE, None) if place == 1 else (None, None) for place in range(len(origin))]
    from scipy.optimize import minimize  # a sixth of the start of every process; only a fit needs it

    found = minimize(loss, origin, jac=True, method="L-BFGS-B", bounds=bounds)
    return [round(float(number), 4) for number in found.x]
