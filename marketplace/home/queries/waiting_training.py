"""What waits in the training and on the way out of it."""

from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from marketplace.hiring.matches.models import Referral, ReferralStage
from marketplace.home.queries.waiting import (
    SOON,
    Asked,
    Kind,
    Rows,
    Turn,
    by_cohort,
    cohort_of,
    day_after,
    line,
    name_of,
)
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.graduations import queries as graduations
from marketplace.supply.graduations.models import ReadyMark
from marketplace.supply.sessions.models import TrainingBarrier, TrainingContact
from marketplace.supply.sessions.queries import risk, supports

ANSWERED_WITHIN: Final = timedelta(days=3)  # whoever asks for help hears from the team by then


def contacts_due(asked: Asked) -> Rows:
    """People whom somebody said they would contact again, by that day."""
    rows = risk.contacts_due(asked.actor, asked.now, within=SOON)
    contact = TrainingContact
    return _of_enrolment(
        asked, rows, subject=contact.id, page=contact.enrolment_id, due=contact.next_on, since=contact.at
    )


def help_asked_for(asked: Asked) -> Rows:
    """What people said is in their way and nothing was given against yet; the page says what it is, not the list."""
    rows, due = supports.waiting_for_help(asked.actor), day_after(TrainingBarrier.created_at, ANSWERED_WITHIN.days)
    named = TrainingBarrier
    return _of_enrolment(asked, rows, subject=named.id, page=named.id, due=due, since=named.created_at)


def graduates_to_look_at(asked: Asked) -> Rows:
    """New graduates whom nobody has marked as ready, and marks that lapse soon, but of those who are hired."""
    hired = sa.select(Referral.jobseeker_id).where(Referral.stage == ReferralStage.HIRED)
    rows = graduations.to_vet(asked.actor, asked.today, asked.soon).where(Enrolment.jobseeker_id.not_in(hired))
    return _of_enrolment(asked, rows, subject=Enrolment.id, page=Enrolment.id, due=ReadyMark.lapses_on, since=None)


def _of_enrolment(  # the columns of a line
    asked: Asked, rows: sa.Select[Any], *, subject: Any, page: Any, due: Any, since: Any
) -> Rows:  # Any: rows of a room, and columns
    return line(
        asked,
        rows,
        subject=subject,
        page=page,
        due=due,
        since=since,
        who=name_of(Enrolment.jobseeker_id),
        about=cohort_of(Enrolment.cohort_id),
        program=by_cohort(Enrolment.cohort_id),
    )


KINDS: Final = (
    Kind(
        "contact",
        Turn.TEAM,
        _("People to ask after"),
        _("Ask after somebody again"),
        contacts_due,
        "sessions.contacts_page",
        "enrolment_id",
    ),
    Kind(
        "help",
        Turn.TEAM,
        _("People who asked for help"),
        _("Somebody asks for help"),
        help_asked_for,
        "sessions.barrier",
        "barrier_id",
    ),
    Kind(
        "graduate",
        Turn.TEAM,
        _("Graduates to look at"),
        _("Look whether a graduate is ready to be matched"),
        graduates_to_look_at,
        "graduations.page",
        "enrolment_id",
    ),
)
