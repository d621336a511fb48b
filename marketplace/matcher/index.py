"""The index of a vocabulary: everything that looking a name up needs, as plain arrays.

A concept has labels, and each label one or more forms: itself, and what its parentheses or its
trailing initials say. Of every form the index keeps its words, the set of its stems and the set
of its three-character pieces. Of every concept it keeps, for pieces, stems and the stems of its
description, a weighted row (sublinear count times rarity, length one) turned round into postings, all three end to end.
Keys for equal names, equal stem sets and acronyms stand beside.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from scipy import sparse

from marketplace.matcher.acronyms import initials, variants
from marketplace.matcher.names import NAME_LIMIT, exact_key, folded_key, has_letters
from marketplace.matcher.stems import stem
from marketplace.matcher.tables import Array, Arrays, offsets, pack_keys, pack_rows, pack_texts
from marketplace.matcher.values import Concept
from marketplace.matcher.words import STOP, words

#: Kinds of forms: as written, without its parenthesis or trailing initials, an acronym it declares.
PLAIN, BARE, ACRONYM = 0, 1, 2
#: A description says what else a competency is about; beyond this it repeats itself.
_DESCRIPTION_LIMIT = 600
#: What a particle weighs where words are compared as they stand.
_PARTICLE = 0.5


@dataclass(frozen=True)
class Form:
    """One written form of a label."""

    concept: int
    label: int
    kind: int
    words: tuple[str, ...]


def distinct(concept: Concept) -> list[str]:
    """The preferred label, then the others in order of the alphabet, whatever order they came in."""
    return [concept.preferred, *sorted(set(concept.labels) - {concept.preferred})]


def pieces(word: str) -> list[int]:
    """The three-character pieces of a word, each packed into one whole number."""
    codes = [32, 32, *map(ord, word), 32]
    return [(a << 42) | (b << 21) | c for a, b, c in zip(codes, codes[1:], codes[2:], strict=False)]


def content(found: Iterable[str]) -> list[str]:
    """The words without particles, or all of them when nothing else is there."""
    kept = list(found)
    return [word for word in kept if word not in STOP] or kept


class Terms:
    """Numbers for words, stems and pieces in the order of their alphabet."""

    def __init__(self, forms: Sequence[Form], described: Sequence[list[str]]) -> None:
        self.words = sorted(
            set(chain.from_iterable(form.words for form in forms)) | set(chain.from_iterable(described))
        )
        self.stems = sorted({stem(word) for word in self.words})
        of_stem = {found: place for place, found in enumerate(self.stems)}
        self.stem_of = {word: of_stem[stem(word)] for word in self.words}
        self.place_of = {word: place for place, word in enumerate(self.words)}
        named = sorted(set(chain.from_iterable(form.words for form in forms)))
        self.pieces = np.array(sorted({piece for word in named for piece in pieces(word)}), dtype=np.int64)
        places = {int(piece): place for place, piece in enumerate(self.pieces)}
        self.pieces_of = {word: [places[piece] for piece in pieces(word)] for word in named}


def forms_of(concepts: Sequence[Concept]) -> Iterator[Form]:
    """Every form of every label; labels are counted through all concepts."""
    label = 0
    for place, concept in enumerate(concepts):
        seen: set[tuple[str, ...]] = set()
        for text in distinct(concept):
            for other, kind in chain([(text, PLAIN)], ((v, ACRONYM if a else BARE) for v, a in variants(text))):
                found = tuple(words(other))
                if found and found not in seen:
                    seen.add(found)
                    yield Form(place, label, kind, found)
            label += 1


def build(concepts: Sequence[Concept]) -> Arrays:
    """All arrays but the ones that are learnt."""
    forms = list(forms_of(concepts))
    described = [content(words(concept.description, _DESCRIPTION_LIMIT)) for concept in concepts]
    terms = Terms(forms, described)
    labels = [(place, label) for place, concept in enumerate(concepts) for label in distinct(concept)]
    found = {
        **pack_texts("label", [label for _, label in labels]),
        "label.concept": np.array([place for place, _ in labels], dtype=np.int32),
        **_keys(labels, forms),
        **_forms(forms, terms, len(concepts)),
        **_postings(forms, described, terms, len(concepts)),
        **pack_texts("word", terms.words),
        "word.stem": np.array([terms.stem_of[word] for word in terms.words], dtype=np.int32),
        **pack_texts("stem", terms.stems),
        "piece.code": terms.pieces,
        **_neighbours(terms),
    }
    return {**found, **_weights(found, terms)}


def _keys(labels: Sequence[tuple[int, str]], forms: Sequence[Form]) -> Arrays:
    exact = ((exact_key(label), place) for place, (_, label) in enumerate(labels) if len(label) <= NAME_LIMIT)
    folded = ((folded_key(label), place) for place, (_, label) in enumerate(labels) if len(label) <= NAME_LIMIT)
    guesses = ((initials(list(form.words)), place) for place, form in enumerate(forms) if form.kind != ACRONYM)
    return {
        **pack_keys("exact", (row for row in exact if has_letters(row[0]))),
        **pack_keys("folded", (row for row in folded if has_letters(row[0]))),
        **pack_keys(
            "stemmed", ((stem_key(form.words), place) for place, form in enumerate(forms) if form.kind != ACRONYM)
        ),
        **pack_keys("joined", (("".join(form.words), place) for place, form in enumerate(forms) if form.kind == PLAIN)),
        **pack_keys(
            "acronym", (("".join(form.words), place) for place, form in enumerate(forms) if form.kind == ACRONYM)
        ),
        **pack_keys("initials", (row for row in guesses if row[0])),
    }


def stem_key(found: Iterable[str]) -> str:
    """One key for all orders and inflections of the same words."""
    return " ".join(sorted({stem(word) for word in content(found)}))


def _forms(forms: Sequence[Form], terms: Terms, concepts: int) -> Arrays:
    stems = [sorted({terms.stem_of[word] for word in content(form.words)}) for form in forms]
    grams = [sorted({piece for word in form.words for piece in terms.pieces_of[word]}) for form in forms]
    return {
        **pack_texts("form", [" ".join(form.words) for form in forms]),
        "form.label": np.array([form.label for form in forms], dtype=np.int32),
        "form.kind": np.array([form.kind for form in forms], dtype=np.uint8),
        "form.of": offsets(np.bincount([form.concept for form in forms], minlength=concepts)),
        **pack_rows("form.stems", stems),
        **pack_rows("form.words", [sorted({terms.place_of[word] for word in form.words}) for form in forms]),
        **pack_rows("form.pieces", grams),
    }


def _postings(forms: Sequence[Form], described: Sequence[list[str]], terms: Terms, concepts: int) -> Arrays:
    stems: list[Counter[int]] = [Counter() for _ in range(concepts)]
    grams: list[Counter[int]] = [Counter() for _ in range(concepts)]
    for form in forms:
        stems[form.concept].update({terms.stem_of[word] for word in content(form.words)})
        grams[form.concept].update({piece for word in form.words for piece in terms.pieces_of[word]})
    told = [Counter(terms.stem_of[word] for word in row) for row in described]
    rows = (
        ("pieces", *weighted(grams, len(terms.pieces))),
        ("stems", *weighted(stems, len(terms.stems))),
        ("told", *weighted(told, len(terms.stems))),
    )
    columns = [matrix.tocsc() for _, matrix, _ in rows]
    return {
        "near.items": np.concatenate([column.indices for column in columns]).astype(np.int32),
        "near.weights": np.concatenate([column.data for column in columns]).astype(np.float32),
        "near.starts": offsets(np.concatenate([np.diff(column.indptr) for column in columns])),
        **{f"{name}.rarity": rarity.astype(np.float32) for name, _, rarity in rows},
    }


def weighted(counts: Sequence[Counter[int]], width: int) -> tuple[sparse.csr_array, Array]:
    """Rows of (1 + log count) × rarity, of length one; and the rarity of each term."""
    starts = offsets([len(row) for row in counts])
    items = np.fromiter((item for row in counts for item in sorted(row)), dtype=np.int32, count=int(starts[-1]))
    values = np.fromiter((row[item] for row in counts for item in sorted(row)), dtype=np.float64, count=int(starts[-1]))
    held = np.bincount(items, minlength=width)
    rarity = np.log((1 + len(counts)) / (0.5 + held))
    rows = sparse.csr_array(
        (np.asarray((1 + np.log(values)) * rarity[items]), items, starts), shape=(len(counts), width)
    )
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1))
    rows.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(starts))
    return rows, rarity


def _weights(arrays: Arrays, terms: Terms) -> Arrays:
    """What each word weighs, and the stems, words and pieces of each form together."""
    words = arrays["stems.rarity"][arrays["word.stem"]]
    words[[terms.place_of[word] for word in STOP if word in terms.place_of]] = _PARTICLE
    kinds = {"stems": arrays["stems.rarity"], "pieces": arrays["pieces.rarity"], "words": words}
    return {"word.weight": words, **{
        f"form.{name}.weight": _sums(weight[arrays[f"form.{name}.items"]], arrays[f"form.{name}.starts"])
        for name, weight in kinds.items()
    }}  # fmt: skip


def _sums(values: Array, starts: Array) -> Array:
    """The sum of each row; no row is empty."""
    found: Array = np.add.reduceat(values, starts[:-1]) if len(values) else values
    return found


def _neighbours(terms: Terms) -> Arrays:
    """Which words contain a piece: where a slip of the pen looks for what was meant."""
    named = list(terms.pieces_of)
    holders: list[list[int]] = [[] for _ in range(len(terms.pieces))]
    for word in named:
        for piece in set(terms.pieces_of[word]):
            holders[piece].append(terms.place_of[word])
    return pack_rows("piece.words", holders)
