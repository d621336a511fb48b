"""Occupations by the titles that people give them, and what they ask for."""

import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.competencies.models import Competency, Occupation, OccupationCompetency, OccupationTitle
from marketplace.competencies.queries.entries import fold
from marketplace.db import db

#: How many titles are read for each one shown, because several occupations go by the same.
_READ_FOR_ONE = 10


@dataclass(frozen=True)
class Title:
    """A title that a role may have; `of` is the occupation that goes by it, empty when it is its own or several do."""

    words: str
    of: str


def titles_like(words: str) -> sa.Select[OccupationTitle]:
    """Titles of occupations of which every word has one that begins so: the very title first, then by length.

    A title that several occupations go by comes once for each.
    """
    folded = fold(words)
    title = OccupationTitle.folded
    found = sa.select(OccupationTitle).options(joinedload(OccupationTitle.occupation))
    for word in folded.split():
        found = found.where(title.like(f"{word}%") | title.like(f"% {word}%"))
    rank = sa.case((title == folded, 0), (title.like(f"{folded}%"), 1), else_=2)
    return found.order_by(rank, sa.func.length(title), title, OccupationTitle.occupation_id, OccupationTitle.id)


def titles(words: str, *, limit: int = 6) -> list[Title]:
    """What a role may be called, each title once; nothing for no words."""
    if not fold(words):
        return []
    found: dict[str, tuple[str, set[str]]] = {}
    for row in db.session.scalars(titles_like(words).limit(limit * _READ_FOR_ONE)):
        found.setdefault(row.folded, (row.words, set()))[1].add(row.occupation.title)
    return [_title(title, of) for title, of in found.values()][:limit]


def _title(words: str, of: set[str]) -> Title:
    only = next(iter(of)) if len(of) == 1 else ""
    return Title(words, "" if only == words else only)


def asked_by(occupation_id: uuid.UUID) -> sa.Select[OccupationCompetency]:
    """What an occupation asks for, the most common first."""
    return (
        sa.select(OccupationCompetency)
        .join(OccupationCompetency.competency)
        .where(OccupationCompetency.occupation_id == occupation_id)
        .options(joinedload(OccupationCompetency.competency))
        .order_by(OccupationCompetency.weight.desc(), sa.func.lower(Competency.preferred), Competency.id)
    )


def occupations_called(words: str) -> sa.Select[Occupation]:
    """The occupations that go by this very title, by name."""
    by_title = sa.select(OccupationTitle.occupation_id).where(OccupationTitle.folded == fold(words))
    return sa.select(Occupation).where(Occupation.id.in_(by_title)).order_by(Occupation.title, Occupation.code)
