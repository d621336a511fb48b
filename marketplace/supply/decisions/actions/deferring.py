"""Waiting for a later cohort: the person asks or the program team offers it, once for each application."""

import uuid
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, expect_version, lock, move
from marketplace.errors import Refused, constraint_says
from marketplace.sides import Actor
from marketplace.supply.applications import actions as applications
from marketplace.supply.applications.actions.telling import tell
from marketplace.supply.applications.lifecycle import CAN_GO_LATER, LIFECYCLE
from marketplace.supply.applications.models import Application, Stage
from marketplace.supply.applications.queries import HOLDS_A_SEAT
from marketplace.supply.cohorts import actions as cohorts
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.decisions import queries
from marketplace.supply.decisions.models import Deferral

_ONCE = lazy_gettext("This application waits for a later cohort already, or has asked to.")
constraint_says("uq_deferrals_once", _ONCE)


def why_not_defer(application: Application) -> str | None:
    """Why this application cannot go to a later cohort, as its person may read it; None when it can.

    A request that waits for its answer is no hindrance: whoever defers answers it.
    """
    if LIFECYCLE.find(application.stage, "defer") is None:
        return _("This application cannot go to a later cohort at the stage where it stands.")
    row = queries.deferral_of(application.id)
    if row is not None and row.agreed:
        return _("This application has gone to a later cohort once. That is possible once.")
    if not list(db.session.scalars(queries.later_cohorts(application))):
        return _("No later cohort of this program is planned yet.")
    return None


def ask(application: Application, *, to_cohort_id: uuid.UUID, words: str, actor: Actor, now: datetime) -> Deferral:
    """The person asks to wait for a later cohort; the seat or the place stays theirs until the team has answered.

    At the longest until the days of grace are over: after that day nobody gets a seat any more.
    """
    _hold(application, to_cohort_id)
    row = _new(application, to_cohort_id, actor=actor, now=now)
    if queries.deferral_of(application.id):
        raise Refused(_ONCE)
    row.asked_words = words
    db.session.add(row)
    db.session.flush()
    if application.stage is Stage.ACCEPTED and application.confirm_by is not None:
        application.confirm_by = applications.hold_until(application, application.confirm_by)
        db.session.flush()
    return row


@applications.when_a_seat_is_held
def _while_unanswered(application: Application) -> datetime | None:
    """Who asks for a later cohort need not confirm a seat before they have the answer."""
    row = queries.deferral_of(application.id)
    if row is None or row.agreed is not None:
        return None
    cohort = application.cohort
    return cohorts.end_of_day(cohort.last_day_for_seats, cohort.time_zone)


def answer(row: Deferral, *, agreed: bool, words: str, version: str | None, actor: Actor, now: datetime) -> None:
    """The program team agrees, with its conditions, or does not, and says why; the person gets a mail either way."""
    _hold(row.application, row.from_cohort_id, row.to_cohort_id)
    expect_version(lock(row), version)
    if row.agreed is not None:
        raise Refused(_("This was answered already. Load the page again to see how."))
    if row.application.stage not in CAN_GO_LATER:
        raise Refused(_("At the stage where this application stands now, the request needs no answer."))
    if agreed:
        _go(row, words=words, actor=actor, now=now)
        return
    row.agreed, row.words, row.answered_at, row.answered_by_id = False, words, now, actor.person_id
    _give_days(row.application, now)
    db.session.flush()
    tell(row.application, "deferral_declined", now=now, words=words, later=row.to_cohort.name)


def _give_days(application: Application, now: datetime) -> None:
    """After a no a seat is held as long as one that is offered at that moment."""
    if application.stage is Stage.ACCEPTED and application.confirm_by is not None:
        days = max(applications.CONFIRM_WITHIN, timedelta(hours=application.cohort.hold_hours))
        application.confirm_by = min(application.confirm_by, now + days)


def defer(
    application: Application,
    *,
    to_cohort_id: uuid.UUID,
    words: str,
    actor: Actor,
    now: datetime,
    refill: bool = True,
) -> Deferral:
    """The program team offers a later cohort, with its conditions; who does not want that withdraws.

    A request of the person that is still open is answered by it. Without `refill` the seat itself goes.
    """
    _hold(application, to_cohort_id)
    row = queries.deferral_of(application.id)
    if row is not None and row.agreed is None:
        _require_later(application, to_cohort_id)
        row.to_cohort_id = to_cohort_id
        db.session.flush()
        db.session.refresh(row)
    else:
        row = _new(application, to_cohort_id, actor=actor, now=now)
        db.session.add(row)
        db.session.flush()
    _go(row, words=words, actor=actor, now=now, refill=refill)
    return row


def _hold(application: Application, *cohort_ids: uuid.UUID) -> None:
    """Hold the cohorts in one order whoever asks, then the application, all before anything is written."""
    named = sa.select(Cohort.id).where(Cohort.id.in_({application.cohort_id, *cohort_ids}))
    for cohort_id in sorted(db.session.scalars(named)):  # a form can name one that there is not
        cohorts.hold_seats(cohort_id)
    applications.hold(application)


def _new(application: Application, to_cohort_id: uuid.UUID, *, actor: Actor, now: datetime) -> Deferral:
    hindrance = why_not_defer(application)
    if hindrance:
        raise Refused(hindrance)
    _require_later(application, to_cohort_id)
    return Deferral(
        application_id=application.id,
        from_cohort_id=application.cohort_id,
        to_cohort_id=to_cohort_id,
        asked_at=now,
        asked_by_id=actor.person_id,
    )


def _require_later(application: Application, to_cohort_id: uuid.UUID) -> None:
    if to_cohort_id not in {one.id for one in db.session.scalars(queries.later_cohorts(application))}:
        raise Refused(_("People cannot wait for that cohort any more, or have applied to it. Choose another one."))


def _go(row: Deferral, *, words: str, actor: Actor, now: datetime, refill: bool = True) -> None:
    """The application goes along to the later cohort; its seat in the one before goes to the next in line.

    Cohorts and application are held.
    """
    application = row.application
    _require_later(application, row.to_cohort_id)
    held, before = application.stage in HOLDS_A_SEAT, application.cohort_id
    move(application, LIFECYCLE, "defer", actor=actor, now=now, note=words)
    application.cohort_id, application.confirm_by, application.waitlist_rank = row.to_cohort_id, None, None
    row.agreed, row.words, row.answered_at, row.answered_by_id = True, words, now, actor.person_id
    db.session.flush()
    db.session.refresh(application)
    _tell(row, words, now)
    if held:
        cohorts.free_seat(before, now=now, refill=refill)


def _tell(row: Deferral, words: str, now: datetime) -> None:
    more = {"before": row.from_cohort.name, "starts_on": row.to_cohort.starts_on, "words": words}
    tell(row.application, "application_deferred", now=now, **more)
