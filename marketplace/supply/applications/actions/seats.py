"""Seats that become free, and who waits for them: in order, each seat once, in the transaction that frees it."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, cast

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.db import db, lock, move, record
from marketplace.errors import Refused, Stale
from marketplace.sides import Actor, Side
from marketplace.supply.applications import queries
from marketplace.supply.applications.actions.telling import tell
from marketplace.supply.applications.lifecycle import LIFECYCLE
from marketplace.supply.applications.models import Application, Stage
from marketplace.supply.cohorts import actions as cohorts

NOBODY: Final = cast("uuid.UUID", None)  # a history row names no person when the clock or a freed seat acts
HOUSE: Final = Actor(person_id=NOBODY, name="", side=Side.STAFF, membership_id=NOBODY)
#: Why somebody on the waitlist was accepted: nobody decided it, a seat became free.
SEAT_FREE: Final = "seat_free"


def hold(application: Application) -> None:
    """Hold the seats of the cohort, then the application: always in this order, so that no two wait for each other."""
    cohort_id = application.cohort_id
    cohorts.hold_seats(cohort_id)
    if lock(application).cohort_id != cohort_id:
        raise Stale(_("This application has just gone to another cohort. Load the page again to see where it stands."))


#: Until when a seat of an application is held at least, as a room above knows it; None when it knows of nothing.
Holder = Callable[[Application], datetime | None]
_holders: list[Holder] = []


def when_a_seat_is_held(holder: Holder) -> Holder:
    """Have a room above, which knows what else the person waits for, asked until when a seat is held for them."""
    _holders.append(holder)
    return holder


def hold_until(application: Application, until: datetime) -> datetime:
    """Until when a seat is held that would be held until this moment: longer where another answer is to come first."""
    return max([until, *filter(None, (holder(application) for holder in _holders))])


# ---- the line ---------------------------------------------------------------------------------------


def line_up(application: Application, *, first: bool = False) -> None:
    """Give an application the last place of the waitlist of its cohort, or the first; the cohort's row is held."""
    ranks = sa.select(sa.func.min(Application.waitlist_rank), sa.func.max(Application.waitlist_rank)).where(
        Application.cohort_id == application.cohort_id, Application.stage == Stage.WAITLISTED
    )
    lowest, highest = db.session.execute(ranks).one()
    application.waitlist_rank = (1 if lowest is None else lowest) - 1 if first else (highest or 0) + 1


def place(application: Application, *, place: int, words: str, actor: Actor, now: datetime) -> None:
    """Give somebody on the waitlist another place, counted from 1; why is kept in the history for the program team."""
    hold(application)
    if application.stage is not Stage.WAITLISTED:
        raise Refused(_("This person is not on the waitlist any more. Load the page again to see where it stands."))
    others = [one for one in db.session.scalars(queries.line_ids(application.cohort_id)) if one != application.id]
    if not 1 <= place <= len(others) + 1:
        raise Refused(_("%(number)s people wait. Choose a place from 1 to %(number)s.", number=len(others) + 1))
    _number([*others[: place - 1], application.id, *others[place - 1 :]])
    record(application, "reorder", came_from=application.stage, actor=actor, now=now, note=words)


def _number(line: Sequence[uuid.UUID]) -> None:
    """The places anew. Not through the rows: who looks at one of the others has not got an old page by this."""
    db.session.execute(
        sa.update(Application)
        .where(Application.id.in_(line))
        .values(waitlist_rank=sa.case({one: rank for rank, one in enumerate(line, start=1)}, value=Application.id))
        .execution_options(synchronize_session=False)
    )


# ---- a seat is free ---------------------------------------------------------------------------------


@cohorts.when_seats_are_free
def promote(cohort_id: uuid.UUID, seats: int, now: datetime) -> None:
    """Offer so many seats to the first of the waitlist; whoever calls holds the cohort's row.

    Nobody is promoted once the training has begun and the days of grace are over.
    """
    for _seat in range(seats):
        following = _next_in_line(cohort_id)
        if following is None or not queries.still_waits(following.cohort, now) or not cohorts.take_seat(cohort_id):
            return
        following.confirm_by = hold_until(following, now + timedelta(hours=following.cohort.hold_hours))
        move(following, LIFECYCLE, "accept", actor=HOUSE, now=now, reason=SEAT_FREE)
        tell(following, "application_promoted", now=now)


def _next_in_line(cohort_id: uuid.UUID) -> Application | None:
    """The first of the waitlist, held and read afresh."""
    first = queries.line(cohort_id).limit(1).with_for_update(of=Application)
    return db.session.scalars(first.execution_options(populate_existing=True)).first()


def offer_free_seats(cohort_id: uuid.UUID, *, now: datetime) -> int:
    """Offer the seats that are free now to the first of the waitlist; how many. Refused when none can be."""
    cohort = cohorts.hold_seats(cohort_id)
    free = cohort.free_seats
    cohorts.fill(cohort_id, free, now=now)
    if cohort.free_seats == free:
        raise Refused(_("No seat is free, or nobody waits for one. Load the page again to see which."))
    return free - cohort.free_seats


def leave(application: Application, *, actor: Actor, now: datetime) -> None:
    """Somebody who is enrolled leaves before it began for them: the seat goes to the next."""
    hold(application)
    move(application, LIFECYCLE, "leave", actor=actor, now=now)
    cohorts.free_seat(application.cohort_id, now=now)


# ---- by the clock -----------------------------------------------------------------------------------


def lapse(application: Application, *, actor: Actor, now: datetime) -> None:
    """Free a seat that was not confirmed in time. Refused while the person still has time."""
    hold(application)
    if application.confirm_by is not None and now <= application.confirm_by:
        raise Refused(_("The person still has time to confirm the seat. It can lapse once that moment has passed."))
    move(application, LIFECYCLE, "lapse", actor=actor, now=now)
    tell(application, "application_lapsed", now=now)
    cohorts.free_seat(application.cohort_id, now=now)


def lapse_by_the_clock(*, now: datetime) -> None:
    """The worker's round: every seat that was not confirmed in time goes to the next on the waitlist."""
    for application in db.session.scalars(queries.unconfirmed(now)).all():
        if _can_be_held(application) and application.stage is Stage.ACCEPTED:  # else confirmed or withdrawn meanwhile
            lapse(application, actor=HOUSE, now=now)


def expire_by_the_clock(*, now: datetime) -> None:
    """The worker's round: who waits for a seat hears it when the time for one has passed."""
    for application in db.session.scalars(queries.waiting()).all():
        if queries.still_waits(application.cohort, now):
            continue
        if _can_be_held(application) and application.stage in queries.WAITING:
            expire(application, now=now)


def _can_be_held(application: Application) -> bool:
    """Hold an application in a round over many; one that has just gone to another cohort waits for the next round."""
    try:
        hold(application)
    except Stale:
        return False
    return True


def expire(application: Application, *, now: datetime) -> None:
    """End the wait for a seat of a cohort that has none to give any more, and say so; the application is held."""
    move(application, LIFECYCLE, "expire", actor=HOUSE, now=now)
    tell(application, "application_expired", now=now)
