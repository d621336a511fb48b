"""What waits to be done after a commit: mails and jobs, as rows written with the change that causes them."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, Identified, Versioned, one_of


class Kind(StrEnum):
    """A mail to one address, or a job by its registered name."""

    MAIL = "mail"
    JOB = "job"


class OutboxItem(Identified):
    """One mail or job; settled by the worker that holds its lease. A sent mail keeps no body."""

    __tablename__ = "outbox_items"
    kind: Mapped[Kind]
    name: Mapped[str] = mapped_column(String(80))
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    to_address: Mapped[str] = mapped_column(String(254), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    body_text: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    lease_owner: Mapped[str] = mapped_column(String(60), default="")
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(String(300), default="")

    __table_args__ = (
        one_of("kind", Kind),
        CheckConstraint("done_at IS NULL OR dead_at IS NULL", name="done_or_dead"),
        CheckConstraint("dropped_at IS NULL OR dead_at IS NOT NULL", name="dropped_when_dead"),
        Index(
            "ix_outbox_items_waiting",
            "not_before",
            sqlite_where=text("done_at IS NULL AND dead_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND dead_at IS NULL"),
        ),
    )


class Event(StrEnum):
    """What can happen to an item beside being done."""

    FAILED = "failed"
    GIVEN_UP = "given_up"
    TRIED_AGAIN = "tried_again"
    DROPPED = "dropped"


class OutboxEvent(Identified):
    """One failed try, or what an administrator did about an item that was given up. Never changed.

    `reason` is the kind of error or the administrator's words; `by_id` is no foreign key, since people are a
    higher room.
    """

    __tablename__ = "outbox_events"
    item_id: Mapped[UUID] = mapped_column(ForeignKey("outbox_items.id"), index=True)
    event: Mapped[Event]
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(300), default="")
    by_id: Mapped[UUID | None]

    __table_args__ = (one_of("event", Event),)


class Worker(Identified):
    """A worker process that is running, or that died: one that ends well takes its row away."""

    __tablename__ = "workers"
    name: Mapped[str] = mapped_column(String(40), unique=True)
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]


class MailText(Versioned, Base):
    """The administrator's words for one mail, instead of ours: its subject and its paragraphs."""

    __tablename__ = "mail_texts"
    template: Mapped[str] = mapped_column(String(80), primary_key=True)
    subject: Mapped[str] = mapped_column(String(200))
    paragraphs: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
