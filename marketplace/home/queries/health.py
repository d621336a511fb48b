"""Whether this installation can do its work: what /readyz answers, and the queue in figures."""

import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic.script import ScriptDirectory

from marketplace.db import db
from marketplace.errors import NO_ROOM, NO_ROOM_SECONDS
from marketplace.outbox import queries as outbox

LONGEST_WAIT: Final = timedelta(minutes=15)  # of something due in the outbox that nobody has begun
LONGEST_SILENCE: Final = timedelta(minutes=5)  # of all workers
MEGABYTE: Final = 1024 * 1024


def faults(*, now: datetime, folder: str, megabytes: int, migrations: str) -> list[str]:
    """The names of the checks that fail: database, schema, disk, outbox, jobs. Empty when all is well.

    `megabytes` must be free where the data lies; `migrations` is the folder that tells the newest schema.
    """
    room = _has_room(folder, megabytes) and not _was_refused(folder, now)
    return [*_of_the_database(now, migrations), *([] if room else ["disk"])]


def _of_the_database(now: datetime, migrations: str) -> list[str]:
    try:
        db.session.execute(sa.select(1))
    except sa.exc.SQLAlchemyError:
        db.session.rollback()
        return ["database"]
    if schema() != newest(migrations):
        return ["schema"]
    return _of_the_queue(now)


def _of_the_queue(now: datetime) -> list[str]:
    due, beat = outbox.waits_since(), outbox.last_beat()
    checks = {
        "outbox": due is not None and now - due > LONGEST_WAIT,
        "jobs": beat is None or now - beat > LONGEST_SILENCE,
    }
    return [name for name, bad in checks.items() if bad]


def schema() -> str | None:
    """The migration that the database stands at; None before the first."""
    try:
        stands: str | None = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    except sa.exc.SQLAlchemyError:
        db.session.rollback()
        return None
    return stands


@cache
def newest(migrations: str) -> str | None:
    """The newest migration of this code."""
    head: str | None = ScriptDirectory(migrations).get_current_head()
    return head


@cache
def known(migrations: str) -> frozenset[str]:
    """Every migration that this code has."""
    return frozenset(script.revision for script in ScriptDirectory(migrations).walk_revisions())


def _has_room(folder: str, megabytes: int) -> bool:
    database = db.session.get_bind().engine.url.database or ""
    places = {Path(folder)} | (
        {Path(database).parent} if db.session.get_bind().dialect.name == "sqlite" and database else set()
    )
    return all(shutil.disk_usage(place).free >= megabytes * MEGABYTE for place in places if place.is_dir())


def _was_refused(folder: str, now: datetime) -> bool:
    """Whether a write found no room a moment ago: the database's disk may be one that cannot be seen from here."""
    sign = Path(folder, NO_ROOM)
    return sign.exists() and now.timestamp() - sign.stat().st_mtime < NO_ROOM_SECONDS


def figures(now: datetime) -> Iterable[tuple[str, str, float]]:
    """The queue for /metrics: name, what it says, value. Nothing about anybody's mail."""
    counts, due, beat = outbox.counts(), outbox.waits_since(), outbox.last_beat()
    return (
        ("guildhall_outbox_waiting", "Mails and jobs that wait.", counts.waiting),
        ("guildhall_outbox_dead", "Mails and jobs that were given up and wait for a decision.", counts.dead),
        ("guildhall_outbox_oldest_seconds", "For how long the oldest due one waits.", _seconds(now, due)),
        (
            "guildhall_worker_silence_seconds",
            "How long workers are silent; -1: none runs.",
            _seconds(now, beat, -1),
        ),
    )


def _seconds(now: datetime, since: datetime | None, nothing: float = 0) -> float:
    return nothing if since is None else max(0.0, (now - since).total_seconds())
