"""Screening: whether an application is complete and eligible; nobody is ruled out without a reason and another look."""

from datetime import datetime

from flask_babel import gettext as _

from marketplace.db import lock, move
from marketplace.errors import Refused
from marketplace.sides import Actor
from marketplace.supply.applications import queries
from marketplace.supply.applications.actions.news import mail_person, mail_team
from marketplace.supply.applications.lifecycle import LIFECYCLE
from marketplace.supply.applications.models import Application


def start_screening(application: Application, *, actor: Actor, now: datetime) -> None:
    """Begin to check whether an application is complete and eligible."""
    move(application, LIFECYCLE, "start_screening", actor=actor, now=now)


def rule_out(application: Application, *, reason: str, words: str, actor: Actor, now: datetime) -> None:
    """Say that the person is not eligible as it stands: the reason and `words` go to them, with the way to appeal."""
    move(application, LIFECYCLE, "rule_out", actor=actor, now=now, reason=reason, note=words)
    mail_person(
        application,
        "application_ineligible",
        _("News about your application, reference %(reference)s", reference=application.reference),
        key=f"{application.id}:{application.version}",
        words=words,
    )


def appeal(application: Application, *, words: str, actor: Actor, now: datetime) -> None:
    """The person asks for another look: it goes back to screening, and the team is told.

    Refused once the cohort takes nobody any more, or when they have applied to it again meanwhile.
    """
    lock(application)
    refusal = queries.why_no_appeal(application)
    if refusal and LIFECYCLE.allows(application.stage, "appeal", actor):
        raise Refused(refusal)
    move(application, LIFECYCLE, "appeal", actor=actor, now=now, note=words)
    mail_team(
        application,
        queries.team_of(application.cohort),
        "application_appealed",
        _("Another look is asked for, reference %(reference)s", reference=application.reference),
        key=f"{application.id}:{application.version}",
    )
