"""What speaks for each candidate: some thirty numbers, compared by a linear weighing.

Every form of every candidate is compared with the text by its pieces, by its stems (weighed by
rarity, in both directions) and by meaning (each word with the nearest word of the other side).
A concept gets the best of its forms in each number; its two best forms are also compared letter
by letter.
"""

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cdist

from marketplace.matcher.candidates import Near
from marketplace.matcher.lookup import Lookup
from marketplace.matcher.names import FUZZY_LIMIT
from marketplace.matcher.question import Question
from marketplace.matcher.tables import Array, runs

NAMES = (
    "pieces", "stems", "told", "kin", "meaning",
    "jaccard", "pieces in label", "pieces in text", "stem f1", "label covered", "text covered", "stems equal",
    "soft label", "soft text", "soft f1", "length", "weakest", "same f1", "same text", "blend",
    "any soft", "any hard", "any weakest",
    "ratio", "ordered ratio", "jaro", "preferred", "labels",
    "pieces gap", "stems gap", "meaning gap", "blend gap", "same f1 gap", "soft f1 gap", "jaccard gap", "any soft gap",
    "soft text gap", "ratio gap", "ordered ratio gap", "told gap", "pieces in text gap", "pieces in label gap",
)  # fmt: skip
_GAPS = [NAMES.index(name.removesuffix(" gap")) for name in NAMES if name.endswith(" gap")]
#: The first so many numbers are likenesses from 0 to 1; a weight may change where they pass these values.
BENDING = NAMES.index("labels")
BENDS = (0.5, 0.75, 0.9)
#: Words further apart than this have nothing to do with each other.
_APART = 0.25
_BEST_FORMS = 2
#: Of a concept with more names than any has, the first are compared; the others are found when they are equal.
_MOST_FORMS = 400
_WHOLE = 0.99
#: From this likeness on two words are the same, a slip or an inflection apart.
_EQUAL = 0.7


def features(question: Question, near: Near, lookup: Lookup) -> tuple[Array, Array]:
    """One row of numbers for each candidate, and the place of its best form."""
    starts = lookup.form_of[near.places]
    counts = np.minimum(lookup.form_of[near.places + 1] - starts, _MOST_FORMS)
    forms, begins = runs(starts, counts)
    rows, nearest = _of_forms(question, forms, lookup)
    tops = np.column_stack((
        np.maximum.reduceat(rows, begins[:-1], axis=0),
        _union(question, np.maximum.reduceat(nearest, begins[:-1], axis=0)),
    ))  # fmt: skip
    best, letters = _by_letters(question, forms, begins, rows[:, -1], lookup)
    preferred = (lookup.form_label[best] == lookup.form_label[starts]).astype(float)
    whole = np.column_stack((near.cosines, tops, letters, preferred, np.log1p(counts)))
    return np.column_stack((whole, whole[:, _GAPS] - whole[:, _GAPS].max(axis=0))), best


def bent(rows: Array) -> Array:
    """The numbers with what of them goes beyond each bend: so a weighed sum may rise steeper where it matters."""
    beyond = [np.maximum(0, rows[:, :BENDING] - bend) for bend in BENDS]
    return np.concatenate((rows, *beyond), axis=1)


def _of_forms(question: Question, forms: Array, lookup: Lookup) -> tuple[Array, Array]:
    """One row for each form, and how near each word of the text comes to it."""
    chars = _by_pieces(question, forms, lookup)
    stems, nearest = _by_stems(question, forms, lookup)
    same = _by_words(question, forms, lookup)
    blend = chars[:, 0] + stems[:, 0] + stems[:, 6]
    return np.column_stack((chars, stems, same, blend)), nearest


def _union(question: Question, nearest: Array) -> Array:
    """Words of the text that any form of the concept has, softly and strictly, and the one that is furthest off."""
    if not len(question.groups):
        return np.zeros((len(nearest), 3))
    best = np.maximum.reduceat(nearest, question.groups, axis=1)
    soft, hard = best @ question.rarities, (best > _EQUAL).astype(np.float32) @ question.rarities
    return np.column_stack((
        np.minimum(1, soft / question.weight), np.minimum(1, hard / question.weight), best.min(axis=1)
    ))  # fmt: skip


def _by_pieces(question: Question, forms: Array, lookup: Lookup) -> Array:
    """Jaccard index of the pieces, and the rarity-weighed shares on both sides."""
    flags = np.zeros(len(lookup.piece_rarity), dtype=np.float32)
    flags[question.pieces] = 1
    positions, begins = lookup.form_pieces.flat(forms)
    items = lookup.form_pieces.items[positions]
    shared = flags[items]
    rarity = lookup.piece_rarity[items]
    both = np.add.reduceat(shared, begins[:-1])
    heavy = np.add.reduceat(shared * rarity, begins[:-1])
    total = np.add.reduceat(rarity, begins[:-1])
    asked = float(lookup.piece_rarity[question.pieces].sum()) + 7.0 * (question.piece_count - len(question.pieces))
    sizes = np.diff(begins)
    return np.column_stack((both / (sizes + question.piece_count - both), heavy / total, heavy / max(asked, 1e-6)))


def _by_words(question: Question, forms: Array, lookup: Lookup) -> Array:
    """Words as they stand, particles for little: both ways together, and how much of the text."""
    weight = np.zeros(len(lookup.words), dtype=np.float32)
    known = [lookup.word_place[word] for word in set(question.words) if word in lookup.word_place]
    weight[known] = lookup.word_weight[known]
    asked = max(float(weight.sum()) + lookup.unseen * (len(set(question.words)) - len(known)), 1e-6)
    positions, begins = lookup.form_words.flat(forms)
    items = lookup.form_words.items[positions]
    both = np.add.reduceat(weight[items], begins[:-1])
    total = np.add.reduceat(lookup.word_weight[items], begins[:-1])
    return np.column_stack((2 * both / (total + asked), both / asked))


def _by_stems(question: Question, forms: Array, lookup: Lookup) -> tuple[Array, Array]:
    positions, begins = lookup.form_stems.flat(forms)
    items = lookup.form_stems.items[positions]
    distinct, back = np.unique(items, return_inverse=True)
    likeness = _likeness(question, distinct, lookup)
    exact = np.zeros(len(lookup.stem_rarity), dtype=np.float32)
    np.maximum.at(exact, question.stems, question.believed)
    rarity = lookup.stem_rarity[items]
    total = np.add.reduceat(rarity, begins[:-1])
    hard = np.add.reduceat(rarity * exact[items], begins[:-1])
    soft = np.add.reduceat(rarity * likeness.max(axis=1)[back], begins[:-1])
    nearest = np.maximum.reduceat(likeness[back], begins[:-1], axis=0)
    towards = _towards(question, nearest)
    label, text = hard / total, np.minimum(1, hard / question.weight)
    soft_label, soft_text = soft / total, np.minimum(1, towards / question.weight)
    rows = np.column_stack((
        2 * hard / (total + question.weight), label, text, (label > _WHOLE) & (text > _WHOLE),
        soft_label, soft_text, 2 * soft_label * soft_text / np.maximum(soft_label + soft_text, 1e-6),
        np.minimum(total, question.weight) / np.maximum(total, question.weight), _weakest(question, nearest),
    ))  # fmt: skip
    return rows, nearest


def _weakest(question: Question, nearest: Array) -> Array:
    """How near the word of the text comes that is furthest off."""
    if not len(question.groups):
        return np.zeros(len(nearest))
    found: Array = np.maximum.reduceat(nearest, question.groups, axis=1).min(axis=1)
    return found


def _towards(question: Question, nearest: Array) -> Array:
    """The weight of the words of the text that found something near: of alternatives, the best."""
    if not len(question.groups):
        return np.zeros(len(nearest))
    found: Array = np.maximum.reduceat(nearest, question.groups, axis=1) @ question.rarities
    return found


def _likeness(question: Question, distinct: Array, lookup: Lookup) -> Array:
    """How near each stem of the candidates is to each stem of the text."""
    if not len(question.stems):
        return np.zeros((len(distinct), 1), dtype=np.float32)
    found = lookup.stem_vectors[distinct] @ lookup.stem_vectors[question.stems].T
    found[found < _APART] = 0
    same = distinct[:, None] == question.stems[None, :]
    return np.where(same, 1, np.minimum(found, 0.9)) * question.believed


def _by_letters(question: Question, forms: Array, begins: Array, blend: Array, lookup: Lookup) -> tuple[Array, Array]:
    """The best form of each candidate, and how its two best compare letter by letter."""
    owners = np.repeat(np.arange(len(begins) - 1), np.diff(begins))
    order = np.lexsort((np.arange(len(blend)), -blend, owners))
    rank = np.arange(len(order)) - np.repeat(begins[:-1], np.diff(begins))
    picked = order[rank < _BEST_FORMS]
    text = question.text[:FUZZY_LIMIT]
    ordered = " ".join(sorted(text.split()))
    plain = [form[:FUZZY_LIMIT] for form in lookup.forms.many(forms[picked])]
    sorted_ = [form[:FUZZY_LIMIT] for form in lookup.ordered.many(forms[picked])]
    rated = np.stack((
        cdist([text], plain, scorer=fuzz.ratio)[0] / 100,
        cdist([ordered], sorted_, scorer=fuzz.ratio)[0] / 100,
        cdist([text], plain, scorer=JaroWinkler.similarity)[0],
    ), axis=1)  # fmt: skip
    spans = np.searchsorted(owners[picked], np.arange(len(begins) - 1))
    return forms[order[begins[:-1]]], np.maximum.reduceat(rated, spans, axis=0)
