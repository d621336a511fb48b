"""The history of any row with a lifecycle, with the names of those who made it."""

from typing import Any, NamedTuple

import sqlalchemy as sa

from marketplace.accounts.models import (
    Person,
)
from marketplace.db import ChangeNote, History, Staged, db


class Step(NamedTuple):
    """One step in the history of a row: the change, the name of who made it, the words beside it."""

    change: History
    name: str
    words: str


def history_of(row: Staged) -> list[Step]:
    """The history of any row with a lifecycle, newest first. The page decides who may read names and words."""
    kind: Any = row.__history__  # Any: the row's own history class
    rows = (
        sa.select(kind, Person.name, ChangeNote.words)
        .outerjoin(Person, Person.id == kind.actor_id)
        .outerjoin(ChangeNote, ChangeNote.id == kind.note_id)
        .where(kind.subject_id == row.id)
        .order_by(kind.seq.desc())
    )
    return [Step(change, name or "", words or "") for change, name, words in db.session.execute(rows)]
