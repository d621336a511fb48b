"""What happened that concerns a person, and which mails they want to get of it."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Identified
from marketplace.outbox.mails import MAILS, Mail


class Notice(Identified):
    """One thing that happened, told to one person: the subject line of a mail, never its words.

    `template` is the mail's name in the register, which says where the notice leads; `target_id` the row there.
    """

    __tablename__ = "notices"
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    template: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(200))
    target_id: Mapped[uuid.UUID | None]
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_notices_person_id_created_at", "person_id", "created_at"),
        Index(
            "ix_notices_unread",
            "person_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    @property
    def mail(self) -> Mail | None:
        """The line of the register; None for a mail that is no longer written."""
        return MAILS.get(self.template)


class MailChoice(Identified):
    """Whether a person wants the mails of a topic. Without a row they do."""

    __tablename__ = "mail_choices"
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    topic: Mapped[str] = mapped_column(String(40))
    wanted: Mapped[bool]
    changed_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("person_id", "topic"),)
