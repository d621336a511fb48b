"""What a person sees of their own training: the plan with their own marks, and the same as a calendar."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.calendars import Appointment, published
from marketplace.db import db
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import RUNNING, Enrolment
from marketplace.supply.enrolments.queries import pauses_of
from marketplace.supply.sessions.models import Attendance
from marketplace.supply.sessions.queries import attendance, timetable
from marketplace.supply.sessions.queries.attendance import Noted, Tally
from marketplace.supply.sessions.queries.timetable import Entry, Week


@dataclass(frozen=True)
class Own:
    """One enrolment with its counts and marks."""

    enrolment: Enrolment
    tally: Tally
    noted: Noted


@dataclass(frozen=True)
class Training:
    """Everything a person takes part in, and the day it is where the newest of it takes place."""

    enrolments: list[Own]
    weeks: list[Week]
    coming: list[Entry]
    today: date

    def mark(self, entry: Entry) -> Attendance | None:
        """What was noted of the person at an entry; None while nobody has."""
        return next((own.noted[entry.id] for own in self.enrolments if entry.id in own.noted), None)

    def is_over(self, entry: Entry, now: datetime) -> bool:
        """Whether the person could have been noted: a session of the team that took place."""
        return entry.ends_at <= now and not entry.cancelled and entry.delivery_id is None


def enrolments_of(jobseeker_id: uuid.UUID) -> list[Enrolment]:
    """Where a person takes part, or did until they graduated; the newest first."""
    rows = (
        sa.select(Enrolment)
        .options(joinedload(Enrolment.cohort).joinedload(Cohort.program))
        .where(Enrolment.jobseeker_id == jobseeker_id, Enrolment.stage.in_(timetable.TAKES_PART))
        .order_by(Enrolment.enrolled_at.desc(), Enrolment.id)
    )
    return list(db.session.scalars(rows))


def training_of(jobseeker_id: uuid.UUID, now: datetime) -> Training:
    """The plan and the marks of a person."""
    enrolments = enrolments_of(jobseeker_id)
    ids = [row.id for row in enrolments]
    noted, pauses = attendance.noted_of(ids), pauses_of(ids)
    own = [
        Own(
            row,
            attendance.tally(row, attendance.held(row.cohort_id, now), noted[row.id], pauses[row.id]),
            noted[row.id],
        )
        for row in enrolments
    ]
    entries = timetable.plan_of([row.cohort_id for row in enrolments])
    zone = enrolments[0].cohort.time_zone if enrolments else "UTC"
    coming = [entry for entry in entries if entry.ends_at > now and not entry.cancelled]
    return Training(own, timetable.weeks(entries), coming, timetable.today_in(zone, now))


def coming(jobseeker_id: uuid.UUID, now: datetime, *, most: int) -> list[Entry]:
    """What comes next in a person's training; empty for whoever takes part in none."""
    entries = timetable.plan_of(timetable.cohorts_of(jobseeker_id))
    return [entry for entry in entries if entry.ends_at > now and not entry.cancelled][:most]


def calendar_of(jobseeker_id: uuid.UUID, now: datetime) -> bytes:
    """The plan of what a person takes part in now, for a calendar program: when, what and where, and nobody's name."""
    rows = sa.select(Enrolment.cohort_id).where(Enrolment.jobseeker_id == jobseeker_id, Enrolment.stage.in_(RUNNING))
    return published([_appointment(entry) for entry in timetable.plan_of(rows)], kind="Training", now=now)


def _appointment(entry: Entry) -> Appointment:
    return Appointment(
        uid=entry.uid,
        sequence=entry.sequence,
        title=entry.title,
        starts_at=entry.starts_at,
        minutes=int((entry.ends_at - entry.starts_at).total_seconds() // 60),
        time_zone=entry.time_zone,
        place=entry.place,
        organizer=None,
        cancelled=entry.cancelled,
    )
