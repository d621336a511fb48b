"""A barrier is named, something is given against it, somebody says whether it helped, until it is closed."""

from datetime import date, datetime

from flask_babel import gettext as _

from marketplace.db import db, lock, move, record
from marketplace.errors import Refused
from marketplace.sides import Actor
from marketplace.supply.enrolments.models import RUNNING, Enrolment
from marketplace.supply.sessions.lifecycle import BARRIERS
from marketplace.supply.sessions.models import (
    BarrierKind,
    BarrierStage,
    Helped,
    TrainingBarrier,
    TrainingContact,
    TrainingSupport,
    Way,
)


def name_barrier(
    enrolment: Enrolment, *, kind: BarrierKind, words: str, actor: Actor, now: datetime
) -> TrainingBarrier:
    """Name what stands in the way, by the person or by staff. Refused once the person takes part no longer."""
    if enrolment.stage not in RUNNING:
        raise Refused(_("This training has ended, so nothing can be added here. Write to the program team instead."))
    row = TrainingBarrier(
        enrolment_id=enrolment.id, kind=kind, words=words, raised_by_id=actor.person_id, created_at=now
    )
    db.session.add(row)
    record(row, "name", came_from=None, actor=actor, now=now)
    return row


def give(barrier: TrainingBarrier, *, words: str, given_on: date, actor: Actor, now: datetime) -> TrainingSupport:
    """Note what was given against a barrier, and on which day. Refused once it is closed."""
    if lock(barrier).stage is BarrierStage.CLOSED:
        raise Refused(_("It is closed. Open it again first, then say what was given."))
    row = TrainingSupport(
        barrier_id=barrier.id, words=words, given_on=given_on, given_by_id=actor.person_id, created_at=now
    )
    db.session.add(row)
    db.session.flush()
    return row


def say_helped(support: TrainingSupport, *, helped: Helped, now: datetime) -> None:
    """Say whether something helped; it can be said anew."""
    support.helped, support.helped_at = helped, now
    db.session.flush()


def close(barrier: TrainingBarrier, *, ending: str, actor: Actor, now: datetime) -> None:
    """Nobody works on it any more; `ending` says why."""
    move(barrier, BARRIERS, "close", actor=actor, now=now, reason=ending)


def reopen(barrier: TrainingBarrier, *, actor: Actor, now: datetime) -> None:
    """It is in the way again."""
    move(barrier, BARRIERS, "reopen", actor=actor, now=now)


def note_contact(
    enrolment: Enrolment,
    *,
    contacted_on: date,
    way: Way,
    words: str,
    next_step: str,
    next_on: date | None,
    actor: Actor,
    now: datetime,
) -> TrainingContact:
    """Note that somebody asked after a person: when, how, what was said, what comes next and on which day."""
    if next_on is not None and next_on < contacted_on:
        raise Refused(_("The next contact comes after this one. Did you mean a later day?"))
    row = TrainingContact(
        enrolment_id=enrolment.id,
        contacted_on=contacted_on,
        way=way,
        words=words,
        next_step=next_step,
        next_on=next_on,
        noted_by_id=actor.person_id,
        at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row
