"""The worker: takes what waits, does it outside the transaction that queued it, and notes what came of it.

Claim, do, settle. A claim is a lease, so that a worker that dies leaves nothing behind; only the
holder of the lease settles. A job's effect and its settlement are one transaction, so it happens once.
A mail may be sent twice when a worker dies between sending and settling; its Message-ID is the same.
"""

import logging
import random
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from marketplace.db import db, transaction
from marketplace.outbox.actions import note, still_has_right, withhold
from marketplace.outbox.delivery import Letter, clock, hand_over
from marketplace.outbox.hands import LIMIT, Hands, Stopped, TimeLimit
from marketplace.outbox.models import Event, Kind, OutboxItem

Handler = Callable[..., None]
Jobs = Mapping[str, Handler]

TRIES: Final = 8
HARD = timedelta(minutes=1)  # a job that cannot be interrupted is ended with its process so long after its limit
LEASE = timedelta(minutes=10)  # longer than both: whoever holds an item still works on it
RENEWED_AFTER = LEASE / 2  # a job that may take longer has its lease renewed while its process lives
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=6)
ASKED_AGAIN_AFTER: Final = (0.2, 1, 5, 10, 20, 30, 30)  # seconds
WITHOUT_END: Final = 1_000_000

log = logging.getLogger(__name__)


class UnknownJob(LookupError):
    """Queued under a name that this version of the application does not know."""


class LeaseLost(RuntimeError):
    """Another worker has taken the item over: this one's work must leave no effect."""


@dataclass
class Tally:
    """What a round came to."""

    done: int = 0
    failed: int = 0


def drain(limit: int = WITHOUT_END, *, jobs: Jobs, hands: Hands | None = None) -> Tally:
    """Do what waits, at most `limit` items, until nothing does or the process is stopping."""
    hands, tally = hands or Hands(), Tally()
    if not _something_waits():
        return tally
    _bury()
    for _round in range(limit):
        owner = f"{hands.name}/{secrets.token_hex(6)}"
        item_id = None if hands.stopping() else _claim(owner)
        if item_id is None:
            break
        with hands.holding(owner, item_id):
            done = _attempt(item_id, owner, jobs, hands)
        tally.done += done
        tally.failed += not done
    return tally


def do_now(item_id: UUID, *, jobs: Jobs) -> bool:
    """Do one item at once, whenever its turn would be; False when it failed or is in other hands."""
    hands = Hands()
    owner = f"{hands.name}/{secrets.token_hex(6)}"
    if _claim(owner, only=item_id) is None:
        return False
    with hands.holding(owner, item_id):
        return _attempt(item_id, owner, jobs, hands)


def unsettled() -> sa.ColumnElement[bool]:
    """Neither done nor given up."""
    return sa.and_(OutboxItem.done_at.is_(None), OutboxItem.dead_at.is_(None))


def _something_waits() -> bool:
    """A look without a lock: an idle worker takes no write lock."""
    with transaction(read_only=True):
        return db.session.scalar(sa.select(OutboxItem.id).where(*_free(clock())).limit(1)) is not None


def _free(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        unsettled(),
        OutboxItem.not_before <= now,
        sa.or_(OutboxItem.leased_until.is_(None), OutboxItem.leased_until < now),
    )


def _claim(owner: str, only: UUID | None = None) -> UUID | None:
    """Take the next item for a while, or this one. One statement: two workers never hold the same lease."""
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
            .where(OutboxItem.id == (only or following), *_free(now))
            .values(leased_until=now + LEASE, lease_owner=owner, attempts=OutboxItem.attempts + 1)
            .returning(OutboxItem.id)
            .execution_options(synchronize_session=False)
        )


def _bury() -> None:
    """Give up what has used all its tries without coming back, such as a job that kills its worker."""
    now = clock()
    lost = (*_free(now), OutboxItem.attempts >= TRIES)
    with transaction(read_only=True):
        if db.session.scalar(sa.select(OutboxItem.id).where(*lost).limit(1)) is None:
            return
    with transaction():
        buried = db.session.scalars(
            sa.update(OutboxItem)
            .where(*lost)
            .values(dead_at=now, last_error="WorkerLost")
            .returning(OutboxItem.id)
            .execution_options(synchronize_session=False)
        )
        for item_id in buried.all():
            note(item_id, Event.GIVEN_UP, now=now, reason="WorkerLost")


def _attempt(item_id: UUID, owner: str, jobs: Jobs, hands: Hands) -> bool:
    with transaction(read_only=True):
        item = db.session.get_one(OutboxItem, item_id)
        kind, name, arguments, attempts = item.kind, item.name, dict(item.arguments), item.attempts
        letter, has_right = _letter(item), still_has_right(item.arguments)
    try:
        if kind is Kind.MAIL:
            _send(letter, owner) if has_right else _withhold(item_id, owner)
        else:
            handler = _handler(jobs, name)
            hands.allow(owner, limit_of(handler))
            _run(handler, arguments, item_id, owner)
    except LeaseLost:
        return False
    except Stopped:
        _return(item_id, owner)
        raise
    except Exception as error:  # noqa: BLE001 -- whatever a job or a mail server does, the worker goes on
        log.warning("%s %s failed at try %s: %s", kind.value, name, attempts, type(error).__name__)
        _put_back(item_id, owner, attempts, type(error).__name__)
        return False
    return True


def _letter(item: OutboxItem) -> Letter:
    return Letter(
        id=item.id,
        to=item.to_address,
        subject=item.subject,
        text=item.body_text,
        html=item.body_html,
        queued_at=item.created_at,
        stop_url=item.arguments.get("stop_url", "") if item.kind is Kind.MAIL else "",
        calendar=item.arguments.get("calendar", "") if item.kind is Kind.MAIL else "",
    )


def _handler(jobs: Jobs, name: str) -> Handler:
    handler = jobs.get(name)
    if handler is None:
        raise UnknownJob
    return handler


def limit_of(handler: Handler) -> timedelta:
    """How long a job may take: what its handler says (`handler.limit`), or five minutes."""
    limit: timedelta = getattr(handler, "limit", LIMIT)
    return limit


def _send(letter: Letter, owner: str) -> None:
    """Hand the mail over, then note it: a database that does not take the note is asked again."""
    hand_over(letter)
    for wait in ASKED_AGAIN_AFTER:
        try:
            with transaction():
                _settle(letter.id, owner, body_text="", body_html="", **({"arguments": {}} if letter.calendar else {}))
        except sa.exc.OperationalError:
            time.sleep(wait)
        else:
            return
    raise TimeoutError


def _withhold(item_id: UUID, owner: str) -> None:
    with transaction():
        withhold(item_id, owner, now=clock())


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
    given_up = attempts >= TRIES
    with transaction():
        put_back = db.session.scalar(
            sa.update(OutboxItem)
            .where(OutboxItem.id == item_id, OutboxItem.lease_owner == owner, unsettled())
            .values(
                leased_until=None,
                last_error=error,
                not_before=now + pause(attempts),
                dead_at=now if given_up else None,
            )
            .returning(OutboxItem.id)
            .execution_options(synchronize_session=False)
        )
        if put_back is not None:
            note(item_id, Event.GIVEN_UP if given_up else Event.FAILED, now=now, reason=error)


def give_back(hands: Hands) -> None:
    """Return the leases of what is still in hand, at the end of the process: the next worker need not wait."""
    late = hands.overdue()
    for owner, item_id in hands.held_longer_than(timedelta(0)).items():
        if owner in late:
            with transaction(read_only=True):
                attempts = db.session.get_one(OutboxItem, item_id).attempts
            _put_back(item_id, owner, attempts, TimeLimit.__name__)
        else:
            _return(item_id, owner)


def renew(hands: Hands) -> None:
    """Renew the leases of what may take longer than a lease lasts, for as long as this process lives."""
    for owner, item_id in hands.held_longer_than(RENEWED_AFTER).items():
        with transaction():
            db.session.execute(
                sa.update(OutboxItem)
                .where(OutboxItem.id == item_id, OutboxItem.lease_owner == owner, unsettled())
                .values(leased_until=clock() + LEASE)
                .execution_options(synchronize_session=False)
            )


def _return(item_id: UUID, owner: str) -> None:
    """Give a lease back as if the item had not been touched: the try does not count."""
    with transaction():
        db.session.execute(
            sa.update(OutboxItem)
            .where(OutboxItem.id == item_id, OutboxItem.lease_owner == owner, unsettled())
            .values(leased_until=None, lease_owner="", attempts=OutboxItem.attempts - 1)
            .execution_options(synchronize_session=False)
        )


def pause(attempts: int) -> timedelta:
    """How long to wait after a failed try: doubling, at most six hours, spread so that tries do not meet."""
    longest: timedelta = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 -- spreads load, keeps no secret
