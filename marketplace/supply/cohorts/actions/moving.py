"""Opening a cohort, running it, and ending it."""

from collections.abc import Callable
from datetime import datetime

from flask_babel import gettext as _

from marketplace.db import db, lock, move
from marketplace.demand.programs.queries import newest_sent
from marketplace.errors import Refused
from marketplace.sides import Actor
from marketplace.supply.cohorts import queries
from marketplace.supply.cohorts.lifecycle import LIFECYCLE
from marketplace.supply.cohorts.models import Cohort, Stage

Opened = Callable[[Cohort], None]
_when_opened: list[Opened] = []
#: What still keeps a cohort from being over, in sentences; none when nothing does.
Keeps = Callable[[Cohort], list[str]]
_keeps_open: list[Keeps] = []


def teach_newest(cohort: Cohort) -> None:
    """Let a planned cohort teach the version that is with the partners now. Once people apply, its version stays."""
    sent = newest_sent(lock(cohort).program_id)
    if cohort.stage is not Stage.PLANNED:
        raise Refused(
            _("People have read what %(cohort)s teaches, so its version stays. Plan a new cohort.", cohort=cohort.name)
        )
    if sent is None or sent.number == cohort.version_number:
        raise Refused(_("%(cohort)s teaches the newest version already.", cohort=cohort.name))
    cohort.version_number = sent.number
    db.session.flush()


def when_opened(tell: Opened) -> Opened:
    """Have a room above told of each cohort that opens, in the same transaction."""
    _when_opened.append(tell)
    return tell


def open_for_applications(cohort: Cohort, *, actor: Actor, now: datetime) -> None:
    """Open a planned cohort. Refused with all that is missing (`queries.missing_before_open`)."""
    missing = queries.missing_before_open(lock(cohort), now) if cohort.stage is Stage.PLANNED else []
    if missing:
        raise Refused(" ".join(missing))
    move(cohort, LIFECYCLE, "open", actor=actor, now=now)
    for tell in _when_opened:
        tell(cohort)


def begin(cohort: Cohort, *, actor: Actor, now: datetime) -> None:
    """Begin the training; applications are closed from now on."""
    move(cohort, LIFECYCLE, "begin", actor=actor, now=now)


def keeps_open(tell: Keeps) -> Keeps:
    """Have a room above say what still keeps a cohort, whose row is held, from being over."""
    _keeps_open.append(tell)
    return tell


def complete(cohort: Cohort, *, actor: Actor, now: datetime) -> None:
    """Complete the cohort. Refused, with all of it, while a room above says that somebody waits or learns."""
    lock(cohort)
    open_ = [line for tell in _keeps_open for line in tell(cohort)] if cohort.stage is Stage.IN_DELIVERY else []
    if open_:
        raise Refused(" ".join(open_))
    move(cohort, LIFECYCLE, "complete", actor=actor, now=now)


def cancel(cohort: Cohort, *, note: str, actor: Actor, now: datetime) -> None:
    """Cancel a cohort that has not begun, in words. Refused while people hold seats: nobody is lost silently."""
    if lock(cohort).seats_taken:
        raise Refused(
            _(
                "%(taken)s people hold seats in %(cohort)s. Tell them and free their seats first, then cancel it.",
                taken=cohort.seats_taken,
                cohort=cohort.name,
            )
        )
    move(cohort, LIFECYCLE, "cancel", actor=actor, now=now, note=note)
