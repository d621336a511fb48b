"""What waits for an employer: an agreement, roles, people and interviews."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.discovery.models import DiscoverySession, SessionStage
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.hiring.interviews import queries as interviews
from marketplace.hiring.interviews.models import Stage as InterviewStage
from marketplace.hiring.matches.models import Answer, Referral, ReferralStage
from marketplace.hiring.offers import queries as offers
from marketplace.hiring.offers.models import SETTLED, Offer, OfferAsk
from marketplace.hiring.placements.models import Placement
from marketplace.home.queries.steps import MOST, Step
from marketplace.sides import HIRING_ROLES, Actor, Role


def agreements_to_sign(actor: Actor, _now: datetime) -> list[Step]:
    """Agreements that wait for the owner's signature."""
    if actor.role is not Role.OWNER:
        return []
    rows = (
        select(HiringPartner)
        .where(HiringPartner.employer_id == actor.organisation_id, HiringPartner.stage == PartnerStage.AGREEMENT_SENT)
        .options(joinedload(HiringPartner.consortium))
    )
    return [
        Step(_("Read and sign the agreement"), p.consortium.name, "consortium.partner_page", {"partner_id": p.id})
        for p in db.session.scalars(rows)
    ]


def times_to_pick(actor: Actor, _now: datetime) -> list[Step]:
    """Conversations with the program team whose time an owner or a recruiter picks."""
    if actor.role not in HIRING_ROLES:
        return []
    rows = (
        select(DiscoverySession)
        .where(DiscoverySession.employer_id == actor.organisation_id, DiscoverySession.stage == SessionStage.PROPOSED)
        .options(joinedload(DiscoverySession.interviewer))
    )
    return [
        Step(_("Pick a time to talk"), s.interviewer.name, "discovery.talk", {"session_id": s.id})
        for s in db.session.scalars(rows)
    ]


def roles_to_confirm(actor: Actor, _now: datetime) -> list[Step]:
    """Roles written down by staff that only the employer can open."""
    rows = select(RoleNeed).where(RoleNeed.employer_id == actor.organisation_id, RoleNeed.stage == NeedStage.DRAFT)
    return [
        Step(_("Check and confirm a role"), n.title, "role_needs.page", {"role_need_id": n.id})
        for n in db.session.scalars(rows)
    ]


def people_to_answer(actor: Actor, _now: datetime) -> list[Step]:
    """People shared with the employer who wait for a yes or a no."""
    rows = (
        select(Referral)
        .where(
            Referral.employer_id == actor.organisation_id,
            Referral.stage == ReferralStage.SHARED_WITH_EMPLOYER,
            Referral.employer_answer == Answer.WAITING,
        )
        .options(joinedload(Referral.role_need))
        .limit(MOST)
    )
    return [
        Step(
            _("Say whether you’d like to meet Candidate %(tree)s", tree=r.alias),
            r.role_need.title,
            "matches.referral",
            {"referral_id": r.id},
            r.answer_by,
        )
        for r in db.session.scalars(rows)
    ]


def talks_to_arrange(actor: Actor, _now: datetime) -> list[Step]:
    """People who said yes too, without an interview yet."""
    rows = (
        select(Referral)
        .where(Referral.employer_id == actor.organisation_id, Referral.stage == ReferralStage.MUTUAL)
        .options(joinedload(Referral.role_need))
        .limit(MOST)
    )
    return [
        Step(
            _("Arrange an interview with Candidate %(tree)s", tree=r.alias),
            r.role_need.title,
            "matches.referral",
            {"referral_id": r.id},
        )
        for r in db.session.scalars(rows)
    ]


def times_to_offer(actor: Actor, now: datetime) -> list[Step]:
    """Interviews whose candidate asks for another time, or has none left to pick from."""
    return [
        Step(
            _("Candidate %(tree)s asks for another time", tree=i.referral.alias)
            if i.stage is InterviewStage.RESCHEDULE_REQUESTED
            else _("Offer other times to Candidate %(tree)s", tree=i.referral.alias),
            i.referral.role_need.title,
            "interviews.page",
            {"interview_id": i.id},
        )
        for i in db.session.scalars(interviews.times_wanted(actor, now).limit(MOST))
    ]


def outcomes_to_record(actor: Actor, now: datetime) -> list[Step]:
    """Interviews that have begun and are not decided; an interviewer those they took part in."""
    return [
        Step(
            _("Record how the interview with Candidate %(tree)s went", tree=i.referral.alias),
            i.referral.role_need.title,
            "interviews.page",
            {"interview_id": i.id},
        )
        for i in db.session.scalars(interviews.to_record(actor, now))
    ]


def asks_to_answer(actor: Actor, _now: datetime) -> list[Step]:
    """What people ask about an offer: more time, other terms, a later start."""
    referral = contains_eager(OfferAsk.offer).joinedload(Offer.referral)
    rows = offers.unanswered(actor).options(referral).limit(MOST)
    return [
        Step(
            _("Answer what Candidate %(tree)s asks about your offer", tree=ask.offer.referral.alias),
            ask.offer.job_title,
            "offers.page",
            {"offer_id": ask.offer_id},
        )
        for ask in db.session.scalars(rows)
    ]


def hires_to_record(actor: Actor, _now: datetime) -> list[Step]:
    """Accepted offers without a placement."""
    rows = (
        select(Offer)
        .outerjoin(Placement, Placement.offer_id == Offer.id)
        .where(Offer.employer_id == actor.organisation_id, Offer.stage.in_(SETTLED), Placement.id.is_(None))
    )
    return [
        Step(_("Record the hire"), o.job_title, "matches.referral", {"referral_id": o.referral_id}, o.starts_on)
        for o in db.session.scalars(rows)
    ]
