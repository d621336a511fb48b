"""Who reviews what: by hand, or spread evenly; and when the names are shown."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, lock, move, record
from marketplace.errors import Refused, constraint_says
from marketplace.sides import Actor
from marketplace.supply.applications.models import Application
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.reviews import queries
from marketplace.supply.reviews.actions.rubrics import prepared, use_rubric
from marketplace.supply.reviews.lifecycle import LIFECYCLE, ROUND
from marketplace.supply.reviews.models import Review, ReviewRound, Stage

constraint_says(
    "uq_reviews_application_id_reviewer_id",
    lazy_gettext("Somebody assigned this person a moment ago. Load the page again to see who reviews it."),
)


def begin(cohort: Cohort, name: str, *, actor: Actor, now: datetime) -> ReviewRound:
    """Begin the reviews, `begin_blind` or `begin_open`; the rubric is put into use with it."""
    found = prepared(cohort, actor=actor, now=now)
    use_rubric(cohort, now=now)
    move(found, ROUND, name, actor=actor, now=now)
    return found


def show_names(cohort: Cohort, *, words: str, actor: Actor, now: datetime) -> None:
    """End the part without names, for everybody and for good. Refused to who has a review to do or keeps out of one."""
    found = prepared(cohort, actor=actor, now=now)
    if queries.has_to_do(actor, cohort.id):
        raise Refused(
            _(
                "You have reviews of this cohort to hand in, or keep out of one. "
                "Let somebody show the names who has none and keeps out of none."
            )
        )
    move(found, ROUND, "show_names", actor=actor, now=now, note=words)


def assign(application: Application, *, reviewer_id: UUID, actor: Actor, now: datetime) -> Review:
    """Ask one person to review one application. Refused for who is not of the program or declared a conflict."""
    prepared(application.cohort, actor=actor, now=now)
    _guard(application)
    if reviewer_id not in queries.reviewers_for(application.cohort):
        raise Refused(_("Only staff of this program can review for it. Assign the person to the program first."))
    return _ask(application, reviewer_id, actor=actor, now=now)


def _guard(application: Application) -> None:
    if application.stage is not ApplicationStage.IN_REVIEW:
        raise Refused(
            _("This application is not in review now. Start its review on its own page, then assign reviewers.")
        )


def _ask(application: Application, reviewer_id: UUID, *, actor: Actor, now: datetime) -> Review:
    there = db.session.scalar(
        sa.select(Review).where(Review.application_id == application.id, Review.reviewer_id == reviewer_id)
    )
    if there is not None and there.stage is Stage.CONFLICTED:
        raise Refused(_("This person has declared a conflict of interest here. Choose somebody else."))
    if there is not None and there.stage is not Stage.RELEASED:
        raise Refused(_("This person reviews it already."))
    if there is not None:
        there.assigned_by_id, there.assigned_at = actor.person_id, now
        move(there, LIFECYCLE, "assign_again", actor=actor, now=now)
        return there
    review = Review(
        application_id=application.id, reviewer_id=reviewer_id, assigned_by_id=actor.person_id, assigned_at=now
    )
    db.session.add(review)
    record(review, "assign", came_from=None, actor=actor, now=now)
    return review


def release(review: Review, *, actor: Actor, now: datetime) -> None:
    """Take a review away from somebody, to give it to another. Nobody takes away their own: they declare a conflict."""
    lock(review)
    if review.reviewer_id == actor.person_id:
        raise Refused(
            _("This review is yours. If you should not write it, declare a conflict; else ask a colleague to take it.")
        )
    move(review, LIFECYCLE, "release", actor=actor, now=now)


# ---- evenly ------------------------------------------------------------------------------------------------


def assign_evenly(
    cohort: Cohort, *, reviewers_each: int, reviewer_ids: Sequence[UUID], actor: Actor, now: datetime
) -> int:
    """Give every application in review so many reviewers, the work spread evenly; gives back how many were asked.

    Whoever reviews an application already stays with it; who declared a conflict or was relieved of it is left out.
    """
    found = prepared(cohort, actor=actor, now=now)
    found.reviewers_each = reviewers_each
    allowed = queries.reviewers_for(cohort)
    if not reviewer_ids or any(reviewer_id not in allowed for reviewer_id in reviewer_ids):
        raise Refused(_("Choose who reviews, among the staff of this program."))
    applications = _in_review(cohort)
    there = _there(cohort)
    asked = spread(list(applications), there, reviewer_ids, each=reviewers_each)
    for application_id, reviewer_id in asked:
        _ask(applications[application_id], reviewer_id, actor=actor, now=now)
    return len(asked)


def _in_review(cohort: Cohort) -> dict[UUID, Application]:
    rows = db.session.scalars(
        sa.select(Application)
        .where(Application.cohort_id == cohort.id, Application.stage == ApplicationStage.IN_REVIEW)
        .order_by(Application.submitted_at, Application.id)
    )
    return {row.id: row for row in rows}


def _there(cohort: Cohort) -> dict[UUID, dict[UUID, Stage]]:
    found: dict[UUID, dict[UUID, Stage]] = defaultdict(dict)
    rows = sa.select(Review.application_id, Review.reviewer_id, Review.stage).join(Review.application)
    for application_id, reviewer_id, stage in db.session.execute(rows.where(Application.cohort_id == cohort.id)):
        found[application_id][reviewer_id] = stage
    return found


def spread(
    applications: Sequence[UUID],
    there: Mapping[UUID, Mapping[UUID, Stage]],
    reviewers: Sequence[UUID],
    *,
    each: int,
) -> list[tuple[UUID, UUID]]:
    """Which pairs to add so that each application has `each` reviewers, or as many as there are.

    The next one is always who has least to do; among equals, who has read least together with those who read it
    already, so that everybody shares some with everybody. The order given decides what is still equal.
    """
    load, together = _so_far(there)
    added = []
    for application_id in applications:
        known = there.get(application_id, {})
        reading = [reviewer for reviewer, stage in known.items() if stage in queries.COUNTED]
        free = [reviewer for reviewer in reviewers if reviewer not in known]
        while free and len(reading) < each:
            chosen = min(free, key=lambda one: (load[one], sum(together[frozenset((one, other))] for other in reading)))
            for other in reading:
                together[frozenset((chosen, other))] += 1
            load[chosen] += 1
            free.remove(chosen)
            reading.append(chosen)
            added.append((application_id, chosen))
    return added


def _so_far(
    there: Mapping[UUID, Mapping[UUID, Stage]],
) -> tuple[dict[UUID, int], dict[frozenset[UUID], int]]:
    load: dict[UUID, int] = defaultdict(int)
    together: dict[frozenset[UUID], int] = defaultdict(int)
    for known in there.values():
        reading: list[UUID] = [reviewer for reviewer, stage in known.items() if stage in queries.COUNTED]
        for place, reviewer in enumerate(reading):
            load[reviewer] += 1
            for other in reading[:place]:
                together[frozenset((reviewer, other))] += 1
    return load, together
