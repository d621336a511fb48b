"""What an unknown word may have been meant to be.

R1: a word of the vocabulary, or with its stem, is what it is and never a slip of another. Only
unknown words of five letters and more, without digits, are compared by edits (optimal string
alignment: one slip up to seven letters, two from eight). A word may also be two run together,
one cut short, or one with an ending that does not belong.
"""

from bisect import bisect_left
from functools import lru_cache

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from marketplace.matcher.index import pieces
from marketplace.matcher.lookup import Lookup
from marketplace.matcher.stems import stem
from marketplace.matcher.words import STOP, spelled

#: A known word, how far it is believed to be meant, and whether the others are meant instead of it or besides.
Meanings = tuple[tuple[str, float, bool], ...]

#: Shorter words have too many neighbours to call one a slip of another.
TYPO_FROM = 5
#: From this length two slips are believed, below it one.
TWO_SLIPS_FROM = 8
_CUT_FROM = 3
_HALF_FROM = 3
#: Beside a particle, which may have two letters, a word has more.
_PARTICLE_FROM, _BESIDE_PARTICLE = 2, 4
#: A word that another with a slip is run together with is at least so long.
_WHOLE_HALF = 4
_LOOKED_AT = 24
#: Nobody means one word by more letters.
_LONGEST = 40
_MOST, _MOST_BEGUN = 8, 8
_ENDINGS = ("ing", "ings", "s", "es", "ed", "d", "er", "ly")


class Repair:
    """Reads unknown words; remembers the last few thousand."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self.meant = lru_cache(maxsize=8192)(self._meant)

    def _meant(self, word: str) -> Meanings:
        """Known words with how far each is believed, the likeliest first; () when there is none."""
        if not word.isalpha() or not _CUT_FROM <= len(word) <= _LONGEST:
            return ()
        found = self._halves(word) or self._without_ending(word)
        if found:
            return found
        near = {other: belief for belief, other in reversed(self._near(word))}
        if not near and len(word) >= _WHOLE_HALF + TYPO_FROM:
            found = self._half_near(word)
            if found:
                return found
        for other, belief in self.begun(word):
            near[other] = max(belief, near.get(other, 0.0))
        ordered = sorted(near.items(), key=lambda row: (-row[1], row[0]))
        return tuple((other, belief, True) for other, belief in ordered[:_MOST])

    def begun(self, word: str, most: int = _MOST_BEGUN) -> tuple[tuple[str, float], ...]:
        """Known words that begin so: all of a few, none of too many to mean anything."""
        known = self._lookup.words
        start, stop = bisect_left(known, word), bisect_left(known, word + "\uffff")
        others = [other for other in known[start:stop] if len(other) > len(word)]
        if len({stem(other) for other in others}) > most or len(word) < _CUT_FROM:
            return ()
        return tuple((other, 0.55 + 0.35 * len(word) / len(other)) for other in others)

    def _halves(self, word: str) -> Meanings:
        """Two known words run together; one of them may be a particle."""
        best: tuple[float, tuple[str, str]] | None = None
        for cut in range(_PARTICLE_FROM, len(word) - _PARTICLE_FROM + 1):
            halves = (spelled(word[:cut]), spelled(word[cut:]))
            odd = self._oddity(*halves)
            if odd is not None:
                best = min(best or (odd, halves), (odd, halves))
        return tuple((half, 0.95, False) for half in best[1] if half not in STOP) if best else ()

    def _oddity(self, one: str, other: str) -> float | None:
        """How rare the rarer of two words is; None when they are not two words."""
        if one in STOP or other in STOP:
            rest = other if one in STOP else one
            place = self._lookup.stem_of(rest) if len(rest) >= _BESIDE_PARTICLE and rest not in STOP else None
            return float(self._lookup.stem_rarity[place]) if place is not None else None
        places = [self._lookup.stem_of(half) if len(half) >= _HALF_FROM else None for half in (one, other)]
        if None in places:
            return None
        return max(float(self._lookup.stem_rarity[place]) for place in places if place is not None)

    def _half_near(self, word: str) -> Meanings:
        """Two words run together, one of them with a slip in it: the longest known word at either end and the rest."""
        for size in range(len(word) - TYPO_FROM, _WHOLE_HALF - 1, -1):
            for known, rest in ((word[:size], word[size:]), (word[-size:], word[:-size])):
                if spelled(known) in self._lookup.word_place:
                    near = self._near(rest)[:1]
                    if near:
                        return ((spelled(known), 0.9, False), (near[0][1], 0.9 * near[0][0], False))
        return ()

    def _without_ending(self, word: str) -> Meanings:
        for ending in _ENDINGS:
            part = word.removesuffix(ending)
            if part != word and len(part) >= TYPO_FROM and part in self._lookup.word_place:
                return ((part, 0.95, True),)
        return ()

    def _near(self, word: str) -> list[tuple[float, str]]:
        others = self._sharing(word) if len(word) >= TYPO_FROM else []
        if not others:
            return []
        slips = cdist([word], others, scorer=OSA.distance)[0]
        reach = 2 if len(word) >= TWO_SLIPS_FROM else 1
        rated = [(_belief(word, other, int(slip), reach), other) for other, slip in zip(others, slips, strict=True)]
        return sorted((row for row in rated if row[0] > 0), key=lambda row: (-row[0], row[1]))[:3]

    def _sharing(self, word: str) -> list[str]:
        """Words with the most pieces in common."""
        look = self._lookup
        if not len(look.piece_code):
            return []
        codes = np.array(sorted(set(pieces(word))), dtype=np.int64)
        places = np.minimum(np.searchsorted(look.piece_code, codes), len(look.piece_code) - 1)
        places = places[look.piece_code[places] == codes]
        if not len(places):
            return []
        held = np.bincount(look.piece_words.items[look.piece_words.flat(places)[0]], minlength=len(look.words))
        best = np.argsort(-held, kind="stable")[:_LOOKED_AT]
        return [look.words[place] for place in best if held[place] > 0]


def _belief(word: str, other: str, slips: int, reach: int) -> float:
    """How far a known word is believed to be meant by an unknown one."""
    if slips > reach or not other.isalpha() or len(other) <= reach + 1:
        return 0.0
    return 1 - 1.2 * slips / len(word) - (0.15 if word[0] != other[0] else 0.0)
