"""Interviews: slots offered by the employer, one picked by the candidate, an outcome recorded."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import History, Identified, Versioned, one_of
from marketplace.hiring.matches.models import Referral


class Stage(StrEnum):
    """Where an interview stands."""

    PROPOSED = "proposed"
    SCHEDULED = "scheduled"
    CLEARED = "cleared"
    NOT_CLEARED = "not_cleared"
    CANCELLED_BY_EMPLOYER = "cancelled_by_employer"
    CANCELLED_BY_CANDIDATE = "cancelled_by_candidate"
    NO_SHOW_CANDIDATE = "no_show_candidate"
    NO_SHOW_EMPLOYER = "no_show_employer"


_LIVE = text("stage IN ('proposed', 'scheduled')")


class InterviewChange(History):
    """A step of an interview."""

    __tablename__ = "interview_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("interviews.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class Interview(Versioned, Identified):
    """One conversation about one referral. `private_notes` are the employer's alone."""

    __tablename__ = "interviews"
    __history__ = InterviewChange
    employer_id: Mapped[uuid.UUID] = mapped_column(index=True)
    referral_id: Mapped[uuid.UUID] = mapped_column(index=True)
    stage: Mapped[Stage] = mapped_column(default=Stage.PROPOSED)
    minutes: Mapped[int]
    time_zone: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(String(300), default="")
    starts_at: Mapped[datetime | None]
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    private_notes: Mapped[str] = mapped_column(Text, default="")
    arranged_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]

    referral: Mapped[Referral] = relationship(
        foreign_keys=[referral_id], primaryjoin="Referral.id == Interview.referral_id"
    )
    slots: Mapped[list["InterviewSlot"]] = relationship(order_by="InterviewSlot.starts_at", back_populates="interview")

    __table_args__ = (
        one_of("stage", Stage),
        UniqueConstraint("employer_id", "id"),
        ForeignKeyConstraint(
            ["employer_id", "referral_id"], ["referrals.employer_id", "referrals.id"], name="fk_interviews_referral"
        ),
        CheckConstraint("minutes BETWEEN 10 AND 480", name="minutes_in_range"),
        CheckConstraint(
            "stage NOT IN ('scheduled', 'cleared', 'not_cleared', 'no_show_candidate', 'no_show_employer') "
            "OR starts_at IS NOT NULL",
            name="scheduled_at_a_moment",
        ),
        Index("uq_interviews_one_live", "referral_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    )


class InterviewSlot(Identified):
    """One time that the employer offers."""

    __tablename__ = "interview_slots"
    interview_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("interviews.id"), index=True)
    starts_at: Mapped[datetime]

    interview: Mapped[Interview] = relationship(back_populates="slots")

    __table_args__ = (UniqueConstraint("interview_id", "starts_at"),)
