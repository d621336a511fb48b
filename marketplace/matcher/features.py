"""The numbers that are weighed: of the likeliest candidates, what `compared` says and how they look letter by letter.

The two best forms of each are compared with the text whole, in any order of words, without blanks, and word by word
(a word cut short is like the one it begins). A gap says how far a candidate is behind the best one in a number.
"""

from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler, LCSseq, Prefix
from rapidfuzz.process import cdist

from marketplace.matcher import compared
from marketplace.matcher.compared import Compared
from marketplace.matcher.lookup import Lookup
from marketplace.matcher.names import FUZZY_LIMIT
from marketplace.matcher.question import Question
from marketplace.matcher.tables import Array, offsets, runs

_LETTERS = (
    "ratio",
    "ordered ratio",
    "jaro",
    "edits",
    "joined",
    "few edits",
    "in order",
    "typed label",
    "typed text",
    "typed f1",
)
_LIKE = (*compared.NAMES[:-1], *_LETTERS)
_LAG = (
    "pieces", "stems", "meaning", "blend", "same f1", "soft f1", "jaccard", "any soft", "soft text", "ratio",
    "ordered ratio", "told", "pieces in text", "pieces in label", "edits", "joined", "typed f1", "typed text",
    "kin", "swap f1", "swap text", "any swap", "few edits", "in order",
)  # fmt: skip
NAMES = (*_LIKE, "labels", *(f"{name} gap" for name in _LAG))
_GAPS = [_LIKE.index(name) for name in _LAG]
#: The first so many numbers are likenesses from 0 to 1; a weight may change where they pass these values.
BENDING = len(_LIKE)
BENDS = (0.5, 0.75, 0.9)
#: So many of the candidates are looked at letter by letter.
LIKELIEST = 24
_BEST_FORMS = 2
#: From so many edits on it does not matter how many they are.
FEW = 5
#: How near a word cut short is to the one it begins.
_BEGUN, _CUT_FROM = 0.95, 4
#: A text has so many words that matter, at most, where words are compared letter by letter.
_MOST_WORDS = 24


@dataclass(frozen=True)
class Weighed:
    """The likeliest candidates: their places, the best form of each, and a row of `NAMES` for each."""

    places: Array
    forms: Array
    rows: Array


def features(question: Question, found: Compared, first: Array, lookup: Lookup) -> Weighed:
    """The numbers of the candidates that are likeliest by these weights of what is known of them."""
    scores = np.round(found.rows @ first, 5)
    chosen = np.sort(np.argsort(-scores, kind="stable")[:LIKELIEST])
    picked, begins = _best_forms(found, chosen)
    letters = np.maximum.reduceat(_by_letters(question, picked, lookup), begins, axis=0)
    rows = found.rows[chosen]
    whole = np.column_stack((rows[:, :-1], letters, rows[:, -1]))
    gaps = whole[:, _GAPS]
    return Weighed(found.places[chosen], picked[begins], np.column_stack((whole, gaps - gaps.max(axis=0))))


def bent(rows: Array) -> Array:
    """The numbers with what of them goes beyond each bend: so a weighed sum may rise steeper where it matters."""
    beyond = [np.maximum(0, rows[:, :BENDING] - bend) for bend in BENDS]
    return np.concatenate((rows, *beyond), axis=1)


def _best_forms(found: Compared, chosen: Array) -> tuple[Array, Array]:
    """The best forms of each of the chosen, the best first, and where those of each begin."""
    counts = found.begins[chosen + 1] - found.begins[chosen]
    positions, begins = runs(found.begins[chosen], counts)
    owner = np.repeat(np.arange(len(chosen)), counts)
    order = np.lexsort((-found.blend[positions], owner))
    first = np.arange(len(order)) - np.repeat(begins[:-1], counts) < _BEST_FORMS
    return found.forms[positions[order[first]]], offsets(np.minimum(counts, _BEST_FORMS))[:-1]


def _by_letters(question: Question, picked: Array, lookup: Lookup) -> Array:
    text = question.text[:FUZZY_LIMIT]
    plain = [form[:FUZZY_LIMIT] for form in lookup.forms.many(picked)]
    split = [form.split() for form in plain]
    ordered = [" ".join(sorted(words)) for words in split]
    joined = [form.replace(" ", "") for form in plain]
    whole = np.stack((
        cdist([text], plain, scorer=fuzz.ratio)[0] / 100,
        cdist([" ".join(sorted(text.split()))], ordered, scorer=fuzz.ratio)[0] / 100,
        cdist([text], plain, scorer=JaroWinkler.similarity)[0],
        *_by_edits(text, plain, ordered, joined),
        cdist([text.split()], split, scorer=LCSseq.normalized_similarity)[0],
    ), axis=1)  # fmt: skip
    return np.concatenate((whole, _by_typed_words(text.split()[:_MOST_WORDS], split, lookup)), axis=1)


def _by_edits(text: str, plain: list[str], ordered: list[str], joined: list[str]) -> tuple[Array, Array, Array]:
    """Edits as a share of the length, as it stands and without blanks; and how few the least of them are."""
    alone, sorted_ = text.replace(" ", ""), " ".join(sorted(text.split()))
    counts = [
        cdist([one], others, scorer=OSA.distance)[0].astype(np.float64)
        for one, others in ((text, plain), (alone, joined), (sorted_, ordered))
    ]
    lengths = [np.maximum(len(one), list(map(len, others))) for one, others in ((text, plain), (alone, joined))]
    few = np.maximum(0, 1 - np.minimum.reduce(counts) / FEW)
    return 1 - counts[0] / lengths[0], 1 - counts[1] / np.maximum(lengths[1], 1), few


def _by_typed_words(asked: list[str], forms: list[list[str]], lookup: Lookup) -> Array:
    """Each word with the one most like it by letters: how much of the form, of the text, and of both is met."""
    theirs = list(dict.fromkeys(word for form in forms for word in form))
    place = {word: at for at, word in enumerate(theirs)}
    items = np.array([place[word] for form in forms for word in form])
    begins = offsets([len(form) for form in forms])[:-1]
    likeness = cdist(asked, theirs, scorer=fuzz.ratio) / 100
    # A word cut short is nearly the word it begins.
    begun = cdist(asked, theirs, scorer=Prefix.similarity) >= [[max(len(word), _CUT_FROM)] for word in asked]
    np.maximum(likeness, _BEGUN, out=likeness, where=begun & (likeness < 1))
    likeness *= likeness
    ours, weights = _weights(asked, lookup), _weights(theirs, lookup)[items]
    label = np.add.reduceat(weights * likeness.max(axis=0)[items], begins) / np.add.reduceat(weights, begins)
    text = ours @ np.maximum.reduceat(likeness[:, items], begins, axis=1) / ours.sum()
    return np.stack((label, text, 2 * label * text / np.maximum(label + text, 1e-6)), axis=1)


def _weights(found: list[str], lookup: Lookup) -> Array:
    places = [lookup.word_place.get(word, -1) for word in found]
    weights = lookup.word_weight[places]
    return np.where(np.array(places) < 0, lookup.unseen, weights).astype(np.float32)
