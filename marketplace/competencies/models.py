"""The shared vocabulary: competencies, what people call them and type for them, how they relate, occupations."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
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


class WordMapping(Identified):
    """What somebody said that typed words mean, asked before the matcher: a competency, or None for words left free.

    For one organisation, or for everybody when `organisation_id` is None.
    """

    __tablename__ = "word_mappings"
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id"))
    folded: Mapped[str] = mapped_column(String(300), index=True)
    words: Mapped[str] = mapped_column(String(300))
    competency_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("competencies.id"), index=True)
    decided_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime]

    competency: Mapped[Competency | None] = relationship()

    __table_args__ = (
        Index(
            "uq_word_mappings_organisation",
            "organisation_id",
            "folded",
            unique=True,
            sqlite_where=text("organisation_id IS NOT NULL"),
            postgresql_where=text("organisation_id IS NOT NULL"),
        ),
        Index(
            "uq_word_mappings_everybody",
            "folded",
            unique=True,
            sqlite_where=text("organisation_id IS NULL"),
            postgresql_where=text("organisation_id IS NULL"),
        ),
    )


class UnresolvedWords(Identified):
    """Words that were typed for a competency and led to none: how often, and no word of who typed them."""

    __tablename__ = "unresolved_words"
    folded: Mapped[str] = mapped_column(String(300), unique=True)
    words: Mapped[str] = mapped_column(String(300))
    times: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("times > 0", name="typed_at_least_once"),)


class Occupation(Identified):
    """A kind of work with the titles it goes by, from which a role need can start."""

    __tablename__ = "occupations"
    code: Mapped[str] = mapped_column(String(300), unique=True)
    source: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text, default="")

    titles: Mapped[list["OccupationTitle"]] = relationship(
        order_by="OccupationTitle.words", back_populates="occupation"
    )


class OccupationTitle(Identified):
    """Another title of an occupation."""

    __tablename__ = "occupation_titles"
    occupation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("occupations.id"), index=True)
    words: Mapped[str] = mapped_column(String(300))
    folded: Mapped[str] = mapped_column(String(300), index=True)

    occupation: Mapped[Occupation] = relationship(back_populates="titles")

    __table_args__ = (UniqueConstraint("occupation_id", "words"),)


class OccupationCompetency(Base):
    """A competency that an occupation commonly asks for, the more `weight` the more commonly; 0 to 100."""

    __tablename__ = "occupation_competencies"
    occupation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("occupations.id"), primary_key=True)
    competency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competencies.id"), primary_key=True, index=True)
    weight: Mapped[int]

    competency: Mapped[Competency] = relationship()

    __table_args__ = (CheckConstraint("weight BETWEEN 0 AND 100", name="weight_in_range"),)


class VocabularyStamp(Base):
    """One row: another stamp with each change, so that every process knows when its vocabulary is old.

    Random, not counted up: a change that is rolled back never leaves a stamp that comes again.
    """

    __tablename__ = "vocabulary_stamps"
    id: Mapped[int] = mapped_column(primary_key=True)
    stamp: Mapped[uuid.UUID]
    changed_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
