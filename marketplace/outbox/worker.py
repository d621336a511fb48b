"""The worker: takes what waits, does it outside the transaction that queued it, and notes what came of it.

Claim, do, settle. A claim is a lease, so that a worker that dies leaves nothing behind; only the
holder of the lease settles. A job's effect and its settlement are one transaction, so it happens once.
A mail may be sent twice when a worker dies between sending and settling; its Message-ID is the same.
"""

import logging
import random
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from marketplace.db import db, transaction
from marketplace.outbox.delivery import Letter, clock, hand_over
from marketplace.outbox.models import Kind, OutboxItem

Handler = Callable[..., None]
Jobs = Mapping[str, Handler]

TRIES: Final = 8
LEASE: Final = timedelta(minutes=10)
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=6)
EVERY: Final = 2.0

log = logging.getLogger(__name__)


class LeaseLost(RuntimeError):
    """Another worker has taken the item over: this one's work must leave no effect."""


@dataclass
class Tally:
    """What a round came to."""

    done: int = 0
    failed: int = 0


def work(app: Flask, jobs: Jobs, stop: Event, *, every: float = EVERY) -> None:
    """Drain the outbox every few seconds until `stop` is set. A failing database is tried again."""
    while not stop.is_set():
        try:
            with app.app_context():
                drain(jobs=jobs)
        except sa.exc.SQLAlchemyError as error:
            log.warning("the outbox could not be read: %s", type(error).__name__)
        stop.wait(every)


def drain(limit: int = 100, *, jobs: Jobs) -> Tally:
    """Do what waits, at most `limit` items."""
    owner, tally = secrets.token_hex(8), Tally()
    _bury()
    for _round in range(limit):
        item_id = _claim(owner)
        if item_id is None:
            break
        if _attempt(item_id, owner, jobs):
            tally.done += 1
        else:
            tally.failed += 1
    return tally


def _free(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        OutboxItem.done_at.is_(None),
        OutboxItem.dead_at.is_(None),
        OutboxItem.not_before <= now,
        sa.or_(OutboxItem.leased_until.is_(None), OutboxItem.leased_until < now),
    )


def _claim(owner: str) -> UUID | None:
    """Take the next item for a while. One statement: two workers never hold the same lease."""
    now = clock()
    following = (
        sa.select(OutboxItem.id)
        .where(*_free(now), OutboxItem.attempts < TRIES)
        .order_by(OutboxItem.not_before, OutboxItem.created_at)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    with transaction():
        return db.session.scalar(
            sa.update(OutboxItem)
            .where(OutboxItem.id == following, *_free(now))
            .values(leased_until=now + LEASE, lease_owner=owner, attempts=OutboxItem.attempts + 1)
            .returning(OutboxItem.id)
            .execution_options(synchronize_session=False)
        )


def _bury() -> None:
    """Give up what has used all its tries without coming back, such as a job that kills its worker."""
    now = clock()
    with transaction():
        db.session.execute(
            sa.update(OutboxItem)
            .where(*_free(now), OutboxItem.attempts >= TRIES)
            .values(dead_at=now, last_error="the worker did not come back")
            .execution_options(synchronize_session=False)
        )


def _attempt(item_id: UUID, owner: str, jobs: Jobs) -> bool:
    with transaction(read_only=True):
        item = db.session.get_one(OutboxItem, item_id)
        kind, name, arguments, attempts = item.kind, item.name, dict(item.arguments), item.attempts
        letter = Letter(
            id=item.id,
            to=item.to_address,
            subject=item.subject,
            text=item.body_text,
            html=item.body_html,
            queued_at=item.created_at,
        )
    try:
        if kind is Kind.MAIL:
            _send(letter, owner)
        else:
            _run(jobs[name], arguments, item_id, owner)
    except LeaseLost:
        return False
    except Exception as error:  # noqa: BLE001 -- whatever a job or a mail server does, the worker goes on
        log.warning("%s %s failed at try %s: %s", kind.value, name, attempts, type(error).__name__)
        _put_back(item_id, owner, attempts, type(error).__name__)
        return False
    return True


def _send(letter: Letter, owner: str) -> None:
    hand_over(letter)
    with transaction():
        _settle(letter.id, owner, body_text="", body_html="")


def _run(handler: Handler, arguments: dict[str, Any], item_id: UUID, owner: str) -> None:
    """One transaction for the job's effect and its settlement.

    A handler marked `reads_first` begins as a reader and calls `end_read` before it writes.
    """
    with transaction(read_only=getattr(handler, "reads_first", False)):
        handler(now=clock(), **arguments)
        _settle(item_id, owner)


def _settle(item_id: UUID, owner: str, **values: object) -> None:
    settled = db.session.scalar(
        sa.update(OutboxItem)
        .where(OutboxItem.id == item_id, OutboxItem.lease_owner == owner, OutboxItem.done_at.is_(None))
        .values(done_at=clock(), leased_until=None, last_error="", **values)
        .returning(OutboxItem.id)
        .execution_options(synchronize_session=False)
    )
    if settled is None:
        raise LeaseLost


def _put_back(item_id: UUID, owner: str, attempts: int, error: str) -> None:
    now = clock()
    with transaction():
        db.session.execute(
            sa.update(OutboxItem)
            .where(OutboxItem.id == item_id, OutboxItem.lease_owner == owner)
            .values(
                leased_until=None,
                last_error=error,
                not_before=now + pause(attempts),
                dead_at=now if attempts >= TRIES else None,
            )
            .execution_options(synchronize_session=False)
        )


def pause(attempts: int) -> timedelta:
    """How long to wait after a failed try: doubling, at most six hours, spread so that tries do not meet."""
    longest: timedelta = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 -- spreads load, keeps no secret
