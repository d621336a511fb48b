"""Pausing, leaving before the end, and going on in another cohort."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from marketplace.db import db, lock, move, record
from marketplace.errors import Refused
from marketplace.outbox.actions import queue_mail
from marketplace.sides import Actor
from marketplace.supply.applications import actions as applications
from marketplace.supply.cohorts import actions as cohorts
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.enrolments import queries
from marketplace.supply.enrolments.lifecycle import LIFECYCLE
from marketplace.supply.enrolments.models import GONE, Enrolment, Reason, Stage


def step_away(enrolment: Enrolment, name: str, *, reason: Reason, words: str, actor: Actor, now: datetime) -> None:
    """Record a pause, a withdrawal, a dismissal, or that somebody will not complete (`name`), with why.

    The seat of who has begun stays taken: the cohort of the start counts, and nobody else can begin in the middle.
    Who leaves before that gives it to the next on the waitlist.
    """
    queries.require_reason(name, reason)
    if enrolment.stage is Stage.ENROLLED:
        cohorts.hold_seats(enrolment.cohort_id)  # before the enrolment, as where many begin together
    _leave(lock(enrolment), name, reason, actor, now)
    began = enrolment.stage is not Stage.ENROLLED
    move(enrolment, LIFECYCLE, name, actor=actor, now=now, reason=reason, note=words)
    if not began and enrolment.transferred_from_id is None:
        applications.leave(enrolment.application, actor=actor, now=now)
    elif not began:  # the application stays with the cohort of the start, where they have begun
        cohorts.free_seat(enrolment.cohort_id, now=now)


def _leave(enrolment: Enrolment, name: str, reason: Reason, actor: Actor, now: datetime) -> None:
    step = LIFECYCLE.find(enrolment.stage, name)
    if step is not None and step.target in GONE and step.may_be_made_by(actor):
        enrolment.left_on = now.astimezone(ZoneInfo(enrolment.cohort.time_zone)).date()
        enrolment.left_for = reason


def transfer(
    enrolment: Enrolment, *, cohort: Cohort, reason: Reason, words: str, actor: Actor, now: datetime
) -> Enrolment:
    """Let the person go on in another cohort of the program that has a free seat; gives back the row there.

    They stay counted in the cohort of their start. Refused when no seat is free, or the other cohort is over.
    """
    queries.require_reason("transfer", reason)
    _leave(lock(enrolment), "transfer", reason, actor, now)
    move(enrolment, LIFECYCLE, "transfer", actor=actor, now=now, reason=reason, note=words)
    if cohort.id not in {one.id for one in queries.ways_on(enrolment, actor)} or not cohorts.take_seat(cohort.id):
        raise Refused(
            _("%(cohort)s has no free seat any more, or has ended. Choose another cohort.", cohort=cohort.name)
        )
    later = Enrolment(
        application_id=enrolment.application_id,
        cohort_id=cohort.id,
        first_cohort_id=enrolment.first_cohort_id,
        transferred_from_id=enrolment.id,
        jobseeker_id=enrolment.jobseeker_id,
        stage=Stage.ACTIVE if cohort.stage is CohortStage.IN_DELIVERY else Stage.ENROLLED,
        intent=enrolment.intent,
        intent_at=enrolment.intent_at,
        enrolled_at=now,
    )
    db.session.add(later)
    record(later, "go_on", came_from=None, actor=actor, now=now, reason=reason)
    _tell(later)
    return later


def _tell(enrolment: Enrolment) -> None:
    person, cohort = enrolment.jobseeker.person, enrolment.cohort
    queue_mail(
        to=person.email,
        subject=_("You go on in %(cohort)s", cohort=cohort.name),
        template="enrolment_moved",
        dedupe_key=f"enrolment_moved:{enrolment.id}",
        name=person.name,
        enrolment_id=enrolment.id,
        cohort=cohort.name,
        program=cohort.program.title,
        starts_on=cohort.starts_on,
        schedule=cohort.schedule,
        place=cohort.place,
        reference=enrolment.application.reference,
    )
