"""Discovery: the guide, the session, the answers as they were heard, and the insights coded from quotes."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import History, Identified, Versioned, one_of
from marketplace.demand.employers.models import Employer, EmployerContact


class SessionStage(StrEnum):
    """Where a discovery session stands."""

    SCHEDULED = "scheduled"
    UNDER_WAY = "under_way"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class InsightKind(StrEnum):
    """What a quote tells us."""

    GOAL = "goal"
    CHALLENGE = "challenge"
    PAIN = "pain"
    CAUSE = "cause"
    TRIED_AND_WORKED = "tried_and_worked"
    TRIED_WITHOUT_SUCCESS = "tried_without_success"
    DEFINITION_OF_SUCCESS = "definition_of_success"
    PROCESS = "process"
    NON_NEGOTIABLE = "non_negotiable"
    REQUIREMENT = "requirement"
    CONTRADICTION = "contradiction"


class InterviewGuide(Identified):
    """A version of the guide; frozen from its first use on."""

    __tablename__ = "interview_guides"
    name: Mapped[str] = mapped_column(String(200))
    edition: Mapped[int]
    introduction: Mapped[str] = mapped_column(Text, default="")
    frozen_at: Mapped[datetime | None]

    questions: Mapped[list["GuideQuestion"]] = relationship(order_by="GuideQuestion.position", back_populates="guide")

    __table_args__ = (UniqueConstraint("name", "edition"),)


class GuideQuestion(Identified):
    """One open question of a guide, with a probe to follow it up."""

    __tablename__ = "guide_questions"
    guide_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("interview_guides.id"), index=True)
    part: Mapped[int]
    position: Mapped[int]
    topic: Mapped[str] = mapped_column(String(120))
    question: Mapped[str] = mapped_column(Text)
    probe: Mapped[str] = mapped_column(Text, default="")

    guide: Mapped[InterviewGuide] = relationship(back_populates="questions")

    __table_args__ = (CheckConstraint("part IN (1, 2)", name="two_parts"), UniqueConstraint("guide_id", "position"))


class DiscoverySessionChange(History):
    """A step of a session."""

    __tablename__ = "discovery_session_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("discovery_sessions.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class DiscoverySession(Versioned, Identified):
    """One open-ended conversation with an employer."""

    __tablename__ = "discovery_sessions"
    __history__ = DiscoverySessionChange
    employer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employers.id"), index=True)
    contact_id: Mapped[uuid.UUID | None]
    guide_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("interview_guides.id"))
    interviewer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    stage: Mapped[SessionStage] = mapped_column(default=SessionStage.SCHEDULED)
    starts_at: Mapped[datetime]
    time_zone: Mapped[str] = mapped_column(String(60))
    may_quote: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    employer: Mapped[Employer] = relationship()
    contact: Mapped[EmployerContact | None] = relationship(
        primaryjoin="EmployerContact.id == foreign(DiscoverySession.contact_id)", viewonly=True
    )
    guide: Mapped[InterviewGuide] = relationship()
    interviewer: Mapped[Person] = relationship()

    __table_args__ = (
        one_of("stage", SessionStage),
        UniqueConstraint("employer_id", "id"),
        ForeignKeyConstraint(
            ["employer_id", "contact_id"],
            ["employer_contacts.employer_id", "employer_contacts.id"],
            name="fk_discovery_sessions_contact",
        ),
    )


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


class Insight(Identified):
    """A quote from an answer, and what it tells us. It stays the employer's."""

    __tablename__ = "insights"
    employer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employers.id"), index=True)
    session_id: Mapped[uuid.UUID]
    answer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("answers.id"))
    quote: Mapped[str] = mapped_column(Text)
    kind: Mapped[InsightKind]
    theme: Mapped[str] = mapped_column(String(120), default="")
    coded_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]

    answer: Mapped[Answer] = relationship()
    session: Mapped[DiscoverySession] = relationship(
        primaryjoin="DiscoverySession.id == foreign(Insight.session_id)", viewonly=True
    )

    __table_args__ = (
        one_of("kind", InsightKind),
        UniqueConstraint("employer_id", "id"),
        ForeignKeyConstraint(
            ["employer_id", "session_id"],
            ["discovery_sessions.employer_id", "discovery_sessions.id"],
            name="fk_insights_session",
        ),
    )
