"""How far holding one concept answers for another that was asked for.

One step only: what is narrower than a narrower concept answers for nothing here. Longer chains
lead to words so wide that nearly everyone would hold them.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from marketplace.matcher.tables import Array, Arrays, Keys, Texts, offsets, pack_keys, pack_texts
from marketplace.matcher.values import Concept

#: The same concept; a narrower one, which is a case of what was asked; a broader one; a related one.
SAME, NARROWER, BROADER, RELATED = 1.0, 0.9, 0.6, 0.5


def pack(concepts: Iterable[Concept]) -> Arrays:
    """The relations of all concepts as arrays."""
    near: dict[str, dict[str, float]] = {}

    def note(asked: str, held: str, worth: float) -> None:
        row = near.setdefault(asked, {})
        row[held] = max(worth, row.get(held, 0.0))

    for concept in concepts:
        for other in concept.broader:
            note(concept.id, other, BROADER)
            note(other, concept.id, NARROWER)
        for other in concept.related:
            note(concept.id, other, RELATED)
            note(other, concept.id, RELATED)
    ids = sorted(set(near).union(*near.values()))
    place = {found: at for at, found in enumerate(ids)}
    rows = [sorted(near.get(found, {}).items()) for found in ids]
    return {
        **pack_texts("relation.id", ids),
        **pack_keys("relation", place.items()),
        "relation.starts": offsets([len(row) for row in rows]),
        "relation.items": np.array([place[other] for row in rows for other, _ in row], dtype=np.int32),
        "relation.worth": np.array([worth for row in rows for _, worth in row], dtype=np.float64),
    }


class Relations:
    """Reads what `pack` put away, one concept at a time, and keeps what it has read."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._arrays = arrays
        self._ids, self._keys = Texts(arrays, "relation.id"), Keys(arrays, "relation")
        self._read: dict[str, Mapping[str, float]] = {}

    def of(self, asked: str) -> Mapping[str, float]:
        """Each concept that answers for this one, itself included, and how far."""
        if asked not in self._read:
            found = [place for place in self._keys.places(asked) if self._ids[place] == asked]
            if not found:
                return {asked: SAME}
            start, stop = self._arrays["relation.starts"][found[0] : found[0] + 2].tolist()
            others = self._ids.many(self._arrays["relation.items"][start:stop])
            worth = self._arrays["relation.worth"][start:stop].tolist()
            self._read[asked] = {**dict(zip(others, worth, strict=True)), asked: SAME}
        return self._read[asked]
