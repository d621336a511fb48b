"""More information: staff ask by a day, the person answers or staff go on without; nobody is lost by silence."""

from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from marketplace.db import db, lock, move
from marketplace.errors import Refused
from marketplace.sides import Actor
from marketplace.supply.applications import queries
from marketplace.supply.applications.actions.news import mail_person, mail_team
from marketplace.supply.applications.lifecycle import LIFECYCLE
from marketplace.supply.applications.models import Application, InformationRequest
from marketplace.supply.documents import actions as documents

LONGEST = timedelta(days=60)


def ask_more(application: Application, *, words: str, due_on: date, actor: Actor, now: datetime) -> InformationRequest:
    """Ask the person for something by a day; they get a mail, and nothing goes on until they answer or it is over."""
    lock(application)
    today = queries.today_of(application.cohort, now)
    if not today < due_on <= today + LONGEST:
        raise Refused(_("Give the person at least until tomorrow, and no more than 60 days."))
    move(application, LIFECYCLE, "ask_more", actor=actor, now=now)
    asked = InformationRequest(
        application_id=application.id, words=words, due_on=due_on, asked_by_id=actor.person_id, asked_at=now
    )
    db.session.add(asked)
    db.session.flush()
    mail_person(
        application,
        "application_question",
        _("A question about your application, reference %(reference)s", reference=application.reference),
        key=asked.id,
        words=words,
        due_on=due_on,
    )
    return asked


def answer_more(
    application: Application, *, words: str = "", file: documents.Handed | None = None, actor: Actor, now: datetime
) -> None:
    """The person answers, late or in time, with words, a file or both; whoever asked is told."""
    lock(application)
    asked = queries.open_request(application)
    if asked is not None:
        asked.document_id = documents.keep(file, actor=actor, now=now).id if file else None
        asked.answer, asked.answered_at, asked.closed_at = words, now, now
    move(application, LIFECYCLE, "answer_more", actor=actor, now=now)
    if asked is not None:
        mail_team(
            application,
            queries.team_or(asked.asked_by, application.cohort),
            "application_answered",
            _("An answer has come, reference %(reference)s", reference=application.reference),
            key=asked.id,
        )


def go_on(application: Application, *, actor: Actor, now: datetime) -> None:
    """Go on without the answer: the application is back in screening, and the question is closed."""
    lock(application)
    asked = queries.open_request(application)
    if asked is not None:
        asked.closed_at = now
    move(application, LIFECYCLE, "go_on", actor=actor, now=now)


def remind_by_the_clock(*, now: datetime) -> None:
    """The worker's round: whoever has two days left to answer is reminded once."""
    for asked in queries.to_remind(now):
        asked.reminded_at = now
        application = asked.application
        mail_person(
            application,
            "application_question_due",
            _("Your answer is due soon, reference %(reference)s", reference=application.reference),
            key=asked.id,
            words=asked.words,
            due_on=asked.due_on,
        )
