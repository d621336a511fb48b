"""Whether people worked before the program, and for how much, as they said it around the census day."""

import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.accounts.models import Person
from marketplace.db import ChangeNote, db
from marketplace.demand.role_needs.models import WagePeriod
from marketplace.supply.enrolments.models import Enrolment, EnrolmentBaseline

WEEKS_OF_A_YEAR: Final = 52


class Said(NamedTuple):
    """What was said, or how it was corrected: by whom, and why."""

    row: EnrolmentBaseline
    name: str
    words: str | None


def baselines_of(enrolment: Enrolment) -> Sequence[Said]:
    """All that was said of the work before, and each correction, the newest first; the first one counts."""
    rows = (
        sa.select(EnrolmentBaseline, Person.name, ChangeNote.words)
        .join(Person, Person.id == EnrolmentBaseline.said_by_id)
        .outerjoin(ChangeNote, ChangeNote.id == EnrolmentBaseline.note_id)
        .where(EnrolmentBaseline.application_id == enrolment.application_id)
        .order_by(EnrolmentBaseline.seq.desc())
    )
    return [Said(*found) for found in db.session.execute(rows)]


def standing(application_id: sa.ColumnElement[uuid.UUID]) -> sa.ColumnElement[bool]:
    """Joins what counts now: the newest row of an application, or none."""
    later = aliased(EnrolmentBaseline)
    newer = sa.exists().where(
        later.application_id == EnrolmentBaseline.application_id, later.seq > EnrolmentBaseline.seq
    )
    return (EnrolmentBaseline.application_id == application_id) & ~newer.correlate(EnrolmentBaseline)


def a_year(row: EnrolmentBaseline) -> Decimal | None:
    """The base pay of a year in Canadian dollars; None where the wage, or the hours it was paid for, are unknown."""
    if row.wage is None or row.wage_period is WagePeriod.YEAR:
        return row.wage
    return row.wage * row.hours_per_week * WEEKS_OF_A_YEAR if row.hours_per_week else None
