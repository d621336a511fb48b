"""Real rows for samples of mails: the newest of each kind, without the person in it."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Invitation, Person
from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.interviews.actions import moment_words
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort

Words = dict[str, Any]
REFERENCE = "GH-0000"  # nobody has it
SOON = timedelta(days=3)


def nothing(_actor: Actor, _now: datetime) -> Words:
    """Mails about an account need no other row than the person's own."""
    return {"what": "reset"}


def invitation(actor: Actor, _now: datetime) -> Words | None:
    """The newest invitation to act for an organisation."""
    found = db.session.scalars(
        sa.select(Invitation)
        .options(joinedload(Invitation.organisation))
        .where(Invitation.organisation_id.is_not(None))
        .order_by(Invitation.created_at.desc(), Invitation.id)
        .limit(1)
    ).first()
    if found is None or found.organisation is None:
        return None
    inviter = db.session.get(Person, found.invited_by_id) if found.invited_by_id else None
    return {
        "inviter": inviter.name if inviter else actor.name,
        "organisation": found.organisation.name,
        "side": found.side,
        "expires_at": found.expires_at,
    }


def application(_actor: Actor, _now: datetime) -> Words | None:
    """The newest cohort, as if somebody had applied to it."""
    cohort = db.session.scalars(
        sa.select(Cohort).options(joinedload(Cohort.program)).order_by(Cohort.created_at.desc(), Cohort.id).limit(1)
    ).first()
    if cohort is None:
        return None
    return {
        "application_id": cohort.id,
        "enrolment_id": cohort.id,
        "reference": REFERENCE,
        "cohort": cohort.name,
        "program": cohort.program.title,
        "hear_by": cohort.hear_by,
        "confirm_by": cohort.applications_close_at,
        "time_zone": cohort.time_zone,
        "starts_on": cohort.starts_on,
        "schedule": cohort.schedule or "–",
        "place": cohort.place,
    }


def agreement(_actor: Actor, _now: datetime) -> Words | None:
    """The newest partner of a consortium."""
    partner = db.session.scalars(
        sa.select(HiringPartner)
        .options(
            joinedload(HiringPartner.consortium), joinedload(HiringPartner.employer).joinedload(Employer.organisation)
        )
        .order_by(HiringPartner.created_at.desc(), HiringPartner.id)
        .limit(1)
    ).first()
    return {"consortium": partner.consortium.name, "employer": partner.employer.name} if partner else None


def role(_actor: Actor, now: datetime) -> Words | None:
    """The newest role that an employer needs filled."""
    need = db.session.scalars(
        sa.select(RoleNeed)
        .options(joinedload(RoleNeed.employer).joinedload(Employer.organisation))
        .order_by(RoleNeed.created_at.desc(), RoleNeed.id)
        .limit(1)
    ).first()
    if need is None:
        return None
    return {
        "role": need.title,
        "job": need.title,
        "employer": need.employer.name,
        "moment": moment_words(now + SOON, "America/Toronto"),
        **dict.fromkeys(("referral_id", "interview_id", "offer_id", "placement_id"), need.id),
    }
