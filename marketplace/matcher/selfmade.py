"""Questions that a vocabulary asks itself: names held out of an index, as written and distorted.

For some thousands of concepts one alternative label is taken out, an index is built without them,
and each is looked up in it. Nobody labels anything.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from marketplace.matcher import keys
from marketplace.matcher.candidates import nearest
from marketplace.matcher.compared import compared
from marketplace.matcher.cues import read
from marketplace.matcher.distort import distorted
from marketplace.matcher.features import NAMES, features
from marketplace.matcher.lookup import Lookup
from marketplace.matcher.names import NAME_LIMIT
from marketplace.matcher.question import ask
from marketplace.matcher.repair import Repair
from marketplace.matcher.tables import Array
from marketplace.matcher.values import Concept
from marketplace.matcher.weights import first
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
    """Each label as it stands and twice with two distortions, and labels of the index with one or two.

    What a key finds is left out: it is never weighed, and where it names another concept it would teach
    that likeness speaks against a candidate.
    """
    found = [*asked, *twice(asked, rng), *twice(asked, rng)]
    for times in (1, 1, 2, 1) * (len(asked) // 3):
        label = rng.randrange(len(lookup.labels))
        found.append((distorted(lookup.labels[label], times, rng), frozenset((int(lookup.label_concept[label]),))))
    return [(text, right) for text, right in found if not _keyed(text, lookup)]


def _keyed(text: str, lookup: Lookup) -> bool:
    core = read(text[:NAME_LIMIT]).core
    return bool(keys.named(text, lookup) or keys.named(core, lookup) or keys.hits(words(core), lookup))


def twice(asked: Sequence[Asked], rng: random.Random) -> list[Asked]:
    """Each with two distortions."""
    return [(distorted(text, 2, rng), right) for text, right in asked]


def rows_of(asked: Sequence[Asked], lookup: Lookup) -> Rows:
    """The candidates of each text that has a right one among them."""
    repair = Repair(lookup)
    parts, right, counts, about = [np.empty((0, len(NAMES)))], [np.empty(0, dtype=bool)], list[int](), []
    for text, wanted in asked:
        core = read(text[:NAME_LIMIT]).phrase
        found = words(core, NAME_LIMIT)
        question = ask(found, lookup, repair, text[:NAME_LIMIT])
        near = nearest(question, lookup) if question.usable else None
        seen = features(question, compared(question, near, lookup), first(), lookup) if near is not None else None
        if seen is None or not np.isin(seen.places, list(wanted)).any():
            continue
        parts.append(seen.rows)
        right.append(np.isin(seen.places, list(wanted)))
        counts.append(len(seen.places))
        about.append((sum(not lookup.knows(word) for word in found) / len(found), len(found)))
    starts = np.cumsum([0, *counts])[:-1].astype(np.int64)
    return Rows(np.concatenate(parts), np.concatenate(right), starts, np.array(about).reshape(-1, 2), len(asked))
