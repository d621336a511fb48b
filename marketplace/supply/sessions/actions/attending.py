"""Who was there: noted in one go or one by one, corrected by another note."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, lock
from marketplace.errors import Refused, Stale, constraint_says
from marketplace.sides import Actor
from marketplace.supply.sessions.models import Attendance, Mark, TrainingSession, TrainingStage
from marketplace.supply.sessions.queries import attendance

constraint_says(
    "uq_attendances_training_session_id_enrolment_id_seq",
    lazy_gettext("Somebody else noted who was there at the same moment. Load the page again and compare."),
)


@dataclass(frozen=True)
class Seen:
    """What is noted of one person; minutes only of who came late, None where nobody looked at the clock.

    Without a mark it takes back what stands. `knew` counts the notes of this person on the page that was filled in;
    None is the present ones.
    """

    mark: Mark | None
    minutes_late: int | None = None
    knew: int | None = None

    @property
    def said(self) -> tuple[Mark, int | None] | None:
        """What a note of it says; None when it takes one back."""
        return None if self.mark is None else (self.mark, self.minutes_late if self.mark is Mark.LATE else None)


def note(row: TrainingSession, seen: Mapping[uuid.UUID, Seen], *, actor: Actor, now: datetime) -> int:
    """Note who was there, by enrolment; gives back how many notes are new. What stands already is not noted again.

    Refused before the session begins, when it was called off, for somebody whom it is not for, and where an old page
    would take back what somebody has noted since.
    """
    lock(row)
    if row.stage is TrainingStage.CANCELLED:
        raise Refused(_("It was called off, so nobody is noted as there or away."))
    if row.starts_at > now:
        raise Refused(_("It has not begun yet. Note who is there once it has."))
    known = {enrolment.id for enrolment in attendance.roll(row)}
    if not seen.keys() <= known:
        raise Refused(_("Somebody on that list does not take part any more. Load the page again."))
    notes = attendance.notes_at(row)
    fresh = [(key, one) for key, one in seen.items() if _is_new(one, notes.get(key, []))]
    for enrolment_id, one in fresh:
        db.session.add(_next(row, enrolment_id, one, notes.get(enrolment_id, []), actor=actor, now=now))
    db.session.flush()
    return len(fresh)


def _next(
    row: TrainingSession, enrolment_id: uuid.UUID, one: Seen, before: list[Attendance], *, actor: Actor, now: datetime
) -> Attendance:
    """The note that follows those before it; one that takes back says again what it takes back."""
    mark, minutes = one.said or (before[0].mark, before[0].minutes_late)
    return Attendance(
        training_session_id=row.id,
        enrolment_id=enrolment_id,
        seq=len(before) + 1,
        mark=mark,
        minutes_late=minutes,
        taken_back=one.said is None,
        noted_by_id=actor.person_id,
        at=now,
    )


def _is_new(one: Seen, notes: list[Attendance]) -> bool:
    if one.said == (notes[0].said if notes else None):
        return False
    if one.knew is not None and one.knew < len(notes):
        raise Stale(_("Somebody else noted who was there meanwhile. Load the page again, compare, and save once more."))
    return True
