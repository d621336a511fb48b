"""Sessions of a cohort's training, who was there, and the secret address of a person's calendar."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import History, Identified, Versioned, one_of
from marketplace.demand.programs.models import Module
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import Enrolment


class TrainingStage(StrEnum):
    """Whether a session is on. It was held when it is planned and its end has passed."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class TrainingSessionChange(History):
    """A step of a session: planned, moved, cancelled."""

    __tablename__ = "training_session_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("training_sessions.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class TrainingSession(Versioned, Identified):
    """One session of a cohort, led by one of the program team. What partners give stands in `co_deliveries`.

    `version` is also the SEQUENCE of its calendar entry: it grows with each change.
    """

    __tablename__ = "training_sessions"
    __history__ = TrainingSessionChange
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"), index=True)
    module_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("modules.id"))
    stage: Mapped[TrainingStage] = mapped_column(default=TrainingStage.PLANNED)
    title: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(200), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    led_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]

    cohort: Mapped[Cohort] = relationship()
    module: Mapped[Module | None] = relationship()
    led_by: Mapped[Person | None] = relationship()

    __table_args__ = (
        one_of("stage", TrainingStage),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        Index(
            "uq_training_sessions_one_at_a_time",
            "cohort_id",
            "starts_at",
            "title",
            unique=True,
            sqlite_where=text("stage = 'planned'"),
            postgresql_where=text("stage = 'planned'"),
        ),
    )


class Mark(StrEnum):
    """What staff noted of one person at one session."""

    PRESENT = "present"
    LATE = "late"
    EXCUSED = "excused"
    ABSENT = "absent"


class Attendance(Identified):
    """One note about one person at one session. A correction is another note: the newest counts, all stay.

    One that is `taken_back` says that what stood before it, and is said in it again, was no more than a slip.
    """

    __tablename__ = "attendances"
    training_session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("training_sessions.id"))
    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolments.id"), index=True)
    seq: Mapped[int]
    mark: Mapped[Mark]
    minutes_late: Mapped[int | None]
    taken_back: Mapped[bool] = mapped_column(default=False, server_default=false())
    noted_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    training_session: Mapped[TrainingSession] = relationship()
    enrolment: Mapped[Enrolment] = relationship()
    noted_by: Mapped[Person] = relationship()

    @property
    def said(self) -> tuple[Mark, int | None] | None:
        """What it says of the person; None when it takes the note before it back."""
        return None if self.taken_back else (self.mark, self.minutes_late)

    __table_args__ = (
        one_of("mark", Mark),
        UniqueConstraint("training_session_id", "enrolment_id", "seq"),
        CheckConstraint("mark = 'late' OR minutes_late IS NULL", name="minutes_when_late"),
        CheckConstraint("minutes_late BETWEEN 1 AND 999", name="minutes_in_range"),
        {"info": {"append_only": True}},
    )


class TrainingFeed(Identified):
    """The secret address under which a person's own calendar fetches the sessions; only its hash is kept."""

    __tablename__ = "training_feeds"
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "uq_training_feeds_one_live",
            "jobseeker_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )
