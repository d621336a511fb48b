"""What typed words mean, once somebody has said so; and words that led nowhere, until staff decide."""

import uuid
from datetime import datetime

import sqlalchemy as sa

from marketplace.competencies.actions.entries import Entry, Tally
from marketplace.competencies.actions.saving import save_entries
from marketplace.competencies.models import Competency, Kind, UnresolvedWords, WordMapping
from marketplace.competencies.queries import by_code, fold, mapping_of, named
from marketplace.db import db
from marketplace.sides import Actor

LONGEST = 300


def note_unresolved(words: str, *, now: datetime) -> None:
    """Count words that led to no competency. Nothing is kept of who typed them."""
    folded = fold(words)[:LONGEST]
    if not folded or mapping_of(folded, None) is not None:
        return
    row = db.session.scalar(sa.select(UnresolvedWords).where(UnresolvedWords.folded == folded))
    if row is None:
        row = UnresolvedWords(folded=folded, words=words[:LONGEST], times=0, first_at=now, last_at=now)
        db.session.add(row)
    row.times, row.last_at, row.settled_at = row.times + 1, now, None
    db.session.flush()


def map_own_words(words: str, competency_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Keep what somebody of an organisation said that their words mean, for that organisation; others' is not kept."""
    if actor.organisation_id is not None:
        map_words(words, competency_id, actor=actor, now=now, organisation_id=actor.organisation_id)


def map_words(
    words: str,
    competency_id: uuid.UUID | None,
    *,
    actor: Actor,
    now: datetime,
    organisation_id: uuid.UUID | None = None,
) -> None:
    """Keep what these words mean: a competency, or nothing (they stay free). Asked before the matcher from now on.

    For one organisation, or for everybody when none is given; what it said before is replaced.
    """
    folded = fold(words)[:LONGEST]
    if not folded:
        return
    row = db.session.scalar(
        sa.select(WordMapping).where(
            WordMapping.folded == folded, WordMapping.organisation_id.is_not_distinct_from(organisation_id)
        )
    )
    if row is None:
        row = WordMapping(folded=folded, organisation_id=organisation_id)
        db.session.add(row)
    row.words, row.competency_id, row.decided_by_id, row.decided_at = (
        words[:LONGEST],
        competency_id,
        actor.person_id,
        now,
    )
    db.session.flush()


def settle(unresolved: UnresolvedWords, competency_id: uuid.UUID | None, *, actor: Actor, now: datetime) -> None:
    """Say for everybody what words that led nowhere mean, or that they are left free."""
    map_words(unresolved.words, competency_id, actor=actor, now=now)
    unresolved.settled_at = now
    db.session.flush()


def add_from_words(
    unresolved: UnresolvedWords, *, preferred: str, kind: Kind, description: str, actor: Actor, now: datetime
) -> Competency:
    """Add a competency that these words lead to from now on.

    Under a name that the vocabulary has, that competency is taken instead of a second one.
    """
    found = db.session.scalar(sa.select(Competency).where(named(fold(preferred))).limit(1))
    if found is None:
        code = fold(preferred).replace(" ", "-")
        labels = tuple({unresolved.words} - {preferred})
        save_entries([Entry(code, preferred, kind, description, labels)], source="own", now=now, tally=Tally())
        found = db.session.scalars(by_code(code)).one()
    settle(unresolved, found.id, actor=actor, now=now)
    return found
