"""The shared vocabulary in the matcher's types."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from threading import Lock

import sqlalchemy as sa

from marketplace.competencies.models import (
    Competency,
    CompetencyLabel,
    CompetencyRelation,
    Relation,
    VocabularyStamp,
)
from marketplace.competencies.queries.mergers import merged
from marketplace.db import db
from marketplace.matcher import Concept
from marketplace.matcher.relations import Relations, pack


class _Cache:
    """The relations as this process has read them, with the stamp under which it did."""

    def __init__(self) -> None:
        self.building = Lock()
        self.related: tuple[uuid.UUID | None, Near] | None = None


_cache = _Cache()


class Near:
    """Which competencies answer for which, without the rest of a vocabulary: all that a score needs."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self.told = concepts
        self._relations = Relations(pack(concepts))

    def relations(self, asked: str) -> Mapping[str, float]:
        """Each competency that answers for this one, itself included, and how far."""
        return self._relations.of(asked)


def stamp() -> uuid.UUID | None:
    """The stamp of the vocabulary as it is; None before the first competency."""
    return db.session.scalar(sa.select(VocabularyStamp.stamp))


def relations() -> Near:
    """Which competencies answer for which; the same object until a relation changes."""
    current, kept = stamp(), _cache.related
    if kept is not None and kept[0] == current:
        return kept[1]
    broader, related = _relations()
    rows = [_bare(row_id, broader[row_id], related[row_id]) for row_id in sorted(broader.keys() | related.keys())]
    with _cache.building:
        kept = _cache.related
        if kept is None or kept[0] != current:
            near = kept[1] if kept is not None and kept[1].told == rows else Near(rows)
            kept = _cache.related = current, near
    return kept[1]


def _bare(row_id: uuid.UUID, broader: set[str], related: set[str]) -> Concept:
    return Concept(str(row_id), str(row_id), broader=tuple(sorted(broader)), related=tuple(sorted(related)))


def concepts(of: Collection[uuid.UUID] | None = None) -> list[Concept]:
    """Every competency as a concept of the matcher, related in both directions; or these alone, unrelated.

    Without those that went on in others.
    """
    columns = sa.select(Competency.id, Competency.preferred, Competency.description).where(
        Competency.id.not_in(merged())
    )
    names = sa.select(CompetencyLabel.competency_id, CompetencyLabel.words)
    if of is not None:
        columns, names = columns.where(Competency.id.in_(of)), names.where(CompetencyLabel.competency_id.in_(of))
    labels: dict[uuid.UUID, list[str]] = defaultdict(list)
    for row_id, words in db.session.execute(names):
        labels[row_id].append(words)
    broader, related = _relations() if of is None else (defaultdict(set), defaultdict(set))
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
