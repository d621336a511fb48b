"""The shared vocabulary: competencies, what people call them, how they relate, and when it last changed."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, Identified, one_of


class Kind(StrEnum):
    """What sort of thing a person knows or can do."""

    SKILL = "skill"
    KNOWLEDGE = "knowledge"
    TOOL = "tool"
    INTERPERSONAL = "interpersonal"


class Relation(StrEnum):
    """How one competency stands to another."""

    BROADER = "broader"
    RELATED = "related"


class Competency(Identified):
    """Something a person should know or be able to do. `code` is its stable name at its source."""

    __tablename__ = "competencies"
    code: Mapped[str] = mapped_column(String(300), unique=True)
    source: Mapped[str] = mapped_column(String(40), index=True)
    preferred: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[Kind]
    search_text: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]

    labels: Mapped[list["CompetencyLabel"]] = relationship(
        order_by="CompetencyLabel.words", back_populates="competency"
    )

    __table_args__ = (one_of("kind", Kind), Index("ix_competencies_preferred", "preferred"))


class CompetencyLabel(Identified):
    """Another name that people type for a competency."""

    __tablename__ = "competency_labels"
    competency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competencies.id"), index=True)
    words: Mapped[str] = mapped_column(String(300))
    folded: Mapped[str] = mapped_column(String(300), index=True)

    competency: Mapped[Competency] = relationship(back_populates="labels")

    __table_args__ = (UniqueConstraint("competency_id", "words"),)


class CompetencyRelation(Base):
    """`from` has `to` as its broader or related competency."""

    __tablename__ = "competency_relations"
    from_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competencies.id"), primary_key=True)
    to_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competencies.id"), primary_key=True)
    kind: Mapped[Relation] = mapped_column(primary_key=True)

    __table_args__ = (one_of("kind", Relation), CheckConstraint("from_id <> to_id", name="not_itself"))


class VocabularyStamp(Base):
    """One row: another stamp with each change, so that every process knows when its vocabulary is old.

    Random, not counted up: a change that is rolled back never leaves a stamp that comes again.
    """

    __tablename__ = "vocabulary_stamps"
    id: Mapped[int] = mapped_column(primary_key=True)
    stamp: Mapped[uuid.UUID]
    changed_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
