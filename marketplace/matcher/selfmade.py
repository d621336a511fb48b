"""Questions that a vocabulary asks itself: names held out of an index, as written and distorted.

For some thousands of concepts one alternative label is taken out, an index is built without them,
and each is looked up in it. Nobody labels anything.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from marketplace.matcher.candidates import nearest
from marketplace.matcher.cues import read
from marketplace.matcher.distort import distorted
from marketplace.matcher.features import NAMES, features
from marketplace.matcher.lookup import Lookup
from marketplace.matcher.names import NAME_LIMIT
from marketplace.matcher.question import ask
from marketplace.matcher.repair import Repair
from marketplace.matcher.tables import Array
from marketplace.matcher.values import Concept
from marketplace.matcher.words import words

Asked = tuple[str, frozenset[int]]


@dataclass(frozen=True)
class Rows:
    """The candidates of many texts, one text after another.

    Features, whether right, where each text begins, and of each text the share of unknown words and
    the number of words; `asked` also counts texts that found nothing right.
    """

    features: Array
    right: Array
    starts: Array
    words: Array
    asked: int


def held_out(
    concepts: Sequence[Concept], holders: Iterable[int], rng: random.Random
) -> tuple[list[Concept], list[Asked]]:
    """The concepts without one label of each holder, and those labels."""
    kept = list(concepts)
    asked: list[Asked] = []
    for place in holders:
        concept = concepts[place]
        out = rng.choice(sorted(set(concept.labels) - {concept.preferred}))
        labels = tuple(label for label in concept.labels if label != out)
        kept[place] = Concept(concept.id, concept.preferred, labels, concept.description)
        asked.append((out, frozenset((place,))))
    return kept, asked


def questions(asked: Sequence[Asked], lookup: Lookup, rng: random.Random) -> list[Asked]:
    """Half of the labels as they stand, half distorted twice, and some labels of the index distorted once."""
    found = [(text if at % 2 else distorted(text, 2, rng), right) for at, (text, right) in enumerate(asked)]
    for _ in range(len(asked) // 4):
        label = rng.randrange(len(lookup.labels))
        found.append((distorted(lookup.labels[label], 1, rng), frozenset((int(lookup.label_concept[label]),))))
    return found


def rows_of(asked: Sequence[Asked], lookup: Lookup) -> Rows:
    """The candidates of each text that has a right one among them."""
    repair = Repair(lookup)
    parts, right, counts, about = [np.empty((0, len(NAMES)))], [np.empty(0, dtype=bool)], list[int](), []
    for text, wanted in asked:
        core = read(text[:NAME_LIMIT]).phrase
        found = words(core, NAME_LIMIT)
        question = ask(found, lookup, repair, text[:NAME_LIMIT])
        near = nearest(question, lookup) if question.usable else None
        if near is None or not np.isin(near.places, list(wanted)).any():
            continue
        parts.append(features(question, near, lookup)[0])
        right.append(np.isin(near.places, list(wanted)))
        counts.append(len(near.places))
        about.append((sum(not lookup.knows(word) for word in found) / len(found), len(found)))
    starts = np.cumsum([0, *counts])[:-1].astype(np.int64)
    return Rows(np.concatenate(parts), np.concatenate(right), starts, np.array(about).reshape(-1, 2), len(asked))
