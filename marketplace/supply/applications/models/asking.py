"""What staff ask of a person who has applied, and the answer."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import Identified
from marketplace.supply.applications.models.applications import Application
from marketplace.supply.documents.models import Document

_OPEN = text("closed_at IS NULL")


class InformationRequest(Identified):
    """Staff ask for something by the end of a day in the cohort's zone; closed by an answer or by going on without.

    An application that is withdrawn meanwhile leaves its question open: it counts while the stage waits for it.
    """

    __tablename__ = "information_requests"
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("documents.id"))
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()
    asked_by: Mapped[Person] = relationship()
    document: Mapped[Document | None] = relationship()

    __table_args__ = (
        CheckConstraint("words <> ''", name="asks_something"),
        CheckConstraint("answered_at IS NULL OR closed_at IS NOT NULL", name="closed_when_answered"),
        CheckConstraint("answered_at IS NULL OR answer <> '' OR document_id IS NOT NULL", name="answers_something"),
        Index(
            "uq_information_requests_one_open",
            "application_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )
