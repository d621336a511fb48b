"""Somebody who wants to know when a cohort of a program opens: an address, and perhaps a question."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Identified
from marketplace.demand.programs.models import Program
from marketplace.supply.cohorts.models import Cohort


class Interest(Identified):
    """An address left for one program; it counts once a mail to it was answered, and one of each counts.

    Only the hash of that mail's link is kept. `told_of` is the cohort whose opening we wrote about; then it is over.
    """

    __tablename__ = "interests"
    program_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("programs.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    question: Mapped[str] = mapped_column(Text, default="")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    told_of_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("cohorts.id"))

    program: Mapped[Program] = relationship()
    told_of: Mapped[Cohort | None] = relationship()

    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_folded"),
        CheckConstraint("(told_at IS NULL) = (told_of_id IS NULL)", name="told_of_something"),
        CheckConstraint("told_at IS NULL OR confirmed_at IS NOT NULL", name="told_when_confirmed"),
        Index(
            "uq_interests_one",
            "program_id",
            "email",
            unique=True,
            sqlite_where=text("confirmed_at IS NOT NULL"),
            postgresql_where=text("confirmed_at IS NOT NULL"),
        ),
    )
