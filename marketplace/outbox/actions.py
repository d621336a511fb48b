"""Queue mails and jobs in the transaction that causes them, so that they exist exactly when it commits."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite

from marketplace.db import db, lock
from marketplace.errors import Refused
from marketplace.outbox import queries
from marketplace.outbox.delivery import Written, clock, link_to, nudge_after_commit, sender_address, stop_link, write
from marketplace.outbox.mails import Mail, mail_named
from marketplace.outbox.models import Event, Kind, MailText, OutboxEvent, OutboxItem, Worker
from marketplace.sides import Actor

__all__ = [
    "News",
    "Wish",
    "ask_before_mail",
    "ask_before_sending",
    "drop",
    "forget_old",
    "link_to",
    "note",
    "queue_job",
    "queue_mail",
    "queue_written",
    "retry",
    "sender_address",
    "still_has_right",
    "stop_link",
]

SUBJECT: Final = 200
KEPT_FOR: Final = timedelta(days=30)


Right = dict[str, str]


@dataclass(frozen=True)
class News:
    """What a mail is about to tell, before its words are made. `target_id` is the row that the mail is about.

    `organisation_id` is the one for which its reader is told; None where they are told for themselves.
    """

    mail: Mail
    to: str
    subject: str
    dedupe_key: str
    target_id: uuid.UUID | None
    organisation_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Wish:
    """Whether its reader wants the mail, and the link that ends mails of its topic; "" where they cannot be ended.

    `right` is what gives the reader the right to it, as ids; it is looked at again before the mail leaves.
    """

    wanted: bool = True
    stop_url: str = ""
    right: Right | None = None


Reader = Callable[[News, datetime], Wish]
Keeper = Callable[[Right], bool]
_readers: list[Reader] = []
_keepers: list[Keeper] = []


def ask_before_mail(reader: Reader) -> Reader:
    """Have a room above, where people and their wishes are known, asked before each mail, in the same transaction."""
    _readers.append(reader)
    return reader


def ask_before_sending(keeper: Keeper) -> Keeper:
    """Have a room above asked, as a mail is about to leave, whether its reader still has the right to it."""
    _keepers.append(keeper)
    return keeper


def still_has_right(arguments: Mapping[str, Any]) -> bool:
    """Whether the reader of a queued mail may still get it: what gave them the right may have ended meanwhile."""
    right = arguments.get("right")
    return right is None or all(keeper(right) for keeper in _keepers)


def queue_mail(
    *,
    to: str,
    subject: str,
    template: str,
    dedupe_key: str,
    organisation_id: uuid.UUID | None = None,
    calendar: str = "",
    **context: object,
) -> bool:
    """Queue one mail of the register; its words (templates `mail/<template>.txt` and `.html`) are fixed now.

    `calendar` is a calendar file that goes along; it is forgotten with the words.

    `organisation_id` is the one that it is about: whoever is told for it gets the mail only while they act for it.
    False when a mail with this `dedupe_key` was queued before, or when its reader does not want it.
    """
    mail = mail_named(template)
    target_id = _id_of(context.get(mail.argument))
    news = News(mail, _one_line(to), _one_line(subject)[:SUBJECT], dedupe_key, target_id, organisation_id)
    wish = next((reader(news, clock()) for reader in _readers), Wish())
    if not wish.wanted:
        return False
    own = db.session.get(MailText, template)
    written = write(template, news.subject, own, **{"stop_url": wish.stop_url} | context)
    return _queue(
        Kind.MAIL,
        name=template,
        dedupe_key=dedupe_key,
        arguments={name: value for name, value in _beside(wish, calendar) if value},
        to_address=news.to,
        subject=_one_line(written.subject)[:SUBJECT],
        body_text=written.text,
        body_html=written.html,
    )


def _beside(wish: Wish, calendar: str) -> tuple[tuple[str, Any], ...]:  # Any: text, or ids
    return (("stop_url", wish.stop_url), ("right", wish.right), ("calendar", calendar))


def queue_written(written: Written, *, to: str, template: str, dedupe_key: str) -> bool:
    """Queue a mail whose words are made already, such as a sample for an administrator. Nobody is asked before."""
    return _queue(
        Kind.MAIL,
        name=template,
        dedupe_key=dedupe_key,
        to_address=_one_line(to),
        subject=_one_line(written.subject)[:SUBJECT],
        body_text=written.text,
        body_html=written.html,
    )


def queue_job(name: str, /, *, dedupe_key: str, not_before: datetime | None = None, **ids: object) -> bool:
    """Queue one job by the name it has in `marketplace.app.JOBS`; it is handed these ids and `now`.

    With `not_before` no worker begins it earlier. False when a job with this `dedupe_key` was queued before.
    Ids travel as text.
    """
    arguments = {key: str(value) if isinstance(value, uuid.UUID) else value for key, value in ids.items()}
    later = {} if not_before is None else {"not_before": not_before}
    return _queue(Kind.JOB, name=name, dedupe_key=dedupe_key, arguments=arguments, **later)


def retry(item: OutboxItem, *, actor: Actor, now: datetime) -> None:
    """Give something that was given up a new set of tries. Refused for a mail whose words are gone."""
    _expect_given_up(item)
    if item.kind is Kind.MAIL and not item.body_text:
        raise Refused(_("The words of this mail are older than thirty days and were blanked. Drop it."))
    item.dead_at, item.attempts, item.not_before = None, 0, now
    item.leased_until, item.lease_owner = None, ""
    note(item.id, Event.TRIED_AGAIN, now=now, by=actor)
    nudge_after_commit()


def drop(item: OutboxItem, *, reason: str, actor: Actor, now: datetime) -> None:
    """Let something that was given up rest for good, with the reason; its words are blanked."""
    _expect_given_up(item)
    item.dropped_at, item.body_text, item.body_html = now, "", ""
    item.arguments = {name: value for name, value in item.arguments.items() if name != "calendar"}
    note(item.id, Event.DROPPED, now=now, reason=reason, by=actor)


NO_RIGHT: Final = "its reader no longer holds the place for which it was written"


def withhold(item_id: uuid.UUID, owner: str, *, now: datetime) -> None:
    """Let a mail rest whose reader has lost the right to it; nobody gets it, and its words are blanked."""
    held = db.session.scalar(
        sa.update(OutboxItem)
        .where(OutboxItem.id == item_id, OutboxItem.lease_owner == owner, OutboxItem.done_at.is_(None))
        .values(dead_at=now, dropped_at=now, leased_until=None, body_text="", body_html="", arguments={})
        .returning(OutboxItem.id)
        .execution_options(synchronize_session=False)
    )
    if held is not None:
        note(item_id, Event.DROPPED, now=now, reason=NO_RIGHT)


def _expect_given_up(item: OutboxItem) -> None:
    lock(item)
    if item.dead_at is None:
        raise Refused(_("This is not given up: it was sent, or it still waits. Load the page again to see which."))
    if item.dropped_at is not None:
        raise Refused(_("This was dropped. Its page says when and why."))


def note(item_id: uuid.UUID, event: Event, *, now: datetime, reason: str = "", by: Actor | None = None) -> None:
    """Append to what happened to an item."""
    db.session.add(OutboxEvent(item_id=item_id, event=event, at=now, reason=reason, by_id=by.person_id if by else None))


def forget_old(*, now: datetime) -> None:
    """Blank words of old mails that never left, forget old runs of the clock and workers that died."""
    before = now - KEPT_FOR
    old_runs = sa.select(OutboxItem.id).where(queries.by_the_clock(), OutboxItem.done_at < before)
    for statement in (
        sa.update(OutboxItem)
        .where(OutboxItem.created_at < before, OutboxItem.body_text + OutboxItem.body_html != "")
        .where(sa.or_(OutboxItem.done_at.is_not(None), OutboxItem.dead_at < before))
        .values(body_text="", body_html="", arguments={}),
        sa.delete(OutboxEvent).where(OutboxEvent.item_id.in_(old_runs)),
        sa.delete(OutboxItem).where(OutboxItem.id.in_(old_runs)),
        sa.delete(Worker).where(Worker.beat_at < before),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))


def _queue(kind: Kind, **values: object) -> bool:
    now = clock()
    row = {"id": uuid.uuid4(), "kind": kind, "arguments": {}, "created_at": now, "not_before": now} | values
    result = db.session.execute(
        _insert().values(**row).on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(OutboxItem.id)
    )
    nudge_after_commit()
    return result.first() is not None


def _insert() -> sqlite.Insert | postgresql.Insert:
    on_sqlite = db.session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(OutboxItem) if on_sqlite else postgresql.insert(OutboxItem)


def _id_of(value: object) -> uuid.UUID | None:
    return uuid.UUID(str(value)) if value else None


def _one_line(words: str) -> str:
    return " ".join(words.split())
