"""A cohort whose applications are under review without names: a rubric, three reviewers, and how far they are."""

from itertools import cycle
from typing import Any

import sqlalchemy as sa

from marketplace.accounts.models import Membership, Person
from marketplace.db import db
from marketplace.demand.programs.models import Program
from marketplace.demo.actions.reading import Scene, read_story
from marketplace.sides import Actor, Side
from marketplace.supply.applications.models import Application
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.reviews import actions, queries
from marketplace.supply.reviews.actions import Given
from marketplace.supply.reviews.models import Review


def review(scene: Scene) -> None:
    """Compose the rubric, begin without names, spread the work, and let everybody write what they have written."""
    story, calendar = read_story("reviews"), scene.calendar
    cohort = db.session.scalars(
        sa.select(Cohort).join(Cohort.program).where(Program.title == story["program"], Cohort.name == story["cohort"])
    ).one()
    for told in story["criteria"]:
        actions.add_criterion(cohort, actor=scene.staff, now=calendar.at(-12, 9), **told)
    actions.begin(cohort, "begin_blind", actor=scene.staff, now=calendar.at(-8, 10))
    reviewers = {actor.person_id: actor for actor in map(_actor, story["reviewers"])}
    spread = calendar.at(-2, 15)
    actions.assign_evenly(cohort, reviewers_each=2, reviewer_ids=list(reviewers), actor=scene.staff, now=spread)
    rows = sa.select(Review).join(Review.application).join(Review.reviewer).where(Application.cohort_id == cohort.id)
    in_turn = db.session.scalars(rows.order_by(Application.submitted_at, Person.name)).all()
    said, far = cycle(story["said"]), {email: iter(stages) for email, stages in story["far"].items()}
    for row in in_turn:
        stage = next(far[row.reviewer.email], "assigned")
        told = next(said) if stage in {"in", "begun"} else {"words": story["conflict"]}
        _write(scene, row, told | {"stage": stage}, reviewers[row.reviewer_id])


def _actor(email: str) -> Actor:
    place = sa.select(Membership).join(Membership.person).where(Person.email == email, Membership.side == Side.STAFF)
    return db.session.scalars(place).one().actor()


def _write(scene: Scene, review: Review, told: dict[str, Any], actor: Actor) -> None:
    now, stage = scene.calendar.at(-1, 9), told["stage"]
    if stage == "conflict":
        actions.declare(review, words=told["words"], actor=actor, now=now)
    if stage in {"conflict", "assigned"}:
        return
    actions.begin_review(review, actor=actor, now=now)
    rubric = queries.rubric_in_use(review.application.cohort_id)
    assert rubric is not None  # begun with one
    given = {row.id: _given(level) for row, level in zip(rubric.criteria, told["levels"], strict=True)}
    said: dict[str, Any] = {"words": told["words"], "version": str(review.version), "actor": actor}
    if stage == "begun":
        actions.save(review, {key: one for key, one in given.items() if one.level}, **said)
    else:
        actions.submit(review, given, now=now, **said)


def _given(level: int) -> Given:
    return Given(level=level) if level else Given(cannot_tell=True, words="The application does not tell.")
