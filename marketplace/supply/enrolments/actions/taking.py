"""Taking the seat, and the one question around the census day."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload

from marketplace.db import db, record
from marketplace.errors import Refused, constraint_says
from marketplace.outbox.actions import queue_mail
from marketplace.sides import Actor
from marketplace.supply.applications import actions as applications
from marketplace.supply.applications.models import Application
from marketplace.supply.cohorts import actions as cohorts
from marketplace.supply.cohorts.lifecycle import OVER
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments import queries
from marketplace.supply.enrolments.models import RUNNING, Enrolment

_TWICE = lazy_gettext("You are enrolled in this cohort already. Your seat is safe.")
constraint_says("uq_enrolments_one_of_an_application", _TWICE)
constraint_says("uq_enrolments_one_live", _TWICE)


def confirm(application: Application, *, actor: Actor, now: datetime) -> Enrolment:
    """The accepted person takes the seat and is enrolled, in one step.

    Refused past the moment by which the seat had to be confirmed, and once the cohort is over.
    """
    cohort = cohorts.hold_seats(application.cohort_id)  # before the application, and until nobody can complete it
    if cohort.stage in OVER:
        raise Refused(_("%(cohort)s is over, so its seats cannot be taken any more.", cohort=cohort.name))
    applications.confirm(application, actor=actor, now=now)
    enrolment = Enrolment(
        application_id=application.id,
        cohort_id=application.cohort_id,
        jobseeker_id=application.jobseeker_id,
        enrolled_at=now,
    )
    db.session.add(enrolment)
    record(enrolment, "enrol", came_from=None, actor=actor, now=now)
    applications.enrol(application, actor=actor, now=now)
    _tell(enrolment, "enrolment_confirmed", _("Your seat, reference %(reference)s", reference=application.reference))
    return enrolment


def ask_by_the_clock(*, now: datetime) -> None:
    """Ask everybody in the days around the census day, and remind those who have not answered on its last two."""
    wide = queries.ASKED_AROUND + timedelta(days=1)
    near = queries.census_between(now.date() - wide, now.date() + wide)
    rows = (
        sa.select(Enrolment)
        .join(Enrolment.first_cohort)
        .where(Enrolment.intent.is_(None), Enrolment.stage.in_(RUNNING), near)
        .options(joinedload(Enrolment.first_cohort).joinedload(Cohort.program), joinedload(Enrolment.application))
    )
    for enrolment in db.session.scalars(rows.order_by(Enrolment.id)).unique().all():
        if queries.why_not_answer(enrolment, now) is None:
            _ask(enrolment, now)


def _ask(enrolment: Enrolment, now: datetime) -> None:
    cohort = enrolment.first_cohort
    last = queries.days_to_answer(cohort)[1]
    left = (last - now.astimezone(ZoneInfo(cohort.time_zone)).date()).days
    round_ = "last" if left <= 1 else "first"
    subject = _("One question about your program, until %(day)s", day=queries.said(last))
    _tell(enrolment, "intent_asked", subject, round_, last_day=last)


def _tell(enrolment: Enrolment, template: str, subject: str, which: str = "", last_day: date | None = None) -> None:
    person, cohort = enrolment.application.jobseeker.person, enrolment.application.cohort
    queue_mail(
        to=person.email,
        subject=subject,
        template=template,
        dedupe_key=":".join(filter(None, (template, str(enrolment.id), which))),
        name=person.name,
        enrolment_id=enrolment.id,
        cohort=cohort.name,
        program=cohort.program.title,
        starts_on=cohort.starts_on,
        schedule=cohort.schedule,
        place=cohort.place,
        reference=enrolment.application.reference,
        last_day=last_day,
    )
