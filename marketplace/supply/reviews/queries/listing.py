"""The lists of a cohort's reviews: what still lacks reviewers, and how long each list is."""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from marketplace.db import ChangeNote, db
from marketplace.reach import within
from marketplace.sides import Actor
from marketplace.supply.applications.models import Application
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.reviews.models import Review, ReviewChange, ReviewRound, RoundStage, Stage
from marketplace.supply.reviews.queries.scoring import ranked_rows
from marketplace.supply.reviews.queries.seeing import COUNTED, KEPT_APART, round_of

EACH = 2  # reviewers of an application, while nobody has chosen a number


def reviewers_each(found: ReviewRound | None) -> int:
    """By how many people each application of a cohort is reviewed."""
    return found.reviewers_each if found else EACH


def has_begun(cohort_id: uuid.UUID) -> bool:
    """Whether reviewers may read now."""
    found = round_of(cohort_id)
    return found is not None and found.stage is not RoundStage.PREPARING


def to_do_first() -> sa.ColumnElement[int]:
    """Orders reviews: those to do, then those that are in, then the rest."""
    return sa.case((Review.stage.in_([Stage.ASSIGNED, Stage.BEGUN]), 0), (Review.stage == Stage.SUBMITTED, 1), else_=2)


def needs(actor: Actor, cohort_id: uuid.UUID) -> Any:  # Any: a select of several columns
    """A cohort's applications in review with how many were asked and how many are in, the fewest reviewers first.

    Columns: id, reference, submitted_at, asked, reviews_in, conflicts.
    """
    asked = _number(Review.stage.in_(COUNTED)).label("asked")
    return (
        sa.select(
            Application.id,
            Application.reference,
            Application.submitted_at,
            asked,
            _number(Review.stage == Stage.SUBMITTED).label("reviews_in"),
            _number(Review.stage == Stage.CONFLICTED).label("conflicts"),
        )
        .outerjoin(Review, Review.application_id == Application.id)
        .where(
            Application.cohort_id == cohort_id,
            Application.stage == ApplicationStage.IN_REVIEW,
            within(actor, "cohorts", Application.cohort_id),
        )
        .group_by(Application.id, Application.reference, Application.submitted_at)
        .order_by(asked, Application.submitted_at, Application.id)
    )


def _number(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def lacking(cohort_id: uuid.UUID, *, each: int) -> int:
    """How many reviews are still to be assigned, until every application in review has its reviewers."""
    asked = (
        sa.select(_number(Review.stage.in_(COUNTED)).label("asked"))
        .select_from(Application)
        .outerjoin(Review, Review.application_id == Application.id)
        .where(Application.cohort_id == cohort_id, Application.stage == ApplicationStage.IN_REVIEW)
        .group_by(Application.id)
        .subquery()
    )
    missing = sa.func.sum(sa.case((asked.c.asked < each, each - asked.c.asked), else_=0))
    return int(db.session.scalar(sa.select(sa.func.coalesce(missing, 0))) or 0)


def ranked_count(actor: Actor, cohort_id: uuid.UUID) -> int:
    """How long the list of totals is."""
    rows = sa.select(sa.func.count()).select_from(Application).where(*ranked_rows(actor, cohort_id))
    return db.session.scalar(rows) or 0


def kept_apart_count(actor: Actor, cohort_id: uuid.UUID) -> int:
    """How many of a cohort's applications are left out for this person: still to review, or kept out of."""
    rows = (
        sa.select(sa.func.count())
        .select_from(Review)
        .join(Review.application)
        .where(
            Review.reviewer_id == actor.person_id,
            Review.stage.in_(KEPT_APART),
            Application.cohort_id == cohort_id,
        )
    )
    return db.session.scalar(rows) or 0


def is_kept_apart(actor: Actor, application_id: uuid.UUID) -> bool:
    """Whether this person reads nothing of what others wrote of the application."""
    rows = sa.select(Review.id).where(
        Review.reviewer_id == actor.person_id, Review.stage.in_(KEPT_APART), Review.application_id == application_id
    )
    return db.session.scalar(rows) is not None


def said_of(reviews: Sequence[Review]) -> dict[uuid.UUID, str]:
    """Review id → the words of its newest step that has any: why it was given back, or opened again."""
    rows = (
        sa.select(ReviewChange.subject_id, ChangeNote.words)
        .join(ChangeNote, ChangeNote.id == ReviewChange.note_id)
        .where(ReviewChange.subject_id.in_([review.id for review in reviews]))
        .order_by(ReviewChange.seq)
    )
    return dict(db.session.execute(rows).all())
