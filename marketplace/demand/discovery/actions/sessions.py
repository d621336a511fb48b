"""Sessions: held in one sitting or several, called off, missed; and what the employer agrees to."""

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.calendars import moment_words
from marketplace.db import db, lock, move, record
from marketplace.demand.discovery import queries
from marketplace.demand.discovery.actions.guides import freeze
from marketplace.demand.discovery.actions.telling import tell_employer, tell_team
from marketplace.demand.discovery.lifecycle import LIFECYCLE
from marketplace.demand.discovery.models import (
    DiscoverySession,
)
from marketplace.errors import Refused
from marketplace.sides import HIRING_ROLES, Actor, Side

CALLED_OFF: Final = frozenset({"employer_missed", "team_missed", "cancel", "ask_times"})


def make_move(session: DiscoverySession, name: str, *, actor: Actor, now: datetime, note: str = "") -> None:
    """Make a move of the lifecycle that needs no plan. To complete needs something heard; to call off, a reason."""
    lock(session)
    _refuse_early(session, name, note, now)
    if name == "resume":
        session.sitting += 1
    if name in CALLED_OFF:
        session.calendar_sequence += 1
    move(session, LIFECYCLE, name, actor=actor, now=now, note=note)
    if name == "begin":
        freeze(session.guide, now=now)
    _tell_of(session, name, actor)


def set_quoting(session: DiscoverySession, *, may_quote: bool, actor: Actor, now: datetime) -> None:
    """Agree, or no longer agree, that words are quoted beyond the session and the employer's own people."""
    _refuse_interviewer(actor)
    lock(session)
    if session.may_quote != may_quote:
        session.may_quote = may_quote
        record(session, "allow_quotes" if may_quote else "end_quotes", came_from=session.stage, actor=actor, now=now)


def set_recording(session: DiscoverySession, *, may_record: bool, actor: Actor, now: datetime) -> None:
    """Agree, or no longer agree, that the conversation is recorded."""
    _refuse_interviewer(actor)
    lock(session)
    if session.may_record != may_record:
        session.may_record = may_record
        name = "allow_recording" if may_record else "end_recording"
        record(session, name, came_from=session.stage, actor=actor, now=now)


def _refuse_interviewer(actor: Actor) -> None:
    if actor.side is Side.EMPLOYER and actor.role not in HIRING_ROLES:
        raise Refused(_("Owners and recruiters decide about this. Ask one of them."))


def _refuse_early(session: DiscoverySession, name: str, note: str, now: datetime) -> None:
    if name == "complete" and not db.session.scalar(sa.select(queries.written_answers_of(session).exists())):
        raise Refused(
            _(
                "Nothing has been written down yet. Write what was heard to at least one question, "
                "then complete the session."
            )
        )
    if name in {"employer_missed", "team_missed"} and now < session.starts_at:
        moment = moment_words(session.starts_at, session.time_zone)
        raise Refused(_("The session begins on %(moment)s. From then on you can say who did not come.", moment=moment))
    if name in {"cancel", "ask_times"} and not note:
        raise Refused(_("Say in a sentence why. The other side reads it."))


def _tell_of(session: DiscoverySession, name: str, actor: Actor) -> None:
    if name == "cancel" and actor.side is Side.STAFF:
        tell_employer(session, "discovery_cancelled", _("Our conversation is called off"))
    elif name in {"cancel", "ask_times", "team_missed"} and actor.side is Side.EMPLOYER:
        tell_team(session, "discovery_not_possible", _("About the session with %(name)s", name=session.employer.name))
