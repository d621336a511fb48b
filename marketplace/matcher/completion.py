"""Completion: names that begin as the text does."""

import sys
from bisect import bisect_left
from collections.abc import Iterable, Mapping

import numpy as np

from marketplace.matcher.lookup import Lookup
from marketplace.matcher.names import FUZZY_LIMIT, exact_key, folded_key
from marketplace.matcher.tables import Array, Arrays, Texts, pack_texts
from marketplace.matcher.values import Suggestion

#: So many names that begin with the text are looked at: with one letter typed there are thousands.
_LOOKED_AT = 2000


def pack(arrays: Mapping[str, Array]) -> Arrays:
    """All labels by their folded key, in the order of the alphabet."""
    labels = Texts(arrays, "label")
    found = labels.many(np.arange(len(labels)))
    keys = sorted((folded_key(label) or exact_key(label), place) for place, label in enumerate(found))
    return {
        **pack_texts("begun", [key for key, _ in keys]),
        "begun.label": np.array([place for _, place in keys], dtype=np.int32),
    }


class Completion:
    """Reads what `pack` put away."""

    def __init__(self, arrays: Mapping[str, Array], lookup: Lookup, ids: Texts) -> None:
        self._keys, self._labels, self._lookup, self._ids = Texts(arrays, "begun"), arrays["begun.label"], lookup, ids

    def merged(self, text: str, near: Iterable[Suggestion], limit: int) -> tuple[Suggestion, ...]:
        """The name itself, then names that begin so, then near ones; each concept once."""
        rows = list(near)
        offered: dict[str, Suggestion] = {}
        for row in (*(row for row in rows if row.path == "exact"), *self._begun(text, limit), *rows):
            offered.setdefault(row.concept_id, row)
        return tuple(offered.values())[:limit]

    def _begun(self, text: str, limit: int) -> list[Suggestion]:
        """Names that begin with the text, the shortest of each concept, shortest first."""
        typed = folded_key(text[:FUZZY_LIMIT])
        if not typed:
            return []
        start = bisect_left(self._keys, typed)
        stop = min(bisect_left(self._keys, typed + chr(sys.maxunicode), start), start + _LOOKED_AT)
        places = np.arange(start, stop)
        keys = self._keys.many(places)
        begun: dict[int, tuple[str, int]] = {}
        for key, label in sorted(
            zip(keys, self._labels[places].tolist(), strict=True), key=lambda row: (len(row[0]), row)
        ):
            begun.setdefault(int(self._lookup.label_concept[label]), (key, label))
            if len(begun) >= limit:
                break
        return [self._suggestion(typed, key, concept, label) for concept, (key, label) in begun.items()]

    def _suggestion(self, typed: str, key: str, concept: int, label: int) -> Suggestion:
        ours, theirs = typed.split(), key.split()
        shared = tuple(word for word in ours if word in theirs)
        return Suggestion(
            self._ids[concept], min(len(typed) / len(key), 0.99), "words", self._lookup.labels[label], shared,
            tuple(word for word in theirs if word not in shared), tuple(word for word in ours if word not in shared),
        )  # fmt: skip
