"""From a text to suggestions: equal names, then keys, then the weighing, then the guard.

0. The whole text is looked up as a name (capitals, form and spacing made equal, then punctuation).
1. Frames are taken off and lists taken apart (`cues`, `lists`).
2.–4. What is left is looked up as a name, as a set of stems, as words run together, as an acronym.
5.–6. Some eighty concepts are compared closely (`candidates`, `features`) and weighed.
7. The guard drops or demotes what cannot be meant; odds become calibrated confidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from marketplace.matcher import cues
from marketplace.matcher.candidates import nearest
from marketplace.matcher.features import NAMES, features
from marketplace.matcher.guard import Alignment, align, apart, blocked
from marketplace.matcher.index import stem_key
from marketplace.matcher.lists import items
from marketplace.matcher.lookup import Lookup
from marketplace.matcher.names import FUZZY_LIMIT, NAME_LIMIT, SHORT, exact_key, folded_key, has_letters
from marketplace.matcher.question import ask
from marketplace.matcher.repair import Repair
from marketplace.matcher.tables import Array, Texts
from marketplace.matcher.values import Resolution, Suggestion
from marketplace.matcher.weights import CALIBRATED_AS, KEYED
from marketplace.matcher.words import words

#: From this confidence on, a suggestion may be taken without asking.
ACCEPTED_FROM = 0.95
#: Nothing shares a word with the text, and the meaning is no nearer than this: it is not meant.
_UNRELATED = 0.4
_LOOKED_AT = 16
_DEMOTED = 0.3
_LEAST = 0.005
_SOFT, _HARD, _MEANING = NAMES.index("soft f1"), NAMES.index("stem f1"), NAMES.index("meaning")


@dataclass(frozen=True)
class Hit:
    """A concept found by a key: its place, the place of the label, and the key's name."""

    concept: int
    label: int
    key: str


@dataclass(frozen=True)
class Ranked:
    """A weighed candidate: place, best form, share of the odds, and its features."""

    concept: int
    form: int
    odds: float
    row: Array


class Resolver:
    """Read-only; safe to share between threads."""

    def __init__(
        self, lookup: Lookup, ids: Texts, weights: Mapping[str, Array], calibration: Mapping[str, Sequence[float]]
    ) -> None:
        self._lookup, self._ids = lookup, ids
        self._weights, self._calibration = weights, calibration
        self._repair = Repair(lookup)

    def answer(self, text: str, limit: int, source: str) -> Resolution:
        """See `Vocabulary.resolve`."""
        head = text[:NAME_LIMIT]
        if not has_letters(head):
            return Resolution(text)
        named = self.named(text)
        if named and (CALIBRATED_AS[source] == "label" or limit <= 1):
            return self._equal(text, named, limit, source)
        parts = () if named else self._parts(head, limit, source)
        if parts:
            woven = _interleaved([part.suggestions for part in parts])[:limit]
            level = min((part.level for part in parts if part.level), default=None)
            return Resolution(text, woven, None, all(part.negated for part in parts), level, parts)
        return self._single(text, head, named, limit, source)

    def _parts(self, head: str, limit: int, source: str) -> tuple[Resolution, ...]:
        found = items(head, self.hits_one)
        if len(found) < 2:  # noqa: PLR2004 - one item is no list
            return ()
        reading = cues.read(head)
        rows = [self._single(item, item, self.named(item), limit, source) for item in found]
        return tuple(
            replace(row, negated=True, accepted=None)
            if reading.negated
            else replace(row, level=row.level or reading.level)
            for row in rows
        )

    def hits_one(self, text: str) -> bool:
        """Whether a text is the name of something, directly or by a key."""
        return bool(self.named(text) or self.hits(words(cues.read(text).core)))

    def _single(self, text: str, head: str, named: list[Hit], limit: int, source: str) -> Resolution:
        reading = cues.read(head) if not named else cues.Reading(head, None, negated=False)
        hits = named or self._core_hits(reading.core, head)
        reach = FUZZY_LIMIT if CALIBRATED_AS[source] == "label" else NAME_LIMIT
        found = self.suggest(words(reading.core, reach), hits, limit, source)
        accepted = self._accepted(found, hits)
        return Resolution(
            text, found, None if reading.negated else accepted, reading.negated, None if not found else reading.level
        )

    def _core_hits(self, core: str, head: str) -> list[Hit]:
        return (self.named(core) if core != head else []) or self.hits(words(core))

    def _accepted(self, found: Sequence[Suggestion], hits: Sequence[Hit]) -> str | None:
        if not found or found[0].confidence < ACCEPTED_FROM or len({hit.concept for hit in hits}) > 1:
            return None
        owners = {hit.concept for hit in self.named(found[0].label)}
        return found[0].concept_id if len(owners) == 1 else None

    # ---- keys ---------------------------------------------------------------------------------

    def named(self, text: str) -> list[Hit]:
        """Labels equal to the text: as it stands, then without punctuation."""
        if len(text) > NAME_LIMIT:
            return []
        for name, fold in (("exact", exact_key), ("folded", folded_key)):
            key = fold(text)
            places = self._lookup.keys[name].places(key) if has_letters(key) else []
            found = [place for place in places if fold(self._lookup.labels[place]) == key]
            if found:
                return [Hit(int(self._lookup.label_concept[place]), place, name) for place in found]
        return []

    def hits(self, found: list[str]) -> list[Hit]:
        """Concepts whose acronym, set of stems or run-together words are these."""
        if not found or not any(map(has_letters, found)):
            return []
        joined = "".join(found)
        for name, key in (("acronym", joined), ("stemmed", stem_key(found)), ("joined", joined)):
            hits = self._by_key(name, key)
            if hits and not (name == "stemmed" and len(joined) <= SHORT):
                return hits
        alone = len(found) == 1 and not self._lookup.knows(joined)
        return self._by_key("initials", joined) if alone and len(joined) > SHORT else []

    def _by_key(self, name: str, key: str) -> list[Hit]:
        best: dict[int, Hit] = {}
        for form in self._lookup.keys[name].places(key):
            concept = int(self._lookup.label_concept[self._lookup.form_label[form]])
            best.setdefault(concept, Hit(concept, int(self._lookup.form_label[form]), name))
        return list(best.values())

    def _equal(self, text: str, named: list[Hit], limit: int, source: str) -> Resolution:
        """The answer to a text that is a label: every concept that has it, preferred labels first."""
        found: dict[int, Suggestion] = {}
        plain = tuple(folded_key(text).split()) or (exact_key(text),)
        worth = 1.0 if named[0].key == "exact" else KEYED[CALIBRATED_AS[source]]["exact"]
        owners = {hit.concept for hit in named}
        order = sorted(named, key=lambda hit: (not self._preferred(hit), hit.concept))
        for hit in order:
            suggestion = Suggestion(
                self._ids[hit.concept], worth / len(owners), "exact", self._lookup.labels[hit.label], plain, (), ()
            )
            found.setdefault(hit.concept, suggestion)
        accepted = self._ids[named[0].concept] if len(owners) == 1 else None
        return Resolution(text, tuple(found.values())[:limit], accepted)

    def _preferred(self, hit: Hit) -> bool:
        return hit.label == 0 or self._lookup.label_concept[hit.label - 1] != hit.concept

    # ---- the weighing -------------------------------------------------------------------------

    def suggest(self, found: list[str], hits: Sequence[Hit], limit: int, source: str) -> tuple[Suggestion, ...]:
        """Hits first, then what the weighing finds, each with its confidence; never rising."""
        kind = CALIBRATED_AS[source]
        ranked = self.ranked(found, kind)
        keyed = self._keyed(found, hits, ranked, kind)
        taken = {suggestion.concept_id for suggestion in keyed}
        rest = [row for row in self._guarded(found, ranked, kind) if row.concept_id not in taken]
        rows: list[Suggestion] = []
        most = 1.0
        for row in [*keyed, *rest][:limit]:
            most = round(min(most, row.confidence, 0.99 if row.path != "exact" else 1.0), 4)
            rows.append(replace(row, confidence=most))
        return tuple(row for row in rows if row.confidence > _LEAST)

    def ranked(self, found: list[str], kind: str) -> list[Ranked]:
        """Candidates by weight, best first."""
        if sum(map(len, found)) <= SHORT:
            return []
        question = ask(found, self._lookup, self._repair)
        near = nearest(question, self._lookup) if question.usable else None
        if near is None or not len(near.places):
            return []
        rows, forms = features(question, near, self._lookup)
        scores = np.round(rows @ self._weights[kind], 6)
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        order = np.argsort(-scores, kind="stable")
        return [Ranked(int(near.places[at]), int(forms[at]), float(shares[at]), rows[at]) for at in order]

    def _keyed(self, found: list[str], hits: Sequence[Hit], ranked: Sequence[Ranked], kind: str) -> list[Suggestion]:
        standing = {row.concept: place for place, row in enumerate(ranked)}
        order = sorted(
            hits, key=lambda hit: (standing.get(hit.concept, len(ranked)), not self._preferred(hit), hit.label)
        )
        rows: dict[int, Suggestion] = {}
        many = len({hit.concept for hit in hits})
        for hit in order:
            path = {"exact": "exact", "folded": "exact", "stemmed": "stem", "joined": "stem"}.get(hit.key, "acronym")
            worth = KEYED[kind]["initials" if hit.key == "initials" else path] / many
            alignment = self._aligned(found, self._lookup.labels[hit.label])
            words_of = alignment if path != "acronym" else Alignment(tuple(found), (), (), typo=False, inflected=False)
            rows.setdefault(hit.concept, self._suggestion(hit.concept, worth, path, hit.label, words_of))
        return list(rows.values())

    def _guarded(self, found: list[str], ranked: Sequence[Ranked], kind: str) -> list[Suggestion]:
        """The best candidates that the guard lets pass, then the ones that it demotes."""
        kept: list[Suggestion] = []
        demoted: list[Suggestion] = []
        for row in ranked[:_LOOKED_AT]:
            label = self._lookup.forms[row.form].split()
            alignment = align(found, label, self._lookup.knows, self._repair.meant)
            if apart(found, label) or (not alignment.aligned and row.row[_MEANING] < _UNRELATED):
                continue
            worth = self._confidence(row, ranked[0], found, kind)
            held = blocked(found, label)
            suggestion = self._suggestion(
                row.concept, worth * (_DEMOTED if held else 1), _path(row, alignment),
                int(self._lookup.form_label[row.form]), alignment,
            )  # fmt: skip
            (demoted if held else kept).append(suggestion)
        return [*kept, *demoted]

    def _confidence(self, row: Ranked, top: Ranked, found: Sequence[str], kind: str) -> float:
        share = min(max(row.odds, 1e-6), 1 - 1e-6)
        unknown = sum(not self._lookup.knows(word) for word in found) / max(len(found), 1)
        inputs = (1.0, np.log(share / (1 - share)), float(top.row[_SOFT]), unknown, np.log1p(len(found)))
        return float(1 / (1 + np.exp(-np.dot(inputs, self._calibration[kind]))))

    def _aligned(self, found: Sequence[str], label: str) -> Alignment:
        return align(found, words(label), self._lookup.knows, self._repair.meant)

    def _suggestion(self, concept: int, worth: float, path: str, label: int, alignment: Alignment) -> Suggestion:
        return Suggestion(
            self._ids[concept], worth, path, self._lookup.labels[label],
            alignment.aligned, alignment.missing, alignment.extra,
        )  # fmt: skip


def _path(row: Ranked, alignment: Alignment) -> str:
    if alignment.typo:
        return "typo"
    if not alignment.aligned or row.row[_SOFT] - row.row[_HARD] > 0.3:  # noqa: PLR2004 - the meaning carries it
        return "meaning"
    return "stem" if alignment.whole and alignment.inflected else "words"


def _interleaved(rows: Sequence[Sequence[Suggestion]]) -> tuple[Suggestion, ...]:
    """The first of each, then the second of each, every concept once."""
    found: dict[str, Suggestion] = {}
    for rank in range(max(map(len, rows), default=0)):
        for row in rows:
            if rank < len(row):
                found.setdefault(row[rank].concept_id, row[rank])
    return tuple(found.values())
