"""Who waits for a seat of a cohort, in which order, and what became of those who waited before."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.supply.applications.models import Application, ApplicationChange, Stage
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.cohorts.models import Stage as CohortStage

OVER: Final = frozenset({CohortStage.COMPLETED, CohortStage.CANCELLED})
BEGUN: Final = frozenset({CohortStage.IN_DELIVERY, CohortStage.COMPLETED})


#: They wait for a seat that may come, until the training has begun and the days of grace are over.
WAITING = frozenset({Stage.WAITLISTED, Stage.DEFERRED})
TOO_FEW: Final = 5  # people: fewer say nothing about the odds


def line(cohort_id: uuid.UUID) -> sa.Select[Application]:
    """The waitlist of a cohort, the next to get a seat first."""
    return sa.select(Application).where(*_waitlisted(cohort_id)).order_by(*_IN_ORDER)


def line_ids(cohort_id: uuid.UUID) -> sa.Select[uuid.UUID]:
    """The same, as ids alone."""
    return sa.select(Application.id).where(*_waitlisted(cohort_id)).order_by(*_IN_ORDER)


_IN_ORDER: Final = (sa.func.coalesce(Application.waitlist_rank, 0), Application.submitted_at, Application.id)


def _waitlisted(cohort_id: uuid.UUID) -> tuple[sa.ColumnElement[bool], ...]:
    return (Application.cohort_id == cohort_id, Application.stage == Stage.WAITLISTED)


def unconfirmed(now: datetime) -> sa.Select[Application]:
    """Seats whose time to be confirmed has passed, cohort by cohort."""
    late = sa.select(Application).where(Application.stage == Stage.ACCEPTED, Application.confirm_by < now)
    return late.order_by(Application.cohort_id, Application.confirm_by, Application.id)


def waiting() -> sa.Select[Application]:
    """Everybody who waits for a seat, cohort by cohort."""
    rows = sa.select(Application).options(joinedload(Application.cohort)).where(Application.stage.in_(WAITING))
    return rows.order_by(Application.cohort_id, Application.id)


def still_waits(cohort: Cohort, now: datetime) -> bool:
    """Whether a seat of the cohort may still go to somebody who waits: until its days of grace are over."""
    today = now.astimezone(ZoneInfo(cohort.time_zone)).date()
    return cohort.stage not in OVER and today <= cohort.last_day_for_seats


@dataclass(frozen=True)
class Waiting:
    """Where somebody stands on the waitlist, and what happened to others before.

    `waited` people waited for earlier cohorts of the program, `offered` of them were offered a seat; both are none
    where so few waited that it says nothing.
    """

    place: int
    of: int
    until: date
    waited: int | None
    offered: int | None


def own_waiting(application: Application) -> Waiting | None:
    """The person's place on the waitlist and the odds, as far as anybody knows them; None beside the waitlist."""
    if application.stage is not Stage.WAITLISTED:
        return None
    order = list(db.session.scalars(line_ids(application.cohort_id)))
    if application.id not in order:  # promoted since it was read
        return None
    cohort = application.cohort
    waited, offered = _odds(cohort)
    known = waited >= TOO_FEW
    return Waiting(
        place=order.index(application.id) + 1,
        of=len(order),
        until=cohort.last_day_for_seats,
        waited=waited if known else None,
        offered=offered if known else None,
    )


def _odds(cohort: Cohort) -> tuple[int, int]:
    """How many waited for the cohorts of the program that have begun, and how many of them were offered a seat."""
    change = ApplicationChange
    waited = sa.func.count(sa.distinct(change.subject_id))
    offered = sa.func.count(
        sa.distinct(
            sa.case((sa.and_(change.from_stage == Stage.WAITLISTED, change.move == "accept"), change.subject_id))
        )
    )
    rows = (
        sa.select(waited, offered)
        .join(Application, Application.id == change.subject_id)
        .join(Application.cohort)
        .where(
            Cohort.program_id == cohort.program_id,
            Cohort.id != cohort.id,
            Cohort.stage.in_(BEGUN),
            sa.or_(change.to_stage == Stage.WAITLISTED, change.from_stage == Stage.WAITLISTED),
        )
    )
    people, got = db.session.execute(rows).one()
    return people, got
