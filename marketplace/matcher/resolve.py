"""From a text to suggestions: equal names, then keys, then the weighing, then the guard.

0. The whole text is looked up as a name (capitals, form and spacing made equal, then punctuation).
1. Lists are taken apart and frames taken off (`lists`, `cues`).
2.–4. What is left is looked up as a name, as a set of stems, as words run together, as an acronym (`keys`).
5.–6. Some eighty concepts are compared closely and weighed (`candidates`, `features`, `weigh`).
7. The guard drops or demotes what cannot be meant (`guard`); odds become calibrated confidence.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice

from marketplace.matcher import cues, keys
from marketplace.matcher.fit import Weights
from marketplace.matcher.guard import Alignment, align, apart, blocked
from marketplace.matcher.keys import Hit
from marketplace.matcher.lists import items
from marketplace.matcher.lookup import Lookup
from marketplace.matcher.names import FUZZY_LIMIT, NAME_LIMIT, exact_key, folded_key, has_letters
from marketplace.matcher.tables import Texts
from marketplace.matcher.values import Resolution, Suggestion
from marketplace.matcher.weigh import Ranked, Weighing
from marketplace.matcher.weights import CALIBRATED_AS, KEYED, PREFERRED_IS_MEANT
from marketplace.matcher.words import words

#: From this confidence on, a suggestion may be taken without asking.
ACCEPTED_FROM = 0.95
#: Nothing shares a word with the text, and the meaning is no nearer than this: it is not meant.
_UNRELATED = 0.4
#: Without a word in common, so alike by its letters a name may be meant.
_LIKE_LETTERS = 0.75
#: Of shorter texts letters tell nothing: *code* is not *node*.
_LETTERS_TELL = 8
#: What the guard leaves of the odds.
_DEMOTED = 0.3
_LEAST = 0.005
#: A text that is the name of one concept means another at most so often.
BESIDE_ITS_NAME = 0.005
#: That a text is a list at all may be wrong.
_OF_A_LIST = 0.9
#: Texts whose keys are remembered.
_REMEMBERED = 2048
#: When meaning carries so much more than equal words do, it is the reason.
_BY_MEANING = 0.3


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the keys say of a text, and what is left of it without its frame."""

    hits: tuple[Hit, ...]
    reading: cues.Reading
    named: bool = False


class Resolver:
    """Read-only; safe to share between threads."""

    def __init__(
        self, lookup: Lookup, ids: Texts, weights: Mapping[str, Weights], calibration: Mapping[str, Sequence[float]]
    ) -> None:
        self._lookup, self._ids = lookup, ids
        self._weighing = Weighing(lookup, weights, calibration)
        # A list asks whether its items are names, and then what they mean.
        self._seen = lru_cache(maxsize=_REMEMBERED)(self._look)

    def answer(self, text: str, limit: int, source: str) -> Resolution:
        """See `Vocabulary.resolve`."""
        head = text[:NAME_LIMIT]
        if not has_letters(head):
            return Resolution(text)
        kind = CALIBRATED_AS[source]
        seen = self._seen(head)
        if seen.named and kind == "label" and head == text:
            return self._equal(text, seen.hits, limit, kind)
        parts = () if seen.named else self._parts(head, limit, kind)
        if parts:
            level = min((part.level for part in parts if part.level), default=None)
            negated = all(part.negated for part in parts)
            return Resolution(text, _interleaved(parts)[:limit], None, negated, level, parts)
        return self._single(text, head, limit, kind)

    def _parts(self, head: str, limit: int, kind: str) -> tuple[Resolution, ...]:
        found = items(head, self._is_name)
        if not found:
            return ()
        frame = cues.read(head)
        rows = [self._single(item, item, limit, kind) for item in found]
        return tuple(
            replace(row, negated=True, accepted=None) if frame.negated else replace(row, level=row.level or frame.level)
            for row in rows
        )

    def _is_name(self, text: str) -> bool:
        """Whether a text is the name of something, directly or by a key."""
        return bool(self._seen(text).hits)

    def _look(self, text: str) -> "_Seen":
        named = keys.named(text, self._lookup)
        if named:
            return _Seen(tuple(named), cues.Reading(text, text, None, negated=False), named=True)
        reading = cues.read(text)
        for whole in dict.fromkeys((text, reading.phrase)):
            hits = self._keyed_whole(whole, text) if whole != reading.core and not reading.negated else []
            if hits:
                return _Seen(tuple(hits), replace(reading, core=whole, phrase=whole))
        return _Seen(tuple(self._keyed_whole(reading.core, text)), reading)

    def _keyed_whole(self, part: str, text: str) -> list[Hit]:
        """What a part of a text is the name of; of the whole text, whose name was looked for, only by its key."""
        if part != text:
            return keys.named(part, self._lookup) or keys.hits(words(part), self._lookup)
        return keys.hits(words(text), self._lookup)

    def _equal(self, text: str, named: Sequence[Hit], limit: int, kind: str) -> Resolution:
        """The answer to a text that is a label: every concept that has it, preferred labels first."""
        plain = tuple(folded_key(text).split()) or (exact_key(text),)
        owners = {hit.concept for hit in named}
        worth = (1.0 if named[0].key == "exact" else KEYED["label"]["exact"][0]) / len(owners)
        found = {
            hit.concept: Suggestion(
                self._ids[hit.concept], worth, "exact", self._lookup.labels[hit.label], plain, (), ()
            )
            for hit in reversed(named)
        }
        first = [found[concept] for concept in dict.fromkeys(hit.concept for hit in named)]
        shown = (*first, *self._beside(text, owners, limit - len(first), kind))[:limit]
        return Resolution(text, shown, first[0].concept_id if len(owners) == 1 else None)

    def _beside(self, text: str, owners: set[int], limit: int, kind: str) -> Iterator[Suggestion]:
        """What else may be meant, after the concepts that have the text as their name."""
        if limit <= 0:
            return
        found = words(text, FUZZY_LIMIT if kind == "label" else NAME_LIMIT)
        ranked = self._weighing.ranked(found, text, kind)
        others = [row for row in ranked if row.concept not in owners]
        most = BESIDE_ITS_NAME
        for row in islice(self._guarded(found, others, ranked, kind), limit):
            most = round(min(most, row.confidence), 4)
            if most > 0:
                yield replace(row, confidence=most)

    def of_hits(self, text: str, hits: Sequence[Hit], limit: int) -> Resolution:
        """The answer for a text of which the keys are known already; nothing is compared."""
        rows = self._keyed(words(text), hits, (), "posting")
        owners = {hit.concept for hit in hits}
        exact = hits[0].path == "exact" or rows[0].confidence >= ACCEPTED_FROM
        return Resolution(text, tuple(rows[:limit]), rows[0].concept_id if exact and len(owners) == 1 else None)

    def _single(self, text: str, head: str, limit: int, kind: str) -> Resolution:
        reading, hits = self._seen(head).reading, self._seen(head).hits
        suggestions = self.suggest(reading.core if hits else reading.phrase, head, hits, limit, kind)
        accepted = None if reading.negated else self._accepted(suggestions, hits)
        return Resolution(text, suggestions, accepted, reading.negated, reading.level if suggestions else None)

    def _accepted(self, found: Sequence[Suggestion], hits: Sequence[Hit]) -> str | None:
        if not found or found[0].confidence < ACCEPTED_FROM or len({hit.concept for hit in hits}) > 1:
            return None
        if not all(map(self._lookup.knows, found[0].extra)):
            return None
        owners = {hit.concept for hit in keys.named(found[0].label, self._lookup)}
        return found[0].concept_id if len(owners) == 1 else None

    def suggest(self, phrase: str, raw: str, hits: Sequence[Hit], limit: int, kind: str) -> tuple[Suggestion, ...]:
        """Hits first, then what the weighing finds, each with its confidence; never rising."""
        found = words(phrase, FUZZY_LIMIT if kind == "label" else NAME_LIMIT)
        ranked = self._weighing.ranked(found, raw, kind)
        keyed = self._keyed(found, hits, ranked, kind)
        taken = {hit.concept for hit in hits}
        rest = self._guarded(found, [row for row in ranked if row.concept not in taken], ranked, kind)
        return tuple(_never_rising(islice(chain(keyed, rest), limit)))

    def _keyed(self, found: list[str], hits: Sequence[Hit], ranked: Sequence[Ranked], kind: str) -> list[Suggestion]:
        guessed = bool(hits) and hits[0].key == "initials"
        standing = {row.concept: place for place, row in enumerate(ranked)} if guessed else {}
        first = {hit.concept: hit for hit in reversed(hits)}
        order = sorted(dict.fromkeys(hit.concept for hit in hits), key=lambda at: standing.get(at, len(standing)))
        rows = []
        for hit in (first[concept] for concept in order):
            worth = self._worth(hit, [first[other] for other in order], kind)
            label = words(self._lookup.labels[hit.label])
            whole = Alignment(tuple(found), (), (), typo=False, inflected=False)
            rows.append(self._suggestion(hit.concept, worth, hit.path, hit.label,
                                         whole if hit.path == "acronym" else self._aligned(found, label)))  # fmt: skip
        return rows

    def _worth(self, hit: Hit, among: Sequence[Hit], kind: str) -> float:
        """How likely this one of all that bear the name is meant."""
        preferred = [other.concept for other in among if keys.is_preferred(other, self._lookup)]
        is_first = hit.concept in preferred
        share = 1 / len(among)
        if len(preferred) == 1 < len(among):
            share = PREFERRED_IS_MEANT if is_first else (1 - PREFERRED_IS_MEANT) / (len(among) - 1)
        return KEYED[kind]["initials" if hit.key == "initials" else hit.path][0 if is_first else 1] * share

    def _guarded(
        self, found: list[str], rest: Sequence[Ranked], ranked: Sequence[Ranked], kind: str
    ) -> Iterator[Suggestion]:
        """The candidates that the guard lets pass, best first, then the ones that it demotes."""
        near = [(row, label) for row in rest if not apart(found, label := row.text.split())]
        held = {row.concept for row, label in near if blocked(found, label)}
        if not near:
            return
        # The odds of what cannot be meant fall to what can.
        free = max(1 - sum(row.odds for row, _ in near if row.concept in held), _LEAST)
        least = _LIKE_LETTERS if sum(map(len, found)) >= _LETTERS_TELL else 1.0
        sure = self._weighing.confidence(ranked[0], found, kind)
        for row, label in sorted(near, key=lambda one: one[0].concept in held):
            how = self._aligned(found, label)
            if how.aligned or row.meaning >= _UNRELATED or row.letters >= least:
                odds = row.odds * _DEMOTED if row.concept in held else row.odds / free
                label_at = int(self._lookup.form_label[row.form])
                yield self._suggestion(row.concept, min(sure(min(odds, 1.0)), row.most), _path(row, how), label_at, how)

    def _aligned(self, found: Sequence[str], label: Sequence[str]) -> Alignment:
        return align(found, label, self._lookup.knows, self._weighing.repair.meant)

    def _suggestion(self, concept: int, worth: float, path: str, label: int, alignment: Alignment) -> Suggestion:
        return Suggestion(
            self._ids[concept], worth, path, self._lookup.labels[label],
            alignment.aligned, alignment.missing, alignment.extra,
        )  # fmt: skip


def _never_rising(rows: Iterable[Suggestion]) -> Iterator[Suggestion]:
    """Each no surer than the one before; what is hardly likely at all is left out."""
    most = 1.0
    for row in rows:
        most = round(min(most, row.confidence, 1.0 if row.path == "exact" else 0.99), 4)
        if most > _LEAST:
            yield replace(row, confidence=most)


def _path(row: Ranked, alignment: Alignment) -> str:
    if alignment.typo or (not alignment.aligned and row.letters >= _LIKE_LETTERS > row.meaning):
        return "typo"
    if not alignment.aligned or row.by_meaning > _BY_MEANING:
        return "meaning"
    return "stem" if alignment.whole and alignment.inflected else "words"


def _interleaved(parts: Sequence[Resolution]) -> tuple[Suggestion, ...]:
    """The first of each, then the second of each, every concept once."""
    found: dict[str, Suggestion] = {}
    for rank in range(max((len(part.suggestions) for part in parts), default=0)):
        for part in parts:
            if rank < len(part.suggestions):
                row = part.suggestions[rank]
                found.setdefault(row.concept_id, replace(row, confidence=round(row.confidence * _OF_A_LIST, 4)))
    return tuple(found.values())
