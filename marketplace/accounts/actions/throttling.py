"""Tries are counted before anything is looked at, in a table that all workers share."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import sqlalchemy as sa
from flask_babel import ngettext
from sqlalchemy.dialects import postgresql, sqlite

from marketplace.accounts.models import AddressChange, Attempt, KnownDevice
from marketplace.db import db
from marketplace.errors import TooMany
from marketplace.limits import limit
from marketplace.sealing import keyed_hash

MINUTE: Final = 60
DEVICES_LIVE: Final = timedelta(days=180)
LINKS_KEPT: Final = timedelta(days=30)


class Try(NamedTuple):
    """One try of something that has a limit, by somebody: an address, a place, a person, or all together."""

    name: str
    whose: str = ""


def count_tries(tries: Iterable[Try], *, now: datetime) -> int:
    """Count these tries; the seconds until they may be made, 0 when they may be made now.

    For a transaction of its own, so that a refused try stays counted. Each counter is one statement, and they
    are taken in one order: two at a time neither miss each other nor wait for each other in a circle.
    """
    waits = [_count(key, one.name, now=now) for key, one in sorted((keyed_hash(*one), one) for one in tries)]
    return max(waits, default=0)


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
    keys = [keyed_hash(*one) for one in tries]
    db.session.execute(sa.delete(Attempt).where(Attempt.key.in_(keys)).execution_options(synchronize_session=False))


def _count(key: str, name: str, *, now: datetime) -> int:
    """One statement: a counter whose time is over begins again at one."""
    known = limit(name)
    over = Attempt.ends_at <= now
    times, ends_at = db.session.execute(
        _insert()
        .values(key=key, times=1, ends_at=now + known.within)
        .on_conflict_do_update(
            index_elements=["key"],
            set_={
                "times": sa.case((over, 1), (Attempt.times > known.most, Attempt.times), else_=Attempt.times + 1),
                "ends_at": sa.case((over, sa.literal(now + known.within, Attempt.ends_at.type)), else_=Attempt.ends_at),
            },
        )
        .returning(Attempt.times, Attempt.ends_at)
        .execution_options(populate_existing=True)
    ).one()
    return 0 if times <= known.most else max(1, round((ends_at - now).total_seconds()))


def _insert() -> sqlite.Insert | postgresql.Insert:
    on_sqlite = db.session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(Attempt) if on_sqlite else postgresql.insert(Attempt)


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
