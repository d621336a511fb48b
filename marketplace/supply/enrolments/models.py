"""An enrolment: a seat taken, levels assessed, a graduation."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.competencies.models import Competency
from marketplace.db import History, Identified, Versioned, one_of
from marketplace.demand.programs.models import Module
from marketplace.demand.role_needs.models import WagePeriod
from marketplace.supply.applications.models import Application
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.jobseekers.models import EvidenceItem, Jobseeker


class Stage(StrEnum):
    """Where an enrolment stands."""

    ENROLLED = "enrolled"
    ACTIVE = "active"
    PAUSED = "paused"
    GRADUATED_ON_TIME = "graduated_on_time"
    GRADUATED_LATE = "graduated_late"
    WITHDREW = "withdrew"
    DISMISSED = "dismissed"
    NOT_COMPLETING = "not_completing"
    TRANSFERRED = "transferred"


GRADUATED = frozenset({Stage.GRADUATED_ON_TIME, Stage.GRADUATED_LATE})
LEFT = frozenset({Stage.WITHDREW, Stage.DISMISSED, Stage.NOT_COMPLETING})
#: Whoever is at one of these may be enrolled in the same cohort once more.
GONE = LEFT | {Stage.TRANSFERRED}
RUNNING = frozenset({Stage.ENROLLED, Stage.ACTIVE, Stage.PAUSED})
_LIVE = text("stage NOT IN ('withdrew', 'dismissed', 'not_completing', 'transferred')")
_NOT_PASSED_ON = text("stage <> 'transferred'")


class Reason(StrEnum):
    """Why an enrolment was paused, moved or ended. Which of them goes with which move: `queries.REASONS`."""

    HEALTH = "health"
    CARE = "care"
    MONEY = "money"
    WORK = "work"
    MOVED_AWAY = "moved_away"
    DATES = "dates"
    NOT_FOR_ME = "not_for_me"
    ABSENCE = "absence"
    CONDUCT = "conduct"
    NO_CONTACT = "no_contact"
    REQUIREMENTS = "requirements"
    DIED = "died"
    DETAINED = "detained"
    MILITARY = "military"
    OTHER = "other"
    NOT_SAID = "not_said"


#: Whoever had to end for one of these is not counted among those who started.
NOT_COUNTED = frozenset({Reason.DIED, Reason.DETAINED, Reason.MILITARY})


class Intent(StrEnum):
    """What the person wants from the program, asked once around the census day and never altered afterwards."""

    NEW_JOB = "new_job"
    STAY_WITH_EMPLOYER = "stay_with_employer"
    SELF_ENRICHMENT = "self_enrichment"
    FURTHER_EDUCATION = "further_education"


class EnrolmentChange(History):
    """A step of an enrolment."""

    __tablename__ = "enrolment_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolments.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


def _same_cohort(context: Any) -> uuid.UUID:  # Any: SQLAlchemy's execution context, which has no public type
    found: uuid.UUID = context.get_current_parameters()["cohort_id"]
    return found


class Enrolment(Versioned, Identified):
    """One person in one cohort.

    Whoever goes on in another cohort has a row in each: the older one is `transferred`, the newer one keeps the
    application and `first_cohort_id`, the cohort of the start, in which the person is counted whatever comes later.
    `intent` is empty until the person has answered, and stays so for whoever never does.
    """

    __tablename__ = "enrolments"
    __history__ = EnrolmentChange
    application_id: Mapped[uuid.UUID] = mapped_column(index=True)
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"), index=True)
    first_cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"), index=True, default=_same_cohort)
    transferred_from_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("enrolments.id"), unique=True)
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    stage: Mapped[Stage] = mapped_column(default=Stage.ENROLLED)
    intent: Mapped[Intent | None]
    intent_at: Mapped[datetime | None]
    enrolled_at: Mapped[datetime]
    graduated_on: Mapped[date | None]
    left_on: Mapped[date | None]
    left_for: Mapped[Reason | None]

    application: Mapped[Application] = relationship(
        foreign_keys=[application_id], primaryjoin="Application.id == Enrolment.application_id"
    )
    cohort: Mapped[Cohort] = relationship(foreign_keys=[cohort_id])
    first_cohort: Mapped[Cohort] = relationship(foreign_keys=[first_cohort_id])
    jobseeker: Mapped[Jobseeker] = relationship(foreign_keys=[jobseeker_id])

    __table_args__ = (
        one_of("stage", Stage),
        one_of("intent", Intent),
        one_of("left_for", Reason),
        ForeignKeyConstraint(
            ["jobseeker_id", "first_cohort_id", "application_id"],
            ["applications.jobseeker_id", "applications.cohort_id", "applications.id"],
            name="fk_enrolments_application",
        ),
        CheckConstraint(
            "(stage IN ('graduated_on_time', 'graduated_late')) = (graduated_on IS NOT NULL)", name="graduated_on_a_day"
        ),
        CheckConstraint(
            "(stage IN ('withdrew', 'dismissed', 'not_completing', 'transferred')) = (left_on IS NOT NULL)",
            name="left_on_a_day",
        ),
        CheckConstraint("(left_on IS NULL) = (left_for IS NULL)", name="left_for_a_reason"),
        CheckConstraint("(intent IS NULL) = (intent_at IS NULL)", name="answered_at_a_moment"),
        CheckConstraint("(transferred_from_id IS NULL) = (cohort_id = first_cohort_id)", name="begins_where_it_began"),
        Index(
            "uq_enrolments_one_live",
            "jobseeker_id",
            "cohort_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index(
            "uq_enrolments_one_of_an_application",
            "application_id",
            unique=True,
            sqlite_where=_NOT_PASSED_ON,
            postgresql_where=_NOT_PASSED_ON,
        ),
    )


class EnrolmentBaseline(Identified):
    """Whether somebody worked before the program, said once beside the intent; None is "not said". Only appended.

    The row after the first one is a mistake that staff corrected, with the reason in a note; the newest counts. It
    hangs on the application, which whoever goes on in another cohort takes along. `wage` is in Canadian dollars.
    """

    __tablename__ = "enrolment_baselines"
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    seq: Mapped[int]
    worked_before: Mapped[bool | None]
    hours_per_week: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    wage: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    wage_period: Mapped[WagePeriod | None]
    said_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    note_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("change_notes.id"))

    __table_args__ = (
        UniqueConstraint("application_id", "seq"),
        one_of("wage_period", WagePeriod),
        CheckConstraint("(wage IS NULL) = (wage_period IS NULL)", name="wage_for_a_time"),
        CheckConstraint(
            "(hours_per_week IS NULL AND wage IS NULL) OR (worked_before IS NOT NULL AND worked_before)",
            name="wage_of_work",
        ),
        CheckConstraint("hours_per_week > 0 AND hours_per_week <= 80", name="hours_possible"),
        CheckConstraint("wage > 0", name="wage_above_nothing"),
        CheckConstraint("(seq > 1) = (note_id IS NOT NULL)", name="corrected_with_a_reason"),
        {"info": {"append_only": True}},
    )


class Timing(StrEnum):
    """Whether a level was seen before the person was taught it, while they were, or afterwards."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class Assessment(Identified):
    """A level that somebody saw, for one competency of one module; appended, the newest counts."""

    __tablename__ = "assessments"
    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolments.id"), index=True)
    competency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competencies.id"))
    module_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("modules.id"))
    evidence_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("evidence_items.id"))
    level: Mapped[int]
    timing: Mapped[Timing] = mapped_column(default=Timing.DURING, server_default=Timing.DURING.value)
    words: Mapped[str] = mapped_column(Text, default="")
    assessed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    enrolment: Mapped[Enrolment] = relationship()
    competency: Mapped[Competency] = relationship()
    module: Mapped[Module | None] = relationship()
    evidence: Mapped[EvidenceItem] = relationship()
    assessed_by: Mapped[Person] = relationship()

    __table_args__ = (
        CheckConstraint("level BETWEEN 0 AND 4", name="level_known"),
        one_of("timing", Timing),
        Index("ix_assessments_competency_id_enrolment_id", "competency_id", "enrolment_id", "level"),
    )
