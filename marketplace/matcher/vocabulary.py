"""The vocabulary: from a written name to the competencies it may mean."""

import hashlib
import json
import sys
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Self

from marketplace.matcher import checks
from marketplace.matcher.align import align, kinship
from marketplace.matcher.checks import choice, name, names, rows, several, whole
from marketplace.matcher.names import FUZZY_LIMIT, NAME_LIMIT, SHORT, exact_key, folded_key, has_letters
from marketplace.matcher.postings import Postings
from marketplace.matcher.relations import Relations
from marketplace.matcher.values import Concept, Resolution, Suggestion

SOURCES = ("label", "posting", "resume")
Example = tuple[str, Iterable[str], str]

_FORMAT = "guildhall vocabulary 1"
#: Below this share of common trigrams a label has nothing to do with the text.
_FLOOR = 0.2
#: Confidence of a name that is equal but for its punctuation.
_FOLDED = 0.99
#: So many nearest concepts are looked at word by word.
_LOOKED_AT = 20


class Vocabulary:
    """Concepts with their index. Make one with `build`; it never changes afterwards."""

    def __init__(self, concepts: tuple[Concept, ...], digest: str) -> None:
        self.digest = digest
        self.concepts: Mapping[str, Concept] = MappingProxyType({concept.id: concept for concept in concepts})
        self._concepts = concepts
        labels_by_concept = [_distinct(concept) for concept in concepts]
        self._owners = [place for place, labels in enumerate(labels_by_concept) for _ in labels]
        self._labels = [label for labels in labels_by_concept for label in labels]
        keys = [[folded_key(label) or exact_key(label) for label in labels] for labels in labels_by_concept]
        self._words = [key.split() for row in keys for key in row]
        self._postings = Postings(keys)
        self._sorted = sorted((key, label) for label, key in enumerate(key for row in keys for key in row))
        self._exact = _lookup([[exact_key(label) for label in labels] for labels in labels_by_concept])
        self._folded = _lookup([[folded_key(label) for label in labels] for labels in labels_by_concept])
        self._relations = Relations(concepts)

    @classmethod
    def build(cls, concepts: Iterable[Concept], *, examples: Iterable[Example] = (), seed: int = 0) -> Self:
        """Index the concepts; the order they come in does not matter.

        `examples`, (text, concept ids, source), are checked and part of the digest. They are for
        weights and calibration, and names are looked up without either so far.
        Two concepts with one id, or an example of an unknown concept: ValueError.
        """
        checked = rows("concepts", concepts, Concept)
        known: dict[str, int] = {}
        for place, concept in enumerate(checked):
            if concept.id in known:
                raise ValueError(
                    f"concepts[{place}].id: {concept.id!r} is already that of concepts[{known[concept.id]}]"
                )
            known[concept.id] = place
        learnt = [_example(f"examples[{i}]", row, known) for i, row in enumerate(several("examples", examples))]
        ordered = tuple(sorted(checked, key=lambda concept: concept.id))
        return cls(ordered, _digest(ordered, learnt, seed))

    def relation(self, asked: str, held: str) -> float:
        """How far holding one concept answers for another, 0 to 1; see `Relations`."""
        return self._relations.of(asked).get(held, 0.0)

    def relations(self, asked: str) -> Mapping[str, float]:
        """Every concept that answers for this one in part, itself included, and how far."""
        return self._relations.of(asked)

    def resolve(self, text: str, limit: int = 5, *, source: str = "label") -> Resolution:
        """What a written name may mean, best first.

        A name equal to a label, but for capitals, blanks and punctuation, gives that concept; it
        is `accepted` when no other concept has the label too. Other names give suggestions by
        common trigrams, whose confidence is that similarity and no probability. A text without
        letters gives nothing. `source` must be label, posting or resume and changes nothing yet.
        """
        checks.text("text", text)
        whole("limit", limit, 0, None)
        choice("source", source, SOURCES)
        if not has_letters(text[:NAME_LIMIT]):
            return Resolution(text)
        if len(text) <= NAME_LIMIT:
            for keys, key, confidence in self._ways(text):
                if key in keys:
                    return self._found(text, key, keys[key], confidence, limit)
        return Resolution(text, self._near(text, limit))

    def resolve_many(self, texts: Iterable[str], limit: int = 5, *, source: str = "label") -> list[Resolution]:
        """`resolve` for each text, in order; a text that comes again costs nothing."""
        done: dict[str, Resolution] = {}
        answers: list[Resolution] = []
        for i, row in enumerate(several("texts", texts)):
            text = checks.text(f"texts[{i}]", row)
            if text not in done:
                done[text] = self.resolve(text, limit, source=source)
            answers.append(done[text])
        return answers

    def complete(self, text: str, limit: int = 5) -> tuple[Suggestion, ...]:
        """What someone may be about to type: the name itself, names that begin so, then near ones.

        The confidence of a name that begins so is the share of it that is typed.
        """
        near = self.resolve(text, limit).suggestions
        named = [suggestion for suggestion in near if suggestion.path == "exact"]
        offered: dict[str, Suggestion] = {}
        for suggestion in (*named, *self._begun(text, limit), *near):
            offered.setdefault(suggestion.concept_id, suggestion)
        return tuple(offered.values())[:limit]

    def _begun(self, text: str, limit: int) -> list[Suggestion]:
        """Names that begin with the text, the shortest of each concept, shortest first."""
        typed = folded_key(text[:FUZZY_LIMIT])
        if not typed:
            return []
        start = bisect_left(self._sorted, (typed,))
        stop = bisect_left(self._sorted, (typed + chr(sys.maxunicode),), start)
        begun: dict[int, tuple[str, int]] = {}
        for key, label in sorted(self._sorted[start:stop], key=lambda row: (len(row[0]), row)):
            begun.setdefault(self._owners[label], (key, label))
            if len(begun) >= limit:
                break
        words = typed.split()
        return [self._suggest(words, len(typed) / len(key), place, label) for place, (key, label) in begun.items()]

    def _ways(self, text: str) -> tuple[tuple[dict[str, tuple[int, ...]], str, float], ...]:
        return (self._exact, exact_key(text), 1.0), (self._folded, folded_key(text), _FOLDED)

    def _found(self, text: str, key: str, places: Sequence[int], confidence: float, limit: int) -> Resolution:
        words = tuple(folded_key(text).split()) or (key,)
        found = [(self._concepts[place], self._label(self._concepts[place], key)) for place in places]
        found.sort(key=lambda pair: (pair[1] != pair[0].preferred, pair[0].id))
        share = confidence / len(found)
        suggestions = tuple(Suggestion(concept.id, share, "exact", label, words, (), ()) for concept, label in found)
        accepted = found[0][0].id if len(found) == 1 else None
        return Resolution(text, suggestions[:limit], accepted)

    @staticmethod
    def _label(concept: Concept, key: str) -> str:
        return next(label for label in _distinct(concept) if key in (exact_key(label), folded_key(label)))

    def _near(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        words = folded_key(text[:FUZZY_LIMIT])[:FUZZY_LIMIT].split()
        if sum(map(len, words)) <= SHORT:
            return ()
        nearest = self._postings.nearest(words, max(_LOOKED_AT, 4 * limit), _FLOOR)
        weighed = [(similar * kinship(words, self._words[label]), place, label) for place, label, similar in nearest]
        kept = sorted((row for row in weighed if row[0] >= _FLOOR), key=lambda row: (-row[0], row[1]))
        return tuple(self._suggest(words, *row) for row in kept[:limit])

    def _suggest(self, words: list[str], confidence: float, place: int, label: int) -> Suggestion:
        with_label = align(words, self._words[label], self._postings.knows)
        path = "typo" if with_label.typo else "words"
        return Suggestion(
            self._concepts[place].id,
            min(confidence, _FOLDED),
            path,
            self._labels[label],
            with_label.aligned,
            with_label.missing,
            with_label.extra,
        )


def _distinct(concept: Concept) -> list[str]:
    """The preferred label, then the others in order of the alphabet, whatever order they came in."""
    return [concept.preferred, *sorted(set(concept.labels) - {concept.preferred})]


def _lookup(keys_by_concept: Sequence[Sequence[str]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for place, keys in enumerate(keys_by_concept):
        for key in set(keys):
            if has_letters(key):
                found[key] = (*found.get(key, ()), place)
    return found


def _example(place: str, row: object, known: Mapping[str, int]) -> list[object]:
    if not isinstance(row, tuple) or len(row) != 3:  # noqa: PLR2004 - text, concepts, source
        raise ValueError(f"{place}: expected (text, concept ids, source)")
    text = name(f"{place}.text", row[0])
    concept_ids = names(f"{place}.concept ids", row[1])
    for i, concept_id in enumerate(concept_ids):
        if concept_id not in known:
            raise ValueError(f"{place}.concept ids[{i}]: {concept_id!r} is not in the vocabulary")
    return [text, sorted(concept_ids), choice(f"{place}.source", row[2], SOURCES)]


def _digest(concepts: Sequence[Concept], examples: list[list[object]], seed: int) -> str:
    """SHA-256 of all that went in, with everything sorted whose order means nothing."""
    rows_of = [
        [c.id, c.preferred, sorted(set(c.labels)), c.description, sorted(set(c.broader)), sorted(set(c.related))]
        for c in concepts
    ]
    learnt = sorted(examples, key=json.dumps)
    return hashlib.sha256(json.dumps([_FORMAT, seed, rows_of, learnt]).encode()).hexdigest()
