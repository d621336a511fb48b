"""What a person may be able to do, read from what they have done: questions, never answers."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from marketplace.competencies import queries as competencies
from marketplace.competencies.models import Competency
from marketplace.db import db
from marketplace.errors import Refused
from marketplace.supply.jobseekers.models import CompetencyClaim, CompetencySetAside, Experience
from marketplace.supply.jobseekers.queries.profiles import newest_experience

MOST: Final = 6  # questions at a time: more is an interrogation
_READ: Final = 10  # experiences, the newest
_LONGEST: Final = 100_000  # characters read at once


@dataclass(frozen=True)
class Suggestion:
    """A competency to ask about, the experience that it comes from, and the words there that led to it.

    `words` is empty where it is what such work commonly asks for.
    """

    competency: Competency
    experience: Experience
    words: str


def suggestions(jobseeker_id: uuid.UUID) -> list[Suggestion]:
    """What to ask a person about: neither named already nor set aside, what they wrote themselves first."""
    rows = sa.select(Experience).where(Experience.jobseeker_id == jobseeker_id).order_by(*newest_experience())
    experiences = db.session.scalars(rows.limit(_READ)).all()
    if not experiences:
        return []
    known = _known(jobseeker_id)
    found: dict[uuid.UUID, Suggestion] = {}
    for one in (*_written(experiences), *_common(experiences)):
        if one.competency.id not in known:
            found.setdefault(one.competency.id, one)
    return list(found.values())[:MOST]


def _known(jobseeker_id: uuid.UUID) -> set[uuid.UUID]:
    held = CompetencyClaim.level.is_not(None) | CompetencyClaim.shown_level.is_not(None)
    named = sa.select(CompetencyClaim.competency_id).where(CompetencyClaim.jobseeker_id == jobseeker_id, held)
    aside = sa.select(CompetencySetAside.competency_id).where(CompetencySetAside.jobseeker_id == jobseeker_id)
    return set(db.session.scalars(sa.union(named, aside)))


def _written(experiences: Sequence[Experience]) -> Iterator[Suggestion]:
    texts = [f"{row.title}.\n{row.description}" for row in experiences]
    for mention in _mentioned("\n\n".join(texts)[:_LONGEST]):
        where = (row for row, text in zip(experiences, texts, strict=True) if mention.words in text)
        experience = next(where, None)
        if experience is not None:
            yield Suggestion(mention.competency, experience, mention.words)


def _mentioned(text: str) -> Sequence[competencies.Found]:
    """What the text names; nothing while the vocabulary is being prepared: the questions come later then."""
    try:
        return competencies.mentioned(text)
    except Refused:
        return ()


def _common(experiences: Sequence[Experience]) -> Iterator[Suggestion]:
    asked = competencies.commonly_asked([row.title for row in experiences])
    for experience in experiences:
        for competency in asked.get(competencies.fold(experience.title), []):
            yield Suggestion(competency, experience, "")
