"""Interviews: times offered, one picked, a panel that scores on its own, a decision, and feedback that is released."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import History, Identified, Versioned, one_of
from marketplace.demand.role_needs.models import Requirement, RoleNeed
from marketplace.hiring.matches.models import Referral

RESCHEDULES = 2  # how often each side may ask for another time, unless the employer says otherwise beforehand
DECIDE_WITHIN = 5  # days after the interview


class Stage(StrEnum):
    """Where an interview stands."""

    PROPOSED = "proposed"
    SCHEDULED = "scheduled"
    RESCHEDULE_REQUESTED = "reschedule_requested"
    HELD = "held"
    SCORED = "scored"
    CLEARED = "cleared"
    NOT_CLEARED = "not_cleared"
    CANCELLED_BY_EMPLOYER = "cancelled_by_employer"
    CANCELLED_BY_CANDIDATE = "cancelled_by_candidate"
    NO_SHOW_CANDIDATE = "no_show_candidate"
    NO_SHOW_EMPLOYER = "no_show_employer"


class Kind(StrEnum):
    """What a round is for."""

    FIRST_TALK = "first_talk"
    TECHNICAL = "technical"
    TEAM = "team"
    TRIAL = "trial"
    FINAL = "final"


class Hire(StrEnum):
    """Whether an interviewer would hire: four points, and none in the middle."""

    STRONG_NO = "strong_no"
    NO = "no"
    YES = "yes"
    STRONG_YES = "strong_yes"


_OPEN = text("stage IN ('proposed', 'scheduled', 'reschedule_requested', 'held', 'scored')")


class InterviewChange(History):
    """A step of an interview."""

    __tablename__ = "interview_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("interviews.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class Interview(Versioned, Identified):
    """One conversation about one referral, the `number`-th round. `private_notes` are the employer's alone.

    `starts_at` stays while another time is asked for, so that it can be kept; it goes when new times are offered.
    `settled_at` is when the program team had spoken with both sides about a second missed one.
    """

    __tablename__ = "interviews"
    __history__ = InterviewChange
    employer_id: Mapped[uuid.UUID] = mapped_column(index=True)
    referral_id: Mapped[uuid.UUID] = mapped_column(index=True)
    stage: Mapped[Stage] = mapped_column(default=Stage.PROPOSED)
    number: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    kind: Mapped[Kind] = mapped_column(default=Kind.FIRST_TALK, server_default=Kind.FIRST_TALK.value)
    minutes: Mapped[int]
    time_zone: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(String(300), default="")
    bring: Mapped[str] = mapped_column(Text, default="", server_default="")
    starts_at: Mapped[datetime | None]
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    reschedules_allowed: Mapped[int] = mapped_column(default=RESCHEDULES, server_default=text(str(RESCHEDULES)))
    employer_reschedules: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    candidate_reschedules: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    decide_within: Mapped[int] = mapped_column(default=DECIDE_WITHIN, server_default=text(str(DECIDE_WITHIN)))
    decide_by: Mapped[datetime | None]
    feedback_by: Mapped[datetime | None]
    scorecards_shared_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    private_notes: Mapped[str] = mapped_column(Text, default="")
    arranged_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]

    referral: Mapped[Referral] = relationship(
        foreign_keys=[referral_id], primaryjoin="Referral.id == Interview.referral_id"
    )
    slots: Mapped[list["InterviewSlot"]] = relationship(order_by="InterviewSlot.starts_at", back_populates="interview")
    panel: Mapped[list[Person]] = relationship(
        secondary="interview_panel",
        primaryjoin="Interview.id == foreign(InterviewPanel.interview_id)",
        secondaryjoin="Person.id == foreign(InterviewPanel.person_id)",
        order_by="Person.name",
        viewonly=True,
    )

    __table_args__ = (
        one_of("stage", Stage),
        one_of("kind", Kind),
        UniqueConstraint("employer_id", "id"),
        ForeignKeyConstraint(
            ["employer_id", "referral_id"], ["referrals.employer_id", "referrals.id"], name="fk_interviews_referral"
        ),
        CheckConstraint("minutes BETWEEN 10 AND 480", name="minutes_in_range"),
        CheckConstraint("number BETWEEN 1 AND 20", name="number_in_range"),
        CheckConstraint("decide_within BETWEEN 1 AND 30", name="decide_within_days"),
        CheckConstraint(
            "employer_reschedules BETWEEN 0 AND reschedules_allowed "
            "AND candidate_reschedules BETWEEN 0 AND reschedules_allowed",
            name="reschedules_allowed",
        ),
        CheckConstraint(
            "stage IN ('proposed', 'cancelled_by_employer', 'cancelled_by_candidate') OR starts_at IS NOT NULL",
            name="scheduled_at_a_moment",
        ),
        Index("uq_interviews_one_live", "referral_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )


class InterviewPanel(Identified):
    """Somebody of the employer who takes part."""

    __tablename__ = "interview_panel"
    employer_id: Mapped[uuid.UUID]
    interview_id: Mapped[uuid.UUID] = mapped_column(index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)

    __table_args__ = (
        UniqueConstraint("interview_id", "person_id"),
        ForeignKeyConstraint(
            ["employer_id", "interview_id"],
            ["interviews.employer_id", "interviews.id"],
            name="fk_interview_panel_interview",
        ),
    )


class InterviewDay(Identified):
    """Times of one role that several candidates choose from; each is somebody’s once it is picked."""

    __tablename__ = "interview_days"
    employer_id: Mapped[uuid.UUID]
    role_need_id: Mapped[uuid.UUID] = mapped_column(index=True)
    minutes: Mapped[int]
    time_zone: Mapped[str] = mapped_column(String(60))
    made_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]

    role_need: Mapped[RoleNeed] = relationship(
        foreign_keys=[role_need_id], primaryjoin="RoleNeed.id == InterviewDay.role_need_id"
    )
    slots: Mapped[list["SharedSlot"]] = relationship(
        order_by="SharedSlot.starts_at",
        primaryjoin="InterviewDay.id == foreign(SharedSlot.day_id)",
        viewonly=True,
    )

    __table_args__ = (
        UniqueConstraint("employer_id", "id"),
        ForeignKeyConstraint(
            ["employer_id", "role_need_id"],
            ["role_needs.employer_id", "role_needs.id"],
            name="fk_interview_days_role_need",
        ),
    )


class SharedSlot(Identified):
    """One time of a day, for whoever picks it first: `taken_by_id` is written by one conditional statement."""

    __tablename__ = "shared_slots"
    employer_id: Mapped[uuid.UUID]
    day_id: Mapped[uuid.UUID]
    starts_at: Mapped[datetime]
    taken_by_id: Mapped[uuid.UUID | None] = mapped_column()

    taken_by: Mapped[Interview | None] = relationship(
        foreign_keys=[taken_by_id], primaryjoin="Interview.id == SharedSlot.taken_by_id", viewonly=True
    )

    __table_args__ = (
        UniqueConstraint("day_id", "starts_at"),
        UniqueConstraint("taken_by_id"),
        ForeignKeyConstraint(
            ["employer_id", "day_id"],
            ["interview_days.employer_id", "interview_days.id"],
            name="fk_shared_slots_day",
        ),
        ForeignKeyConstraint(
            ["employer_id", "taken_by_id"],
            ["interviews.employer_id", "interviews.id"],
            name="fk_shared_slots_interview",
        ),
    )


class InterviewSlot(Identified):
    """One time that the employer offers."""

    __tablename__ = "interview_slots"
    interview_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("interviews.id"), index=True)
    starts_at: Mapped[datetime]
    shared_slot_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("shared_slots.id"), index=True)

    interview: Mapped[Interview] = relationship(back_populates="slots")
    shared: Mapped[SharedSlot | None] = relationship()

    __table_args__ = (UniqueConstraint("interview_id", "starts_at"),)


class Scorecard(Identified):
    """What one interviewer saw, handed in once. The employer’s; the program team’s only when it is shared."""

    __tablename__ = "interview_scorecards"
    employer_id: Mapped[uuid.UUID]
    interview_id: Mapped[uuid.UUID] = mapped_column(index=True)
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    hire: Mapped[Hire]
    notes: Mapped[str] = mapped_column(Text, default="")
    handed_in_at: Mapped[datetime]

    author: Mapped[Person] = relationship()
    scores: Mapped[list["Score"]] = relationship(back_populates="scorecard")

    __table_args__ = (
        one_of("hire", Hire),
        UniqueConstraint("interview_id", "author_id"),
        ForeignKeyConstraint(
            ["employer_id", "interview_id"],
            ["interviews.employer_id", "interviews.id"],
            name="fk_interview_scorecards_interview",
        ),
    )


class Score(Identified):
    """What was seen of one requirement, from 1 to 4. What was not asked has no row."""

    __tablename__ = "interview_scores"
    scorecard_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("interview_scorecards.id"))
    requirement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("requirements.id"), index=True)
    points: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="")

    scorecard: Mapped[Scorecard] = relationship(back_populates="scores")
    requirement: Mapped[Requirement] = relationship()

    __table_args__ = (
        UniqueConstraint("scorecard_id", "requirement_id"),
        CheckConstraint("points BETWEEN 1 AND 4", name="points_known"),
    )


class Feedback(Versioned, Identified):
    """What the employer tells the candidate: a draft until it is released, then fixed."""

    __tablename__ = "interview_feedback"
    employer_id: Mapped[uuid.UUID]
    interview_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    words: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[datetime]
    released_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(
            ["employer_id", "interview_id"],
            ["interviews.employer_id", "interviews.id"],
            name="fk_interview_feedback_interview",
        ),
    )


class ProblemReport(Identified):
    """What a candidate tells the program team of an interview in confidence. The employer never reads it."""

    __tablename__ = "interview_reports"
    interview_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("interviews.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    interview: Mapped[Interview] = relationship()

    __table_args__ = (CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"),)
