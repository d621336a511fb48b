"""What the program team decides, and the seat that hangs on it."""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from marketplace.db import lock, move
from marketplace.errors import Refused
from marketplace.outbox.actions import queue_mail
from marketplace.sides import Actor
from marketplace.supply.applications.lifecycle import LIFECYCLE
from marketplace.supply.applications.models import Application
from marketplace.supply.cohorts import actions as cohorts
from marketplace.supply.cohorts.models import Stage as CohortStage

#: How long an accepted person has to confirm the seat.
CONFIRM_WITHIN = timedelta(days=7)
OVER = frozenset({CohortStage.COMPLETED, CohortStage.CANCELLED})


def start_review(application: Application, *, actor: Actor, now: datetime) -> None:
    """Begin to read an application."""
    move(application, LIFECYCLE, "start_review", actor=actor, now=now)


def accept(application: Application, *, actor: Actor, now: datetime) -> None:
    """Offer the person a seat, held until `confirm_by`. Refused when no seat is free or the cohort is over."""
    lock(application)
    cohort = application.cohort
    if cohort.stage in OVER:
        raise Refused(_("%(cohort)s is over, so nobody can be accepted any more.", cohort=cohort.name))
    if LIFECYCLE.allows(application.stage, "accept", actor) and not cohorts.take_seat(cohort.id):
        raise Refused(
            _(
                "All %(seats)s seats of %(cohort)s are taken. Put the person on the waitlist, or add a seat to "
                "the cohort first.",
                seats=cohort.seats,
                cohort=cohort.name,
            )
        )
    application.confirm_by = now + CONFIRM_WITHIN
    move(application, LIFECYCLE, "accept", actor=actor, now=now)
    _tell(application, "application_accepted", now=now)


def waitlist(application: Application, *, actor: Actor, now: datetime) -> None:
    """Put the person on the waitlist, and tell them."""
    move(application, LIFECYCLE, "waitlist", actor=actor, now=now)
    _tell(application, "application_waitlisted", now=now)


def not_select(application: Application, *, reason: str, words: str, actor: Actor, now: datetime) -> None:
    """Decide that the person is not selected; `words` go to them as they are, with the next step."""
    move(application, LIFECYCLE, "not_select", actor=actor, now=now, reason=reason, note=words)
    _tell(application, "application_not_selected", now=now, words=words)


def lapse(application: Application, *, actor: Actor, now: datetime) -> None:
    """Free a seat that was not confirmed in time. Refused while the person still has time."""
    lock(application)
    if application.confirm_by is not None and now <= application.confirm_by:
        raise Refused(_("The person still has time to confirm the seat. It can lapse once that moment has passed."))
    move(application, LIFECYCLE, "lapse", actor=actor, now=now)
    cohorts.free_seat(application.cohort_id)
    _tell(application, "application_lapsed", now=now)


def confirm(application: Application, *, actor: Actor, now: datetime) -> None:
    """The person takes the seat. Refused past `confirm_by`; enrolling follows in the same transaction."""
    lock(application)
    late = application.confirm_by is not None and now > application.confirm_by
    if late and LIFECYCLE.allows(application.stage, "confirm", actor):
        raise Refused(
            _(
                "The time to confirm this seat has passed. Write to the program team: if a seat is still free, "
                "they can help."
            )
        )
    move(application, LIFECYCLE, "confirm", actor=actor, now=now)


def enrol(application: Application, *, actor: Actor, now: datetime) -> None:
    """A confirmed seat has become an enrolment."""
    move(application, LIFECYCLE, "enrol", actor=actor, now=now)


def _tell(application: Application, template: str, *, now: datetime, words: str = "") -> None:
    person, cohort = application.jobseeker.person, application.cohort
    queue_mail(
        to=person.email,
        subject=_("News about your application, reference %(reference)s", reference=application.reference),
        template=template,
        dedupe_key=f"{template}:{application.id}:{now:%Y%m%d%H%M%S%f}",
        name=person.name,
        application_id=application.id,
        reference=application.reference,
        cohort=cohort.name,
        program=cohort.program.title,
        confirm_by=application.confirm_by,
        time_zone=cohort.time_zone,
        words=words,
    )
