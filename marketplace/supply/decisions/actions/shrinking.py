"""Fewer seats, or no cohort at all: everybody whom it touches hears it, and nobody is lost."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.db import db, expect_version, lock, move
from marketplace.errors import Refused
from marketplace.sides import Actor
from marketplace.supply.applications.actions.seats import line_up
from marketplace.supply.applications.actions.telling import tell
from marketplace.supply.applications.lifecycle import LIFECYCLE
from marketplace.supply.applications.models import Application, Stage
from marketplace.supply.applications.queries import HOLDS_A_SEAT
from marketplace.supply.cohorts import actions as cohorts
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.decisions import queries
from marketplace.supply.decisions.actions.deferring import defer, why_not_defer


def cut(
    cohort: Cohort,
    *,
    seats: int,
    to_cohort_id: uuid.UUID | None,
    words: str,
    version: str | None,
    actor: Actor,
    now: datetime,
) -> int:
    """Take seats away, also from people who have not confirmed theirs, the last accepted first; from how many.

    Each goes along to the later cohort that is named, or to the front of the waitlist, and is told in `words`.
    The waitlist also for whoever has applied to that later cohort, or has gone to a later one once.
    Refused below the seats that are confirmed: those stay.
    """
    _hold(cohort.id, to_cohort_id)
    expect_version(cohort, version)
    _require_cut(cohort, seats)
    _require_named(cohort, to_cohort_id)
    touched = list(
        db.session.scalars(queries.unconfirmed_last_first(cohort.id).limit(max(0, cohort.seats_taken - seats)))
    )
    if touched and not words:
        raise Refused(_("Write to the people whose seat goes: why, and what happens now."))
    for application in touched:
        lock(application)
        if to_cohort_id is not None and _can_go(application, to_cohort_id):
            defer(application, to_cohort_id=to_cohort_id, words=words, actor=actor, now=now, refill=False)
        else:
            _step_back(application, words=words, actor=actor, now=now)
    cohort.seats = seats
    db.session.flush()
    return len(touched)


def _require_cut(cohort: Cohort, seats: int) -> None:
    if cohort.stage not in cohorts.EDITABLE:
        raise Refused(_("%(cohort)s has begun or ended, so its seats stay as they were.", cohort=cohort.name))
    if seats >= cohort.seats:
        raise Refused(_("There are %(seats)s seats now. Add seats on the page of the cohort.", seats=cohort.seats))
    confirmed = cohort.seats_taken - queries.unconfirmed_count(cohort.id)
    if seats < confirmed:
        raise Refused(
            _("%(number)s people have confirmed their seats, and those stay. Keep at least as many.", number=confirmed)
        )


def _step_back(application: Application, *, words: str, actor: Actor, now: datetime) -> None:
    line_up(application, first=True)
    application.confirm_by = None
    move(application, LIFECYCLE, "step_back", actor=actor, now=now, reason="fewer_seats", note=words)
    cohorts.free_seat(application.cohort_id, now=now, refill=False)
    tell(application, "seat_taken_back", now=now, words=words)


def cancel(
    cohort: Cohort,
    *,
    to_cohort_id: uuid.UUID | None,
    words: str,
    note: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Cancel a cohort that has not begun. Everybody who applied hears it in `words`, in the same transaction.

    Whoever was in review, waited or had a seat goes along to the later cohort that is named, unless they have applied
    to it or have gone to a later one once; the others come to their end here and can apply again. Refused while people
    are enrolled: that is ended with each of them first.
    """
    _hold(cohort.id, to_cohort_id)
    rows = list(db.session.scalars(queries.live_in(cohort.id)))
    _require_cancel(cohort, rows, words)
    _require_named(cohort, to_cohort_id)
    for application in rows:
        lock(application)
        if to_cohort_id is not None and _can_go(application, to_cohort_id):
            defer(application, to_cohort_id=to_cohort_id, words=words, actor=actor, now=now, refill=False)
        else:
            _call_off(application, words=words, actor=actor, now=now)
    cohorts.cancel(cohort, note=note, actor=actor, now=now)


def _require_cancel(cohort: Cohort, rows: list[Application], words: str) -> None:
    enrolled = sum(row.stage is Stage.ENROLLED for row in rows)
    if enrolled:
        raise Refused(
            _(
                "%(number)s people are enrolled in %(cohort)s. Speak with each of them and end it on the roster "
                "first, then cancel the cohort.",
                number=enrolled,
                cohort=cohort.name,
            )
        )
    if queries.open_release(cohort.id) is not None:
        raise Refused(_("Decisions of this cohort are being released. Stop the release first."))
    if rows and not words:
        raise Refused(_("Write to the people who applied: why, and what they can do next."))


def _call_off(application: Application, *, words: str, actor: Actor, now: datetime) -> None:
    held = application.stage in HOLDS_A_SEAT
    move(application, LIFECYCLE, "call_off", actor=actor, now=now, reason="cohort_cancelled", note=words)
    if held:
        cohorts.free_seat(application.cohort_id, now=now, refill=False)
    tell(application, "cohort_cancelled", now=now, words=words)


def _require_named(cohort: Cohort, to_cohort_id: uuid.UUID | None) -> None:
    """Refuse a later cohort that takes nobody any more: else everybody would come to an end who was to go along."""
    if to_cohort_id is not None and to_cohort_id not in _ids(queries.next_cohorts(cohort)):
        raise Refused(_("People cannot wait for that cohort any more. Choose another one."))


def _can_go(application: Application, to_cohort_id: uuid.UUID) -> bool:
    """Whether this person can go along to that cohort; not when they have applied to it."""
    return why_not_defer(application) is None and to_cohort_id in _ids(queries.later_cohorts(application))


def _ids(rows: sa.Select[Cohort]) -> set[uuid.UUID]:
    return {row.id for row in db.session.scalars(rows)}


def _hold(*cohort_ids: uuid.UUID | None) -> None:
    """Hold the cohorts in one order, whoever asks."""
    for cohort_id in sorted({one for one in cohort_ids if one is not None}):
        cohorts.hold_seats(cohort_id)
