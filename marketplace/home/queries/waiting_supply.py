"""What waits around people who apply, learn and show what they can do."""

from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from marketplace.competencies.models import Competency
from marketplace.db import db
from marketplace.home.queries.waiting import (
    SOON,
    WEEK,
    Asked,
    Kind,
    Rows,
    Turn,
    as_it_is,
    by_cohort,
    by_person,
    cohort_of,
    day_after,
    line,
    name_of,
)
from marketplace.supply.applications import queries as applications
from marketplace.supply.applications.models import Application, InformationRequest
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.decisions import queries as decisions
from marketplace.supply.decisions.models import Deferral
from marketplace.supply.jobseekers import queries as jobseekers
from marketplace.supply.jobseekers.models import CompetencyClaim
from marketplace.supply.reviews import queries as reviews
from marketplace.supply.reviews.models import Review, ReviewRound, RoundStage


def _applications(asked: Asked, *stages: ApplicationStage) -> sa.Select[Application]:
    rows = applications.visible_to(asked.actor).join(Cohort, Cohort.id == Application.cohort_id)
    return rows.where(Application.stage.in_(stages))


def applications_to_review(asked: Asked) -> Rows:
    """Applications whose next step is the team's."""
    return _of_application(asked, _applications(asked, *applications.TO_REVIEW))


def decisions_late(asked: Asked) -> Rows:
    """Decisions that are proposed and not released, near the day by which people hear."""
    rows = _applications(asked, ApplicationStage.DECISION_PENDING).where(Cohort.hear_by <= asked.soon)
    return _of_application(asked, rows)


def _of_application(asked: Asked, rows: sa.Select[Application]) -> Rows:
    return line(
        asked,
        rows,
        subject=Application.id,
        due=Cohort.hear_by,
        since=Application.submitted_at,
        who=name_of(Application.jobseeker_id),
        about=as_it_is(Cohort.name),
        program=by_cohort(Application.cohort_id),
    )


def seats_unconfirmed(asked: Asked) -> Rows:
    """Seats that are held for somebody who has not confirmed, near the moment at which they lapse."""
    rows = _applications(asked, ApplicationStage.ACCEPTED).where(Application.confirm_by < asked.now + SOON)
    return line(
        asked,
        rows,
        subject=Application.id,
        due=day_after(Application.confirm_by, 0),
        since=None,
        who=name_of(Application.jobseeker_id),
        about=as_it_is(Cohort.name),
        asks=Application.jobseeker_id,
        program=by_cohort(Application.cohort_id),
    )


def questions_unanswered(asked: Asked) -> Rows:
    """Questions to people who applied whose day has passed, where their cohort is, without an answer."""
    zones = db.session.scalars(sa.select(Cohort.time_zone).distinct().order_by(Cohort.time_zone)).all()
    days = {zone: asked.now.astimezone(ZoneInfo(zone)).date() for zone in zones}
    over = [
        sa.and_(Cohort.time_zone.in_([zone for zone in zones if days[zone] == day]), InformationRequest.due_on < day)
        for day in sorted(set(days.values()))
    ]
    rows = applications.unanswered(asked.actor, on=max(days.values(), default=asked.today))
    return line(
        asked,
        rows.where(sa.or_(sa.false(), *over)),
        subject=InformationRequest.id,
        page=InformationRequest.application_id,
        due=InformationRequest.due_on,
        since=InformationRequest.asked_at,
        who=name_of(Application.jobseeker_id),
        about=as_it_is(Cohort.name),
        asks=Application.jobseeker_id,
        program=by_cohort(Application.cohort_id),
    )


def later_cohorts_asked(asked: Asked) -> Rows:
    """Who asks to wait for a later cohort and has no answer yet."""
    person = sa.select(Application.jobseeker_id).where(Application.id == Deferral.application_id)
    person_id = person.correlate(Deferral).scalar_subquery()  # said, because it stands inside another one
    return line(
        asked,
        decisions.unanswered(asked.actor),
        subject=Deferral.id,
        due=day_after(Deferral.asked_at, WEEK.days),
        since=Deferral.asked_at,
        who=name_of(person_id),
        about=cohort_of(Deferral.from_cohort_id),
        program=by_cohort(Deferral.from_cohort_id),
    )


# ---- reviews: named by reference, for who it is may be hidden ---------------------------------------------


def reviews_to_write(asked: Asked) -> Rows:
    """Applications that this person was asked to review."""
    return _of_review(asked, reviews.own_to_do(asked.actor), page=Review.id)


def reviews_given_back(asked: Asked) -> Rows:
    """Reviews that came back with a conflict of interest to whoever had assigned them."""
    return _of_review(asked, reviews.given_back(asked.actor), page=Review.application_id)


def reviews_late(asked: Asked) -> Rows:
    """Reviews that colleagues have still to hand in, near the day by which people hear."""
    rows = (
        reviews.manageable(asked.actor)
        .join(ReviewRound, ReviewRound.cohort_id == Application.cohort_id)
        .where(
            Review.stage.in_(reviews.TO_COME),
            Review.reviewer_id != asked.actor.person_id,
            Application.stage == ApplicationStage.IN_REVIEW,
            ReviewRound.stage != RoundStage.PREPARING,
        )
    )
    return _of_review(asked, rows, page=Review.application_id, by=asked.soon)


def _of_review(asked: Asked, rows: sa.Select[Review], *, page: object, by: object = None) -> Rows:
    rows = rows.join(Cohort, Cohort.id == Application.cohort_id)
    return line(
        asked,
        rows if by is None else rows.where(Cohort.hear_by <= by),
        subject=Review.id,
        page=page,
        due=Cohort.hear_by,
        since=Review.assigned_at,
        who=as_it_is(Application.reference),
        about=as_it_is(Cohort.name),
        asks=Review.reviewer_id,
        program=by_cohort(Application.cohort_id),
    )


def evidence_to_review(asked: Asked) -> Rows:
    """Competencies whose evidence waits, and those that this person looks at."""
    waits = CompetencyClaim.reviewer_id.is_(None) | (CompetencyClaim.reviewer_id == asked.actor.person_id)
    word = sa.select(Competency.preferred).where(Competency.id == CompetencyClaim.competency_id)
    return line(
        asked,
        jobseekers.to_review(asked.actor).where(waits),
        subject=CompetencyClaim.id,
        due=day_after(CompetencyClaim.asked_at, WEEK.days),
        since=CompetencyClaim.asked_at,
        who=name_of(CompetencyClaim.jobseeker_id),
        about=word.scalar_subquery,
        program=by_person(CompetencyClaim.jobseeker_id),
    )


_PAGE: Final = ("applications.page", "application_id")
KINDS: Final = (
    Kind(
        "application",
        Turn.TEAM,
        _("Applications to review"),
        _("Review an application"),
        applications_to_review,
        *_PAGE,
    ),
    Kind("decision", Turn.TEAM, _("Decisions to release"), _("Release a decision"), decisions_late, *_PAGE),
    Kind("seat", Turn.PERSON, _("Seats to confirm"), _("A seat is not confirmed"), seats_unconfirmed, *_PAGE),
    Kind(
        "question",
        Turn.PERSON,
        _("Questions without an answer"),
        _("Nobody has answered: go on, or call"),
        questions_unanswered,
        *_PAGE,
    ),
    Kind(
        "deferral",
        Turn.TEAM,
        _("Later cohorts asked for"),
        _("Answer who asks for a later cohort"),
        later_cohorts_asked,
        "decisions.answer_page",
        "deferral_id",
    ),
    Kind(
        "own_review",
        Turn.TEAM,
        _("Reviews to write"),
        _("Write a review"),
        reviews_to_write,
        "reviews.page",
        "review_id",
    ),
    Kind(
        "review_back",
        Turn.TEAM,
        _("Reviews given back"),
        _("Find another reviewer"),
        reviews_given_back,
        "reviews.of_application",
        "application_id",
    ),
    Kind(
        "review",
        Turn.REVIEWER,
        _("Reviews that are late"),
        _("A review has not come in"),
        reviews_late,
        "reviews.of_application",
        "application_id",
    ),
    Kind(
        "evidence",
        Turn.TEAM,
        _("Evidence to look at"),
        _("Look at evidence"),
        evidence_to_review,
        "jobseekers.review_page",
        "claim_id",
    ),
)
