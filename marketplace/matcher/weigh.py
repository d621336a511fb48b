"""The weighing: candidates by the sum of their weighted features, and the odds of each.

A softmax over the list turns weights into odds; a logistic curve per source turns odds, together
with how well the best candidate fits at all, into confidence. Concepts whose best names are the
same words are equals and stand together in the order of their ids.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from marketplace.matcher import calibration, features
from marketplace.matcher.candidates import nearest
from marketplace.matcher.compared import compared
from marketplace.matcher.features import NAMES
from marketplace.matcher.fit import Weights
from marketplace.matcher.lookup import Lookup
from marketplace.matcher.names import SHORT
from marketplace.matcher.question import ask
from marketplace.matcher.repair import Repair
from marketplace.matcher.tables import Array
from marketplace.matcher.weights import first

#: So many of the best are looked at word by word.
LOOKED_AT = 16
_SOFT, _HARD, _MEANING = NAMES.index("soft f1"), NAMES.index("stem f1"), NAMES.index("meaning")
_JOINED, _FEW = NAMES.index("joined"), NAMES.index("few edits")
#: From so many letters on two slips in a text are believed.
_TWO_SLIPS_FROM = 12
_BUT_FOR_A_SLIP = 3.0
_OURS, _BOTH = NAMES.index("typed label"), NAMES.index("typed f1")
#: From here on text and label are the same words, a slip apart; and what a name whole in a longer text is worth.
_WHOLE, _AMID = 0.9, 0.85


@dataclass(frozen=True)
class Ranked:
    """A weighed candidate: its place, its best form and what that says, its share of the odds.

    `most` is how sure it can be at all.
    """

    concept: int
    form: int
    text: str
    odds: float
    likeness: float
    by_meaning: float
    meaning: float
    letters: float
    most: float


class Weighing:
    """Read-only; safe to share between threads."""

    def __init__(
        self, lookup: Lookup, weights: Mapping[str, Weights], calibration: Mapping[str, Sequence[float]]
    ) -> None:
        self.lookup, self.repair = lookup, Repair(lookup)
        self._weights, self._calibration, self._first = weights, calibration, first()

    def ranked(self, found: list[str], raw: str, kind: str) -> list[Ranked]:
        """The best candidates by weight, best first; `raw` is the text that the words come from."""
        if sum(map(len, found)) <= SHORT:
            return []
        question = ask(found, self.lookup, self.repair, raw)
        near = nearest(question, self.lookup) if question.usable else None
        if near is None or not len(near.places):
            return []
        seen = features.features(question, compared(question, near, self.lookup), self._first, self.lookup)
        rows = seen.rows
        scores = self._weights[kind].scores(rows) + self._slips(rows, question.words)
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        order = np.argsort(-scores, kind="stable")[:LOOKED_AT]
        columns = (
            seen.places[order].tolist(), seen.forms[order].tolist(), self.lookup.forms.many(seen.forms[order]),
            shares[order].tolist(), rows[order, _SOFT].tolist(), (rows[order, _SOFT] - rows[order, _HARD]).tolist(),
            rows[order, _MEANING].tolist(), rows[order, _JOINED].tolist(), self._most(rows[order], kind).tolist(),
        )  # fmt: skip
        return _with_equals([Ranked(*row) for row in zip(*columns, strict=True)])

    def _slips(self, rows: Array, found: Sequence[str]) -> Array:
        """What is added where a text with an unknown word is a name but for a slip or two: nothing else is meant."""
        edits = np.round((1 - rows[:, _FEW]) * features.FEW)
        reach = 1 if sum(map(len, found)) < _TWO_SLIPS_FROM else 2
        if edits.min() > reach or all(map(self.lookup.knows, found)):
            return np.zeros(len(rows))
        return np.where(edits == edits.min(), _BUT_FOR_A_SLIP, 0.0)

    def _most(self, rows: Array, kind: str) -> Array:
        """How sure each can be, by how much of text and label are the same words.

        Among a handful of names one always leads by far, whatever was asked: odds mean nothing until
        a vocabulary is large enough to be fitted. In an advertisement, words around the name are usual.
        """
        if self._weights["label"].nets:
            return np.ones(len(rows))
        whole = rows[:, _BOTH] if kind == "label" else np.maximum(rows[:, _BOTH], _AMID * rows[:, _OURS])
        return np.where(whole >= _WHOLE, 1.0, whole**2)

    def confidence(self, top: Ranked, found: Sequence[str], kind: str) -> Callable[[float], float]:
        """How likely something of these odds is right, by how well the best fits at all."""
        unknown = sum(not self.lookup.knows(word) for word in found) / max(len(found), 1)
        curve = self._calibration[kind]
        return lambda odds: calibration.confidence(calibration.inputs(odds, top.likeness, unknown, len(found)), curve)


def _with_equals(ranked: list[Ranked]) -> list[Ranked]:
    """Those of the same words stand together, in the order of their ids."""
    first = {row.text: rank for rank, row in reversed(list(enumerate(ranked)))}
    return sorted(ranked, key=lambda row: (first[row.text], row.concept))
