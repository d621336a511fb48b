"""The shared vocabulary: competencies, what people call them and type for them, how they relate, occupations."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
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
    """Something a person should know or be able to do. `code` is its stable name at its source.

    `changed_in` is the number of the change that its names are from; see VocabularyChange.
    """

    __tablename__ = "competencies"
    code: Mapped[str] = mapped_column(String(300), unique=True)
    source: Mapped[str] = mapped_column(String(40), index=True)
    preferred: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[Kind]
    search_text: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    changed_in: Mapped[int] = mapped_column(default=0, index=True)

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


class CompetencyMerger(Base):
    """A competency that goes on in another one. Only ever appended.

    Its row stays, without anything that points to it, so that its code and its old addresses lead to the other one.
    `names` are those that followed, `moved` says how many rows of which table did, `joined` what stood on both sides
    and became one.
    """

    __tablename__ = "competency_mergers"
    competency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competencies.id"), primary_key=True)
    into_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competencies.id"), index=True)
    names: Mapped[list[str]] = mapped_column(JSON)
    moved: Mapped[dict[str, int]] = mapped_column(JSON)
    joined: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # Any: words and numbers of either row
    merged_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    merged_at: Mapped[datetime]

    competency: Mapped[Competency] = relationship(foreign_keys=[competency_id])
    merged_by: Mapped[Person] = relationship()

    __table_args__ = (
        CheckConstraint("competency_id <> into_id", name="into_another"),
        {"info": {"append_only": True}},
    )


class CompetenciesApart(Identified):
    """Two competencies that look alike and are not one, as somebody decided: they are not proposed again."""

    __tablename__ = "competencies_apart"
    one_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competencies.id"))
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competencies.id"))
    decided_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime]

    decided_by: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("one_id", "other_id"),
        CheckConstraint("one_id <> other_id", name="not_itself"),
    )


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


class VocabularyChange(Base):
    """One change of the vocabulary. The stamp names the state that it led to; `number` counts states up.

    A file that was fitted under a stamp lacks what `changed_in` a higher number. A file whose stamp is not
    here, such as one from before a backup was restored, is of another past and never used.
    """

    __tablename__ = "vocabulary_changes"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stamp: Mapped[uuid.UUID] = mapped_column(unique=True)
    at: Mapped[datetime]
