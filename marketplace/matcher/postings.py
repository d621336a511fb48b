"""Trigram postings: for each three-character piece, the labels that contain it.

Similarity of a text and a label is the Jaccard index of their sets of trigrams,
|both| / |either| (Jaccard 1901), taken word by word so that the order of words is free.
A concept is as near as its nearest label.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from marketplace.matcher.names import trigrams


class Postings:
    """Made once from the folded labels of each concept; answers in about a millisecond."""

    def __init__(self, labels_by_concept: Sequence[Sequence[str]]) -> None:
        self._grams: dict[str, int] = {}
        self._of_word: dict[str, list[int]] = {}
        rows = [self._index(label) for labels in labels_by_concept for label in labels]
        counts = [len(labels) for labels in labels_by_concept]
        self.starts = np.concatenate(([0], np.cumsum(counts, dtype=np.int64))).astype(np.int64)
        self._sizes = np.array([len(row) for row in rows], dtype=np.int32)
        grams = np.fromiter((gram for row in rows for gram in row), dtype=np.int32)
        labels = np.repeat(np.arange(len(rows), dtype=np.int32), self._sizes)
        order = np.argsort(grams, kind="stable")
        self._labels = labels[order]
        held = np.bincount(grams, minlength=len(self._grams)).astype(np.int64)
        self._offsets = np.concatenate(([0], np.cumsum(held, dtype=np.int64)))

    def _index(self, label: str) -> set[int]:
        found: set[int] = set()
        for word in label.split():
            if word not in self._of_word:
                pieces = sorted(trigrams(word))
                self._of_word[word] = [self._grams.setdefault(piece, len(self._grams)) for piece in pieces]
            found.update(self._of_word[word])
        return found

    def knows(self, word: str) -> bool:
        """Whether any label contains this very word."""
        return word in self._of_word

    def similarities(self, words: Iterable[str]) -> NDArray[np.float64]:
        """The similarity of each label, in the order the labels came."""
        pieces = set().union(*(trigrams(word) for word in words))
        found = sorted(self._grams[piece] for piece in pieces if piece in self._grams)
        if not found:
            return np.zeros(len(self._sizes))
        offsets = self._offsets
        hits = np.concatenate([self._labels[offsets[g] : offsets[g + 1]] for g in found])
        both = np.bincount(hits, minlength=len(self._sizes))
        similar: NDArray[np.float64] = both / (self._sizes + len(pieces) - both)
        return similar

    def nearest(self, words: Iterable[str], limit: int, floor: float) -> list[tuple[int, int, float]]:
        """Concept, its nearest label and their similarity, nearest concept first; ties in the order they came.

        A tie across the limit is given whole, so that no tie is cut by chance.
        """
        if not len(self._sizes):
            return []
        similar = self.similarities(words)
        best = np.maximum.reduceat(similar, self.starts[:-1])
        cut = floor
        if limit < len(best):
            cut = max(floor, float(np.partition(best, -limit)[-limit]))
        chosen = np.flatnonzero(best >= cut)
        ordered = chosen[np.argsort(-best[chosen], kind="stable")]
        return [(int(place), self._label_of(int(place), similar), float(best[place])) for place in ordered]

    def _label_of(self, concept: int, similar: NDArray[np.float64]) -> int:
        start, stop = self.starts[concept], self.starts[concept + 1]
        return int(start + np.argmax(similar[start:stop]))
