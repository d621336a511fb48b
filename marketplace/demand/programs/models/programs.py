"""A program reverse-engineered from demand: modules that teach competencies to a level."""

import uuid
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

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


class Model(StrEnum):
    """Whose need a program starts from."""

    DEMAND_DRIVEN = "demand_driven"
    SUPPLY_DRIVEN = "supply_driven"


class Customer(StrEnum):
    """For whom a program has to work first; it has to work for both."""

    EMPLOYERS = "employers"
    JOBSEEKERS = "jobseekers"


class Transformation(StrEnum):
    """New tools in the role one has, a role that changes, or a role that is new."""

    UPSKILLING = "upskilling"
    RESKILLING = "reskilling"
    NEWSKILLING = "newskilling"


class Mode(StrEnum):
    """How a module is taught."""

    IN_PERSON = "in_person"
    LIVE_ONLINE = "live_online"
    BLENDED = "blended"
    AT_WORK = "at_work"
    OWN_PACE = "own_pace"


class ProgramChange(History):
    """A step of a program."""

    __tablename__ = "program_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("programs.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class Program(Versioned, Identified):
    """What is taught, to whom it leads, and with which consortium. Public once it is offered.

    `version_number` is the version that staff work on; `outcome` is the desired outcome. Before a cohort opens, at
    least `sign_offs_needed` partners have signed off its version, and partners intend to hire at least
    `commitment_percent` of its seats.
    """

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
    model: Mapped[Model] = mapped_column(default=Model.DEMAND_DRIVEN)
    primary_customer: Mapped[Customer] = mapped_column(default=Customer.EMPLOYERS)
    transformation: Mapped[Transformation] = mapped_column(default=Transformation.UPSKILLING)
    objective: Mapped[str] = mapped_column(Text, default="")
    sign_offs_needed: Mapped[int] = mapped_column(default=0)
    commitment_percent: Mapped[int] = mapped_column(default=0)
    version_number: Mapped[int] = mapped_column(default=1)
    stage: Mapped[Stage] = mapped_column(default=Stage.DRAFT)
    consortium_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("consortia.id"), index=True)
    created_at: Mapped[datetime]

    consortium: Mapped[Consortium | None] = relationship()
    #: The modules of the version that staff work on.
    modules: Mapped[list["Module"]] = relationship(
        primaryjoin="and_(Module.program_id == Program.id, Module.version_number == Program.version_number)",
        foreign_keys="[Module.program_id, Module.version_number]",
        order_by="Module.position",
        viewonly=True,
    )

    __table_args__ = (
        one_of("stage", Stage),
        one_of("model", Model),
        one_of("primary_customer", Customer),
        one_of("transformation", Transformation),
        CheckConstraint("sign_offs_needed BETWEEN 0 AND 99", name="sign_offs_in_range"),
        CheckConstraint("commitment_percent BETWEEN 0 AND 100", name="commitment_in_range"),
        CheckConstraint("weeks BETWEEN 1 AND 104", name="weeks_in_range"),
        CheckConstraint("hours_per_week > 0 AND hours_per_week <= 60", name="hours_in_range"),
    )


class Module(Identified):
    """A part of one version of a program; the competencies it teaches and to which level stand in `teaches`.

    `lineage` is the same for one module through all versions, so that they can be compared.
    """

    __tablename__ = "modules"
    program_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("programs.id"), index=True)
    version_number: Mapped[int] = mapped_column(default=1)
    lineage: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    strand: Mapped[Strand]
    mode: Mapped[Mode | None]
    hours: Mapped[Decimal | None] = mapped_column(Numeric(5, 1))

    program: Mapped[Program] = relationship(foreign_keys=[program_id])
    teaches: Mapped[list["ModuleCompetency"]] = relationship(back_populates="module", cascade="all, delete-orphan")
    #: What it teaches in words that no competency answers yet; only where the program came as a file.
    undecided: Mapped[list["ModuleWords"]] = relationship(
        back_populates="module", cascade="all, delete-orphan", order_by="ModuleWords.words"
    )

    __table_args__ = (
        one_of("strand", Strand),
        one_of("mode", Mode),
        CheckConstraint("hours > 0 AND hours < 1000", name="hours_in_range"),
        ForeignKeyConstraint(
            ["program_id", "version_number"],
            ["program_versions.program_id", "program_versions.number"],
            name="fk_modules_version",
        ),
        UniqueConstraint("program_id", "version_number", "position"),
        UniqueConstraint("program_id", "version_number", "lineage"),
    )


class ModuleCompetency(Base):
    """A module teaches a competency up to `level`."""

    __tablename__ = "module_competencies"
    module_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("modules.id"), primary_key=True)
    competency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competencies.id"), primary_key=True)
    level: Mapped[int]

    module: Mapped[Module] = relationship(back_populates="teaches")
    competency: Mapped[Competency] = relationship()

    __table_args__ = (CheckConstraint("level BETWEEN 1 AND 4", name="level_known"),)


class ModuleWords(Identified):
    """What a module teaches, in the words of a file, until staff say which competency is meant.

    `code` and `source` are those of the vocabulary that the words are from, and go along when the program is exported.
    """

    __tablename__ = "module_words"
    module_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Module.id))
    words: Mapped[str] = mapped_column(String(300))
    code: Mapped[str] = mapped_column(String(300), default="")
    source: Mapped[str] = mapped_column(String(40), default="")
    level: Mapped[int]

    module: Mapped[Module] = relationship(back_populates="undecided")

    __table_args__ = (
        UniqueConstraint("module_id", "words"),
        CheckConstraint("level BETWEEN 1 AND 4", name="level_known"),
    )
