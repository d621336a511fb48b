"""Definitions of figures, only ever appended, and what was counted by them, which a job makes anew."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import Base, Identified
from marketplace.demand.programs.models import Program
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.jobseekers.models import EquityStepTotal


class MeasureDefinition(Identified):
    """What a figure sets, from a moment on; the newest number of a key counts. Number 1 is ours, without a person."""

    __tablename__ = "measure_definitions"
    key: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)  # Any: see `queries.settings`
    since: Mapped[datetime]
    by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    why: Mapped[str] = mapped_column(Text, default="")

    by: Mapped[Person | None] = relationship()

    __table_args__ = (
        UniqueConstraint("key", "number"),
        CheckConstraint("number >= 1", name="counted_from_one"),
        CheckConstraint("(number > 1) = (by_id IS NOT NULL)", name="changed_by_somebody"),
        CheckConstraint("number = 1 OR why <> ''", name="changed_for_a_reason"),
        {"info": {"append_only": True}},
    )


class CountedCohort(Base):
    """When a cohort was counted last, for which day, and by which order of figures; nobody may have started in it."""

    __tablename__ = "counted_cohorts"
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Cohort.id), primary_key=True)
    counted_at: Mapped[datetime]
    as_of: Mapped[date]
    layout: Mapped[str] = mapped_column(String(64))
    people: Mapped[int]


class CountedGroup(Identified):
    """People of one cohort, by every figure: all, or those of one employer, pool or province; and its applications."""

    __tablename__ = "counted_groups"
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("counted_cohorts.cohort_id"))
    dimension: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(60), default="")
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)  # Any: numbers by figure, see `queries.counting`

    __table_args__ = (
        UniqueConstraint("cohort_id", "dimension", "value"),
        Index("ix_counted_groups_dimension_value", "dimension", "value"),
    )


class CountedProgram(Identified):
    """The sums of all cohorts of a program, so that nobody has to add them up for a page."""

    __tablename__ = "counted_programs"
    program_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Program.id))
    dimension: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(60), default="")
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)  # Any: as those of a cohort

    __table_args__ = (
        UniqueConstraint("program_id", "dimension", "value"),
        Index("ix_counted_programs_dimension_value", "dimension", "value"),
    )


class CountedDay(Base):
    """The sums of a program of all cohorts that began on a day or before: a period is one row less another."""

    __tablename__ = "counted_days"
    program_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Program.id), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(String(60), primary_key=True, default="")
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)  # Any: as those of a cohort


class CountedPerson(Base):
    """What every figure said of one person: a letter for each, in the order of the layout, and the reasons."""

    __tablename__ = "counted_people"
    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Enrolment.id), primary_key=True)
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("counted_cohorts.cohort_id"))
    answers: Mapped[str] = mapped_column(String(80))
    reasons: Mapped[list[str]] = mapped_column(JSON)

    enrolment: Mapped[Enrolment] = relationship()

    __table_args__ = (Index("ix_counted_people_cohort_id_answers", "cohort_id", "answers"),)


class CountedDimension(Base):
    """That a counted person belongs to an employer (who worked there), a pool (who chose it) or a province."""

    __tablename__ = "counted_dimensions"
    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Enrolment.id), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(String(60), primary_key=True)

    __table_args__ = (Index("ix_counted_dimensions_dimension_value", "dimension", "value"),)


class EquityStepCohort(Base):
    """Which cohorts a table of answers by step is of, and by which definition; once for each question, for good."""

    __tablename__ = "equity_step_cohorts"
    question: Mapped[str] = mapped_column(String(20), primary_key=True)
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Cohort.id), primary_key=True)
    total_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(EquityStepTotal.id), index=True)
    definition: Mapped[int]

    total: Mapped[EquityStepTotal] = relationship()

    __table_args__ = ({"info": {"append_only": True}},)
