"""What was heard: the answers as they stand, every text they were, what was marked in them, and time per topic."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import Base, Identified, Versioned, one_of
from marketplace.demand.discovery.models.guides import GuideQuestion
from marketplace.demand.discovery.models.sessions import DiscoverySession


class Answer(Versioned, Identified):
    """What was heard to one question, in the employer's words."""

    __tablename__ = "answers"
    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("discovery_sessions.id"), index=True)
    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("guide_questions.id"))
    words: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[datetime]

    session: Mapped[DiscoverySession] = relationship()
    question: Mapped[GuideQuestion] = relationship()

    __table_args__ = (UniqueConstraint("session_id", "question_id"),)


class Aside(StrEnum):
    """Why a text was laid beside the answer instead of becoming it."""

    MEANWHILE = "meanwhile"  # somebody else had written since this one's page was read
    QUOTED = "quoted"  # a quote would no longer be in the answer
    NOT_OPEN = "not_open"  # the session was not under way any more


class AnswerRevision(Identified):
    """One text that arrived for an answer: it became a version of it, or lies aside until somebody merges it.

    `tab` is the page it was typed in and `turn` counts what that page sent, so that a page never stands in its own
    way and what it sent earlier never replaces what it sent later. `settles_id` is the text aside that this takes up.
    """

    __tablename__ = "answer_revisions"
    answer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("answers.id"))
    seq: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[datetime]
    tab: Mapped[str] = mapped_column(String(36))
    turn: Mapped[int] = mapped_column(default=0)
    became_version: Mapped[int | None]
    aside: Mapped[Aside | None]
    settles_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("answer_revisions.id"))

    answer: Mapped[Answer] = relationship()
    written_by: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("answer_id", "seq"),
        one_of("aside", Aside),
        CheckConstraint("(aside IS NULL) = (became_version IS NOT NULL)", name="kept_one_way"),
        {"info": {"append_only": True}},
    )


class QuoteMark(Identified):
    """Words that were marked while they were said; what they tell is chosen later, and then it is an insight."""

    __tablename__ = "quote_marks"
    employer_id: Mapped[uuid.UUID]
    session_id: Mapped[uuid.UUID] = mapped_column(index=True)
    answer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("answers.id"))
    words: Mapped[str] = mapped_column(Text)
    marked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    marked_at: Mapped[datetime]

    answer: Mapped[Answer] = relationship()

    __table_args__ = (
        ForeignKeyConstraint(
            ["employer_id", "session_id"],
            ["discovery_sessions.employer_id", "discovery_sessions.id"],
            name="fk_quote_marks_session",
        ),
    )


class TopicTime(Base):
    """How many seconds of a sitting went into one question."""

    __tablename__ = "topic_times"
    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("discovery_sessions.id"), primary_key=True)
    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("guide_questions.id"), primary_key=True)
    sitting: Mapped[int] = mapped_column(primary_key=True)
    seconds: Mapped[int] = mapped_column(default=0)

    __table_args__ = (CheckConstraint("seconds >= 0", name="never_backwards"),)
