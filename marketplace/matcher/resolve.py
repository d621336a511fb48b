"""From a text to suggestions: equal names, then keys, then the weighing, then the guard.

0. The whole text is looked up as a name (capitals, form and spacing made equal, then punctuation).
1. Lists are taken apart and frames taken off (`lists`, `cues`).
2.–4. What is left is looked up as a name, as a set of stems, as words run together, as an acronym (`keys`).
5.–6. Some eighty concepts are compared closely and weighed (`candidates`, `features`, `weigh`).
7. The guard drops or demotes what cannot be meant (`guard`); odds become calibrated confidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from marketplace.matcher import cues, keys
from marketplace.matcher.guard import Alignment, align, apart, blocked
from marketplace.matcher.keys import Hit
from marketplace.matcher.lists import items
from marketplace.matcher.lookup import Lookup
from marketplace.matcher.names import FUZZY_LIMIT, NAME_LIMIT, exact_key, folded_key, has_letters
from marketplace.matcher.tables import Array, Texts
from marketplace.matcher.values import Resolution, Suggestion
from marketplace.matcher.weigh import Ranked, Weighing
from marketplace.matcher.weights import CALIBRATED_AS, KEYED, PREFERRED_IS_MEANT
from marketplace.matcher.words import words

#: From this confidence on, a suggestion may be taken without asking.
ACCEPTED_FROM = 0.95
#: Nothing shares a word with the text, and the meaning is no nearer than this: it is not meant.
_UNRELATED = 0.4
#: What the guard leaves of the odds.
_DEMOTED = 0.3
_LEAST = 0.005
#: That a text is a list at all may be wrong.
_OF_A_LIST = 0.9
#: When meaning carries so much more than equal words do, it is the reason.
_BY_MEANING = 0.3


class Resolver:
    """Read-only; safe to share between threads."""

    def __init__(
        self, lookup: Lookup, ids: Texts, weights: Mapping[str, Array], calibration: Mapping[str, Sequence[float]]
    ) -> None:
        self._lookup, self._ids = lookup, ids
        self._weighing = Weighing(lookup, weights, calibration)

    def answer(self, text: str, limit: int, source: str) -> Resolution:
        """See `Vocabulary.resolve`."""
        head = text[:NAME_LIMIT]
        if not has_letters(head):
            return Resolution(text)
        kind = CALIBRATED_AS[source]
        named = keys.named(text, self._lookup)
        if named and kind == "label":
            return self._equal(text, named, limit)
        parts = () if named else self._parts(head, limit, kind)
        if parts:
            level = min((part.level for part in parts if part.level), default=None)
            negated = all(part.negated for part in parts)
            return Resolution(text, _interleaved(parts)[:limit], None, negated, level, parts)
        return self._single(text, head, named, limit, kind)

    def _parts(self, head: str, limit: int, kind: str) -> tuple[Resolution, ...]:
        found = items(head, self._is_name)
        if not found:
            return ()
        frame = cues.read(head)
        rows = [self._single(item, item, keys.named(item, self._lookup), limit, kind) for item in found]
        return tuple(
            replace(row, negated=True, accepted=None) if frame.negated else replace(row, level=row.level or frame.level)
            for row in rows
        )

    def _is_name(self, text: str) -> bool:
        """Whether a text is the name of something, directly or by a key."""
        return bool(keys.named(text, self._lookup) or keys.hits(words(cues.read(text).core), self._lookup))

    def _equal(self, text: str, named: Sequence[Hit], limit: int) -> Resolution:
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
        return Resolution(text, tuple(first[:limit]), first[0].concept_id if len(owners) == 1 else None)

    def of_hits(self, text: str, hits: Sequence[Hit], limit: int) -> Resolution:
        """The answer for a text of which the keys are known already; nothing is compared."""
        rows = self._keyed(words(text), hits, (), "posting")
        owners = {hit.concept for hit in hits}
        exact = hits[0].path == "exact" or rows[0].confidence >= ACCEPTED_FROM
        return Resolution(text, tuple(rows[:limit]), rows[0].concept_id if exact and len(owners) == 1 else None)

    def _single(self, text: str, head: str, named: list[Hit], limit: int, kind: str) -> Resolution:
        reading = cues.Reading(head, head, None, negated=False) if named else cues.read(head)
        found = named or keys.named(reading.core, self._lookup) or keys.hits(words(reading.core), self._lookup)
        suggestions = self.suggest(reading.core if found else reading.phrase, head, found, limit, kind)
        accepted = None if reading.negated else self._accepted(suggestions, found)
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
        taken = {suggestion.concept_id for suggestion in keyed}
        rest = [row for row in self._guarded(found, ranked, kind) if row.concept_id not in taken]
        rows: list[Suggestion] = []
        most = 1.0
        for row in [*keyed, *rest][:limit]:
            most = round(min(most, row.confidence, 1.0 if row.path == "exact" else 0.99), 4)
            rows.append(replace(row, confidence=most))
        return tuple(row for row in rows if row.confidence > _LEAST)

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

    def _guarded(self, found: list[str], ranked: Sequence[Ranked], kind: str) -> list[Suggestion]:
        """The best candidates that the guard lets pass, then the ones that it demotes."""
        near = [(row, self._lookup.forms[row.form].split()) for row in ranked]
        met = [(row, label, self._aligned(found, label)) for row, label in near if not apart(found, label)]
        met = [(row, label, how) for row, label, how in met if how.aligned or row.meaning >= _UNRELATED]
        held = {row.concept for row, label, _ in met if blocked(found, label)}
        # The odds of what cannot be meant fall to what can.
        free = max(1 - sum(row.odds for row, _, _ in met if row.concept in held), _LEAST)
        rows = []
        for row, _, how in sorted(met, key=lambda one: one[0].concept in held):
            odds = row.odds * _DEMOTED if row.concept in held else row.odds / free
            worth = self._weighing.confidence(min(odds, 1.0), ranked[0], found, kind)
            label = int(self._lookup.form_label[row.form])
            rows.append(self._suggestion(row.concept, worth, _path(row, how), label, how))
        return rows

    def _aligned(self, found: Sequence[str], label: Sequence[str]) -> Alignment:
        return align(found, label, self._lookup.knows, self._weighing.repair.meant)

    def _suggestion(self, concept: int, worth: float, path: str, label: int, alignment: Alignment) -> Suggestion:
        return Suggestion(
            self._ids[concept], worth, path, self._lookup.labels[label],
            alignment.aligned, alignment.missing, alignment.extra,
        )  # fmt: skip


def _path(row: Ranked, alignment: Alignment) -> str:
    if alignment.typo:
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
