"""What waits for a jobseeker: offers, times, seats, and a profile to begin."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.hiring.interviews import queries as interviews
from marketplace.hiring.matches.models import Answer, Referral, ReferralStage
from marketplace.hiring.offers.models import Answer as AskAnswer
from marketplace.hiring.offers.models import Offer, OfferAsk
from marketplace.hiring.offers.models import Stage as OfferStage
from marketplace.hiring.placements import queries as placements
from marketplace.hiring.placements.lifecycle import UNANSWERED
from marketplace.hiring.placements.models import Placement, RetentionCheckpoint
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.home.queries.steps import Step
from marketplace.sides import Actor, Side
from marketplace.supply.applications import queries as applications
from marketplace.supply.applications.models import Application
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.jobseekers.models import CompetencyClaim, Experience


def offers_to_answer(actor: Actor, now: datetime) -> list[Step]:
    """Offers that still stand."""
    rows = select(Offer).where(
        Offer.jobseeker_id == actor.person_id, Offer.stage == OfferStage.EXTENDED, Offer.expires_at > now
    )
    found = db.session.scalars(rows).all()
    waiting = select(OfferAsk.offer_id).where(
        OfferAsk.offer_id.in_([o.id for o in found]),
        OfferAsk.side == Side.JOBSEEKER,
        OfferAsk.answer == AskAnswer.WAITING,
    )
    asked = set(db.session.scalars(waiting)) if found else set()
    return [
        Step(
            _("Answer an offer; the employer has not answered yet what you asked")
            if o.id in asked
            else _("Answer an offer"),
            o.job_title,
            "offers.page",
            {"offer_id": o.id},
            o.expires_at.date(),
        )
        for o in found
    ]


def times_to_pick(actor: Actor, now: datetime) -> list[Step]:
    """Interviews with times to choose from, as long as one of them has not passed."""
    return [
        Step(_("Pick a time to talk"), i.referral.role_need.title, "interviews.page", {"interview_id": i.id})
        for i in db.session.scalars(interviews.to_pick(actor, now))
    ]


def hires_to_confirm(actor: Actor, _now: datetime) -> list[Step]:
    """Hires that others recorded and the person has not confirmed."""
    by_others = (Placement.stage == PlacementStage.CLAIMED, Placement.claimed_by_side != Side.JOBSEEKER)
    rows = select(Placement).where(Placement.jobseeker_id == actor.person_id, *by_others)
    return [
        Step(_("Confirm your new job"), p.job_title, "placements.page", {"placement_id": p.id})
        for p in db.session.scalars(rows)
    ]


def work_to_tell_of(actor: Actor, now: datetime) -> list[Step]:
    """Checks whether work lasts whose day has come."""
    due = placements.own_checks(actor).where(
        RetentionCheckpoint.stage.in_(UNANSWERED), RetentionCheckpoint.due_on <= now.date()
    )
    return [
        Step(
            _("Say whether you still work there"),
            c.placement.job_title,
            "placements.page",
            {"placement_id": c.placement_id},
        )
        for c in db.session.scalars(due.order_by(RetentionCheckpoint.due_on))
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


def questions_to_answer(actor: Actor, _now: datetime) -> list[Step]:
    """What the program team needs from the person before an application goes on."""
    return [
        Step(
            _("Answer a question about your application"),
            row.application.cohort.name,
            "applications.answer_page",
            {"application_id": row.application_id},
            row.due_on,
        )
        for row in db.session.scalars(applications.asked_of(actor))
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
