"""What an occupation commonly asks for, as proposals for a role that is called like it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa

from marketplace.competencies import queries as competencies
from marketplace.competencies.models import Competency, Occupation, OccupationCompetency
from marketplace.db import db
from marketplace.demand.role_needs.models import Requirement, RoleNeed

#: More than any role should ask for.
MOST: Final = 30


@dataclass(frozen=True)
class Work:
    """Occupations that go by a title, the one that is meant, and what it asks for, the most common first."""

    words: str
    found: Sequence[Occupation]
    chosen: Occupation | None = None
    asked: Mapping[uuid.UUID, Competency] = field(default_factory=dict)


def work_like(words: str, sought: uuid.UUID | None, role_need: RoleNeed) -> Work:
    """Occupations like these words, or like the role's title; of the one sought, or the only one, what it asks for.

    What the role asks for already is left out.
    """
    words = words or role_need.title
    found = competencies.occupations_like(words)
    chosen = next((row for row in found if row.id == sought), found[0] if len(found) == 1 else None)
    if chosen is None:
        return Work(words, found)
    already = sa.select(Requirement.competency_id).where(Requirement.role_need_id == role_need.id)
    rows = competencies.asked_by(chosen.id).where(OccupationCompetency.competency_id.not_in(already)).limit(MOST)
    return Work(words, found, chosen, {row.competency_id: row.competency for row in db.session.scalars(rows)})
