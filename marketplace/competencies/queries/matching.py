"""The shared vocabulary as the matcher takes it, kept for the process until it changes."""

import logging
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from threading import Lock

import sqlalchemy as sa

from marketplace.competencies.models import (
    Competency,
    CompetencyLabel,
    CompetencyRelation,
    Relation,
    VocabularyStamp,
)
from marketplace.db import db
from marketplace.matcher import Concept, Vocabulary
from marketplace.matcher.relations import Relations, pack

log = logging.getLogger(__name__)


class _Cache:
    """What this process has built from the vocabulary, each with the stamp under which it was."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.folder: Path | None = None
        self.built: tuple[uuid.UUID | None, Vocabulary] | None = None
        #: Built here because the fitted one was not there yet: looked for again at each question.
        self.provisional = False
        self.related: tuple[uuid.UUID | None, Near] | None = None


_cache = _Cache()


class Near:
    """Which competencies answer for which, without the rest of a vocabulary: all that a score needs."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._relations = Relations(pack(concepts))

    def relations(self, asked: str) -> Mapping[str, float]:
        """Each competency that answers for this one, itself included, and how far."""
        return self._relations.of(asked)


def stamp() -> uuid.UUID | None:
    """The stamp of the vocabulary as it is; None before the first competency."""
    return db.session.scalar(sa.select(VocabularyStamp.stamp))


def keep_in(folder: Path) -> None:
    """Look for fitted vocabularies in this folder; the application says so when it starts."""
    _cache.folder = folder


def kept_at(of: uuid.UUID | None) -> Path | None:
    """Where the fitted vocabulary of a stamp is kept; None when there is nowhere. A stamp names one state for good."""
    return _cache.folder / f"{of}.vocabulary" if _cache.folder is not None and of is not None else None


def vocabulary() -> Vocabulary:
    """The whole vocabulary as the matcher takes it; concept ids are `str(competency.id)`.

    Kept for the process until the stamp in the database is another one. Then the fitted file of that
    stamp is mapped, shared with the other processes. While a job still makes it, this process builds
    its own with the weights that ship: current in every name, a little less sure of its order. Never
    an older one. Building is slow with tens of thousands of names: ask before writing.
    """
    current = stamp()
    with _cache.lock:
        stale = _cache.built is None or _cache.built[0] != current
        if stale or _cache.provisional:
            fitted = _fitted(current)
            if fitted is not None:
                _cache.built, _cache.provisional = (current, fitted), False
            elif stale:
                _cache.built, _cache.provisional = (current, Vocabulary.build(concepts(), fitted=False)), True
        return _cache.built[1] if _cache.built else Vocabulary.build([])


def _fitted(of: uuid.UUID | None) -> Vocabulary | None:
    path = kept_at(of)
    if path is None or not path.exists():
        return None
    try:
        return Vocabulary.load(path)
    except ValueError as fault:
        log.warning("vocabulary file not used: %s", fault)
        return None


def relations() -> Near:
    """Which competencies answer for which; kept for the process until the vocabulary changes."""
    current = stamp()
    with _cache.lock:
        if _cache.related is None or _cache.related[0] != current:
            broader, related = _relations()
            ids = broader.keys() | related.keys()
            _cache.related = current, Near(_bare(row_id, broader[row_id], related[row_id]) for row_id in sorted(ids))
        return _cache.related[1]


def _bare(row_id: uuid.UUID, broader: set[str], related: set[str]) -> Concept:
    return Concept(str(row_id), str(row_id), broader=tuple(sorted(broader)), related=tuple(sorted(related)))


def concepts() -> list[Concept]:
    """Every competency as a concept of the matcher; related counts in both directions."""
    labels: dict[uuid.UUID, list[str]] = defaultdict(list)
    for row_id, words in db.session.execute(sa.select(CompetencyLabel.competency_id, CompetencyLabel.words)):
        labels[row_id].append(words)
    broader, related = _relations()
    columns = sa.select(Competency.id, Competency.preferred, Competency.description)
    return [
        Concept(
            id=str(row.id),
            preferred=row.preferred,
            labels=tuple(sorted(labels[row.id])),
            description=row.description,
            broader=tuple(sorted(broader[row.id])),
            related=tuple(sorted(related[row.id])),
        )
        for row in db.session.execute(columns)
    ]


def _relations() -> tuple[dict[uuid.UUID, set[str]], dict[uuid.UUID, set[str]]]:
    broader: dict[uuid.UUID, set[str]] = defaultdict(set)
    related: dict[uuid.UUID, set[str]] = defaultdict(set)
    table = CompetencyRelation
    for here, there, kind in db.session.execute(sa.select(table.from_id, table.to_id, table.kind)):
        if kind is Relation.BROADER:
            broader[here].add(str(there))
        else:
            related[here].add(str(there))
            related[there].add(str(here))
    return broader, related
