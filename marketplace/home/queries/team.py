"""What waits for the program team: reviews, answers, placements and checks."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.demand.consortium import queries as consortium
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs import queries as role_needs
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.matches import queries as matches
from marketplace.hiring.matches.models import Referral, ReferralStage
from marketplace.hiring.placements import queries as placements
from marketplace.hiring.placements.models import CheckStage, Placement, RetentionCheckpoint
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.home.queries.steps import MOST, SOON, Step
from marketplace.sides import Actor
from marketplace.supply.applications import queries as applications
from marketplace.supply.applications.models import Application
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.jobseekers.models import Jobseeker


def applications_to_review(actor: Actor, _now: datetime) -> list[Step]:
    """Applications nobody has decided, the oldest first."""
    rows = (
        applications.visible_to(actor)
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


def partners_to_countersign(actor: Actor, _now: datetime) -> list[Step]:
    """Agreements that a partner has signed."""
    rows = (
        consortium.visible_to(actor)
        .where(HiringPartner.stage == PartnerStage.SIGNED)
        .options(joinedload(HiringPartner.employer).joinedload(Employer.organisation))
        .limit(MOST)
    )
    return [
        Step(_("Countersign an agreement"), p.employer.name, "consortium.partner_page", {"partner_id": p.id})
        for p in db.session.scalars(rows)
    ]


def shortlists_to_share(actor: Actor, _now: datetime) -> list[Step]:
    """Role needs with people shortlisted and not shared."""
    waiting = matches.visible_to(actor).where(Referral.stage == ReferralStage.SHORTLISTED)
    rows = (
        role_needs.visible_to(actor)
        .where(RoleNeed.id.in_(waiting.with_only_columns(Referral.role_need_id)))
        .options(joinedload(RoleNeed.employer))
        .limit(MOST)
    )
    return [
        Step(_("Share a shortlist"), f"{n.title}, {n.employer.name}", "matches.runs", {"role_need_id": n.id})
        for n in db.session.scalars(rows)
    ]


def answers_overdue(actor: Actor, now: datetime) -> list[Step]:
    """Shared people whose employer has not answered in time."""
    rows = (
        matches.visible_to(actor)
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


def placements_to_verify(actor: Actor, _now: datetime) -> list[Step]:
    """Hires confirmed or disputed by the person."""
    rows = (
        placements.visible_to(actor)
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


def checks_due(actor: Actor, now: datetime) -> list[Step]:
    """Retention checks whose day has come, or comes soon."""
    rows = (
        placements.checkpoints(actor)
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
