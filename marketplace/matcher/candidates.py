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
#: Below this share of the highest value nothing is worth sorting, unless there is little else.
_FAR = 0.3


@dataclass(frozen=True)
class Near:
    """Places of concepts in order, and a column of cosines for each way."""

    places: Ints
    cosines: Array


def nearest(question: Question, lookup: Lookup) -> Near:
    """The concepts worth a closer look."""
    ways = [
        _by_pieces(question, lookup),
        _by_stems(question, lookup, "stems"),
        _by_stems(question, lookup, "told"),
        _by_kin(question, lookup),
    ]
    chosen = np.unique(np.concatenate([best(way, most) for way, most in zip(ways, _TAKEN, strict=True)]))
    meant = _meaning(question, chosen, lookup)
    return Near(chosen.astype(np.int32), np.stack([*(way[chosen] for way in ways), meant], axis=1))


def best(values: Array, most: int) -> Array:
    """Places of the highest values above nothing; equals at the cut are taken in order of place."""
    top = float(values.max(initial=0.0))
    high = np.flatnonzero(values > _FAR * top)
    if len(high) < most:
        high = np.flatnonzero(values > 0)
    if len(high) <= most:
        return high
    return high[np.argsort(-values[high], kind="stable")[:most]]


def _by_pieces(question: Question, lookup: Lookup) -> Array:
    terms = question.pieces
    rarity = lookup.piece_rarity[terms]
    if len(terms) > _RAREST:
        order = np.argsort(-rarity, kind="stable")[:_RAREST]
        terms, rarity = terms[order], rarity[order]
    return _cosines("pieces", terms, rarity, lookup)


def _by_stems(question: Question, lookup: Lookup, name: str) -> Array:
    terms = question.stems
    rarity = lookup.arrays[f"{name}.rarity"][terms] * question.believed
    if len(terms) > _STEMS:
        order = np.argsort(-rarity, kind="stable")[:_STEMS]
        terms, rarity = terms[order], rarity[order]
    return _cosines(name, terms, rarity, lookup)


def _cosines(name: str, terms: Array, weights: Array, lookup: Lookup) -> Array:
    length = float(np.sqrt(np.dot(weights, weights)))
    if not length:
        return np.zeros(lookup.concepts)
    starts = lookup.arrays[f"{name}.starts"]
    counts = starts[terms + 1] - starts[terms]
    positions, _ = runs(starts[terms], counts)
    values = lookup.arrays[f"{name}.weights"][positions] * np.repeat(weights / length, counts)
    found: Array = np.bincount(lookup.arrays[f"{name}.items"][positions], weights=values, minlength=lookup.concepts)
    return found


def _by_kin(question: Question, lookup: Lookup) -> Array:
    """By the words of the text together with their nearest words."""
    asked = lookup.stem_rarity[question.stems] * question.believed
    if len(asked) > _KIN_STEMS:
        order = np.argsort(-asked, kind="stable")[:_KIN_STEMS]
        asked, stems = asked[order], question.stems[order]
    else:
        stems = question.stems
    terms = np.concatenate((stems, lookup.arrays["kin.items"][stems].ravel()))
    weights = np.concatenate((asked, (lookup.arrays["kin.weights"][stems] * asked[:, None]).ravel()))
    kept = weights > 0
    return _cosines("stems", terms[kept], weights[kept], lookup)


def _meaning(question: Question, places: Array, lookup: Lookup) -> Array:
    weights = lookup.stem_rarity[question.stems] * question.believed
    direction = weights @ lookup.stem_vectors[question.stems]
    length = float(np.sqrt(np.dot(direction, direction)))
    if not length:
        return np.zeros(len(places))
    found: Array = lookup.concept_vectors[places] @ (direction / length).astype(np.float32)
    return found
