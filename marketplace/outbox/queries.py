"""What waits, what is given up, what was done last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db
from marketplace.outbox.models import Event, OutboxEvent, OutboxItem, Worker

SHOWN: Final = 50
SILENT: Final = timedelta(minutes=2)  # a worker that has not said anything for so long is not there

REASONS: Final = {
    "ConnectionRefusedError": lazy_gettext("The mail server did not take the call."),
    "ConnectionResetError": lazy_gettext("The mail server hung up."),
    "SMTPServerDisconnected": lazy_gettext("The mail server hung up."),
    "SMTPConnectError": lazy_gettext("The mail server did not take the call."),
    "SMTPRecipientsRefused": lazy_gettext("The mail server does not know this address."),
    "SMTPSenderRefused": lazy_gettext("The mail server does not take mail from our address."),
    "SMTPAuthenticationError": lazy_gettext("The mail server did not accept our name and password."),
    "SMTPDataError": lazy_gettext("The mail server did not take the words of the mail."),
    "gaierror": lazy_gettext("The mail server was not found under its name."),
    "TimeoutError": lazy_gettext("There was no answer in time."),
    "TimeLimit": lazy_gettext("It took longer than it may, so it was ended."),
    "WorkerLost": lazy_gettext("The worker never came back from it."),
    "UnknownJob": lazy_gettext("This version of the site knows no job of that name."),
}
EVENTS: Final = {
    Event.FAILED: lazy_gettext("A try failed"),
    Event.GIVEN_UP: lazy_gettext("Given up"),
    Event.TRIED_AGAIN: lazy_gettext("Tried again"),
    Event.DROPPED: lazy_gettext("Dropped"),
}


@dataclass(frozen=True)
class Counts:
    """How many mails and jobs wait, were given up, were dropped, and are done."""

    waiting: int
    dead: int
    dropped: int
    done: int


@dataclass(frozen=True)
class WorkerNow:
    """A worker as an administrator sees it: whether it is there, and what it holds."""

    name: str
    started_at: datetime
    beat_at: datetime
    alive: bool
    holds: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """What came of a clock task: its last run, and whether one waits or was given up."""

    last_done_at: datetime | None
    waits: bool
    given_up: int


def waiting() -> sa.Select[OutboxItem]:
    """Neither done nor given up, next first."""
    return (
        sa.select(OutboxItem)
        .where(OutboxItem.done_at.is_(None), OutboxItem.dead_at.is_(None))
        .order_by(OutboxItem.not_before, OutboxItem.created_at, OutboxItem.id)
    )


def given_up() -> sa.Select[OutboxItem]:
    """Everything that was ever given up and not tried again with success, dropped or not; newest first."""
    return (
        sa.select(OutboxItem).where(OutboxItem.dead_at.is_not(None)).order_by(OutboxItem.dead_at.desc(), OutboxItem.id)
    )


def dead() -> sa.Select[OutboxItem]:
    """Given up after too many tries and waiting for somebody to decide, newest first."""
    return given_up().where(OutboxItem.dropped_at.is_(None))


def dropped() -> sa.Select[OutboxItem]:
    """Given up and let rest by an administrator."""
    return given_up().where(OutboxItem.dropped_at.is_not(None))


def done() -> sa.Select[OutboxItem]:
    """Sent or carried out, newest first."""
    return (
        sa.select(OutboxItem).where(OutboxItem.done_at.is_not(None)).order_by(OutboxItem.done_at.desc(), OutboxItem.id)
    )


def first(rows: sa.Select[OutboxItem]) -> list[OutboxItem]:
    """The first rows of one of the lists above."""
    return list(db.session.scalars(rows.limit(SHOWN)))


def counts() -> Counts:
    """All counts in one statement."""
    done, dead_, dropped_, total = db.session.execute(
        sa.select(
            sa.func.count(OutboxItem.done_at),
            sa.func.count(OutboxItem.dead_at),
            sa.func.count(OutboxItem.dropped_at),
            sa.func.count(OutboxItem.id),
        )
    ).one()
    return Counts(waiting=total - done - dead_, dead=dead_ - dropped_, dropped=dropped_, done=done)


def events_of(item_id: UUID) -> list[OutboxEvent]:
    """What happened to an item, newest first."""
    return list(
        db.session.scalars(
            sa.select(OutboxEvent)
            .where(OutboxEvent.item_id == item_id)
            .order_by(OutboxEvent.at.desc(), OutboxEvent.id)
            .limit(SHOWN)
        )
    )


def reasons_of_dropping(items: Iterable[OutboxItem]) -> dict[UUID, str]:
    """Item → why it was dropped."""
    ids = [item.id for item in items]
    rows = db.session.execute(
        sa.select(OutboxEvent.item_id, OutboxEvent.reason).where(
            OutboxEvent.item_id.in_(ids), OutboxEvent.event == Event.DROPPED
        )
    ).all()
    return {row.item_id: row.reason for row in rows}


def why(error: str) -> str:
    """The kind of an error in words."""
    if not error:
        return _("Unknown")
    return str(REASONS.get(error) or _("Something that nobody foresaw: %(kind)s", kind=error))


def story(events: Iterable[OutboxEvent]) -> list[tuple[datetime, str, str]]:
    """When, what and why, for the page of one item; an error is put into words, a person's reason is not changed."""
    return [
        (
            event.at,
            str(EVENTS[event.event]),
            event.reason if event.by_id else why(event.reason),
        )
        for event in events
    ]


def workers(now: datetime) -> list[WorkerNow]:
    """The workers that run or died, with what they hold; the last to say something first."""
    rows = db.session.scalars(sa.select(Worker).order_by(Worker.beat_at.desc()).limit(SHOWN)).all()
    leased = db.session.execute(
        sa.select(OutboxItem.lease_owner, OutboxItem.name)
        .where(OutboxItem.leased_until > now, OutboxItem.done_at.is_(None))
        .limit(SHOWN)
    ).all()
    return [
        WorkerNow(
            name=row.name,
            started_at=row.started_at,
            beat_at=row.beat_at,
            alive=row.beat_at > now - SILENT,
            holds=tuple(sorted(name for owner, name in leased if owner.startswith(f"{row.name}/"))),
        )
        for row in rows
    ]


def last_beat() -> datetime | None:
    """When a worker last said that it is there; None when none ever did, or all ended well."""
    return db.session.scalar(sa.select(sa.func.max(Worker.beat_at)))


def waits_since() -> datetime | None:
    """Since when the oldest thing is due that nobody has begun; None when nothing is."""
    return db.session.scalar(
        sa.select(sa.func.min(OutboxItem.not_before)).where(
            OutboxItem.done_at.is_(None), OutboxItem.dead_at.is_(None), OutboxItem.leased_until.is_(None)
        )
    )


def by_the_clock() -> sa.ColumnElement[bool]:
    """Queued by the clock rather than by somebody."""
    return OutboxItem.dedupe_key.startswith("clock:", autoescape=True)


def runs(names: Iterable[str]) -> dict[str, Run]:
    """Clock task → what came of it."""
    rows = db.session.execute(
        sa.select(
            OutboxItem.name,
            sa.func.max(OutboxItem.done_at),
            sa.func.count() - sa.func.count(OutboxItem.done_at) - sa.func.count(OutboxItem.dead_at),
            sa.func.count(OutboxItem.dead_at) - sa.func.count(OutboxItem.dropped_at),
        )
        .where(by_the_clock())
        .group_by(OutboxItem.name)
    ).all()
    found = {name: Run(done_at, waits > 0, dead_) for name, done_at, waits, dead_ in rows}
    return {name: found.get(name, Run(None, waits=False, given_up=0)) for name in names}
