"""The concepts themselves, kept as text and read when asked for."""

import json
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from marketplace.matcher.tables import Array, Arrays, Keys, Texts, pack_keys, pack_texts
from marketplace.matcher.values import Concept


def pack(concepts: Sequence[Concept]) -> Arrays:
    """Every concept as a line of JSON, and its place by its id."""
    lines = [
        json.dumps([c.preferred, list(c.labels), c.description, list(c.broader), list(c.related)]) for c in concepts
    ]
    return {
        **pack_texts("id", [concept.id for concept in concepts]),
        **pack_keys("id", ((concept.id, place) for place, concept in enumerate(concepts))),
        **pack_texts("concept", lines),
    }


class Shelf(Mapping[str, Concept]):
    """Concepts by id, in the order of their ids."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.ids, self._keys, self._lines = Texts(arrays, "id"), Keys(arrays, "id"), Texts(arrays, "concept")

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids.many(np.arange(len(self.ids))))

    def __getitem__(self, concept_id: str) -> Concept:
        for place in self._keys.places(concept_id):
            if self.ids[place] == concept_id:
                preferred, labels, description, broader, related = json.loads(self._lines[place])
                return Concept(concept_id, preferred, tuple(labels), description, tuple(broader), tuple(related))
        raise KeyError(concept_id)
