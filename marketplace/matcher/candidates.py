"""Which concepts are looked at closely: the nearest by pieces, stems, descriptions and meaning.

Each way gives every concept a cosine; the best few of each way together are some eighty of all
concepts, and nearly always hold the right one. Only the rarest pieces are asked for: common ones
cost most and tell least.
"""

from dataclasses import dataclass

import numpy as np

from marketplace.matcher.lookup import Lookup
from marketplace.matcher.question import Question
from marketplace.matcher.tables import Array, Ints, runs

#: How many are taken by pieces, stems, descriptions, meaning.
_TAKEN = (36, 30, 14, 30)
_RAREST = 18
#: Beyond so many words of running text the rarest say what it is about.
_STEMS = 40
_KIN_STEMS = 12
#: So many of its nearest words are asked for along with a word, when they are at least this near.
_KIN, _KIN_FROM = 6, 0.35
#: And so many that stand in for it.
_SWAPS = 8
#: Below this share of the highest value nothing is worth sorting, unless there is little else.
_FAR = 0.3


@dataclass(frozen=True)
class Near:
    """Places of concepts in order, and a column of cosines for each way."""

    places: Ints
    cosines: Array


def nearest(question: Question, lookup: Lookup) -> Near:
    """The concepts worth a closer look."""
    ways = _cosines([_pieces(question, lookup), *_stems(question, lookup), _kin(question, lookup)], lookup)
    chosen = np.unique(np.concatenate([best(way, most) for way, most in zip(ways, _TAKEN, strict=True)]))
    meant = _meaning(question, chosen, lookup)
    return Near(chosen.astype(np.int32), np.column_stack((ways[:, chosen].T, meant)))


def best(values: Array, most: int) -> Array:
    """Places of the highest values above nothing; equals at the cut are taken in order of place."""
    top = float(values.max(initial=0.0))
    high = np.flatnonzero(values > _FAR * top)
    if len(high) < most:
        high = np.flatnonzero(values > 0)
    if len(high) <= most:
        return high
    return high[np.argsort(-values[high], kind="stable")[:most]]


Terms = tuple[Array, Array]


def _pieces(question: Question, lookup: Lookup) -> Terms:
    return _rarest(question.pieces, lookup.piece_rarity[question.pieces], _RAREST)


def _stems(question: Question, lookup: Lookup) -> tuple[Terms, Terms]:
    """By names and by descriptions."""
    named, told = (rarity[question.stems] * question.believed for rarity in (lookup.stem_rarity, lookup.told_rarity))
    stems, weights = _rarest(question.stems, told, _STEMS)
    return _rarest(question.stems + lookup.stems_from, named, _STEMS), (stems + lookup.told_from, weights)


def _kin(question: Question, lookup: Lookup) -> Terms:
    """By the words of the text together with their nearest words and with those that stand in for them."""
    stems, asked = _rarest(question.stems, lookup.stem_rarity[question.stems] * question.believed, _KIN_STEMS)
    (near, nearness), (others, often) = lookup.kin, lookup.swaps
    found = np.concatenate((near[stems, :_KIN], others[stems, :_SWAPS]), axis=1)
    nearness = np.where(nearness[stems, :_KIN] >= _KIN_FROM, nearness[stems, :_KIN], 0)
    worth = np.concatenate((nearness, often[stems, :_SWAPS]), axis=1) * asked[:, None]
    terms, weights = np.concatenate((stems, found.ravel())), np.concatenate((asked, worth.ravel()))
    kept = weights > 0
    return terms[kept] + lookup.stems_from, weights[kept]


def _rarest(terms: Array, weights: Array, most: int) -> Terms:
    if len(terms) <= most:
        return terms, weights
    order = np.argsort(-weights, kind="stable")[:most]
    return terms[order], weights[order]


def _cosines(ways: list[Terms], lookup: Lookup) -> Array:
    """A row of cosines with all concepts for each way, all in one count."""
    terms = np.concatenate([found for found, _ in ways])
    weights = np.concatenate([asked / max(float(np.sqrt(asked @ asked)), 1e-9) for _, asked in ways])
    row = np.repeat(np.arange(len(ways)) * lookup.concepts, [len(found) for found, _ in ways])
    starts = lookup.near_starts[terms]
    counts = lookup.near_starts[terms + 1] - starts
    positions, _ = runs(starts, counts)
    values = lookup.near_weights.take(positions)
    values *= np.repeat(weights.astype(np.float32), counts)
    cells = np.repeat(row, counts)
    cells += lookup.near_items.take(positions)
    found = np.bincount(cells, weights=values, minlength=len(ways) * lookup.concepts)
    return found.reshape(len(ways), lookup.concepts)


def _meaning(question: Question, places: Array, lookup: Lookup) -> Array:
    weights = lookup.stem_rarity[question.stems] * question.believed
    direction = weights @ lookup.stem_vectors[question.stems]
    length = float(np.sqrt(np.dot(direction, direction)))
    if not length:
        return np.zeros(len(places))
    found: Array = lookup.concept_vectors[places] @ (direction / length).astype(np.float32)
    return found
