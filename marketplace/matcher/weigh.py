"""The weighing: candidates by the sum of their weighted features, and the odds of each.

A softmax over the list turns weights into odds; a logistic curve per source turns odds, together
with how well the best candidate fits at all, into confidence. Concepts whose best names are the
same words are equals and stand together in the order of their ids.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from marketplace.matcher import calibration
from marketplace.matcher.candidates import nearest
from marketplace.matcher.features import NAMES, features
from marketplace.matcher.fit import scored
from marketplace.matcher.lookup import Lookup
from marketplace.matcher.names import SHORT
from marketplace.matcher.question import ask
from marketplace.matcher.repair import Repair
from marketplace.matcher.tables import Array

#: So many of the best are looked at word by word.
LOOKED_AT = 16
_SOFT, _HARD, _MEANING = NAMES.index("soft f1"), NAMES.index("stem f1"), NAMES.index("meaning")


@dataclass(frozen=True)
class Ranked:
    """A weighed candidate: its place, its best form, its share of the odds."""

    concept: int
    form: int
    odds: float
    likeness: float
    by_meaning: float
    meaning: float


class Weighing:
    """Read-only; safe to share between threads."""

    def __init__(
        self, lookup: Lookup, weights: Mapping[str, Array], calibration: Mapping[str, Sequence[float]]
    ) -> None:
        self.lookup, self.repair = lookup, Repair(lookup)
        self._weights, self._calibration = weights, calibration

    def ranked(self, found: list[str], raw: str, kind: str) -> list[Ranked]:
        """The best candidates by weight, best first; `raw` is the text that the words come from."""
        if sum(map(len, found)) <= SHORT:
            return []
        question = ask(found, self.lookup, self.repair, raw)
        near = nearest(question, self.lookup) if question.usable else None
        if near is None or not len(near.places):
            return []
        rows, forms = features(question, near, self.lookup)
        scores = np.round(scored(rows, self._weights[kind]), 6)
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        order = np.argsort(-scores, kind="stable")[:LOOKED_AT]
        return [
            Ranked(
                int(near.places[at]), int(forms[at]), float(shares[at]), float(rows[at, _SOFT]),
                float(rows[at, _SOFT] - rows[at, _HARD]), float(rows[at, _MEANING]),
            )
            for at in self._with_equals(order, forms, near.places)
        ]  # fmt: skip

    def _with_equals(self, order: Array, forms: Array, places: Array) -> list[int]:
        texts = self.lookup.forms.many(forms[order])
        first = {text: rank for rank, text in reversed(list(enumerate(texts)))}
        ranks = sorted(range(len(texts)), key=lambda rank: (first[texts[rank]], places[order[rank]]))
        return [int(order[rank]) for rank in ranks]

    def confidence(self, odds: float, top: Ranked, found: Sequence[str], kind: str) -> float:
        """How likely it is right, from its odds and from how well the best fits at all."""
        unknown = sum(not self.lookup.knows(word) for word in found) / max(len(found), 1)
        seen = calibration.inputs(odds, top.likeness, unknown, len(found))
        return calibration.confidence(seen, self._calibration[kind])
