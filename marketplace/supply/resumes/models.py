"""A résumé and what was found in it. Nothing of it is in the profile until the person says so, line by line."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.competencies.models import Competency
from marketplace.db import Identified, Versioned, one_of
from marketplace.reader.faults import Unreadable
from marketplace.supply.documents.models import Document
from marketplace.supply.jobseekers.models import ExperienceKind


class Progress(StrEnum):
    """How far the reading is."""

    WAITING = "waiting"
    READING = "reading"
    READ = "read"
    UNREADABLE = "unreadable"


class Answer(StrEnum):
    """What the person said to a proposal."""

    OPEN = "open"
    TAKEN = "taken"
    DROPPED = "dropped"


class Resume(Versioned, Identified):
    """The résumé that a person uploaded last; the file may be gone before what was found in it."""

    __tablename__ = "resumes"
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Person.id), unique=True)
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("documents.id"))
    name: Mapped[str] = mapped_column(String(150))
    progress: Mapped[Progress] = mapped_column(default=Progress.WAITING)
    why: Mapped[Unreadable | None]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    document: Mapped[Document | None] = relationship()

    __table_args__ = (
        one_of("progress", Progress),
        one_of("why", Unreadable),
        CheckConstraint("(progress = 'unreadable') = (why IS NOT NULL)", name="why_when_unreadable"),
        CheckConstraint("(progress IN ('read', 'unreadable')) = (read_at IS NOT NULL)", name="read_when"),
    )


class ProposedExperience(Identified):
    """Something the résumé says that the person did, with its very words. A date that it does not say is unknown."""

    __tablename__ = "resume_experiences"
    resume_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resumes.id"), index=True)
    position: Mapped[int]
    kind: Mapped[ExperienceKind]
    title: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    description: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text)
    answer: Mapped[Answer] = mapped_column(default=Answer.OPEN)

    __table_args__ = (
        one_of("kind", ExperienceKind),
        one_of("answer", Answer),
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="dates_in_order"),
    )


class ProposedCompetency(Identified):
    """A competency that the words of the résumé name; `level` only when they speak of one."""

    __tablename__ = "resume_competencies"
    resume_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resumes.id"))
    competency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competencies.id"), index=True)
    position: Mapped[int]
    words: Mapped[str] = mapped_column(String(400))
    level: Mapped[int | None]
    answer: Mapped[Answer] = mapped_column(default=Answer.OPEN)

    competency: Mapped[Competency] = relationship()

    __table_args__ = (
        one_of("answer", Answer),
        UniqueConstraint("resume_id", "competency_id"),
        CheckConstraint("level BETWEEN 1 AND 4", name="level_known"),
    )
