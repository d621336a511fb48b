"""Occupations by the titles that people give them, and what they ask for."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

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


def occupations_like(words: str, *, limit: int = 8) -> list[Occupation]:
    """The occupations that go by this very title; when none does, those that go by titles like it, nearest first."""
    very = list(db.session.scalars(occupations_called(words).limit(limit)))
    if very or not fold(words):
        return very
    near = db.session.scalars(titles_like(words).limit(limit * _READ_FOR_ONE))
    return list(dict.fromkeys(row.occupation for row in near))[:limit]


def commonly_asked(titles_held: Collection[str], *, of_each: int = 5) -> dict[str, list[Competency]]:
    """What work under these very titles commonly asks for: folded title → competencies, the most common first.

    A title that no occupation goes by is left out. Two statements, however many titles.
    """
    folded = {fold(words) for words in titles_held} - {""}
    found = sa.select(OccupationTitle.folded, OccupationTitle.occupation_id).where(OccupationTitle.folded.in_(folded))
    pairs = db.session.execute(found).all()
    rows = db.session.scalars(
        sa.select(OccupationCompetency)
        .join(OccupationCompetency.competency)
        .where(OccupationCompetency.occupation_id.in_({occupation_id for _title, occupation_id in pairs}))
        .options(contains_eager(OccupationCompetency.competency))
        .order_by(OccupationCompetency.weight.desc(), sa.func.lower(Competency.preferred), Competency.id)
    ).all()
    asked: dict[str, list[Competency]] = {}
    for title, occupation_id in sorted(pairs):
        common = [row.competency for row in rows if row.occupation_id == occupation_id][:of_each]
        asked[title] = list(dict.fromkeys([*asked.get(title, []), *common]))
    return asked
