"""The last day to apply: moved with notice, called to mind before it comes, and what becomes of drafts after it."""

import uuid
from datetime import date, datetime
from typing import Final

from flask_babel import gettext as _

from marketplace.calendars import moment_words
from marketplace.db import db, expect_version, lock, move, record
from marketplace.errors import Refused
from marketplace.outbox.actions import queue_job
from marketplace.sides import Actor
from marketplace.supply.applications import queries
from marketplace.supply.applications.actions.news import mail_person
from marketplace.supply.applications.actions.seats import HOUSE
from marketplace.supply.applications.lifecycle import LIFECYCLE
from marketplace.supply.applications.models import Application, Stage
from marketplace.supply.cohorts.actions import end_of_day
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.interests import actions as interests

JOB: Final = "applications.tell_of_deadline"


def extend_deadline(
    cohort: Cohort, *, close_on: date, hear_by: date, words: str, version: str | None, actor: Actor, now: datetime
) -> None:
    """Give people more time to apply. Whoever began is told, whoever has applied too when they hear later.

    When it had closed before, whoever left an address since then is written to as for an opening.
    """
    expect_version(lock(cohort), version)
    _check(cohort, close_on=close_on, hear_by=hear_by, now=now)
    closed, later = cohort.applications_close_at < now, hear_by > cohort.hear_by
    cohort.applications_close_at, cohort.hear_by = end_of_day(close_on, cohort.time_zone), hear_by
    record(cohort, "extend", came_from=cohort.stage, actor=actor, now=now, note=words)
    key = f"{cohort.id}:{close_on.isoformat()}:{hear_by.isoformat()}"
    queue_job(JOB, dedupe_key=f"{JOB}:{key}", cohort_id=cohort.id, key=key, everybody=later)
    if closed:
        queue_job(interests.JOB, dedupe_key=f"{interests.JOB}:{key}", cohort_id=cohort.id)


def _check(cohort: Cohort, *, close_on: date, hear_by: date, now: datetime) -> None:
    if cohort.stage is not CohortStage.RECRUITING:
        raise Refused(
            _("%(cohort)s does not take applications now, so there is nothing to extend.", cohort=cohort.name)
        )
    moment = end_of_day(close_on, cohort.time_zone)
    if moment <= max(cohort.applications_close_at, now):
        raise Refused(_("Choose a later day than today and than the one that is said now. Nobody gets less time."))
    if close_on > cohort.starts_on:
        raise Refused(_("Applications would close after the training has begun. Choose a day before it begins."))
    if not close_on <= hear_by <= cohort.starts_on:
        raise Refused(
            _("People would hear too early or too late: choose a day after the last day to apply, before it begins.")
        )
    if hear_by < cohort.hear_by:
        raise Refused(_("The day by which people hear stays or becomes later. They may hear sooner all the same."))


def tell_of_deadline(*, cohort_id: str, key: str, everybody: bool, now: datetime) -> None:  # noqa: ARG001 -- a job's
    """Write to those with a draft, and with `everybody` to those who wait for a decision. For the queue.

    Running it again writes to nobody twice.
    """
    cohort = db.session.get_one(Cohort, uuid.UUID(cohort_id))
    for application in db.session.scalars(queries.concerned_by_deadline(cohort, everybody=everybody)):
        mail_person(
            application,
            "application_deadline_moved",
            _("More time: %(cohort)s", cohort=cohort.name),
            key=f"{application.id}:{key}",
            moment=moment_words(cohort.applications_close_at, cohort.time_zone),
            hear_by=cohort.hear_by,
            begun=application.stage is Stage.DRAFT,
        )


# ---- by the clock -----------------------------------------------------------------------------------


def mind_drafts_by_the_clock(*, now: datetime) -> None:
    """The worker's round: drafts are called to mind two days before the last moment, and expire a week after it.

    A cohort that begins or is cancelled ends its drafts at once.
    """
    for application in db.session.scalars(queries.drafts_closing(now)).all():
        _call_to_mind(application)
    for application in db.session.scalars(queries.drafts_over(now)).all():
        lock(application)
        if application.stage is Stage.DRAFT:  # else it was sent or withdrawn meanwhile
            move(application, LIFECYCLE, "expire", actor=HOUSE, now=now)


def _call_to_mind(application: Application) -> None:
    cohort = application.cohort
    mail_person(
        application,
        "application_draft_closing",
        _("Your application is not sent yet: %(cohort)s", cohort=cohort.name),
        key=f"{application.id}:{cohort.applications_close_at:%Y%m%d}",
        moment=moment_words(cohort.applications_close_at, cohort.time_zone),
    )
