"""What the program team decides, and the seat that hangs on it."""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from marketplace.db import move
from marketplace.errors import Refused
from marketplace.sides import Actor
from marketplace.supply.applications.actions.seats import hold, hold_until, line_up
from marketplace.supply.applications.actions.telling import tell
from marketplace.supply.applications.lifecycle import LIFECYCLE
from marketplace.supply.applications.models import Application
from marketplace.supply.cohorts import actions as cohorts
from marketplace.supply.cohorts.lifecycle import OVER

#: How long an accepted person has to confirm the seat.
CONFIRM_WITHIN = timedelta(days=7)


def start_review(application: Application, *, actor: Actor, now: datetime) -> None:
    """Begin to read an application."""
    move(application, LIFECYCLE, "start_review", actor=actor, now=now)


def accept(application: Application, *, actor: Actor, now: datetime) -> None:
    """Offer the person a seat, held until `confirm_by`. Refused when no seat is free or the cohort is over."""
    hold(application)
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
    application.confirm_by = hold_until(application, now + CONFIRM_WITHIN)
    move(application, LIFECYCLE, "accept", actor=actor, now=now)
    tell(application, "application_accepted", now=now)


def waitlist(application: Application, *, actor: Actor, now: datetime) -> None:
    """Give the person the last place of the waitlist, and tell them."""
    hold(application)
    if LIFECYCLE.allows(application.stage, "waitlist", actor):
        line_up(application)
    move(application, LIFECYCLE, "waitlist", actor=actor, now=now)
    tell(application, "application_waitlisted", now=now)


def not_select(application: Application, *, reason: str, words: str, actor: Actor, now: datetime) -> None:
    """Decide that the person is not selected; `words` go to them as they are, with the next step."""
    move(application, LIFECYCLE, "not_select", actor=actor, now=now, reason=reason, note=words)
    tell(application, "application_not_selected", now=now, words=words)


def confirm(application: Application, *, actor: Actor, now: datetime) -> None:
    """The person takes the seat. Refused past `confirm_by`; enrolling follows in the same transaction."""
    hold(application)
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
