"""A vocabulary's arrays with the few small tables that reading them needs.

Built in memory or mapped from a file, it is the same; what is made here anew is in the order of
the words of the vocabulary, not of its labels.
"""

from collections.abc import Mapping

import numpy as np

from marketplace.matcher.stems import stem
from marketplace.matcher.tables import Array, Keys, Rows, Texts


class Lookup:
    """Read-only; safe to share between threads."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.arrays = arrays
        self.labels, self.forms = Texts(arrays, "label"), Texts(arrays, "form")
        self.label_concept, self.form_label = arrays["label.concept"], arrays["form.label"]
        self.form_kind, self.form_of = arrays["form.kind"], arrays["form.of"]
        self.form_stems, self.form_pieces = Rows(arrays, "form.stems"), Rows(arrays, "form.pieces")
        self.form_words = Rows(arrays, "form.words")
        self.form_piece_weight, self.form_stem_weight = arrays["form.pieces.weight"], arrays["form.stems.weight"]
        self.form_word_weight, self.word_weight = arrays["form.words.weight"], arrays["word.weight"]
        self.kin = arrays["kin.items"], arrays["kin.weights"]
        self.swaps = arrays["swap.items"], arrays["swap.weights"]
        self.keys = {
            name: Keys(arrays, name) for name in ("exact", "folded", "stemmed", "joined", "acronym", "initials")
        }
        words, stems = Texts(arrays, "word"), Texts(arrays, "stem")
        self.words = words.many(np.arange(len(words)))
        self.word_place = {word: place for place, word in enumerate(self.words)}
        self.stem_place = {text: place for place, text in enumerate(stems.many(np.arange(len(stems))))}
        self.word_stem = arrays["word.stem"]
        self._read_terms(arrays)
        self.concepts = len(self.form_of) - 1
        self.unseen = float(np.log(2 * (1 + self.concepts)))

    def _read_terms(self, arrays: Mapping[str, Array]) -> None:
        """What pieces and stems weigh, and which concepts have them."""
        self.piece_words = Rows(arrays, "piece.words")
        self.piece_code = arrays["piece.code"]
        self.stem_rarity, self.piece_rarity = arrays["stems.rarity"], arrays["pieces.rarity"]
        self.told_rarity = arrays["told.rarity"]
        # Postings lie end to end: those of pieces, of stems in names, of stems in descriptions.
        self.near_items, self.near_weights = arrays["near.items"], arrays["near.weights"]
        self.near_starts = arrays["near.starts"]
        self.stems_from = len(self.piece_rarity)
        self.told_from = self.stems_from + len(self.stem_rarity)
        self.stem_vectors, self.concept_vectors = arrays["meaning.stems"], arrays["meaning.concepts"]

    def knows(self, word: str) -> bool:
        """Whether the word, or its stem, is one of the vocabulary's."""
        return word in self.word_place or stem(word) in self.stem_place

    def stem_of(self, word: str) -> int | None:
        """The place of the word's stem, or None for a word that has nothing to do with the vocabulary."""
        place = self.word_place.get(word)
        return int(self.word_stem[place]) if place is not None else self.stem_place.get(stem(word))
