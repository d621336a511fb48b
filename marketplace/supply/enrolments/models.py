"""An enrolment: a seat taken, levels assessed, a graduation."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.competencies.models import Competency
from marketplace.db import History, Identified, Versioned, one_of
from marketplace.demand.programs.models import Module
from marketplace.supply.applications.models import Application
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.jobseekers.models import EvidenceItem, Jobseeker


class Stage(StrEnum):
    """Where an enrolment stands."""

    ENROLLED = "enrolled"
    ACTIVE = "active"
    GRADUATED_ON_TIME = "graduated_on_time"
    GRADUATED_LATE = "graduated_late"
    WITHDREW = "withdrew"
    DISMISSED = "dismissed"


GRADUATED = frozenset({Stage.GRADUATED_ON_TIME, Stage.GRADUATED_LATE})


class Intent(StrEnum):
    """What the person wants from the program, asked once at the start and never altered afterwards."""

    NEW_JOB = "new_job"
    STAY_WITH_EMPLOYER = "stay_with_employer"
    SELF_ENRICHMENT = "self_enrichment"
    FURTHER_EDUCATION = "further_education"


class EnrolmentChange(History):
    """A step of an enrolment."""

    __tablename__ = "enrolment_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolments.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class Enrolment(Versioned, Identified):
    """One person in one cohort. The cohort of the start counts, whatever comes later."""

    __tablename__ = "enrolments"
    __history__ = EnrolmentChange
    application_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"), index=True)
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    stage: Mapped[Stage] = mapped_column(default=Stage.ENROLLED)
    intent: Mapped[Intent]
    enrolled_at: Mapped[datetime]
    graduated_on: Mapped[date | None]

    application: Mapped[Application] = relationship(
        foreign_keys=[application_id], primaryjoin="Application.id == Enrolment.application_id"
    )
    cohort: Mapped[Cohort] = relationship(foreign_keys=[cohort_id])
    jobseeker: Mapped[Jobseeker] = relationship(foreign_keys=[jobseeker_id])

    __table_args__ = (
        one_of("stage", Stage),
        one_of("intent", Intent),
        ForeignKeyConstraint(
            ["jobseeker_id", "cohort_id", "application_id"],
            ["applications.jobseeker_id", "applications.cohort_id", "applications.id"],
            name="fk_enrolments_application",
        ),
        CheckConstraint(
            "(stage IN ('graduated_on_time', 'graduated_late')) = (graduated_on IS NOT NULL)", name="graduated_on_a_day"
        ),
        Index(
            "uq_enrolments_one_live",
            "jobseeker_id",
            "cohort_id",
            unique=True,
            sqlite_where=text("stage NOT IN ('withdrew', 'dismissed')"),
            postgresql_where=text("stage NOT IN ('withdrew', 'dismissed')"),
        ),
    )


class Assessment(Identified):
    """A level that somebody saw, for one competency of one module; appended, the newest counts."""

    __tablename__ = "assessments"
    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolments.id"), index=True)
    competency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competencies.id"))
    module_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("modules.id"))
    evidence_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("evidence_items.id"))
    level: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="")
    assessed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    enrolment: Mapped[Enrolment] = relationship()
    competency: Mapped[Competency] = relationship()
    module: Mapped[Module | None] = relationship()
    evidence: Mapped[EvidenceItem] = relationship()
    assessed_by: Mapped[Person] = relationship()

    __table_args__ = (CheckConstraint("level BETWEEN 0 AND 4", name="level_known"),)
