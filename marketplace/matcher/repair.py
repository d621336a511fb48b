"""What an unknown word may have been meant to be.

R1: a word of the vocabulary, or with its stem, is what it is and never a slip of another. Only
unknown words of five letters and more, without digits, are compared by edits (optimal string
alignment: one slip up to seven letters, two from eight). A word may also be two run together,
one cut short, or one with an ending that does not belong.
"""

from functools import lru_cache

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from marketplace.matcher.index import pieces
from marketplace.matcher.lookup import Lookup

#: Shorter words have too many neighbours to call one a slip of another.
TYPO_FROM = 5
#: From this length two slips are believed, below it one.
TWO_SLIPS_FROM = 8
_CUT_FROM = 3
_HALF_FROM = 3
_LOOKED_AT = 24
_ENDINGS = ("ing", "ings", "s", "es", "ed", "d", "er", "ly")


class Repair:
    """Reads unknown words; remembers the last few thousand."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self.meant = lru_cache(maxsize=8192)(self._meant)

    def _meant(self, word: str) -> tuple[tuple[str, float], ...]:
        """Known words with how far each is believed, the likeliest first; () when there is none."""
        if not word.isalpha() or len(word) < _CUT_FROM:
            return ()
        found = self._halves(word) or self._without_ending(word)
        if found:
            return found
        return self._near(word) if len(word) >= _CUT_FROM else ()

    def _halves(self, word: str) -> tuple[tuple[str, float], ...]:
        known, rarity = self._lookup.word_place, self._lookup.stem_rarity
        best: tuple[float, tuple[str, str]] | None = None
        for cut in range(_HALF_FROM, len(word) - _HALF_FROM + 1):
            halves = (word[:cut], word[cut:])
            if all(half in known for half in halves):
                odd = max(float(rarity[self._lookup.word_stem[known[half]]]) for half in halves)
                best = min(best or (odd, halves), (odd, halves))
        return tuple((half, 0.95) for half in best[1]) if best else ()

    def _without_ending(self, word: str) -> tuple[tuple[str, float], ...]:
        for ending in _ENDINGS:
            part = word.removesuffix(ending)
            if part != word and len(part) >= TYPO_FROM and part in self._lookup.word_place:
                return ((part, 0.95),)
        return ()

    def _near(self, word: str) -> tuple[tuple[str, float], ...]:
        others = self._sharing(word)
        if not others:
            return ()
        reach = 2 if len(word) >= TWO_SLIPS_FROM else 1
        slips = cdist([word], others, scorer=OSA.distance)[0]
        rated = [
            (self._belief(word, other, int(slip), reach), other) for other, slip in zip(others, slips, strict=True)
        ]
        kept = sorted((row for row in rated if row[0] > 0), key=lambda row: (-row[0], row[1]))[:3]
        return tuple((other, belief) for belief, other in kept)

    def _sharing(self, word: str) -> list[str]:
        """Words with the most pieces in common."""
        look = self._lookup
        codes = np.array(sorted(set(pieces(word))), dtype=np.int64)
        places = np.searchsorted(look.piece_code, codes)
        places = places[places < len(look.piece_code)]
        places = places[np.isin(look.piece_code[places], codes)]
        if not len(places):
            return []
        held = np.bincount(look.piece_words.items[look.piece_words.flat(places)[0]], minlength=len(look.words))
        best = np.argpartition(-held, min(_LOOKED_AT, len(held) - 1))[:_LOOKED_AT]
        return [look.words[place] for place in sorted(best) if held[place] > 0]

    @staticmethod
    def _belief(word: str, other: str, slips: int, reach: int) -> float:
        if len(word) >= TYPO_FROM and slips <= reach and other.isalpha() and len(other) > reach + 1:
            return 1 - 1.2 * slips / len(word) - (0.15 if word[0] != other[0] else 0)
        if other.startswith(word):
            return 0.5 + 0.4 * len(word) / len(other)
        return 0.0
