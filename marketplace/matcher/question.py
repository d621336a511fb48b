"""A text as the index sees it: its words, their stems with belief, and its three-character pieces."""

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from marketplace.matcher.index import content, pieces
from marketplace.matcher.lookup import Lookup
from marketplace.matcher.repair import Repair
from marketplace.matcher.tables import Array, Floats, Ints, offsets

#: A word cut short with a full stop: what it may begin is asked for beside it.
_CUT = re.compile(r"([^\W\d_]{3,7})\.(?=$|\s+(\S)?)")


_MOST_CUT, _FEW = 120, 2


@dataclass(frozen=True)
class Question:
    """What is asked of the index.

    `stems` go with `believed` and stand in groups that begin at `groups`: the alternatives of one
    word. `rarities` has the weight of each group; `weight` is that of all words, known or not.
    """

    words: tuple[str, ...]
    stems: Ints
    believed: Floats
    groups: Ints
    rarities: Floats
    pieces: Ints
    piece_count: int
    weight: float
    text: str

    @property
    def usable(self) -> bool:
        """Whether the index knows anything of it."""
        return len(self.stems) > 0 or len(self.pieces) > 0


Group = list[tuple[int, float]]


def ask(found: list[str], lookup: Lookup, repair: Repair, raw: str = "") -> Question:
    """The question that these words put; `raw` is the text they come from, for words cut short."""
    ended = {word.casefold(): bool(more) for word, more in _CUT.findall(raw)}
    kept = content(found)
    rarity = lookup.stem_rarity
    groups = [group for word in kept for group in _groups(word, ended.get(word), lookup, repair)]
    weight = sum(float(max(rarity[place] for place, _ in group)) if group else lookup.unseen for group in groups)
    groups += _compounds(kept, {place for group in groups for place, _ in group}, lookup)
    groups = [group for group in groups if group]
    codes, count = _pieces(found, lookup)
    return Question(
        tuple(found),
        np.array([place for group in groups for place, _ in group], dtype=np.int32),
        np.array([belief for group in groups for _, belief in group], dtype=np.float32),
        np.array(offsets([len(group) for group in groups])[:-1], dtype=np.int32),
        np.array([max(rarity[place] for place, _ in group) for group in groups], dtype=np.float32),
        codes, count, max(weight, 1e-6), " ".join(found),
    )  # fmt: skip


def _groups(word: str, cut: bool | None, lookup: Lookup, repair: Repair) -> list[Group]:
    """The alternatives of a word; of two words run together, those of each; [[]] for a word that means nothing here.

    `cut` says whether words follow the full stop behind it: a known word at the end ends the sentence.
    """
    place = lookup.stem_of(word)
    if place is not None:
        return [_of_stems([(word, 1.0)], lookup)] if not cut else [_begun(word, 0.85, lookup, repair)]
    if cut is not None:
        return [_begun(word, 0.0, lookup, repair)]
    meant = repair.meant(word)
    together = _of_stems([(other, belief) for other, belief, instead in meant if instead], lookup)
    apart = [_of_stems([(other, belief)], lookup) for other, belief, instead in meant if not instead]
    return apart or [together]


def _begun(word: str, itself: float, lookup: Lookup, repair: Repair) -> Group:
    """What a word cut short may have begun, the word itself among it when it is one."""
    others = [other for other, _ in repair.begun(word, _MOST_CUT)]
    belief = 0.75 if len({lookup.stem_of(other) for other in others}) > _FEW else 0.9
    return _of_stems([(word, itself), *((other, belief) for other in others)], lookup)


def _of_stems(meant: list[tuple[str, float]], lookup: Lookup) -> Group:
    best: dict[int, float] = {}
    for word, belief in meant:
        place = lookup.stem_of(word)
        if place is not None and belief:
            best[place] = max(belief, best.get(place, 0.0))
    return list(best.items())


def _compounds(kept: list[str], taken: set[int], lookup: Lookup) -> list[Group]:
    """Words that two neighbours would make together: *front end* and *frontend*."""
    found = (lookup.stem_of("".join(pair)) for pair in pairwise(kept))
    return [[(place, 0.9)] for place in found if place is not None and place not in taken]


def _pieces(found: list[str], lookup: Lookup) -> tuple[Array, int]:
    codes = np.array(sorted({piece for word in found for piece in pieces(word)}), dtype=np.int64)
    places = np.minimum(np.searchsorted(lookup.piece_code, codes), max(len(lookup.piece_code) - 1, 0))
    known = places[lookup.piece_code[places] == codes] if len(lookup.piece_code) else places[:0]
    return known.astype(np.int32), len(codes)
