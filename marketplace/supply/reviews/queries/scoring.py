"""What a review comes to: exact totals, and what several reviews of one application say together."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.db import db
from marketplace.reach import within
from marketplace.sides import Actor
from marketplace.supply.applications.models import Application
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.reviews.models import Review, Stage
from marketplace.supply.reviews.queries.seeing import COUNTED, kept_apart_from

HIGHEST: Final = 4
#: Two totals of one application that lie a whole level apart or more are worth a talk.
FAR_APART: Final = 1

Ranked = sa.Select[*tuple[Any, ...]]  # Any: columns of several types, named in `ranked`


@dataclass(frozen=True)
class Score:
    """The sum of weight × level over the criteria with a level, and the sum of their weights."""

    points: int
    weight_known: int

    @property
    def total(self) -> Fraction | None:
        """Their quotient, between 1 and 4; None when no criterion has a level."""
        return Fraction(self.points, self.weight_known) if self.weight_known else None


def score_of(levels: Mapping[uuid.UUID, int | None], weights: Mapping[uuid.UUID, int]) -> Score:
    """The weighted mean of the levels that were given, exactly: Σ(weight × level) / Σ(weight).

    Both sums run over the criteria that have a level. A missing level is unknown, not zero: its weight counts in
    neither sum, and `weight_known` against the sum of all weights says how much of the rubric the total rests on.
    Weights 50, 30, 20 with levels 4, 3 and none give (50·4 + 30·3) / (50 + 30) = 290/80 = 3.625, known for 80 of 100.
    """
    known = {criterion: level for criterion in weights if (level := levels.get(criterion)) is not None}
    return Score(
        points=sum(weights[criterion] * level for criterion, level in known.items()),
        weight_known=sum(weights[criterion] for criterion in known),
    )


def shown(total: Fraction | None) -> str:
    """A total as people read it, two places, half away from zero; unknown said as unknown."""
    if total is None:
        return _("unknown")
    exact = Decimal(total.numerator) / Decimal(total.denominator)
    return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def mean(totals: Iterable[Fraction | None]) -> Fraction | None:
    """The plain mean of the totals that are known; None when none is."""
    known = [total for total in totals if total is not None]
    return sum(known, Fraction()) / len(known) if known else None


def total_of(reviews: Iterable[Review]) -> Fraction | None:
    """What the reviews of one application come to: each that is in counts the same, whoever wrote it."""
    return mean(
        Score(review.points, review.weight_known).total
        for review in reviews
        if review.points is not None and review.weight_known is not None
    )


def _total() -> sa.ColumnElement[Any]:  # Any: a float on either engine
    return sa.cast(Review.points, sa.Float) / sa.func.nullif(Review.weight_known, 0)


def ranked(actor: Actor, cohort_id: uuid.UUID) -> Ranked:
    """A cohort's applications in review or waiting for a decision, the highest total first, unscored ones last.

    Columns: id, reference, stage, total (None while no review says a level), reviews_in, asked (in or to come), gap
    (between the highest and the lowest total). Equal totals stand in the order in which people applied: the reviews
    do not tell them apart. Leaves out what the actor is still to review, or keeps out of.
    """
    counted = sa.case((Review.stage == Stage.SUBMITTED, _total()))
    total = sa.func.avg(counted)
    in_order = sa.cast(sa.func.round(total * 1_000_000), sa.Integer)  # equal fractions may differ in a float's last bit
    return (
        sa.select(
            Application.id,
            Application.reference,
            Application.stage,
            total.label("total"),
            sa.func.sum(sa.case((Review.stage == Stage.SUBMITTED, 1), else_=0)).label("reviews_in"),
            sa.func.count(Review.id).label("asked"),
            (sa.func.max(counted) - sa.func.min(counted)).label("gap"),
        )
        .outerjoin(Review, sa.and_(Review.application_id == Application.id, Review.stage.in_(COUNTED)))
        .where(*ranked_rows(actor, cohort_id))
        .group_by(Application.id, Application.reference, Application.stage, Application.submitted_at)
        .order_by(in_order.desc().nulls_last(), Application.submitted_at, Application.id)
    )


def ranked_rows(actor: Actor, cohort_id: uuid.UUID) -> list[sa.ColumnElement[bool]]:
    """Which applications stand in that list."""
    return [
        Application.cohort_id == cohort_id,
        Application.stage.in_([ApplicationStage.IN_REVIEW, *decision_pending()]),
        within(actor, "cohorts", Application.cohort_id),
        Application.id.not_in(kept_apart_from(actor)),
    ]


def decision_pending() -> list[ApplicationStage]:
    """The stage after the reviews, where there is one."""
    return [stage for stage in ApplicationStage if stage.value == "decision_pending"]


def totals_of(application_ids: Iterable[uuid.UUID], *, actor: Actor) -> dict[uuid.UUID, Fraction]:
    """The exact total of each application that has one, without what the actor is still to review."""
    rows = db.session.execute(
        sa.select(Review.application_id, Review.points, Review.weight_known)
        .join(Review.application)
        .where(
            Review.application_id.in_(list(application_ids)),
            Review.stage == Stage.SUBMITTED,
            Review.weight_known > 0,
            within(actor, "cohorts", Application.cohort_id),
            Review.application_id.not_in(kept_apart_from(actor)),
        )
    )
    found: dict[uuid.UUID, list[Fraction | None]] = {}
    for application_id, points, weight_known in rows:
        found.setdefault(application_id, []).append(Fraction(points or 0, weight_known or 1))
    return {application_id: total for application_id, totals in found.items() if (total := mean(totals)) is not None}
