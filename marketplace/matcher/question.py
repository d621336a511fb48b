"""A text as the index sees it: its words, their stems with belief, and its three-character pieces."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from marketplace.matcher.index import content, pieces
from marketplace.matcher.lookup import Lookup
from marketplace.matcher.repair import Repair
from marketplace.matcher.tables import Array, Floats, Ints


@dataclass(frozen=True)
class Question:
    """`believed` goes with `stems`; `weight` is the rarity of all content words, known or not."""

    words: tuple[str, ...]
    stems: Ints
    believed: Floats
    pieces: Ints
    piece_count: int
    weight: float
    unknown: int
    text: str

    @property
    def usable(self) -> bool:
        """Whether the index knows anything of it."""
        return len(self.stems) > 0 or len(self.pieces) > 0


def ask(found: list[str], lookup: Lookup, repair: Repair) -> Question:
    """The question that these words put."""
    believed: dict[int, float] = {}
    weight, unknown = 0.0, 0
    kept = content(found)
    for word in kept:
        place = lookup.stem_of(word)
        if place is None:
            unknown += 1
            weight += _unknown(word, believed, lookup, repair)
        elif believed.get(place, 0.0) < 1:
            believed[place] = 1.0
            weight += float(lookup.stem_rarity[place])
    for pair in pairwise(kept):
        place = lookup.stem_of("".join(pair))
        if place is not None and place not in believed:
            believed[place] = 0.9
    codes, count = _pieces(found, lookup)
    stems = sorted(believed)
    return Question(
        tuple(found),
        np.array(stems, dtype=np.int32),
        np.array([believed[place] for place in stems], dtype=np.float32),
        codes, count, max(weight, 1e-6), unknown, " ".join(found),
    )  # fmt: skip


def _unknown(word: str, believed: dict[int, float], lookup: Lookup, repair: Repair) -> float:
    meant = repair.meant(word)
    for other, belief in meant:
        place = int(lookup.word_stem[lookup.word_place[other]])
        believed[place] = max(belief, believed.get(place, 0.0))
    if not meant:
        return lookup.unseen
    return max(float(lookup.stem_rarity[lookup.word_stem[lookup.word_place[other]]]) for other, _ in meant)


def _pieces(found: list[str], lookup: Lookup) -> tuple[Array, int]:
    codes = np.array(sorted({piece for word in found for piece in pieces(word)}), dtype=np.int64)
    places = np.minimum(np.searchsorted(lookup.piece_code, codes), max(len(lookup.piece_code) - 1, 0))
    known = places[lookup.piece_code[places] == codes] if len(lookup.piece_code) else places[:0]
    return known.astype(np.int32), len(codes)
