"""What the clock does: work begins on its day, checks fall due, and those who know are asked by mail, twice."""

import logging
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from marketplace.accounts.models import Membership
from marketplace.db import db, move
from marketplace.errors import Refused
from marketplace.hiring.offers.actions import CLOCK
from marketplace.hiring.placements import queries
from marketplace.hiring.placements.actions.checking import note_contact
from marketplace.hiring.placements.actions.lasting import begin
from marketplace.hiring.placements.actions.linking import make_link
from marketplace.hiring.placements.actions.telling import mail
from marketplace.hiring.placements.lifecycle import CHECKS
from marketplace.hiring.placements.models import ContactResult, ContactWay, Placement, RetentionCheckpoint
from marketplace.sides import Side

log = logging.getLogger(__name__)


def look_after(*, now: datetime) -> None:
    """Let what has come come, and ask whoever can be asked. Running it twice asks nobody twice."""
    for placement in db.session.scalars(queries.to_begin(now.date())).all():
        _begin(placement, now)
    for check in db.session.scalars(queries.to_fall_due(now.date())).unique().all():
        move(check, CHECKS, "fall_due", actor=CLOCK, now=now)
    for check in db.session.scalars(queries.to_ask()).unique().all():
        check.asked_at = now
        _ask(check, now)
    for check in db.session.scalars(queries.to_remind(now)).unique().all():
        check.reminded_at = now
        _ask(check, now)
    db.session.flush()


def _begin(placement: Placement, now: datetime) -> None:
    """One that can’t begin is noted and holds up nobody else; the next round tries it again."""
    which = placement.id
    try:
        with db.session.begin_nested():
            begin(placement, actor=CLOCK, now=now)
    except (Refused, SQLAlchemyError) as error:
        log.warning("placement %s could not begin: %s", which, type(error).__name__)


def _ask(check: RetentionCheckpoint, now: datetime) -> None:
    """Write to each place that can say, and note down one contact a side."""
    written = {place.side for place in queries.people_asked(check.placement) if _write(check, place, now)}
    for side in (Side.JOBSEEKER, Side.EMPLOYER):
        if side in written:
            note_contact(
                check,
                way=ContactWay.MAIL.value,
                result=ContactResult.SENT.value,
                asked_side=side.value,
                actor=CLOCK,
                now=now,
            )


def _write(check: RetentionCheckpoint, place: Membership, now: datetime) -> bool:
    own = place.side is Side.JOBSEEKER
    return mail(
        check.placement,
        "check_asked" if own else "check_asked_employer",
        _("Do you still work there?") if own else _("Does the work last?"),
        to=place.person,
        key=f"{check.id}:{now:%Y%m%d}",
        url=make_link(check.placement, place, now=now, checkpoint=check),
    )
