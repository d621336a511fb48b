"""The vocabulary: from a written name to the competencies it may mean.

`build` makes the index and fits the weights, `save` and `load` keep both in one file that workers
share, `resolve` reads a text, `complete` serves typing, `extract` finds mentions in running text.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Self

from marketplace.matcher import checks, completion, container, extract, fit, index, meaning, relations, shelf, swaps
from marketplace.matcher.beside import ordered
from marketplace.matcher.checks import choice, name, names, rows, several, whole
from marketplace.matcher.lookup import Lookup
from marketplace.matcher.resolve import BESIDE_ITS_NAME, Resolver
from marketplace.matcher.tables import Array
from marketplace.matcher.values import Concept, Mention, Resolution, Suggestion
from marketplace.matcher.weights import SOURCES

Example = tuple[str, Iterable[str], str]

_FORMAT = "guildhall vocabulary 3"


class Vocabulary:
    """Concepts with their index and weights. Make one with `build` or `load`; it never changes afterwards."""

    def __init__(self, arrays: Mapping[str, Array], about: Mapping[str, Any]) -> None:
        self._arrays, self._about = arrays, about
        self.digest: str = about["digest"]
        held = shelf.Shelf(arrays)
        self.concepts: Mapping[str, Concept] = held
        self._lookup = Lookup(arrays)
        self._resolver = Resolver(self._lookup, held.ids, fit.weights_in(arrays), about["calibration"])
        self._extraction = extract.Extraction(self._lookup, self._resolver)
        self._completion = completion.Completion(arrays, self._lookup, held.ids)

    @property
    def report(self) -> Mapping[str, Any]:
        """What the fit reached on names it had not seen, or that the shipped weights are used and why."""
        found: Mapping[str, Any] = self._about["report"]
        return found

    @classmethod
    def build(
        cls, concepts: Iterable[Concept], *, examples: Iterable[Example] = (), seed: int = 0, fitted: bool | None = None
    ) -> Self:
        """Index the concepts and fit the weights; the order they come in does not matter.

        A vocabulary with few labels takes the weights that ship (`weights`), as does one built with
        `fitted=False`, at once; fitting takes a minute for ninety thousand labels. `examples`, (text,
        concept ids, source), are for weights and calibration only.
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
        arrays = index.build(ordered)
        arrays |= {**meaning.learn(arrays, len(ordered), seed), **swaps.count(arrays, len(ordered))}
        arrays |= {**relations.pack(ordered), **shelf.pack(ordered), **completion.pack(arrays)}
        weights, about = fit.weights_for(ordered, arrays, learnt, seed, fitted)
        return cls({**arrays, **weights}, {**about, "digest": _digest(ordered, learnt, seed)})

    def save(self, path: str | os.PathLike[str]) -> None:
        """Keep it in one file, which takes the place of an older one at once or not at all."""
        container.write(path, self._arrays, self._about)

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, digest: str | None = None) -> Self:
        """Map a saved vocabulary; its arrays are read-only and shared between the processes that map it.

        Another format, a damaged file or another digest than the one asked for: ValueError. No such
        file: FileNotFoundError.
        """
        arrays, about = container.read(path)
        if digest is not None and about.get("digest") != digest:
            raise ValueError(f"{path}: holds the vocabulary {about.get('digest')}, not {digest}")
        try:
            return cls(arrays, about)
        except (KeyError, IndexError, TypeError) as wrong:
            raise ValueError(f"{path}: is damaged, a table is missing") from wrong

    @cached_property
    def _relations(self) -> relations.Relations:
        return relations.Relations(self._arrays)

    def relation(self, asked: str, held: str) -> float:
        """How far holding one concept answers for another, 0 to 1; see `Relations`."""
        return self._relations.of(asked).get(held, 0.0)

    def relations(self, asked: str) -> Mapping[str, float]:
        """Every concept that answers for this one in part, itself included, and how far."""
        return self._relations.of(asked)

    def resolve(self, text: str, limit: int = 5, *, source: str = "label", beside: Iterable[str] = ()) -> Resolution:
        """What a written name may mean, best first.

        `accepted` is the concept that may be taken without asking: the text is its label, or the
        confidence is at least 0.95 and the guard has nothing against it. `source` says where the
        text stands and selects weights and calibration: "label" for a name somebody types, "posting"
        for words of a job advertisement, "resume" for those of a résumé (calibrated as postings are,
        until there are confirmed résumés to learn from). `beside`: ids of concepts that the name stands with,
        for an acronym or a word that several go by (`beside`). A text without letters gives nothing.
        """
        checks.text("text", text)
        whole("limit", limit, 0, None)
        choice("source", source, SOURCES)
        found = self._resolver.answer(text, limit, source)
        near = names("beside", beside)
        return ordered(found, near, self._relations) if near and found.suggestions else found

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

    def extract(self, text: str, *, limit: int = 5, source: str = "posting") -> tuple[Mention, ...]:
        """Competencies in running text, in the order they stand in; positions are those of the text given.

        `source` says what the text is, as for `resolve`. More than 200,000 characters: ValueError.
        """
        whole("limit", limit, 0, None)
        choice("source", source, SOURCES)
        return extract.extract(checks.text("text", text), limit, source, self._extraction)

    def complete(self, text: str, limit: int = 5) -> tuple[Suggestion, ...]:
        """What someone may be about to type: the name itself, names that begin so, then near ones.

        The confidence of a name that begins so is the share of it that is typed.
        """
        near = [row for row in self.resolve(text, limit).suggestions if row.confidence > BESIDE_ITS_NAME]
        return self._completion.merged(text, near, limit)


def _example(place: str, row: object, known: Mapping[str, int]) -> tuple[str, tuple[str, ...], str]:
    if not isinstance(row, tuple) or len(row) != 3:  # noqa: PLR2004 - text, concepts, source
        raise ValueError(f"{place}: expected (text, concept ids, source)")
    text = name(f"{place}.text", row[0])
    concept_ids = names(f"{place}.concept ids", row[1])
    for i, concept_id in enumerate(concept_ids):
        if concept_id not in known:
            raise ValueError(f"{place}.concept ids[{i}]: {concept_id!r} is not in the vocabulary")
    return text, tuple(sorted(concept_ids)), choice(f"{place}.source", row[2], SOURCES)


def _digest(concepts: Sequence[Concept], examples: Sequence[tuple[str, tuple[str, ...], str]], seed: int) -> str:
    """SHA-256 of all that went in, with everything sorted whose order means nothing."""
    rows_of = [
        [c.id, c.preferred, sorted(set(c.labels)), c.description, sorted(set(c.broader)), sorted(set(c.related))]
        for c in concepts
    ]
    learnt = sorted(examples, key=json.dumps)
    return hashlib.sha256(json.dumps([_FORMAT, seed, rows_of, learnt]).encode()).hexdigest()
