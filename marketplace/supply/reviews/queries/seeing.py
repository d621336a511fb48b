"""Who sees which reviews, and whom nobody may see for the moment: the two rules that everything else rests on."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from marketplace.accounts.models import Membership, Person
from marketplace.db import db
from marketplace.demand.programs.models import ProgramAssignment
from marketplace.demand.programs.queries import living_staff
from marketplace.reach import within
from marketplace.sides import Actor
from marketplace.supply.applications.models import Application
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.applications.queries import TO_REVIEW
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.reviews.models import Criterion, Review, ReviewRound, ReviewScore, RoundStage, Rubric, Stage

#: Reviews that are still to come in.
TO_COME = frozenset({Stage.ASSIGNED, Stage.BEGUN})
#: Reviews that take up somebody's time, done or to do.
COUNTED = TO_COME | {Stage.SUBMITTED}
#: While a review of one's own stands here, what others wrote of the application stays shut.
KEPT_APART = TO_COME | {Stage.CONFLICTED}

#: An application of which a review may still come in; once a decision is proposed, none counts any more.
OPEN_TO_REVIEW = TO_REVIEW | {ApplicationStage.MORE_INFO}


def own(actor: Actor) -> sa.Select[Review]:
    """The reviews that this person was asked for and has not been relieved of."""
    return _reviews().where(
        Review.reviewer_id == actor.person_id,
        Review.stage != Stage.RELEASED,
        within(actor, "cohorts", Application.cohort_id),
    )


def manageable(actor: Actor) -> sa.Select[Review]:
    """Reviews of the programs that this person works on: who does them and how far they are, not what they say."""
    return _reviews().where(within(actor, "cohorts", Application.cohort_id))


def readable(actor: Actor) -> sa.Select[Review]:
    """Reviews that are in, but none of an application that this person is still to review or keeps out of."""
    return manageable(actor).where(
        Review.stage == Stage.SUBMITTED, Review.application_id.not_in(kept_apart_from(actor))
    )


def kept_apart_from(actor: Actor) -> sa.Select[uuid.UUID]:
    """The applications of which this person reads no review of others yet: independence, with names or without."""
    apart = Review.reviewer_id == actor.person_id, Review.stage.in_(KEPT_APART)
    return sa.select(Review.application_id).where(*apart).correlate(None)


def veiled_applications(actor: Actor) -> sa.Select[uuid.UUID]:
    """The applications that this person is to review without names, and those they keep out of.

    As long as they can still be reviewed: once a decision is proposed, a review that did not come in counts no more.
    """
    return (
        sa.select(Review.application_id)
        .join(Application, Application.id == Review.application_id)
        .join(ReviewRound, ReviewRound.cohort_id == Application.cohort_id)
        .where(
            Review.reviewer_id == actor.person_id,
            Review.stage.in_(KEPT_APART),
            ReviewRound.stage == RoundStage.BLIND,
            Application.stage.in_(OPEN_TO_REVIEW),
        )
        .correlate(None)  # whatever stands around it: it is about all applications
    )


def veiled_people(actor: Actor) -> sa.Select[uuid.UUID]:
    """Whose applications those are."""
    veiled = sa.select(Application.jobseeker_id).where(Application.id.in_(veiled_applications(actor)))
    return veiled.correlate(None)


def reviewed(actor: Actor) -> sa.Select[Application]:
    """Applications as the reviews' own pages name them, by reference: nothing else of a row is shown there."""
    return (
        sa.select(Application)
        .options(joinedload(Application.cohort).joinedload(Cohort.program))
        .where(Application.stage != ApplicationStage.DRAFT, Application.submitted_at.is_not(None))
        .where(within(actor, "cohorts", Application.cohort_id))
    )


def _reviews() -> sa.Select[Review]:
    application = joinedload(Review.application)
    return (
        sa.select(Review)
        .join(Review.application)
        .options(application.joinedload(Application.cohort).joinedload(Cohort.program), joinedload(Review.reviewer))
    )


def with_scores(reviews: sa.Select[Review]) -> sa.Select[Review]:
    """The same with each score, its criterion and the rubric they belong to."""
    return reviews.options(
        selectinload(Review.scores).joinedload(ReviewScore.criterion),
        joinedload(Review.rubric).selectinload(Rubric.criteria),
    )


def own_to_do(actor: Actor) -> sa.Select[Review]:
    """What this person can review now, the one that waits longest first."""
    return (
        own(actor)
        .join(ReviewRound, ReviewRound.cohort_id == Application.cohort_id)
        .where(
            Review.stage.in_(TO_COME),
            Application.stage == ApplicationStage.IN_REVIEW,
            ReviewRound.stage != RoundStage.PREPARING,
        )
        .order_by(Review.assigned_at, Application.reference)
    )


def given_back(actor: Actor) -> sa.Select[Review]:
    """Reviews that this person had assigned and that came back with a conflict, while nobody else was asked instead."""
    other = aliased(Review)
    asked = (
        sa.select(sa.func.count())
        .where(other.application_id == Review.application_id, other.stage.in_(COUNTED))
        .correlate(Review)
        .scalar_subquery()
    )
    return (
        manageable(actor)
        .join(ReviewRound, ReviewRound.cohort_id == Application.cohort_id)
        .where(
            Review.stage == Stage.CONFLICTED,
            Review.assigned_by_id == actor.person_id,
            Application.stage == ApplicationStage.IN_REVIEW,
            asked < ReviewRound.reviewers_each,
        )
        .order_by(Review.assigned_at, Application.reference)
    )


def has_to_do(actor: Actor, cohort_id: uuid.UUID) -> bool:
    """Whether this person still has reviews of the cohort to hand in, or keeps out of one that can be reviewed."""
    rows = own(actor).where(
        Application.cohort_id == cohort_id, Review.stage.in_(KEPT_APART), Application.stage.in_(OPEN_TO_REVIEW)
    )
    return db.session.scalars(rows.limit(1)).first() is not None


# ---- a cohort's round, its rubric, its people --------------------------------------------------------------


def round_of(cohort_id: uuid.UUID) -> ReviewRound | None:
    """How the cohort's applications are reviewed; None while nobody has begun to prepare it."""
    return db.session.scalar(sa.select(ReviewRound).where(ReviewRound.cohort_id == cohort_id))


def is_blind(cohort_id: uuid.UUID) -> bool:
    """Whether names are hidden from the cohort's reviewers now."""
    found = round_of(cohort_id)
    return found is not None and found.stage is RoundStage.BLIND


def rubrics_of(cohort_id: uuid.UUID) -> sa.Select[Rubric]:
    """The editions of a cohort's rubric, the newest first."""
    return (
        sa.select(Rubric)
        .options(selectinload(Rubric.criteria))
        .where(Rubric.cohort_id == cohort_id)
        .order_by(Rubric.edition.desc())
    )


def newest_rubric(cohort_id: uuid.UUID) -> Rubric | None:
    """The newest edition, in use or not."""
    return db.session.scalars(rubrics_of(cohort_id).limit(1)).first()


def rubric_in_use(cohort_id: uuid.UUID) -> Rubric | None:
    """The edition that a review begun now follows."""
    return db.session.scalars(rubrics_of(cohort_id).where(Rubric.frozen_at.is_not(None)).limit(1)).first()


def criteria_of(cohort_id: uuid.UUID) -> sa.Select[Criterion]:
    """The criteria of all editions of a cohort's rubric."""
    return (
        sa.select(Criterion)
        .join(Criterion.rubric)
        .options(joinedload(Criterion.rubric))
        .where(Rubric.cohort_id == cohort_id)
    )


def rubrics_to_copy(actor: Actor, cohort_id: uuid.UUID) -> sa.Select[Rubric]:
    """Rubrics of other cohorts of the same person's programs that have been in use, the newest first."""
    return (
        sa.select(Rubric)
        .options(joinedload(Rubric.cohort).joinedload(Cohort.program), selectinload(Rubric.criteria))
        .where(
            Rubric.frozen_at.is_not(None),
            Rubric.cohort_id != cohort_id,
            within(actor, "cohorts", Rubric.cohort_id),
        )
        .order_by(Rubric.frozen_at.desc(), Rubric.id)
    )


def could_review(cohort: Cohort) -> sa.Select[Membership]:
    """The staff who may review for a cohort: who works on its program now, and the leads."""
    working = sa.select(ProgramAssignment.membership_id).where(
        ProgramAssignment.program_id == cohort.program_id, ProgramAssignment.ended_at.is_(None)
    )
    return living_staff().where(Membership.all_programs.is_(True) | Membership.id.in_(working))


def reviewers_for(cohort: Cohort) -> dict[uuid.UUID, str]:
    """Person id → name of who may review for a cohort, each once, by name."""
    rows = db.session.scalars(could_review(cohort).order_by(None).order_by(Person.name, Membership.id))
    return {row.person_id: row.person.name for row in rows}
