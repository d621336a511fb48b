"""What stands apart from everything else: equity answers that only their person reads, and whom we forgot."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, Identified


class EquityAnswer(Base):
    """What a person says of themselves for equity, sealed: nobody but they reads it, and only totals leave it."""

    __tablename__ = "equity_answers"
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime]


class EquityTotal(Identified):
    """Totals as they were told on a day: what cannot point at anybody, even beside those told before."""

    __tablename__ = "equity_totals"
    at: Mapped[datetime]
    totals: Mapped[dict[str, Any]] = mapped_column(JSON)  # Any: question → answer → people

    __table_args__ = ({"info": {"append_only": True}},)


class EquityStepTotal(Identified):
    """The answers of some people to one question, by the furthest step each came to: what points at nobody.

    `numbers` has a row for each answer and for who said nothing; in it a number for each step, and their sum. None is
    what is kept back: it was never written down. Nobody stands in two tables of one question.
    """

    __tablename__ = "equity_step_totals"
    question: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    numbers: Mapped[list[list[int | None]]] = mapped_column(JSON)

    __table_args__ = ({"info": {"append_only": True}},)


class Erasure(Identified):
    """Somebody asked to be forgotten. `person_hash` finds them again in an older backup, and names nobody."""

    __tablename__ = "erasures"
    person_hash: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime]

    __table_args__ = ({"info": {"append_only": True}},)
