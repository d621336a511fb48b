"""What waits to be done after a commit: mails and jobs, as rows written with the change that causes them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Identified, one_of


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
    last_error: Mapped[str] = mapped_column(String(300), default="")

    __table_args__ = (
        one_of("kind", Kind),
        CheckConstraint("done_at IS NULL OR dead_at IS NULL", name="done_or_dead"),
        Index(
            "ix_outbox_items_waiting",
            "not_before",
            sqlite_where=text("done_at IS NULL AND dead_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND dead_at IS NULL"),
        ),
    )
