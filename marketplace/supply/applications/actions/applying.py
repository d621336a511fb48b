"""What the person does: write, keep, send, withdraw."""

import secrets
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, move, record
from marketplace.errors import Refused, constraint_says
from marketplace.sides import Actor
from marketplace.supply.applications import queries
from marketplace.supply.applications.actions.answering import NONE_ASKED, Typed, keep_answers, settle_answers
from marketplace.supply.applications.actions.news import mail_person
from marketplace.supply.applications.actions.seats import hold
from marketplace.supply.applications.actions.snapshots import take_snapshot
from marketplace.supply.applications.lifecycle import LIFECYCLE
from marketplace.supply.applications.models import Application
from marketplace.supply.cohorts import actions as cohorts
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.jobseekers import actions as jobseekers
from marketplace.supply.jobseekers.models import Jobseeker, Purpose

#: No letters or figures that are mistaken for others when a reference is read aloud.
SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

constraint_says(
    "uq_applications_one_live", lazy_gettext("You have applied to this cohort already. Your application counts.")
)
constraint_says("uq_applications_reference", lazy_gettext("That did not work this time. Please send it again."))


def why_not(cohort: Cohort, jobseeker: Jobseeker, now: datetime) -> str | None:
    """Why this person cannot apply to this cohort now, as they read it; None when they can."""
    return queries.standing(cohort, jobseeker.id, now).why_not


def apply(
    cohort: Cohort,
    *,
    motivation: str,
    match_me: bool = False,
    answers: Typed = NONE_ASKED,
    actor: Actor,
    now: datetime,
) -> Application:
    """Send an application, or the draft that was begun; the person gets a receipt with the day by which they hear.

    `match_me` is their yes to matching; leaving it out takes no earlier yes back. The profile as it is now is what
    reviewers will read. The cohort is held, so that none goes into one that is being cancelled.
    """
    cohorts.hold_seats(cohort.id)
    jobseeker = jobseekers.profile_of(actor, now)
    reason = why_not(cohort, jobseeker, now)
    if reason:
        raise Refused(reason)
    application = _draft(cohort, jobseeker, actor=actor, now=now)
    keep_answers(application, answers, actor=actor, now=now)
    settle_answers(application)
    application.motivation, application.submitted_at = motivation, now
    take_snapshot(application, now=now)
    move(application, LIFECYCLE, "submit", actor=actor, now=now)
    if match_me:
        jobseekers.give_consent(jobseeker, Purpose.MATCHING, actor=actor, now=now)
    _acknowledge(application)
    return application


def _acknowledge(application: Application) -> None:
    subject = _("We have your application, reference %(reference)s", reference=application.reference)
    mail_person(application, "application_received", subject, key=application.id, hear_by=application.cohort.hear_by)


def save_draft(
    cohort: Cohort, *, motivation: str, answers: Typed = NONE_ASKED, actor: Actor, now: datetime
) -> Application:
    """Keep what is written so far; nobody but the person sees it. Refused once applications are closed."""
    jobseeker = jobseekers.profile_of(actor, now)
    standing = queries.standing(cohort, jobseeker.id, now)
    if standing.sent or standing.closed:
        raise Refused(standing.why_not or "")
    application = _draft(cohort, jobseeker, actor=actor, now=now)
    application.motivation = motivation
    keep_answers(application, answers, actor=actor, now=now)
    db.session.flush()
    return application


def _draft(cohort: Cohort, jobseeker: Jobseeker, *, actor: Actor, now: datetime) -> Application:
    begun = queries.live(cohort.id, jobseeker.id)
    if begun is not None:
        return begun
    application = Application(cohort_id=cohort.id, jobseeker_id=jobseeker.id, reference=_reference(), created_at=now)
    db.session.add(application)
    record(application, "begin", came_from=None, actor=actor, now=now)
    return application


def _reference() -> str:
    """A reference nobody has yet, such as GH-7K3M-2Q."""
    while True:
        signs = "".join(secrets.choice(SIGNS) for _number in range(6))
        reference = f"GH-{signs[:4]}-{signs[4:]}"
        if not db.session.scalar(sa.select(Application.id).where(Application.reference == reference)):
            return reference


def withdraw(application: Application, *, words: str = "", actor: Actor, now: datetime) -> None:
    """Withdraw an application, at any time before enrolment, with or without words; a held seat goes to the next."""
    hold(application)
    held = application.stage in queries.HOLDS_A_SEAT
    move(application, LIFECYCLE, "withdraw", actor=actor, now=now, note=words)
    if held:
        cohorts.free_seat(application.cohort_id, now=now)
