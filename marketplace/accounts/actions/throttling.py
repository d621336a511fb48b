"""Tries are counted before anything is looked at, in a table that all workers share."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import sqlalchemy as sa
from flask_babel import ngettext
from sqlalchemy.dialects import postgresql, sqlite

from marketplace.accounts.models import AddressChange, Attempt, KnownDevice
from marketplace.db import Base, db
from marketplace.errors import TooMany
from marketplace.limits import SLOWED, limit
from marketplace.sealing import keyed_hash

MINUTE: Final = 60
DEVICES_LIVE: Final = timedelta(days=180)
LINKS_KEPT: Final = timedelta(days=30)


class Try(NamedTuple):
    """One try of something that has a limit, by somebody: an address, a place, a person.

    What everybody together may try is named for the neighbourhood: it is slowed down, never shut out.
    """

    name: str
    whose: str = ""


def count_tries(tries: Iterable[Try], *, now: datetime, times: int = 1) -> int:
    """Count these tries; the seconds until they may be made, 0 when they may be made now.

    For a transaction of its own, so that a refused try stays counted. Each counter is one statement, and they
    are taken in one order: two at a time neither miss each other nor wait for each other in a circle.
    """
    waits = [_wait(key, one, now=now, times=times) for key, one in sorted((_key(one), one) for one in tries)]
    return max(waits, default=0)


def _key(one: Try) -> str:
    return keyed_hash(one.name, "" if one.name in SLOWED else one.whose)


def _wait(key: str, one: Try, *, now: datetime, times: int) -> int:
    """The seconds that one counter says; of everybody's counter, those of the neighbourhood once it is used up."""
    seconds = _count(key, one.name, now=now, times=times)
    slowed = SLOWED.get(one.name) if seconds else None
    return seconds if slowed is None else _count(keyed_hash(slowed, one.whose), slowed, now=now, times=times)


def require_room(*tries: Try, now: datetime) -> None:
    """Count tries within the transaction of what they try; Refused (429) and uncounted when it is too often."""
    refuse_for(count_tries(tries, now=now))


def refuse_for(seconds: int) -> None:
    """Refuse with the sentence that says when to try again; do nothing when there is nothing to wait for."""
    if seconds:
        minutes = -(-seconds // MINUTE)
        raise TooMany(
            ngettext("Try again in %(num)s minute.", "Try again in %(num)s minutes.", minutes), seconds=seconds
        )


def forget_tries(*tries: Try) -> None:
    """Begin these counters anew: what they guard was proven."""
    keys = [_key(one) for one in tries]
    db.session.execute(sa.delete(Attempt).where(Attempt.key.in_(keys)).execution_options(synchronize_session=False))


def _count(key: str, name: str, *, now: datetime, times: int) -> int:
    """One statement: a counter whose time is over begins again."""
    known = limit(name)
    over = Attempt.ends_at <= now
    counted, ends_at = db.session.execute(
        insert(Attempt)
        .values(key=key, times=times, ends_at=now + known.within)
        .on_conflict_do_update(
            index_elements=["key"],
            set_={
                "times": sa.case(
                    (over, times), (Attempt.times > known.most, Attempt.times), else_=Attempt.times + times
                ),
                "ends_at": sa.case((over, sa.literal(now + known.within, Attempt.ends_at.type)), else_=Attempt.ends_at),
            },
        )
        .returning(Attempt.times, Attempt.ends_at)
        .execution_options(populate_existing=True)
    ).one()
    return 0 if counted <= known.most else max(1, round((ends_at - now).total_seconds()))


def insert(table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that may say what to do when the row is there already, on either engine."""
    on_sqlite = db.session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(table) if on_sqlite else postgresql.insert(table)


def forget_old_attempts(*, now: datetime) -> None:
    """Remove counters whose time is over, browsers not used for half a year, links to new addresses long ended.

    For the clock, once an hour. Running it twice changes nothing.
    """
    for kind, old in (
        (Attempt, Attempt.ends_at <= now),
        (KnownDevice, KnownDevice.last_used_at <= now - DEVICES_LIVE),
        (AddressChange, AddressChange.expires_at <= now - LINKS_KEPT),
    ):
        db.session.execute(sa.delete(kind).where(old).execution_options(synchronize_session=False))
