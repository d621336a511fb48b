"""What an employer's own people say to what was heard from them, line by line, and when they were told to look."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import ChangeNote, Identified, one_of


class Reply(StrEnum):
    """What somebody at the employer says to one line."""

    RIGHT = "right"
    NOT_QUITE = "not_quite"
    DISAGREE = "disagree"


class HeardReply(Identified):
    """One person's answer to one line: a quote, a probe or a contradiction. Only appended; the newest holds.

    It names no employer: the line does, and is where it belongs after two employers were merged.
    """

    __tablename__ = "heard_replies"
    insight_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("insights.id"), index=True)
    probe_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("requirement_probes.id"), index=True)
    contradiction_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contradictions.id"), index=True)
    reply: Mapped[Reply]
    note_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("change_notes.id"))
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    note: Mapped[ChangeNote | None] = relationship()
    by: Mapped[Person] = relationship()

    __table_args__ = (
        one_of("reply", Reply),
        CheckConstraint(
            "(insight_id IS NOT NULL AND probe_id IS NULL AND contradiction_id IS NULL) OR "
            "(insight_id IS NULL AND probe_id IS NOT NULL AND contradiction_id IS NULL) OR "
            "(insight_id IS NULL AND probe_id IS NULL AND contradiction_id IS NOT NULL)",
            name="to_one_line",
        ),
        CheckConstraint("reply <> 'not_quite' OR note_id IS NOT NULL", name="corrected_in_words"),
        {"info": {"append_only": True}},
    )

    @property
    def words(self) -> str:
        """What they wrote beside it; "" without."""
        return self.note.words if self.note else ""


class HeardNotice(Identified):
    """That an employer's people were told that their page is ready to read. Only appended."""

    __tablename__ = "heard_notices"
    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("discovery_sessions.id"), index=True)
    told_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    told_at: Mapped[datetime]
    told: Mapped[int]

    told_by: Mapped[Person] = relationship()

    __table_args__ = (CheckConstraint("told > 0", name="told_somebody"), {"info": {"append_only": True}})
