"""How a cohort's applications are reviewed: a rubric, who reviews what, and what each reviewer wrote."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from marketplace.accounts.models import Person
from marketplace.db import Base, History, Identified, Versioned, one_of
from marketplace.supply.applications.models import Application
from marketplace.supply.cohorts.models import Cohort


class RoundStage(StrEnum):
    """How much reviewers see of whom they read."""

    PREPARING = "preparing"
    BLIND = "blind"
    OPEN = "open"


class Stage(StrEnum):
    """Where one person's review of one application stands."""

    ASSIGNED = "assigned"
    BEGUN = "begun"
    SUBMITTED = "submitted"
    CONFLICTED = "conflicted"
    RELEASED = "released"


class ReviewRoundChange(History):
    """A step of a cohort's reviews."""

    __tablename__ = "review_round_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review_rounds.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class ReviewRound(Versioned, Identified):
    """How the applications to one cohort are reviewed: by how many people each, and whether without names."""

    __tablename__ = "review_rounds"
    __history__ = ReviewRoundChange
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"), unique=True)
    stage: Mapped[RoundStage] = mapped_column(default=RoundStage.PREPARING)
    reviewers_each: Mapped[int] = mapped_column(default=2)
    created_at: Mapped[datetime]

    cohort: Mapped[Cohort] = relationship()

    __table_args__ = (
        one_of("stage", RoundStage),
        CheckConstraint("reviewers_each BETWEEN 1 AND 9", name="reviewers_in_range"),
    )


class Rubric(Identified):
    """One edition of a cohort’s criteria; frozen once it is in use, by triggers too."""

    __tablename__ = "rubrics"
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"))
    edition: Mapped[int]
    frozen_at: Mapped[datetime | None]
    copied_from_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("rubrics.id"))
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]

    cohort: Mapped[Cohort] = relationship()
    criteria: Mapped[list["Criterion"]] = relationship(
        order_by="[Criterion.position, Criterion.id]", back_populates="rubric", cascade="all, delete-orphan"
    )

    __table_args__ = (UniqueConstraint("cohort_id", "edition"), CheckConstraint("edition >= 1", name="edition_counts"))

    @property
    def weight(self) -> int:
        """The weights of all criteria together."""
        return sum(criterion.weight for criterion in self.criteria)


class Criterion(Versioned, Identified):
    """What is looked at, how much it weighs, and what each level looks like in words."""

    __tablename__ = "rubric_criteria"
    rubric_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("rubrics.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    weight: Mapped[int]
    level_1: Mapped[str] = mapped_column(String(300))
    level_2: Mapped[str] = mapped_column(String(300))
    level_3: Mapped[str] = mapped_column(String(300))
    level_4: Mapped[str] = mapped_column(String(300))

    rubric: Mapped[Rubric] = relationship(back_populates="criteria")

    __table_args__ = (CheckConstraint("weight BETWEEN 1 AND 100", name="weight_in_range"),)

    @property
    def anchors(self) -> dict[int, str]:
        """What each level looks like, by its number."""
        return {1: self.level_1, 2: self.level_2, 3: self.level_3, 4: self.level_4}


class ReviewChange(History):
    """A step of a review."""

    __tablename__ = "review_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reviews.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class Review(Versioned, Identified):
    """One person's review of one application.

    `points` is the sum of weight × level over the criteria that have a level, `weight_known` the sum of their weights:
    the total is exactly the one divided by the other. Both are there while the review is in.
    """

    __tablename__ = "reviews"
    __history__ = ReviewChange
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    reviewer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    rubric_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("rubrics.id"))
    stage: Mapped[Stage] = mapped_column(default=Stage.ASSIGNED)
    words: Mapped[str] = mapped_column(Text, default="")
    points: Mapped[int | None]
    weight_known: Mapped[int | None]
    assigned_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    assigned_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()
    reviewer: Mapped[Person] = relationship(foreign_keys=[reviewer_id])
    rubric: Mapped[Rubric | None] = relationship()
    scores: Mapped[list["ReviewScore"]] = relationship(back_populates="review", cascade="all, delete-orphan")

    __table_args__ = (
        one_of("stage", Stage),
        UniqueConstraint("application_id", "reviewer_id"),
        Index("ix_reviews_application_id_stage", "application_id", "stage"),
        CheckConstraint(
            "(stage = 'submitted') = (submitted_at IS NOT NULL AND points IS NOT NULL AND weight_known IS NOT NULL "
            "AND rubric_id IS NOT NULL)",
            name="counted_when_in",
        ),
        CheckConstraint("points BETWEEN weight_known AND weight_known * 4", name="points_in_range"),
    )


class ReviewScore(Base):
    """The level that a reviewer sees for one criterion. `cannot_tell` is an answer; neither is none yet."""

    __tablename__ = "review_scores"
    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    criterion_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("rubric_criteria.id"), primary_key=True)
    level: Mapped[int | None]
    cannot_tell: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(Text, default="")

    review: Mapped[Review] = relationship(back_populates="scores")
    criterion: Mapped[Criterion] = relationship()

    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 4", name="level_known"),
        CheckConstraint("level IS NULL OR NOT cannot_tell", name="level_or_cannot_tell"),
    )


class ReviewEdition(Identified):
    """The levels of a review each time it came in: criterion id → level or none. Words are kept once, in the review."""

    __tablename__ = "review_editions"
    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reviews.id"))
    edition: Mapped[int]
    rubric_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("rubrics.id"))
    points: Mapped[int]
    weight_known: Mapped[int]
    levels: Mapped[dict[str, Any]] = mapped_column(JSON)  # Any: an int or None
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("review_id", "edition"), {"info": {"append_only": True}})
