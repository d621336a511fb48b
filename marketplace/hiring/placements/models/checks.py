"""Checks whether a placement lasts: planned, asked, answered; each answer and each contact stays as it was."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import History, Identified, Versioned, one_of
from marketplace.hiring.placements.models.episodes import Evidence, Placement
from marketplace.sides import Side


class CheckStage(StrEnum):
    """Where a check stands, or what it found. Nobody reached is no answer about work."""

    SCHEDULED = "scheduled"
    DUE = "due"
    ATTEMPTING = "attempting"
    EMPLOYED_SAME = "employed_same"
    EMPLOYED_OTHER = "employed_other"
    NOT_EMPLOYED_SEEKING = "not_employed_seeking"
    NOT_SEEKING = "not_seeking"
    IN_EDUCATION = "in_education"
    EXCLUDED = "excluded"
    UNREACHABLE = "unreachable"


class Found(StrEnum):
    """What an answer says: the stages that answer a check, and that an employer knows no more."""

    EMPLOYED_SAME = "employed_same"
    EMPLOYED_OTHER = "employed_other"
    NOT_EMPLOYED_SEEKING = "not_employed_seeking"
    NOT_SEEKING = "not_seeking"
    IN_EDUCATION = "in_education"
    EXCLUDED = "excluded"
    UNREACHABLE = "unreachable"
    LEFT = "left"


class ExcludedFor(StrEnum):
    """For what nobody is asked, and counted nowhere."""

    DIED = "died"
    HEALTH = "health"
    DETAINED = "detained"
    MILITARY = "military"


class ContactWay(StrEnum):
    """How somebody was asked."""

    MAIL = "mail"
    PHONE = "phone"
    MESSAGE = "message"
    IN_PERSON = "in_person"


class ContactResult(StrEnum):
    """What came of it."""

    SENT = "sent"
    REACHED = "reached"
    NO_ANSWER = "no_answer"
    LEFT_WORD = "left_word"
    WRONG_CONTACT = "wrong_contact"


class CheckpointChange(History):
    """A step of a check."""

    __tablename__ = "checkpoint_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("retention_checkpoints.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class RetentionCheckpoint(Versioned, Identified):
    """A planned look at whether the placement lasts: `day` days after the start, or in a quarter after the exit.

    A quarter belongs to the `enrolment`: a person with two placements is asked about it once. `stage`, `answered_at`,
    `evidence_level` and `excluded_for` are those of the answer that stands.
    """

    __tablename__ = "retention_checkpoints"
    __history__ = CheckpointChange
    placement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("placements.id"), index=True)
    enrolment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("enrolments.id"), index=True)
    day: Mapped[int | None]
    quarter: Mapped[int | None]
    due_on: Mapped[date] = mapped_column(index=True)
    stage: Mapped[CheckStage] = mapped_column(default=CheckStage.SCHEDULED)
    attempts: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    evidence_level: Mapped[str] = mapped_column(String(40), default="")
    excluded_for: Mapped[ExcludedFor | None]

    placement: Mapped[Placement] = relationship(back_populates="checkpoints")
    answers: Mapped[list["CheckpointAnswer"]] = relationship(
        order_by="CheckpointAnswer.seq.desc()", back_populates="checkpoint"
    )
    contacts: Mapped[list["ContactAttempt"]] = relationship(order_by="ContactAttempt.seq.desc()")

    __table_args__ = (
        one_of("stage", CheckStage),
        one_of("excluded_for", ExcludedFor),
        UniqueConstraint("placement_id", "day"),
        CheckConstraint("day IN (30, 90, 180, 365)", name="day_known"),
        CheckConstraint("quarter IN (2, 4)", name="quarter_known"),
        CheckConstraint("(day IS NULL) <> (quarter IS NULL)", name="day_or_quarter"),
        CheckConstraint("(quarter IS NULL) = (enrolment_id IS NULL)", name="quarter_of_an_enrolment"),
        CheckConstraint(
            "(stage IN ('scheduled', 'due', 'attempting')) = (answered_at IS NULL)", name="answered_at_a_moment"
        ),
        CheckConstraint("(stage = 'excluded') = (excluded_for IS NOT NULL)", name="excluded_for_a_reason"),
        CheckConstraint("stage <> 'attempting' OR attempts > 0", name="attempted_when_attempting"),
        Index("uq_retention_checkpoints_one_of_a_quarter", "enrolment_id", "quarter", unique=True),
    )


class CheckpointAnswer(Identified):
    """What somebody said when asked. Only ever appended: `stands` says whether it took the place of those before."""

    __tablename__ = "checkpoint_answers"
    checkpoint_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("retention_checkpoints.id"))
    seq: Mapped[int]
    found: Mapped[Found]
    evidence_level: Mapped[Evidence | None]
    excluded_for: Mapped[ExcludedFor | None]
    side: Mapped[Side]
    said_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    by_link: Mapped[bool] = mapped_column(default=False)
    stands: Mapped[bool]
    at: Mapped[datetime]
    note_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("change_notes.id"))

    checkpoint: Mapped[RetentionCheckpoint] = relationship(back_populates="answers")

    __table_args__ = (
        UniqueConstraint("checkpoint_id", "seq"),
        one_of("found", Found),
        one_of("evidence_level", Evidence),
        one_of("excluded_for", ExcludedFor),
        one_of("side", Side),
        CheckConstraint("(found = 'unreachable') = (evidence_level IS NULL)", name="known_somehow"),
        CheckConstraint("(found = 'excluded') = (excluded_for IS NOT NULL)", name="excluded_for_a_reason"),
        CheckConstraint("found <> 'left' OR (side <> 'jobseeker' AND NOT stands)", name="left_answers_nothing"),
        Index(
            "ix_checkpoint_answers_beside",
            "checkpoint_id",
            sqlite_where=text("NOT stands"),
            postgresql_where=text("NOT stands"),
        ),
        {"info": {"append_only": True}},
    )


class ContactAttempt(Identified):
    """One try to ask somebody: when, how, by whom (nobody: by itself), whom, and what came of it. Only appended."""

    __tablename__ = "contact_attempts"
    checkpoint_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("retention_checkpoints.id"))
    seq: Mapped[int]
    way: Mapped[ContactWay]
    result: Mapped[ContactResult]
    asked_side: Mapped[Side]
    by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    note_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("change_notes.id"))

    __table_args__ = (
        UniqueConstraint("checkpoint_id", "seq"),
        one_of("way", ContactWay),
        one_of("result", ContactResult),
        one_of("asked_side", Side),
        {"info": {"append_only": True}},
    )
