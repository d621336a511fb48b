"""An application of a jobseeker to a cohort."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import History, Identified, Versioned, one_of
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.jobseekers.models import Jobseeker


class Stage(StrEnum):
    """Where an application stands; the person sees coarser words (lifecycle.py)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCREENING = "screening"
    MORE_INFO = "more_info"
    IN_REVIEW = "in_review"
    DECISION_PENDING = "decision_pending"
    WAITLISTED = "waitlisted"
    DEFERRED = "deferred"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    ENROLLED = "enrolled"
    NOT_SELECTED = "not_selected"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    INELIGIBLE = "ineligible"


ENDED = frozenset({Stage.NOT_SELECTED, Stage.LAPSED, Stage.WITHDRAWN, Stage.EXPIRED, Stage.INELIGIBLE})
_LIVE = text("stage NOT IN ('not_selected', 'lapsed', 'withdrawn', 'expired', 'ineligible')")


class ApplicationChange(History):
    """A step of an application."""

    __tablename__ = "application_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class Application(Versioned, Identified):
    """One person's application to one cohort; at most one live at a time. A seat is held from accepted on."""

    __tablename__ = "applications"
    __history__ = ApplicationChange
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"))
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    motivation: Mapped[str] = mapped_column(Text, default="")
    #: The version of the cohort's questions that was answered; none before it was sent, or when there were none.
    form_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("application_forms.id"))
    stage: Mapped[Stage] = mapped_column(default=Stage.DRAFT)
    submitted_at: Mapped[datetime | None]
    confirm_by: Mapped[datetime | None]
    #: The order of the waitlist; it counts while the stage is waitlisted, and need not begin with 1.
    waitlist_rank: Mapped[int | None]
    created_at: Mapped[datetime]

    cohort: Mapped[Cohort] = relationship()
    jobseeker: Mapped[Jobseeker] = relationship()

    __table_args__ = (
        one_of("stage", Stage),
        Index(
            "uq_applications_one_live",
            "jobseeker_id",
            "cohort_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index("ix_applications_cohort_id_stage", "cohort_id", "stage"),
        UniqueConstraint("jobseeker_id", "cohort_id", "id"),
        CheckConstraint(
            "stage IN ('draft', 'withdrawn', 'expired') OR submitted_at IS NOT NULL", name="submitted_when_sent"
        ),
        CheckConstraint("stage <> 'accepted' OR confirm_by IS NOT NULL", name="accepted_until_a_moment"),
    )
