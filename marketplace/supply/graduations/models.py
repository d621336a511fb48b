"""What it takes to graduate, the certificate that says so, and the mark that says who is ready to be matched."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import Identified, Versioned, one_of
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import Assessment, Enrolment


class RequirementKind(StrEnum):
    """What a requirement to graduate looks at."""

    COMPETENCIES = "competencies"
    ATTENDANCE = "attendance"
    ITEM = "item"


_HOLDS = text("removed_at IS NULL AND kind <> 'item'")
_STANDS = text("taken_back_at IS NULL")
_LIVES = text("withdrawn_at IS NULL")


class GraduationRequirement(Identified):
    """One thing that everybody of a cohort has to meet. Never changed: another row takes its place.

    `level` of the taught competencies: 0 is the one that the program leads to, 1 to 4 at least that one.
    `share` of the sessions in whole percent; `words` say what staff tick by hand.
    """

    __tablename__ = "graduation_requirements"
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"), index=True)
    kind: Mapped[RequirementKind]
    level: Mapped[int | None]
    share: Mapped[int | None]
    words: Mapped[str] = mapped_column(String(200), default="")
    set_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    set_at: Mapped[datetime]
    removed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    removed_at: Mapped[datetime | None]

    cohort: Mapped[Cohort] = relationship()
    set_by: Mapped[Person] = relationship(foreign_keys=[set_by_id])
    removed_by: Mapped[Person | None] = relationship(foreign_keys=[removed_by_id])

    __table_args__ = (
        one_of("kind", RequirementKind),
        CheckConstraint("(kind = 'competencies') = (level IS NOT NULL)", name="level_of_competencies"),
        CheckConstraint("(kind = 'attendance') = (share IS NOT NULL)", name="share_of_attendance"),
        CheckConstraint("(kind = 'item') = (words <> '')", name="words_of_an_item"),
        CheckConstraint("level BETWEEN 0 AND 4", name="level_known"),
        CheckConstraint("share BETWEEN 1 AND 100", name="share_in_percent"),
        CheckConstraint("(removed_at IS NULL) = (removed_by_id IS NULL)", name="removed_by_somebody"),
        Index(
            "uq_graduation_requirements_one_of_a_kind",
            "cohort_id",
            "kind",
            unique=True,
            sqlite_where=_HOLDS,
            postgresql_where=_HOLDS,
        ),
    )


class RequirementTick(Identified):
    """Somebody of the team saw that a person meets an item; taken back, never deleted."""

    __tablename__ = "requirement_ticks"
    requirement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("graduation_requirements.id"))
    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolments.id"), index=True)
    ticked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    ticked_at: Mapped[datetime]
    taken_back_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    taken_back_at: Mapped[datetime | None]

    requirement: Mapped[GraduationRequirement] = relationship()
    enrolment: Mapped[Enrolment] = relationship()
    ticked_by: Mapped[Person] = relationship(foreign_keys=[ticked_by_id])

    __table_args__ = (
        CheckConstraint("(taken_back_at IS NULL) = (taken_back_by_id IS NULL)", name="taken_back_by_somebody"),
        Index(
            "uq_requirement_ticks_once",
            "requirement_id",
            "enrolment_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )


class NameShown(StrEnum):
    """What of a name whoever has the code of a certificate reads."""

    FULL = "full"
    INITIALS = "initials"


class RevokedFor(StrEnum):
    """Why a certificate no longer holds."""

    MISTAKE = "mistake"
    NOT_MET = "not_met"
    ASKED = "asked"


class Certificate(Versioned, Identified):
    """That somebody graduated. Nobody but the person and the team reads it until the person says what may be read.

    `shows_name` is empty for a certificate that cannot be looked up.
    """

    __tablename__ = "certificates"
    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolments.id"), unique=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    issued_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    issued_at: Mapped[datetime]
    shows_name: Mapped[NameShown | None]
    shows_competencies: Mapped[bool] = mapped_column(default=False)
    chosen_at: Mapped[datetime | None]
    revoked_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    revoked_at: Mapped[datetime | None]
    revoked_for: Mapped[RevokedFor | None]

    enrolment: Mapped[Enrolment] = relationship()
    issued_by: Mapped[Person] = relationship(foreign_keys=[issued_by_id])
    revoked_by: Mapped[Person | None] = relationship(foreign_keys=[revoked_by_id])

    __table_args__ = (
        one_of("shows_name", NameShown),
        one_of("revoked_for", RevokedFor),
        CheckConstraint("(revoked_at IS NULL) = (revoked_for IS NULL)", name="revoked_for_a_reason"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by_id IS NULL)", name="revoked_by_somebody"),
        CheckConstraint("shows_name IS NULL OR chosen_at IS NOT NULL", name="shown_since_chosen"),
    )


class NoLonger(StrEnum):
    """Why somebody is not ready any more."""

    EVIDENCE = "evidence"
    NOT_AVAILABLE = "not_available"
    ASKED = "asked"
    RENEWED = "renewed"
    OTHER = "other"


class ReadyMark(Identified):
    """That staff have vetted a graduate, on what evidence, and until when. Withdrawn, never deleted."""

    __tablename__ = "ready_marks"
    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolments.id"), index=True)
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    marked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    marked_at: Mapped[datetime]
    lapses_on: Mapped[date]
    withdrawn_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_for: Mapped[NoLonger | None]

    enrolment: Mapped[Enrolment] = relationship()
    marked_by: Mapped[Person] = relationship(foreign_keys=[marked_by_id])
    withdrawn_by: Mapped[Person | None] = relationship(foreign_keys=[withdrawn_by_id])
    evidence: Mapped[list["ReadyEvidence"]] = relationship(back_populates="mark", order_by="ReadyEvidence.id")

    __table_args__ = (
        one_of("withdrawn_for", NoLonger),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_for IS NULL)", name="withdrawn_for_a_reason"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_by_somebody"),
        Index("uq_ready_marks_one", "jobseeker_id", unique=True, sqlite_where=_LIVES, postgresql_where=_LIVES),
    )


class ReadyEvidence(Identified):
    """What a mark rests on: one assessment of one competency."""

    __tablename__ = "ready_evidence"
    mark_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ready_marks.id"), index=True)
    assessment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("assessments.id"), index=True)

    mark: Mapped[ReadyMark] = relationship(back_populates="evidence")
    assessment: Mapped[Assessment] = relationship()

    __table_args__ = (UniqueConstraint("mark_id", "assessment_id"),)
