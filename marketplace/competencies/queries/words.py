"""From typed words to a competency: what was said of them before, then what the matcher says."""

import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import shorten

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.competencies.models import Competency, UnresolvedWords, WordMapping
from marketplace.competencies.queries.entries import beginning_with, by_ids, fold, named
from marketplace.competencies.queries.fitted import vocabulary
from marketplace.competencies.queries.matching import relations
from marketplace.competencies.queries.newest import SAME_NAME
from marketplace.db import db
from marketplace.matcher import BESIDE_ITS_NAME, Mention, Suggestion

#: Up to so many letters, nothing but a beginning is looked for.
SHORTEST_FUZZY = 2
LONGEST_DESCRIPTION = 120  # characters, of a competency that is one of several proposals


@dataclass(frozen=True)
class Proposal:
    """A competency that typed words may mean; `why` says in words how it fits, or nothing when its name does.

    `description` is the beginning of its own.
    """

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
    return _proposals(vocabulary().resolve(words, limit=limit).suggestions)


def choose(
    words: str,
    chosen_id: uuid.UUID | None = None,
    *,
    organisation_id: uuid.UUID | None = None,
    limit: int = 5,
) -> Choice:
    """The competency meant by `words`; `chosen_id` counts when it still is one that bears these words.

    Nothing is taken without asking but the name itself, in whatever form. A list item that was chosen
    and then typed over is read by its words: by what the organisation said of them before, then by
    the matcher.
    """
    if chosen_id is not None and _bears(chosen_id, words):
        return Choice(chosen_id, [])
    said = mapping_of(fold(words), organisation_id)
    if said is not None and said.competency_id is not None:
        return Choice(said.competency_id, [])
    resolution = vocabulary().resolve(words, limit=limit)
    if resolution.accepted is not None and resolution.suggestions[0].path in SAME_NAME:
        return Choice(uuid.UUID(resolution.accepted), [])
    return Choice(None, _proposals(resolution.suggestions))


def suggest(words: str, *, organisation_id: uuid.UUID | None = None, limit: int = 5) -> list[Proposal]:
    """What a typeahead shows: what the words were said to mean, names that begin so, names like it, neighbours."""
    folded = fold(words)
    if not folded:
        return []
    found: dict[uuid.UUID, Proposal] = {}
    for proposal in _offered(words, folded, organisation_id, limit):
        found.setdefault(proposal.id, proposal)
        if len(found) == limit:
            break
    return list(found.values())


def _offered(words: str, folded: str, organisation_id: uuid.UUID | None, limit: int) -> Iterator[Proposal]:
    """Everything that fits, best first; the later, the dearer to find."""
    said = mapping_of(folded, organisation_id)
    if said is not None and said.competency is not None:
        yield _proposal(said.competency, _("chosen for these words before"))
    yield from (_proposal(row, _begun(row, folded)) for row in db.session.scalars(beginning_with(words).limit(limit)))
    if len(folded) <= SHORTEST_FUZZY:
        return
    resolution = vocabulary().resolve(words, limit=limit)
    yield from _proposals(resolution.suggestions)
    if resolution.accepted is not None:
        yield from _related(resolution.accepted, limit)


def _related(concept_id: str, limit: int) -> list[Proposal]:
    """The neighbours of a competency that the words surely mean."""
    worth = {other: far for other, far in relations().relations(concept_id).items() if other != concept_id}
    near = sorted(worth, key=lambda other: (-worth[other], other))[:limit]
    rows = {str(row.id): row for row in db.session.scalars(by_ids([uuid.UUID(other) for other in near]))}
    return [_proposal(rows[other], _("related")) for other in near if other in rows]


@dataclass(frozen=True)
class Found:
    """A competency that running text mentions, with the words, and the level that they speak of if they do.

    `optional` when the text would like it and nowhere insists; `start` is where the words stand in the text.
    """

    competency: Competency
    words: str
    level: int | None
    optional: bool
    start: int = 0


def mentioned(text: str, *, organisation_id: uuid.UUID | None = None, source: str = "posting") -> list[Found]:
    """The competencies that a posting asks for or a résumé names, each once, in its order; denied ones are left out."""
    mentions = [mention for mention in vocabulary().extract(text, source=source) if not mention.resolution.negated]
    said = _said({fold(mention.words) for mention in mentions}, organisation_id)
    meant: dict[uuid.UUID, Mention] = {}
    for mention in mentions:
        suggestions = mention.resolution.suggestions
        best = uuid.UUID(suggestions[0].concept_id) if suggestions else None
        meaning = said.get(fold(mention.words), best)
        if meaning is not None and (meaning not in meant or meant[meaning].optional > mention.optional):
            meant[meaning] = mention
    rows = {row.id: row for row in db.session.scalars(by_ids(meant))}
    return [
        Found(rows[row_id], mention.words, mention.level, mention.optional, mention.start)
        for row_id, mention in meant.items()
        if row_id in rows
    ]


def _said(folded: set[str], organisation_id: uuid.UUID | None) -> dict[str, uuid.UUID | None]:
    """What was said of each of these words: by the organisation, else for everybody. None: they mean nothing."""
    own = WordMapping.organisation_id == organisation_id if organisation_id else sa.false()
    rows = db.session.scalars(
        sa.select(WordMapping)
        .where(WordMapping.folded.in_(folded), own | WordMapping.organisation_id.is_(None))
        .order_by(WordMapping.organisation_id.is_not(None))
    )
    return {row.folded: row.competency_id for row in rows}


def _bears(competency_id: uuid.UUID, words: str) -> bool:
    own = sa.select(Competency.id).where(Competency.id == competency_id, named(fold(words)))
    return db.session.scalar(own) is not None


def _proposals(found: Sequence[Suggestion]) -> list[Proposal]:
    """What is offered to choose from: beside a name that was typed as it is, nothing that it hardly means."""
    suggestions = [row for row in found if row.confidence > BESIDE_ITS_NAME]
    ids = [uuid.UUID(suggestion.concept_id) for suggestion in suggestions]
    rows = {row.id: row for row in db.session.scalars(by_ids(ids))}
    return [
        _proposal(rows[row_id], _why(rows[row_id], suggestion))
        for row_id, suggestion in zip(ids, suggestions, strict=True)
        if row_id in rows
    ]


def _begun(competency: Competency, folded: str) -> str:
    """Which other name of a competency begins with what is typed; nothing when its own does."""
    if f" {folded}" in f" {fold(competency.preferred)}":
        return ""
    begun = (other.words for other in competency.labels if f" {folded}" in f" {fold(other.words)}")
    label = next(begun, "")
    return _("same as “%(label)s”", label=label) if label else ""


def _why(competency: Competency, suggestion: Suggestion) -> str:
    """Why the matcher suggests a competency, in words."""
    if suggestion.path == "typo":
        return _("typing error")
    if suggestion.path == "acronym":
        return _("acronym: “%(label)s”", label=suggestion.label)
    if suggestion.path == "meaning":
        return _("similar meaning")
    if suggestion.label == competency.preferred:
        return ""
    if suggestion.path in {"exact", "stem"}:
        return _("same as “%(label)s”", label=suggestion.label)
    return _("like “%(label)s”", label=suggestion.label)


def _proposal(competency: Competency, why: str = "") -> Proposal:
    return Proposal(competency.id, competency.preferred, why, _in_short(competency.description))


def _in_short(description: str) -> str:
    """The first sentence, cut after so many words that five proposals can be seen at once."""
    first = re.split(r"(?<=[.;])\s", description, maxsplit=1)[0]
    return shorten(first, LONGEST_DESCRIPTION, placeholder=" …")
