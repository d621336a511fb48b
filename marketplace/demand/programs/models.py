"""A program reverse-engineered from demand: modules that teach competencies to a level."""

import uuid
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Membership, Person
from marketplace.competencies.models import Competency
from marketplace.db import Base, History, Identified, Versioned, one_of
from marketplace.demand.consortium.models import Consortium


class Stage(StrEnum):
    """Where a program stands."""

    DRAFT = "draft"
    OFFERED = "offered"
    RETIRED = "retired"


class Strand(StrEnum):
    """The three strands of one integrated program."""

    TECHNICAL = "technical"
    ACUMEN = "acumen"
    JOB_SEARCH = "job_search"


class ProgramChange(History):
    """A step of a program."""

    __tablename__ = "program_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("programs.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class Program(Versioned, Identified):
    """What is taught, to whom it leads, and with which consortium. Public once it is offered."""

    __tablename__ = "programs"
    __history__ = ProgramChange
    title: Mapped[str] = mapped_column(String(200), unique=True)
    headline: Mapped[str] = mapped_column(String(300), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    eligibility: Mapped[str] = mapped_column(Text, default="")
    weeks: Mapped[int]
    hours_per_week: Mapped[Decimal] = mapped_column(Numeric(4, 1))
    cost: Mapped[str] = mapped_column(String(300), default="")
    stage: Mapped[Stage] = mapped_column(default=Stage.DRAFT)
    consortium_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("consortia.id"), index=True)
    created_at: Mapped[datetime]

    consortium: Mapped[Consortium | None] = relationship()
    modules: Mapped[list["Module"]] = relationship(order_by="Module.position", back_populates="program")

    __table_args__ = (
        one_of("stage", Stage),
        CheckConstraint("weeks BETWEEN 1 AND 104", name="weeks_in_range"),
        CheckConstraint("hours_per_week > 0 AND hours_per_week <= 60", name="hours_in_range"),
    )


class Module(Identified):
    """A part of a program; the competencies it teaches and to which level stand in `teaches`."""

    __tablename__ = "modules"
    program_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("programs.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    strand: Mapped[Strand]

    program: Mapped[Program] = relationship(back_populates="modules")
    teaches: Mapped[list["ModuleCompetency"]] = relationship(back_populates="module", cascade="all, delete-orphan")

    __table_args__ = (one_of("strand", Strand), UniqueConstraint("program_id", "position"))


class ModuleCompetency(Base):
    """A module teaches a competency up to `level`."""

    __tablename__ = "module_competencies"
    module_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("modules.id"), primary_key=True)
    competency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competencies.id"), primary_key=True)
    level: Mapped[int]

    module: Mapped[Module] = relationship(back_populates="teaches")
    competency: Mapped[Competency] = relationship()

    __table_args__ = (CheckConstraint("level BETWEEN 1 AND 4", name="level_known"),)


class ProgramAssignment(Identified):
    """A staff member's work on a program: they see it, and what belongs to it, from its start to its end.

    Ended, never deleted.
    """

    __tablename__ = "program_assignments"
    program_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("programs.id"))
    membership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("memberships.id"), index=True)
    started_at: Mapped[datetime]
    assigned_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    program: Mapped[Program] = relationship()
    membership: Mapped[Membership] = relationship()
    assigned_by: Mapped[Person] = relationship(foreign_keys=[assigned_by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])

    @property
    def works_now(self) -> bool:
        """Whether the assignment, and the place it belongs to, go on."""
        return self.ended_at is None and self.membership.ended_at is None

    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_somebody"),
        CheckConstraint("ended_at >= started_at", name="ended_after_start"),
        Index(
            "uq_program_assignments_one_live",
            "program_id",
            "membership_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
