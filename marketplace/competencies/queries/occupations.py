"""Occupations by the titles that people give them, and what they ask for."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.competencies.models import Competency, Occupation, OccupationCompetency, OccupationTitle
from marketplace.competencies.queries.entries import fold


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
