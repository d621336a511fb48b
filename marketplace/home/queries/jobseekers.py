"""What waits for a jobseeker: offers, times, seats, and a profile to begin."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.hiring.interviews.models import Interview
from marketplace.hiring.interviews.models import Stage as InterviewStage
from marketplace.hiring.matches.models import Answer, Referral, ReferralStage
from marketplace.hiring.offers.models import Offer
from marketplace.hiring.offers.models import Stage as OfferStage
from marketplace.hiring.placements.models import Placement
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.home.queries.steps import Step
from marketplace.sides import Actor
from marketplace.supply.applications.models import Application
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.jobseekers.models import CompetencyClaim, Experience


def offers_to_answer(actor: Actor, now: datetime) -> list[Step]:
    """Offers that still stand."""
    rows = select(Offer).where(
        Offer.jobseeker_id == actor.person_id, Offer.stage == OfferStage.EXTENDED, Offer.expires_at > now
    )
    return [
        Step(_("Answer an offer"), o.job_title, "offers.page", {"offer_id": o.id}, o.expires_at.date())
        for o in db.session.scalars(rows)
    ]


def times_to_pick(actor: Actor, _now: datetime) -> list[Step]:
    """Interviews with times to choose from."""
    rows = (
        select(Interview)
        .join(Interview.referral)
        .where(Referral.jobseeker_id == actor.person_id, Interview.stage == InterviewStage.PROPOSED)
        .options(joinedload(Interview.referral).joinedload(Referral.role_need))
    )
    return [
        Step(_("Pick a time to talk"), i.referral.role_need.title, "interviews.page", {"interview_id": i.id})
        for i in db.session.scalars(rows)
    ]


def hires_to_confirm(actor: Actor, _now: datetime) -> list[Step]:
    """Hires that an employer claims and the person has not confirmed."""
    rows = select(Placement).where(Placement.jobseeker_id == actor.person_id, Placement.stage == PlacementStage.CLAIMED)
    return [
        Step(_("Confirm your new job"), p.job_title, "placements.page", {"placement_id": p.id})
        for p in db.session.scalars(rows)
    ]


def roles_to_answer(actor: Actor, _now: datetime) -> list[Step]:
    """Roles whose employer may be met, with the person's answer open."""
    rows = (
        select(Referral)
        .where(
            Referral.jobseeker_id == actor.person_id,
            Referral.stage == ReferralStage.SHARED_WITH_EMPLOYER,
            Referral.candidate_answer == Answer.WAITING,
        )
        .options(joinedload(Referral.role_need))
    )
    return [
        Step(
            _("Say whether you’d like to meet an employer"),
            r.role_need.title,
            "matches.referral",
            {"referral_id": r.id},
            r.answer_by,
        )
        for r in db.session.scalars(rows)
    ]


def seats_to_confirm(actor: Actor, _now: datetime) -> list[Step]:
    """Seats held for the person until a moment."""
    return [
        Step(
            _("Confirm your seat"),
            row.cohort.name,
            "enrolments.confirm_page",
            {"application_id": row.id},
            row.confirm_by.date() if row.confirm_by else None,
        )
        for row in _applications(actor, ApplicationStage.ACCEPTED)
    ]


def applications_to_finish(actor: Actor, _now: datetime) -> list[Step]:
    """Applications begun and not sent."""
    return [
        Step(
            _("Finish your application"),
            row.cohort.name,
            "applications.apply_page",
            {"cohort_id": row.cohort_id},
            row.cohort.applications_close_at.date(),
        )
        for row in _applications(actor, ApplicationStage.DRAFT)
    ]


def _applications(actor: Actor, stage: ApplicationStage) -> Iterable[Application]:
    rows = select(Application).where(Application.jobseeker_id == actor.person_id, Application.stage == stage)
    return db.session.scalars(rows.options(joinedload(Application.cohort)))


def profile_to_begin(actor: Actor, _now: datetime) -> list[Step]:
    """The first two things that make a profile useful."""
    me = actor.person_id
    steps = []
    if db.session.scalar(select(Experience.id).where(Experience.jobseeker_id == me).limit(1)) is None:
        steps.append(
            Step(_("Tell what you have done"), _("Paid work, volunteering and care all count"), "jobseekers.profile")
        )
    if db.session.scalar(select(CompetencyClaim.id).where(CompetencyClaim.jobseeker_id == me).limit(1)) is None:
        steps.append(Step(_("Name what you can do"), _("A few competencies are enough to begin"), "jobseekers.growth"))
    return steps
