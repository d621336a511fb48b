"""From typed words to a competency: what was said of them before, then what the matcher says."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.competencies.models import Competency, UnresolvedWords, WordMapping
from marketplace.competencies.queries.entries import beginning_with, detailed, fold, named
from marketplace.competencies.queries.matching import vocabulary
from marketplace.db import db
from marketplace.matcher import Suggestion

#: Up to so many letters, nothing but a beginning is looked for.
SHORTEST_FUZZY = 2


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


def mapping_of(folded: str, organisation_id: uuid.UUID | None) -> WordMapping | None:
    """What was said of these words: by the organisation, else for everybody; None when nobody said anything."""
    own = WordMapping.organisation_id == organisation_id if organisation_id else sa.false()
    return db.session.scalar(
        sa.select(WordMapping)
        .where(WordMapping.folded == folded, own | WordMapping.organisation_id.is_(None))
        .order_by(WordMapping.organisation_id.is_(None))
        .limit(1)
    )


def unresolved() -> sa.Select[UnresolvedWords]:
    """Words that led to no competency and wait for a decision, the most frequent first."""
    return (
        sa.select(UnresolvedWords)
        .where(UnresolvedWords.settled_at.is_(None))
        .order_by(UnresolvedWords.times.desc(), UnresolvedWords.last_at.desc(), UnresolvedWords.folded)
    )


def proposals(words: str, *, limit: int = 5) -> list[Proposal]:
    """What words may mean, best first, as the matcher says."""
    return _proposals(vocabulary().resolve(words, limit=limit).suggestions, fold(words))


def choose(
    words: str,
    chosen_id: uuid.UUID | None = None,
    *,
    organisation_id: uuid.UUID | None = None,
    limit: int = 5,
) -> Choice:
    """The competency meant by `words`; `chosen_id` counts when it still is one that bears these words.

    A list item that was chosen and then typed over is therefore read by its words: by what the
    organisation said of them before, then by the matcher.
    """
    if chosen_id is not None and _bears(chosen_id, words):
        return Choice(chosen_id, [])
    said = mapping_of(fold(words), organisation_id)
    if said is not None and said.competency_id is not None:
        return Choice(said.competency_id, [])
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
    own = sa.select(Competency.id).where(Competency.id == competency_id, named(fold(words)))
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
