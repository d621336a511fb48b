"""What speaks for each candidate, as far as words and pieces of words tell.

Every form of every candidate is compared with the text by its pieces, by its stems (weighed by
rarity, in both directions) and by meaning (each word with the nearest word of the other side).
A concept gets the best of its forms in each number.
"""

from dataclasses import dataclass

import numpy as np

from marketplace.matcher.candidates import Near
from marketplace.matcher.lookup import Lookup
from marketplace.matcher.question import Question
from marketplace.matcher.tables import Array, Rows, offsets, runs

NAMES = (
    "pieces", "stems", "told", "kin", "meaning",
    "jaccard", "pieces in label", "pieces in text", "stem f1", "label covered", "text covered", "stems equal",
    "soft label", "soft text", "soft f1", "length", "weakest", "same f1", "same text", "blend",
    "any soft", "any hard", "any weakest", "swap label", "swap text", "swap f1", "any swap",
    "preferred", "labels",
)  # fmt: skip
#: Of a concept with more names than any has, the first are compared; the others are found when they are equal.
_MOST_FORMS = 400
_WHOLE = 0.99
#: From this likeness on two words are the same, a slip or an inflection apart.
_EQUAL = 0.7
#: No two words are nearer by meaning than this.
_NEAREST = 0.9
#: Of so many readings of the words of a text, each is also read with its nearest words.
_READ_WITH_KIN = 24


@dataclass(frozen=True)
class Compared:
    """Candidates and their forms: where those of each begin, how alike each is on the whole, and the numbers."""

    places: Array
    forms: Array
    begins: Array
    blend: Array
    rows: Array


def compared(question: Question, near: Near, lookup: Lookup) -> Compared:
    """One row of `NAMES` for each candidate."""
    starts = lookup.form_of[near.places]
    counts = np.minimum(lookup.form_of[near.places + 1] - starts, _MOST_FORMS)
    forms, begins = runs(starts, counts)
    spans = _Spans(starts, starts + counts, forms)
    chars = _by_pieces(question, spans, lookup)
    stems, nearest = _by_stems(question, spans, lookup)
    same = _by_words(question, spans, lookup)
    blend = chars[0] + stems[0] + stems[6]
    tops = np.maximum.reduceat(np.stack((*chars, *stems[:9], *same, blend, *stems[9:])), begins[:-1], axis=1)
    union = np.maximum.reduceat(nearest, begins[:-1], axis=1)
    best = _best(blend, begins)
    preferred = lookup.form_label[forms[best]] == lookup.form_label[starts]
    rows = np.column_stack((
        near.cosines, tops[:-3].T, _union(question, union).T, tops[-3:].T, _any_swap(question, union),
        preferred, np.log1p(counts),
    ))  # fmt: skip
    return Compared(near.places, forms, begins, blend, rows)


@dataclass(frozen=True)
class _Spans:
    """The forms of each candidate: from where to where, and one by one."""

    starts: Array
    stops: Array
    forms: Array

    def items(self, rows: Rows) -> tuple[Array, Array]:
        """The rows of all forms end to end, and where each begins: those of one candidate lie together."""
        begins, ends = rows.starts[self.starts].tolist(), rows.starts[self.stops].tolist()
        flat = np.concatenate([rows.items[a:b] for a, b in zip(begins, ends, strict=True)])
        return flat, offsets(rows.lengths(self.forms))


def _best(blend: Array, begins: Array) -> Array:
    """The first of the forms of each candidate that are most alike."""
    top = np.repeat(np.maximum.reduceat(blend, begins[:-1]), np.diff(begins))
    at = np.flatnonzero(blend >= top)
    found: Array = at[np.searchsorted(at, begins[:-1])]
    return found


def _union(question: Question, union: Array) -> Array:
    """Words of the text that any form of the concept has, softly and strictly, and the one that is furthest off."""
    nearest = union[: len(question.groups)]
    if not len(nearest):
        return np.zeros((3, union.shape[1]))
    soft, hard = question.rarities @ nearest, question.rarities @ (nearest > _EQUAL).astype(np.float32)
    return np.stack((
        np.minimum(1, soft / question.weight), np.minimum(1, hard / question.weight), nearest.min(axis=0)
    ))  # fmt: skip


def _any_swap(question: Question, union: Array) -> Array:
    """Words of the text that any form has, or one that stands in for them."""
    found: Array = np.minimum(1, (question.rarities @ union[len(question.groups) :]) / question.weight)
    return found


def _by_pieces(question: Question, spans: _Spans, lookup: Lookup) -> list[Array]:
    """Jaccard index of the pieces, and the rarity-weighed shares on both sides."""
    asked = np.zeros(len(lookup.piece_rarity), dtype=np.float32)
    asked[question.pieces] = lookup.piece_rarity[question.pieces]
    items, begins = spans.items(lookup.form_pieces)
    rarity = asked.take(items)
    both = np.add.reduceat((rarity > 0).astype(np.float32), begins[:-1])
    heavy = np.add.reduceat(rarity, begins[:-1])
    total = float(asked.sum()) + 7.0 * (question.piece_count - len(question.pieces))
    sizes = np.diff(begins)
    label = heavy / lookup.form_piece_weight[spans.forms]
    return [both / (sizes + question.piece_count - both), label, heavy / max(total, 1e-6)]


def _by_words(question: Question, spans: _Spans, lookup: Lookup) -> list[Array]:
    """Words as they stand, particles for little: both ways together, and how much of the text."""
    weight = np.zeros(len(lookup.words), dtype=np.float32)
    known = [lookup.word_place[word] for word in set(question.words) if word in lookup.word_place]
    weight[known] = lookup.word_weight[known]
    asked = max(float(weight.sum()) + lookup.unseen * (len(set(question.words)) - len(known)), 1e-6)
    items, begins = spans.items(lookup.form_words)
    both = np.add.reduceat(weight.take(items), begins[:-1])
    return [2 * both / (lookup.form_word_weight[spans.forms] + asked), both / asked]


def _by_stems(question: Question, spans: _Spans, lookup: Lookup) -> tuple[list[Array], Array]:
    """Both ways by equal stems, by near ones, and by ones that stand in for each other.

    And how near each form comes to each word of the text: a row for each word, by nearness, then by swaps.
    """
    items, begins = spans.items(lookup.form_stems)
    count = len(question.groups)
    likeness = np.concatenate([_likeness(question, near, lookup) for near in (lookup.kin, lookup.swaps)]).take(
        items, axis=1
    )
    rarity, total = lookup.stem_rarity.take(items), lookup.form_stem_weight[spans.forms]
    exact = np.zeros(len(lookup.stem_rarity), dtype=np.float32)
    np.maximum.at(exact, question.stems, question.believed)
    nearest = np.maximum.reduceat(likeness, begins[:-1], axis=1)
    best = [likeness[part].max(axis=0, initial=0.0) for part in (slice(count), slice(count, None))]
    hard, soft, swap = np.add.reduceat(rarity * np.stack((exact.take(items), *best)), begins[:-1], axis=1)
    label, text = hard / total, np.minimum(1, hard / question.weight)
    lengths = np.minimum(total, question.weight) / np.maximum(total, question.weight)
    weakest = nearest[:count].min(axis=0) if count else np.zeros(len(total))
    return [
        2 * hard / (total + question.weight), label, text, ((label > _WHOLE) & (text > _WHOLE)).astype(np.float32),
        *_both_ways(soft / total, nearest[:count], question), lengths, weakest,
        *_both_ways(swap / total, nearest[count:], question),
    ], nearest  # fmt: skip


def _both_ways(label: Array, nearest: Array, question: Question) -> tuple[Array, Array, Array]:
    """How much of the label is met, how much of the text, and both together."""
    text = np.minimum(1, (question.rarities @ nearest) / question.weight)
    return label, text, 2 * label * text / np.maximum(label + text, 1e-6)


def _likeness(question: Question, near: tuple[Array, Array], lookup: Lookup) -> Array:
    """How near each stem of the vocabulary is to each word of the text: of its readings, the nearest."""
    found = np.zeros((len(question.groups), len(lookup.stem_rarity)), dtype=np.float32)
    starts = question.groups.tolist()
    ends = [*starts, len(question.stems)][1:]
    for row, start, stop in zip(found, starts, ends, strict=True):
        for stem, belief in zip(question.stems[start:stop].tolist(), question.believed[start:stop], strict=True):
            if stop - start <= _READ_WITH_KIN:
                kin = near[0][stem]
                row[kin] = np.maximum(row[kin], np.minimum(near[1][stem], _NEAREST) * belief)
        stems = question.stems[start:stop]
        row[stems] = np.maximum(row[stems], question.believed[start:stop])
    return found
