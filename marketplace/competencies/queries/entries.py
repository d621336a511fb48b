"""What may be read of the shared vocabulary: everyone signed in may see all of it."""

import unicodedata
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from threading import Lock

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import selectinload

from marketplace.competencies.models import (
    Competency,
    CompetencyLabel,
    CompetencyRelation,
    Kind,
    Relation,
    VocabularyStamp,
)
from marketplace.db import db
from marketplace.matcher import Concept, Suggestion, Vocabulary

#: Up to so many letters, nothing but a beginning is looked for.
SHORTEST_FUZZY = 2

KIND_LABELS = {
    Kind.SKILL: lazy_gettext("Skill"),
    Kind.KNOWLEDGE: lazy_gettext("Knowledge"),
    Kind.TOOL: lazy_gettext("Tool"),
    Kind.INTERPERSONAL: lazy_gettext("With people"),
}

SOURCE_LABELS = {
    "starter": lazy_gettext("Written for this software"),
    "own": lazy_gettext("Added here"),
    "esco": lazy_gettext("This uses the ESCO classification of the European Commission."),  # its licence asks for it
}


def fold(text: str) -> str:
    """A text as it is searched: no capitals, accents or punctuation, single blanks; + and # stay (C, C++, C#)."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(sign if sign.isalnum() or sign in "+#" else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join(kept.split())


def search_text(preferred: str, labels: Collection[str]) -> str:
    """What `search` looks through: every name folded, every word behind a blank."""
    return "".join(f" {fold(name)} ;" for name in [preferred, *labels])


def visible() -> sa.Select[Competency]:
    """All competencies by name."""
    return sa.select(Competency).order_by(sa.func.lower(Competency.preferred), Competency.id)


def detailed() -> sa.Select[Competency]:
    """All competencies with their labels loaded."""
    return visible().options(selectinload(Competency.labels))


def by_ids(ids: Collection[uuid.UUID]) -> sa.Select[Competency]:
    """The competencies with these ids; ids that do not exist are left out."""
    return visible().where(Competency.id.in_(ids))


def by_code(code: str) -> sa.Select[Competency]:
    """The competency with this code at its source."""
    return sa.select(Competency).where(Competency.code == code)


def search(words: str = "", kind: Kind | None = None) -> sa.Select[Competency]:
    """Competencies of which some name has every word, or a word that begins so; by name."""
    found = detailed()
    if kind is not None:
        found = found.where(Competency.kind == kind)
    for word in fold(words).split():
        found = found.where(_has_word_beginning(word))
    return found


def beginning_with(words: str) -> sa.Select[Competency]:
    """Competencies for a typeahead: the whole name first, then names that begin so, then words inside."""
    folded = fold(words)
    own, first = _named(folded), Competency.search_text.like(f" {folded}%")
    begins = Competency.search_text.like(f"% ; {folded}%")
    rank = sa.case((own, 0), (first, 1), (begins, 2), else_=3)
    return (
        sa.select(Competency)
        .options(selectinload(Competency.labels))
        .where(_has_word_beginning(folded))
        .order_by(rank, sa.func.length(Competency.preferred), Competency.preferred, Competency.id)
    )


def _has_word_beginning(folded: str) -> sa.ColumnElement[bool]:
    return Competency.search_text.like(f"% {folded}%")


def _named(folded: str) -> sa.ColumnElement[bool]:
    return Competency.search_text.like(f" {folded} ;%") | Competency.search_text.like(f"%; {folded} ;%")


@dataclass(frozen=True)
class Neighbours:
    """What stands around a competency in the vocabulary."""

    broader: list[Competency]
    narrower: list[Competency]
    related: list[Competency]


def neighbours(competency: Competency) -> Neighbours:
    """The broader, narrower and related competencies of one, by name; related counts in both directions."""
    up = _linked(competency.id, Relation.BROADER, CompetencyRelation.from_id, CompetencyRelation.to_id)
    down = _linked(competency.id, Relation.BROADER, CompetencyRelation.to_id, CompetencyRelation.from_id)
    beside = _linked(competency.id, Relation.RELATED, CompetencyRelation.from_id, CompetencyRelation.to_id)
    behind = _linked(competency.id, Relation.RELATED, CompetencyRelation.to_id, CompetencyRelation.from_id)
    return Neighbours(
        broader=_named_in(up),
        narrower=_named_in(down),
        related=list(db.session.scalars(visible().where(Competency.id.in_(beside) | Competency.id.in_(behind)))),
    )


def _linked(
    competency_id: uuid.UUID,
    kind: Relation,
    near: sa.orm.InstrumentedAttribute[uuid.UUID],
    far: sa.orm.InstrumentedAttribute[uuid.UUID],
) -> sa.Select[uuid.UUID]:
    return sa.select(far).where(near == competency_id, CompetencyRelation.kind == kind)


def _named_in(ids: sa.Select[uuid.UUID]) -> list[Competency]:
    return list(db.session.scalars(visible().where(Competency.id.in_(ids))))


# ---- the vocabulary for the matcher -------------------------------------------------------------


class _Cache:
    """The vocabulary of this process, with the stamp under which it was built."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.built: tuple[uuid.UUID | None, Vocabulary] | None = None


_cache = _Cache()


def vocabulary() -> Vocabulary:
    """The whole vocabulary as the matcher takes it; concept ids are `str(competency.id)`.

    Kept for the process until the stamp in the database is another one. Building it is slow with
    tens of thousands of names: ask for it before writing, not inside a write.
    """
    stamp = db.session.scalar(sa.select(VocabularyStamp.stamp))
    with _cache.lock:
        if _cache.built is None or _cache.built[0] != stamp:
            _cache.built = stamp, Vocabulary.build(concepts())
        return _cache.built[1]


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


# ---- from typed words to a competency -----------------------------------------------------------


@dataclass(frozen=True)
class Proposal:
    """A competency that typed words may mean; `why` says which other name of it fits, or nothing."""

    id: uuid.UUID
    label: str
    why: str
    description: str


@dataclass(frozen=True)
class Choice:
    """What typed words come to: the competency that may be taken without asking, else proposals."""

    competency_id: uuid.UUID | None
    proposals: list[Proposal]


def choose(words: str, chosen_id: uuid.UUID | None = None, *, limit: int = 5) -> Choice:
    """The competency meant by `words`; `chosen_id` counts when it still is one that bears these words.

    A list item that was chosen and then typed over is therefore read by its words.
    """
    if chosen_id is not None and _bears(chosen_id, words):
        return Choice(chosen_id, [])
    resolution = vocabulary().resolve(words, limit=limit)
    if resolution.accepted is not None:
        return Choice(uuid.UUID(resolution.accepted), [])
    return Choice(None, _proposals(resolution.suggestions, fold(words)))


def suggest(words: str, *, limit: int = 8) -> list[Proposal]:
    """What a typeahead shows for the beginning of a name: names that begin so, then names like it."""
    folded = fold(words)
    if not folded:
        return []
    found = [_proposal(row, folded) for row in db.session.scalars(beginning_with(words).limit(limit))]
    if len(found) < limit and len(folded) > SHORTEST_FUZZY:
        known = {proposal.id for proposal in found}
        near = _proposals(vocabulary().resolve(words, limit=limit).suggestions, folded)
        found += [proposal for proposal in near if proposal.id not in known]
    return found[:limit]


def _bears(competency_id: uuid.UUID, words: str) -> bool:
    own = sa.select(Competency.id).where(Competency.id == competency_id, _named(fold(words)))
    return db.session.scalar(own) is not None


def _proposals(suggestions: Sequence[Suggestion], folded: str) -> list[Proposal]:
    ids = [uuid.UUID(suggestion.concept_id) for suggestion in suggestions]
    rows = {row.id: row for row in db.session.scalars(detailed().where(Competency.id.in_(ids)))}
    return [
        _proposal(rows[row_id], folded, suggestion.label)
        for row_id, suggestion in zip(ids, suggestions, strict=True)
        if row_id in rows
    ]


def _proposal(competency: Competency, folded: str, label: str = "") -> Proposal:
    if not label and f" {folded}" not in f" {fold(competency.preferred)}":
        begun = (other.words for other in competency.labels if f" {folded}" in f" {fold(other.words)}")
        label = next(begun, "")
    why = _("also called “%(label)s”", label=label) if label and label != competency.preferred else ""
    return Proposal(competency.id, competency.preferred, why, competency.description)
