"""Queue mails and jobs in the transaction that causes them, so that they exist exactly when it commits."""

import uuid
from datetime import datetime
from typing import Final

from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.outbox.delivery import clock, link_to, render
from marketplace.outbox.models import Kind, OutboxItem

__all__ = ["link_to", "queue_job", "queue_mail", "try_again"]

SUBJECT: Final = 200


def queue_mail(*, to: str, subject: str, template: str, dedupe_key: str, **context: object) -> bool:
    """Queue one mail; its words (templates `mail/<template>.txt` and `.html`) are fixed now.

    False when a mail with this `dedupe_key` was queued before: it is not queued again.
    """
    text, html = render(template, **context)
    return _queue(
        Kind.MAIL,
        name=template,
        dedupe_key=dedupe_key,
        to_address=_one_line(to),
        subject=_one_line(subject)[:SUBJECT],
        body_text=text,
        body_html=html,
    )


def queue_job(name: str, *, dedupe_key: str, **ids: object) -> bool:
    """Queue one job by the name it has in `marketplace.app.JOBS`; it is handed these ids and `now`.

    False when a job with this `dedupe_key` was queued before. Ids travel as text.
    """
    arguments = {key: str(value) if isinstance(value, uuid.UUID) else value for key, value in ids.items()}
    return _queue(Kind.JOB, name=name, dedupe_key=dedupe_key, arguments=arguments)


def try_again(item: OutboxItem, *, now: datetime) -> None:
    """Give something that was given up a new set of tries."""
    if item.dead_at is None:
        raise Refused(_("This is not given up: it was sent, or it still waits. Load the page again to see which."))
    item.dead_at, item.attempts, item.not_before = None, 0, now
    item.leased_until, item.lease_owner = None, ""


def _queue(kind: Kind, **values: object) -> bool:
    now = clock()
    row = {"id": uuid.uuid4(), "kind": kind, "arguments": {}, "created_at": now, "not_before": now} | values
    result = db.session.execute(
        _insert().values(**row).on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(OutboxItem.id)
    )
    return result.first() is not None


def _insert() -> sqlite.Insert | postgresql.Insert:
    on_sqlite = db.session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(OutboxItem) if on_sqlite else postgresql.insert(OutboxItem)


def _one_line(words: str) -> str:
    return " ".join(words.split())
