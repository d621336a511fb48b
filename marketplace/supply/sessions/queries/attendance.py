"""Who was there: the newest note of each person at each session, and counts that leave nobody out."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import aliased, joinedload

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.supply.enrolments.models import RUNNING, Enrolment
from marketplace.supply.enrolments.queries import Pause, pauses_of, rests
from marketplace.supply.jobseekers.models import Jobseeker
from marketplace.supply.sessions.models import Attendance, Mark, TrainingSession, TrainingStage

MARKS = {
    Mark.PRESENT: _("Present"),
    Mark.LATE: _("Late"),
    Mark.EXCUSED: _("Excused"),
    Mark.ABSENT: _("Absent"),
}
THERE = frozenset({Mark.PRESENT, Mark.LATE})
#: The newest note of each session.
Noted = dict[uuid.UUID, Attendance]


def held(cohort_id: uuid.UUID, now: datetime) -> Sequence[TrainingSession]:
    """The sessions of a cohort that took place: not called off, and over; the newest first."""
    rows = (
        sa.select(TrainingSession)
        .where(
            TrainingSession.cohort_id == cohort_id,
            TrainingSession.stage == TrainingStage.PLANNED,
            TrainingSession.ends_at <= now,
        )
        .order_by(TrainingSession.starts_at.desc(), TrainingSession.id)
    )
    return db.session.scalars(rows).all()


def noted_of(enrolment_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Noted]:
    """What counts of each enrolment, by session: the newest note, unless it took back what was noted."""
    found: dict[uuid.UUID, Noted] = defaultdict(dict)
    rows = sa.select(Attendance).where(Attendance.enrolment_id.in_(enrolment_ids)).order_by(Attendance.seq)
    for row in db.session.scalars(rows):
        found[row.enrolment_id][row.training_session_id] = row
    return defaultdict(dict, {key: _standing(notes) for key, notes in found.items()})


def _standing(noted: Noted) -> Noted:
    return {key: note for key, note in noted.items() if not note.taken_back}


def notes_at(row: TrainingSession) -> dict[uuid.UUID, list[Attendance]]:
    """Every note of one session by enrolment, the newest first, with who made it; what was taken back included."""
    found: dict[uuid.UUID, list[Attendance]] = defaultdict(list)
    rows = (
        sa.select(Attendance)
        .where(Attendance.training_session_id == row.id)
        .options(joinedload(Attendance.noted_by))
        .order_by(Attendance.seq.desc())
    )
    for note in db.session.scalars(rows):
        found[note.enrolment_id].append(note)
    return found


def roll(row: TrainingSession) -> Sequence[Enrolment]:
    """Whom a session is for, by name: who takes part now and was enrolled by its end, and whoever was noted at it."""
    return db.session.scalars(rolled(row)).all()


def rolled(row: TrainingSession) -> sa.Select[Enrolment]:
    """The same as a statement."""
    noted = sa.select(Attendance.enrolment_id).where(Attendance.training_session_id == row.id)
    now_here = sa.and_(Enrolment.stage.in_(RUNNING), Enrolment.enrolled_at <= row.ends_at)
    return (
        sa.select(Enrolment)
        .join(Person, Person.id == Enrolment.jobseeker_id)
        .options(joinedload(Enrolment.jobseeker).joinedload(Jobseeker.person))
        .where(Enrolment.cohort_id == row.cohort_id, now_here | Enrolment.id.in_(noted))
        .order_by(sa.func.lower(Person.name), Enrolment.id)
    )


def resting(people: Collection[Enrolment], row: TrainingSession) -> set[uuid.UUID]:
    """Who of these people had paused when a session began."""
    pauses = pauses_of([person.id for person in people])
    return {key for key, theirs in pauses.items() if rests(theirs, row.starts_at)}


def noted_counts(session_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Of how many people each session has a note that stands."""
    later = aliased(Attendance)
    newer = sa.exists().where(
        later.training_session_id == Attendance.training_session_id,
        later.enrolment_id == Attendance.enrolment_id,
        later.seq > Attendance.seq,
    )
    rows = (
        sa.select(Attendance.training_session_id, sa.func.count())
        .where(Attendance.training_session_id.in_(session_ids), ~Attendance.taken_back, ~newer)
        .group_by(Attendance.training_session_id)
    )
    return dict(db.session.execute(rows).all())


@dataclass(frozen=True)
class Tally:
    """How somebody attended, of the sessions held since they were enrolled; `unknown` are those nobody noted."""

    held: int
    present: int
    late: int
    excused: int
    absent: int
    unknown: int

    @property
    def there(self) -> int:
        """At how many the person was there, on time or late."""
        return self.present + self.late


def tally(
    enrolment: Enrolment, sessions: Sequence[TrainingSession], noted: Noted, pauses: Sequence[Pause] = ()
) -> Tally:
    """The counts of one person; every session that was meant for them stands in exactly one of them."""
    theirs = meant_for(enrolment, sessions, noted, pauses)
    marks = [noted[row.id].mark if row.id in noted else None for row in theirs]
    return Tally(
        held=len(theirs),
        present=marks.count(Mark.PRESENT),
        late=marks.count(Mark.LATE),
        excused=marks.count(Mark.EXCUSED),
        absent=marks.count(Mark.ABSENT),
        unknown=marks.count(None),
    )


def meant_for(
    enrolment: Enrolment, sessions: Sequence[TrainingSession], noted: Noted, pauses: Sequence[Pause] = ()
) -> list[TrainingSession]:
    """The sessions that ended after the person was enrolled, in their order.

    One that began while they had paused counts only if they came all the same.
    """
    since = [row for row in sessions if row.ends_at >= enrolment.enrolled_at]
    return [row for row in since if not rests(pauses, row.starts_at) or _came(noted.get(row.id))]


def _came(note: Attendance | None) -> bool:
    return note is not None and note.mark in THERE
