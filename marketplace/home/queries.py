"""What waits for each side: the next steps of a person, of an employer, of the program team."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.hiring.interviews.models import Interview
from marketplace.hiring.interviews.models import Stage as InterviewStage
from marketplace.hiring.matches.models import Answer, Referral, ReferralStage
from marketplace.hiring.offers.models import Offer
from marketplace.hiring.offers.models import Stage as OfferStage
from marketplace.hiring.placements.models import CheckStage, Placement, RetentionCheckpoint
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.sides import Actor, Role, Side
from marketplace.supply.applications.models import Application
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.jobseekers.models import CompetencyClaim, Experience, Jobseeker

SOON = timedelta(days=3)
MOST = 50


@dataclass(frozen=True)
class Step:
    """One thing that waits: what to do, about whom, where, and by when. `endpoint` and `args` make the address."""

    what: str
    who: str
    endpoint: str
    args: dict[str, Any] = field(default_factory=dict)
    due: date | None = None

    def level(self, today: date) -> str:
        """How urgent it is: over, due within three days, soon, or nothing."""
        if self.due is None:
            return ""
        return "over" if self.due < today else "due" if self.due <= today + SOON else "soon"


def steps_for(actor: Actor, now: datetime) -> list[Step]:
    """Everything that waits for this person, the most urgent first."""
    sources = (_outcomes_to_record,) if actor.role is Role.INTERVIEWER else SOURCES.get(actor.side, ())
    found = [step for source in sources for step in source(actor, now)]
    return sorted(found, key=lambda step: step.due or date.max)


# ---- jobseekers -----------------------------------------------------------------------------------


def _offers_to_answer(actor: Actor, now: datetime) -> list[Step]:
    rows = select(Offer).where(
        Offer.jobseeker_id == actor.person_id, Offer.stage == OfferStage.EXTENDED, Offer.expires_at > now
    )
    return [
        Step(_("Answer an offer"), o.job_title, "offers.page", {"offer_id": o.id}, o.expires_at.date())
        for o in db.session.scalars(rows)
    ]


def _times_to_pick(actor: Actor, _now: datetime) -> list[Step]:
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


def _hires_to_confirm(actor: Actor, _now: datetime) -> list[Step]:
    rows = select(Placement).where(Placement.jobseeker_id == actor.person_id, Placement.stage == PlacementStage.CLAIMED)
    return [
        Step(_("Confirm your new job"), p.job_title, "placements.page", {"placement_id": p.id})
        for p in db.session.scalars(rows)
    ]


def _roles_to_answer(actor: Actor, _now: datetime) -> list[Step]:
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


def _seats_to_confirm(actor: Actor, _now: datetime) -> list[Step]:
    rows = (
        select(Application)
        .where(
            Application.jobseeker_id == actor.person_id,
            Application.stage.in_((ApplicationStage.ACCEPTED, ApplicationStage.DRAFT)),
        )
        .options(joinedload(Application.cohort))
    )
    steps = []
    for row in db.session.scalars(rows):
        if row.stage is ApplicationStage.ACCEPTED:
            steps.append(
                Step(
                    _("Confirm your seat"),
                    row.cohort.name,
                    "enrolments.confirm_page",
                    {"application_id": row.id},
                    row.confirm_by.date() if row.confirm_by else None,
                )
            )
        else:
            steps.append(
                Step(
                    _("Finish your application"),
                    row.cohort.name,
                    "applications.apply_page",
                    {"cohort_id": row.cohort_id},
                    row.cohort.applications_close_at.date(),
                )
            )
    return steps


def _profile_to_begin(actor: Actor, _now: datetime) -> list[Step]:
    me = actor.person_id
    steps = []
    if db.session.scalar(select(Experience.id).where(Experience.jobseeker_id == me).limit(1)) is None:
        steps.append(
            Step(_("Tell what you have done"), _("Paid work, volunteering and care all count"), "jobseekers.profile")
        )
    if db.session.scalar(select(CompetencyClaim.id).where(CompetencyClaim.jobseeker_id == me).limit(1)) is None:
        steps.append(Step(_("Name what you can do"), _("A few competencies are enough to begin"), "jobseekers.growth"))
    return steps


# ---- employers ------------------------------------------------------------------------------------


def _agreements_to_sign(actor: Actor, _now: datetime) -> list[Step]:
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


def _roles_to_confirm(actor: Actor, _now: datetime) -> list[Step]:
    rows = select(RoleNeed).where(RoleNeed.employer_id == actor.organisation_id, RoleNeed.stage == NeedStage.DRAFT)
    return [
        Step(_("Check and confirm a role"), n.title, "role_needs.page", {"role_need_id": n.id})
        for n in db.session.scalars(rows)
    ]


def _people_to_answer(actor: Actor, _now: datetime) -> list[Step]:
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


def _talks_to_arrange(actor: Actor, _now: datetime) -> list[Step]:
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


def _outcomes_to_record(actor: Actor, now: datetime) -> list[Step]:
    rows = (
        select(Interview)
        .where(
            Interview.employer_id == actor.organisation_id,
            Interview.stage == InterviewStage.SCHEDULED,
            Interview.starts_at < now,
        )
        .options(joinedload(Interview.referral).joinedload(Referral.role_need))
    )
    return [
        Step(
            _("Record how the interview with Candidate %(tree)s went", tree=i.referral.alias),
            i.referral.role_need.title,
            "interviews.page",
            {"interview_id": i.id},
        )
        for i in db.session.scalars(rows)
    ]


def _hires_to_record(actor: Actor, _now: datetime) -> list[Step]:
    rows = (
        select(Offer)
        .outerjoin(Placement, Placement.offer_id == Offer.id)
        .where(Offer.employer_id == actor.organisation_id, Offer.stage == OfferStage.ACCEPTED, Placement.id.is_(None))
    )
    return [
        Step(_("Record the hire"), o.job_title, "matches.referral", {"referral_id": o.referral_id}, o.starts_on)
        for o in db.session.scalars(rows)
    ]


# ---- the program team -----------------------------------------------------------------------------


def _applications_to_review(_actor: Actor, _now: datetime) -> list[Step]:
    rows = (
        select(Application)
        .where(Application.stage.in_((ApplicationStage.SUBMITTED, ApplicationStage.IN_REVIEW)))
        .options(joinedload(Application.cohort), joinedload(Application.jobseeker).joinedload(Jobseeker.person))
        .order_by(Application.submitted_at)
        .limit(MOST)
    )
    return [
        Step(
            _("Review an application"),
            f"{a.jobseeker.person.name}, {a.cohort.name}",
            "applications.page",
            {"application_id": a.id},
            a.cohort.hear_by,
        )
        for a in db.session.scalars(rows)
    ]


def _partners_to_countersign(_actor: Actor, _now: datetime) -> list[Step]:
    rows = (
        select(HiringPartner)
        .where(HiringPartner.stage == PartnerStage.SIGNED)
        .options(joinedload(HiringPartner.employer).joinedload(Employer.organisation))
        .limit(MOST)
    )
    return [
        Step(_("Countersign an agreement"), p.employer.name, "consortium.partner_page", {"partner_id": p.id})
        for p in db.session.scalars(rows)
    ]


def _shortlists_to_share(_actor: Actor, _now: datetime) -> list[Step]:
    rows = (
        select(RoleNeed)
        .where(RoleNeed.id.in_(select(Referral.role_need_id).where(Referral.stage == ReferralStage.SHORTLISTED)))
        .options(joinedload(RoleNeed.employer))
        .limit(MOST)
    )
    return [
        Step(_("Share a shortlist"), f"{n.title}, {n.employer.name}", "matches.runs", {"role_need_id": n.id})
        for n in db.session.scalars(rows)
    ]


def _answers_overdue(_actor: Actor, now: datetime) -> list[Step]:
    rows = (
        select(Referral)
        .where(Referral.stage == ReferralStage.SHARED_WITH_EMPLOYER, Referral.answer_by < now.date())
        .options(joinedload(Referral.role_need).joinedload(RoleNeed.employer))
        .order_by(Referral.answer_by)
        .limit(MOST)
    )
    return [
        Step(
            _("Ask after an answer about Candidate %(tree)s", tree=r.alias),
            f"{r.role_need.title}, {r.role_need.employer.name}",
            "matches.referral",
            {"referral_id": r.id},
            r.answer_by,
        )
        for r in db.session.scalars(rows)
    ]


def _placements_to_verify(_actor: Actor, _now: datetime) -> list[Step]:
    rows = (
        select(Placement)
        .where(Placement.stage.in_((PlacementStage.CONFIRMED, PlacementStage.DISPUTED)))
        .options(joinedload(Placement.jobseeker), joinedload(Placement.employer))
        .limit(MOST)
    )
    return [
        Step(
            _("Verify a placement") if p.stage is PlacementStage.CONFIRMED else _("Settle a disputed placement"),
            f"{p.jobseeker.person.name}, {p.employer.name}",
            "placements.page",
            {"placement_id": p.id},
        )
        for p in db.session.scalars(rows)
    ]


def _checks_due(_actor: Actor, now: datetime) -> list[Step]:
    rows = (
        select(RetentionCheckpoint)
        .where(RetentionCheckpoint.stage == CheckStage.SCHEDULED, RetentionCheckpoint.due_on <= now.date() + SOON)
        .options(joinedload(RetentionCheckpoint.placement).joinedload(Placement.jobseeker))
        .order_by(RetentionCheckpoint.due_on)
        .limit(MOST)
    )
    return [
        Step(
            _("Ask whether the job lasts, day %(day)s", day=c.day),
            c.placement.jobseeker.person.name,
            "placements.page",
            {"placement_id": c.placement_id},
            c.due_on,
        )
        for c in db.session.scalars(rows)
    ]


Source = Callable[[Actor, datetime], list[Step]]
SOURCES: dict[Side, tuple[Source, ...]] = {
    Side.JOBSEEKER: (
        _offers_to_answer,
        _times_to_pick,
        _hires_to_confirm,
        _roles_to_answer,
        _seats_to_confirm,
        _profile_to_begin,
    ),
    Side.EMPLOYER: (
        _agreements_to_sign,
        _roles_to_confirm,
        _people_to_answer,
        _talks_to_arrange,
        _outcomes_to_record,
        _hires_to_record,
    ),
    Side.STAFF: (
        _applications_to_review,
        _partners_to_countersign,
        _shortlists_to_share,
        _answers_overdue,
        _placements_to_verify,
        _checks_due,
    ),
}
