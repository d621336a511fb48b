"""What the person says once around the census day: what they want from it, and whether they worked before."""

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.db import ChangeNote, db, lock
from marketplace.demand.role_needs.models import WagePeriod
from marketplace.errors import Refused
from marketplace.sides import Actor, Side
from marketplace.supply.enrolments import queries
from marketplace.supply.enrolments.models import Enrolment, EnrolmentBaseline, Intent


@dataclass(frozen=True)
class Before:
    """Whether somebody worked before (None: not said), and if they want, for how many hours and which base wage."""

    worked_before: bool | None = None
    hours_per_week: Decimal | None = None
    wage: Decimal | None = None
    wage_period: WagePeriod | None = None


UNSAID: Final = Before()


def answer(enrolment: Enrolment, *, intent: Intent, before: Before = UNSAID, actor: Actor, now: datetime) -> None:
    """Keep what the person wants from the program and whether they worked before, for good.

    Refused when it was answered, and outside of the days around the census day (`queries.why_not_answer`).
    """
    why_not = queries.why_not_answer(lock(enrolment), now)
    if why_not or actor.person_id != enrolment.jobseeker_id:
        raise Refused(why_not or _("Only the person themselves can answer this."))
    enrolment.intent, enrolment.intent_at = intent, now
    _keep(enrolment, before, 1, actor=actor, now=now)


def correct(enrolment: Enrolment, *, before: Before, words: str, seen: int, actor: Actor, now: datetime) -> None:
    """Correct a mistake in what the person said of their work before; what stood there stays readable, with the reason.

    `seen` is the number of the row that the page showed. Refused where nothing was said: unknown stays unknown.
    """
    lock(enrolment)
    of_it = EnrolmentBaseline.application_id == enrolment.application_id
    newest = db.session.scalar(sa.select(EnrolmentBaseline).where(of_it).order_by(EnrolmentBaseline.seq.desc()))
    if newest is None or actor.side is not Side.STAFF:
        raise Refused(_("The person has not said whether they worked before. It stays unknown, and counts as such."))
    if newest.seq != seen:
        raise Refused(_("Somebody has corrected this while you were writing. Look at it again first."))
    if asdict(before) == {name: getattr(newest, name) for name in asdict(before)}:
        raise Refused(_("That is what stands there already. Change what was wrong."))
    _keep(enrolment, before, newest.seq + 1, words=words, actor=actor, now=now)


def _keep(enrolment: Enrolment, before: Before, seq: int, *, words: str = "", actor: Actor, now: datetime) -> None:
    if not before.worked_before and before != Before(before.worked_before):
        raise Refused(_("Hours and a wage are those of work. Say that there was some, or leave them empty."))
    note = ChangeNote(words=words) if words else None
    if note is not None:
        db.session.add(note)
        db.session.flush()
    row = EnrolmentBaseline(application_id=enrolment.application_id, seq=seq, said_by_id=actor.person_id, at=now)
    row.worked_before, row.hours_per_week = before.worked_before, before.hours_per_week
    row.wage, row.wage_period = before.wage, before.wage_period
    row.note_id = note.id if note else None
    db.session.add(row)
    db.session.flush()
