"""Rounds of reviews, rubrics and reviews for tests: each function adds one row and gives it back."""

from collections.abc import Sequence
from datetime import UTC, datetime

from marketplace.db import db
from marketplace.sides import Actor
from marketplace.supply.applications.models import Application
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.reviews.models import (
    Criterion,
    Review,
    ReviewRound,
    ReviewScore,
    RoundStage,
    Rubric,
    Stage,
)
from tests.factories.programs import make_cohort, make_coordinator
from tests.factories.supply import make_application

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
WEIGHTS = (50, 30, 20)


def make_round(cohort: Cohort | None = None, **overrides) -> ReviewRound:
    """A round without names; `stage` as an override."""
    values = {"stage": RoundStage.BLIND, "created_at": NOW} | overrides
    return _added(ReviewRound(cohort_id=(cohort or make_cohort()).id, **values))


def make_rubric(cohort: Cohort, *, weights: Sequence[int] = WEIGHTS, draft: bool = False, **overrides) -> Rubric:
    """A rubric with a criterion for each weight, in use unless a draft."""
    author = make_coordinator(cohort.program)
    values = {"edition": 1, "created_by_id": author.person_id, "created_at": NOW} | overrides
    rubric = _added(Rubric(cohort_id=cohort.id, **values))
    for place, weight in enumerate(weights, start=1):
        make_criterion(rubric, position=place, weight=weight)
    if not draft:
        rubric.frozen_at = NOW
        db.session.flush()
    db.session.refresh(rubric)
    return rubric


def make_criterion(rubric: Rubric, **overrides) -> Criterion:
    """A criterion of a draft; levels in words."""
    place = overrides.get("position", 1)
    values = {
        "position": place,
        "name": f"Keeps a shift calm {place}",
        "description": "In the experiences.",
        "weight": 10,
        "level_1": "Names no example",
        "level_2": "Names one",
        "level_3": "Says what it took",
        "level_4": "Says what others learned",
    } | overrides
    return _added(Criterion(rubric_id=rubric.id, **values))


def make_review(
    application: Application | None = None, reviewer: Actor | None = None, *, levels=(), **overrides
) -> Review:
    """A review at `stage` (assigned); with `levels` (a level, or None for cannot tell) it is in."""
    application = application or make_application(stage=ApplicationStage.IN_REVIEW)
    reviewer = reviewer or make_coordinator(application.cohort.program)
    values = {"assigned_by_id": reviewer.person_id, "assigned_at": NOW} | overrides
    review = Review(application_id=application.id, reviewer_id=reviewer.person_id, **values)
    if levels:
        rubric = review.rubric = _rubric_of(application.cohort)
        pairs = list(zip(rubric.criteria, levels, strict=True))
        review.scores = [
            ReviewScore(
                criterion_id=row.id, level=level, cannot_tell=level is None, words="" if level else "No word of it"
            )
            for row, level in pairs
        ]
        review.points = sum(row.weight * level for row, level in pairs if level)
        review.weight_known = sum(row.weight for row, level in pairs if level)
        review.submitted_at, review.stage = NOW, Stage.SUBMITTED
    return _added(review)


def make_reviewed(weights: Sequence[int] = WEIGHTS, *, stage: RoundStage = RoundStage.BLIND, **overrides) -> Cohort:
    """A cohort whose reviews have begun, with a rubric in use."""
    cohort = make_cohort(**overrides)
    make_round(cohort, stage=stage)
    make_rubric(cohort, weights=weights)
    return cohort


def make_in_review(cohort: Cohort, **overrides) -> Application:
    """An application of the cohort that is in review."""
    return make_application(cohort=cohort, stage=ApplicationStage.IN_REVIEW, **overrides)


def _rubric_of(cohort: Cohort) -> Rubric:
    return db.session.query(Rubric).filter_by(cohort_id=cohort.id).order_by(Rubric.edition.desc()).first()


def _added(row):
    db.session.add(row)
    db.session.flush()
    return row
