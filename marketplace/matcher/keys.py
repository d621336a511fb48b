"""Names found without any comparing: equal texts, equal sets of stems, words run together, acronyms.

Step 0 takes a label at its word: compatibility forms, capitals and blanks made equal, then
punctuation. Only what is left of a phrase is looked up by its stems, joined, or as an acronym (R7);
initials that no label declares are a guess and asked for last.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from marketplace.matcher.acronyms import initials, variants
from marketplace.matcher.index import stem_key
from marketplace.matcher.lookup import Lookup
from marketplace.matcher.names import NAME_LIMIT, SHORT, exact_key, folded_key, has_letters
from marketplace.matcher.words import protected, words

_FOLDS = (("exact", exact_key), ("folded", folded_key))
#: So many concepts with one key are compared with the text.
_COMPARED = 32


@dataclass(frozen=True)
class Hit:
    """A concept found by a key: its place, the place of the label, and the key's name."""

    concept: int
    label: int
    key: str

    @property
    def path(self) -> str:
        """The word for it in a suggestion."""
        return {"exact": "exact", "folded": "exact", "stemmed": "stem", "joined": "stem"}.get(self.key, "acronym")


def named(text: str, lookup: Lookup) -> list[Hit]:
    """Labels equal to the text: as it stands, without punctuation, with technical signs read; preferred ones first."""
    if len(text) > NAME_LIMIT:
        return []
    for name, fold in _FOLDS:
        key = fold(text)
        places = lookup.keys[name].places(key) if has_letters(key) else []
        found = [Hit(int(lookup.label_concept[at]), at, name) for at in places if fold(lookup.labels[at]) == key]
        if found:
            return sorted(found, key=lambda hit: (not is_preferred(hit, lookup), hit.concept))
    spelled_out = protected(text)
    return named(spelled_out, lookup) if spelled_out not in (text, text.casefold()) else []


def hits(found: list[str], lookup: Lookup) -> list[Hit]:
    """Concepts whose acronym, set of stems or run-together words are these; the label most like them first."""
    joined = "".join(found)
    if not has_letters(joined):
        return []
    for name, key in (("acronym", joined), ("stemmed", stem_key(found)), ("joined", joined)):
        rows = _by_key(name, key, lookup)
        if rows and not (name == "stemmed" and len(joined) <= SHORT):
            return _by_likeness(found, rows, lookup)
    alone = len(found) == 1 and not lookup.knows(joined) and len(joined) > SHORT
    return _by_key("initials", joined, lookup) if alone else []


def is_preferred(hit: Hit, lookup: Lookup) -> bool:
    """Whether the label is the concept's first, which is the preferred one."""
    return hit.label == 0 or bool(lookup.label_concept[hit.label - 1] != hit.concept)


def _by_key(name: str, key: str, lookup: Lookup) -> list[Hit]:
    rows = [int(lookup.form_label[form]) for form in lookup.keys[name].places(key)]
    return [Hit(int(lookup.label_concept[label]), label, name) for label in rows]


def _spelled_out(acronym: str, label: str) -> bool:
    """Whether the acronym is the initials of the whole name, with no maker before it and no word left out."""
    return any(initials(words(name)) == acronym for name, is_acronym in variants(label) if not is_acronym)


def _by_likeness(found: list[str], rows: Sequence[Hit], lookup: Lookup) -> list[Hit]:
    """One hit of each concept: the labels most like the text first, then preferred ones, then by place."""
    text = " ".join(found)
    if rows[0].key == "acronym":
        return sorted(
            {hit.concept: hit for hit in reversed(rows)}.values(),
            key=lambda hit: (
                not _spelled_out(text, lookup.labels[hit.label]),
                not is_preferred(hit, lookup),
                hit.concept,
            ),
        )
    rated = [(-fuzz.ratio(text, " ".join(words(lookup.labels[hit.label]))), hit) for hit in rows[:_COMPARED]]
    ordered = sorted(rated, key=lambda row: (row[0], not is_preferred(row[1], lookup), row[1].concept))
    best: dict[int, Hit] = {}
    for _, hit in ordered:
        best.setdefault(hit.concept, hit)
    return list(best.values())
