"""Competencies for tests."""

from datetime import UTC, datetime
from itertools import count

from marketplace.competencies import actions
from marketplace.competencies.models import Competency, CompetencyRelation, Relation
from marketplace.db import db

_number = count(1)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def make_competency(preferred: str = "", **overrides) -> Competency:
    """A competency of our own; without a name, one that is like no other."""
    return actions.add_competency(preferred or f"Competency {next(_number)}", **{"now": NOW} | overrides)


def relate(here: Competency, there: Competency, kind: Relation = Relation.BROADER, *, now: datetime = NOW) -> None:
    """Say that `here` has `there` as its broader (or related) competency."""
    db.session.add(CompetencyRelation(from_id=here.id, to_id=there.id, kind=kind))
    actions.stamp_vocabulary(now=now)
