"""How reviewers score, set beside each other: who is how far, how they spread, and where they disagree."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

import sqlalchemy as sa

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.reach import within
from marketplace.sides import Actor
from marketplace.supply.applications.models import Application
from marketplace.supply.reviews.models import Criterion, Review, ReviewScore, Rubric, Stage
from marketplace.supply.reviews.queries.scoring import FAR_APART, mean, ranked
from marketplace.supply.reviews.queries.seeing import kept_apart_from

#: Below so many applications that somebody else scored too, a difference says more of them than of the reviewer.
ENOUGH: Final = 5


@dataclass(frozen=True)
class Load:
    """How much one reviewer has of a cohort, and how far they are."""

    reviewer_id: uuid.UUID
    name: str
    stages: dict[Stage, int]

    @property
    def asked(self) -> int:
        """To do and done."""
        return sum(self.stages.get(stage, 0) for stage in (Stage.ASSIGNED, Stage.BEGUN, Stage.SUBMITTED))

    @property
    def done(self) -> int:
        """Handed in."""
        return self.stages.get(Stage.SUBMITTED, 0)

    @property
    def conflicts(self) -> int:
        """Given back because of a conflict of interest."""
        return self.stages.get(Stage.CONFLICTED, 0)


def loads(cohort_id: uuid.UUID, among: dict[uuid.UUID, str] | None = None) -> list[Load]:
    """Who reviews a cohort and how far they are, by name; everybody `among` too, with nothing so far."""
    rows = db.session.execute(
        sa.select(Review.reviewer_id, Person.name, Review.stage, sa.func.count())
        .join(Review.application)
        .join(Person, Person.id == Review.reviewer_id)
        .where(Application.cohort_id == cohort_id)
        .group_by(Review.reviewer_id, Person.name, Review.stage)
    ).all()
    stages: dict[uuid.UUID, dict[Stage, int]] = defaultdict(dict)
    names = dict(among or {})
    for reviewer_id, name, stage, count in rows:
        stages[reviewer_id][stage] = count
        names[reviewer_id] = name
    made = [Load(reviewer_id, name, stages.get(reviewer_id, {})) for reviewer_id, name in names.items()]
    return sorted(made, key=lambda load: (load.name, load.reviewer_id))


@dataclass(frozen=True)
class Spread:
    """How one reviewer scores, over all or on one criterion.

    `difference` is the mean of (own score less the mean of the others') over the `shared` applications, those that
    somebody else scored too; None when there is none. It is worth little below `ENOUGH` of them.
    """

    number: int
    mean: Fraction
    lowest: Fraction
    highest: Fraction
    shared: int
    difference: Fraction | None

    @property
    def says_something(self) -> bool:
        """Whether enough is shared for the difference to say something of the reviewer."""
        return self.shared >= ENOUGH


@dataclass
class Reviewer:
    """One reviewer's totals, and their levels criterion by criterion."""

    name: str
    total: Spread
    criteria: dict[uuid.UUID, Spread] = field(default_factory=dict)


Scored = tuple[uuid.UUID, uuid.UUID, Fraction]  # application, reviewer, score


def spreads(scores: Iterable[Scored]) -> dict[uuid.UUID, Spread]:
    """Reviewer → how they score, from (application, reviewer, score)."""
    by_application: dict[uuid.UUID, dict[uuid.UUID, Fraction]] = defaultdict(dict)
    by_reviewer: dict[uuid.UUID, list[tuple[uuid.UUID, Fraction]]] = defaultdict(list)
    for application_id, reviewer_id, score in scores:
        by_application[application_id][reviewer_id] = score
        by_reviewer[reviewer_id].append((application_id, score))
    found = {}
    for reviewer_id, own in by_reviewer.items():
        apart = [
            score - (sum(all_of_them.values(), Fraction()) - score) / (len(all_of_them) - 1)
            for application_id, score in own
            if len(all_of_them := by_application[application_id]) > 1
        ]
        given = [score for _application, score in own]
        average = sum(given, Fraction()) / len(given)
        found[reviewer_id] = Spread(len(given), average, min(given), max(given), len(apart), mean(apart))
    return found


def calibration(actor: Actor, cohort_id: uuid.UUID) -> tuple[list[Criterion], list[Reviewer]]:
    """The criteria in use now, and each reviewer's scores: of those reviews that the actor may read, no others."""
    totals = _readable(actor, cohort_id, sa.select(Review.application_id, Review.reviewer_id, Person.name))
    rows = db.session.execute(
        totals.add_columns(Review.points, Review.weight_known).where(Review.weight_known > 0)
    ).all()
    names = {row.reviewer_id: row.name for row in rows}
    overall = spreads((row.application_id, row.reviewer_id, Fraction(row.points, row.weight_known)) for row in rows)
    criteria = _criteria(cohort_id)
    reviewers = {key: Reviewer(names[key], spread) for key, spread in overall.items()}
    for criterion_id, scores in _levels(actor, cohort_id, criteria).items():
        for reviewer_id, spread in spreads(scores).items():
            if reviewer_id in reviewers:
                reviewers[reviewer_id].criteria[criterion_id] = spread
    return criteria, sorted(reviewers.values(), key=lambda reviewer: reviewer.name)


def _criteria(cohort_id: uuid.UUID) -> list[Criterion]:
    newest = (
        sa.select(Rubric.id)
        .where(Rubric.cohort_id == cohort_id, Rubric.frozen_at.is_not(None))
        .order_by(Rubric.edition.desc())
        .limit(1)
    )
    in_use = sa.select(Criterion).where(Criterion.rubric_id == newest.scalar_subquery())
    return list(db.session.scalars(in_use.order_by(Criterion.position, Criterion.id)))


def _levels(actor: Actor, cohort_id: uuid.UUID, criteria: list[Criterion]) -> dict[uuid.UUID, list[Scored]]:
    wanted = sa.select(Review.application_id, Review.reviewer_id, ReviewScore.criterion_id, ReviewScore.level)
    rows = _readable(actor, cohort_id, wanted).join(ReviewScore, ReviewScore.review_id == Review.id)
    found: dict[uuid.UUID, list[Scored]] = defaultdict(list)
    ids = [criterion.id for criterion in criteria]
    for application_id, reviewer_id, criterion_id, level in db.session.execute(
        rows.where(ReviewScore.level.is_not(None), ReviewScore.criterion_id.in_(ids))
    ):
        found[criterion_id].append((application_id, reviewer_id, Fraction(level)))
    return found


def _readable(actor: Actor, cohort_id: uuid.UUID, wanted: Any) -> Any:  # Any: a select of several columns
    return (
        wanted.select_from(Review)
        .join(Review.application)
        .join(Person, Person.id == Review.reviewer_id)
        .where(
            Review.stage == Stage.SUBMITTED,
            Application.cohort_id == cohort_id,
            within(actor, "cohorts", Application.cohort_id),
            Review.application_id.not_in(kept_apart_from(actor)),
        )
    )


def far_apart(actor: Actor, cohort_id: uuid.UUID) -> Any:  # Any: the columns of `ranked`
    """Applications whose highest and lowest total lie a whole level apart or more, the widest gap first."""
    rows = ranked(actor, cohort_id).subquery()
    return sa.select(rows).where(rows.c.gap >= FAR_APART).order_by(rows.c.gap.desc(), rows.c.reference)
