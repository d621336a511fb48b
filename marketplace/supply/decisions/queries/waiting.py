"""The waitlist of a cohort, as the program team reads it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.reach import within
from marketplace.sides import Actor
from marketplace.supply.applications.models import Application, ApplicationChange, Stage
from marketplace.supply.applications.queries import line


@dataclass(frozen=True)
class InLine:
    """Somebody on a waitlist; `since` is none for rows from before there was a history."""

    place: int
    application_id: uuid.UUID
    name: str
    reference: str
    since: datetime | None


def waitlist(actor: Actor, cohort_id: uuid.UUID) -> list[InLine]:
    """The waitlist of a cohort in its order, for staff of its program."""
    change = ApplicationChange
    since = (
        sa.select(sa.func.max(change.at))
        .where(change.subject_id == Application.id, change.to_stage == Stage.WAITLISTED, change.move != "reorder")
        .scalar_subquery()
    )
    rows = (
        line(cohort_id)
        .join(Person, Person.id == Application.jobseeker_id)
        .where(within(actor, "cohorts", Application.cohort_id))
        .with_only_columns(Application.id, Person.name, Application.reference, since.label("since"))
    )
    return [InLine(place, *row) for place, row in enumerate(db.session.execute(rows), start=1)]
