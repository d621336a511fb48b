"""Real rows for samples of mails: the newest of each kind, without the person in it."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Invitation, Person
from marketplace.calendars import moment_words
from marketplace.competencies.models import Competency
from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.discovery.models import DiscoverySession
from marketplace.demand.employers.models import Employer
from marketplace.demand.programs.models import Program, VersionReview
from marketplace.demand.programs.queries import reviews
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.jobseekers.queries import SHOWN_LEVELS
from marketplace.supply.sessions.models import TrainingSession

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


def evidence(_actor: Actor, _now: datetime) -> Words | None:
    """A competency of the vocabulary, as if it had been shown."""
    rows = sa.select(Competency).order_by(Competency.preferred, Competency.id).limit(1)
    found = db.session.scalars(rows).first()
    if found is None:
        return None
    outcome = _("It is shown at this level: %(level)s.", level=SHOWN_LEVELS[1])
    return {"claim_id": found.id, "competency": found.preferred, "outcome": outcome}


def things(_actor: Actor, _now: datetime) -> Words:
    """One thing that somebody is reminded of."""
    return {"things": [_("An offer waits for your answer.")]}


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
        "due_on": cohort.hear_by,
        "moment": moment_words(cohort.applications_close_at, cohort.time_zone),
        "begun": True,
        "confirm_by": cohort.applications_close_at,
        "time_zone": cohort.time_zone,
        "starts_on": cohort.starts_on,
        "before": cohort.name,
        "later": cohort.name,
        "last_day": cohort.census_day,
        "schedule": cohort.schedule or "–",
        "place": cohort.place,
    }


def training(_actor: Actor, _now: datetime) -> Words | None:
    """The newest session of a cohort's training."""
    row = db.session.scalars(
        sa.select(TrainingSession)
        .options(joinedload(TrainingSession.cohort).joinedload(Cohort.program))
        .order_by(TrainingSession.created_at.desc(), TrainingSession.id)
        .limit(1)
    ).first()
    if row is None:
        return None
    return {
        "title": row.title,
        "program": row.cohort.program.title,
        "cohort": row.cohort.name,
        "was": moment_words(row.starts_at - SOON, row.cohort.time_zone),
        "moment": moment_words(row.starts_at, row.cohort.time_zone),
        "place": row.place or row.cohort.place,
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


def version(_actor: Actor, _now: datetime) -> Words | None:
    """The newest version that a partner was asked about."""
    review = db.session.scalars(reviews().order_by(None).order_by(VersionReview.asked_at.desc()).limit(1)).first()
    if review is None:
        return None
    return {
        "program": review.version_of.program.title,
        "number": review.version_of.number,
        "employer": review.hiring_partner.employer.name,
        "review_id": review.id,
    }


def talk(actor: Actor, now: datetime) -> Words | None:
    """The newest discovery session; what is written there is an example."""
    session = db.session.scalars(
        sa.select(DiscoverySession)
        .options(joinedload(DiscoverySession.employer).joinedload(Employer.organisation))
        .order_by(DiscoverySession.created_at.desc(), DiscoverySession.id)
        .limit(1)
    ).first()
    if session is None:
        return None
    return {
        "employer": session.employer.name,
        "interviewer": actor.name,
        "moment": moment_words(now + SOON, "America/Toronto"),
        "place": _("Video call"),
        "news": _("Other times asked for"),
        "session_id": session.id,
    }


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
        "last_day": (now + SOON).date(),
        "role_need_id": need.id,
        **dict.fromkeys(("referral_id", "interview_id", "offer_id", "placement_id"), need.id),
    }


def testimonial(_actor: Actor, _now: datetime) -> Words | None:
    """The program of the newest cohort, as if somebody had said something of it."""
    program = db.session.scalars(
        sa.select(Program).join(Cohort).order_by(Cohort.created_at.desc(), Cohort.id).limit(1)
    ).first()
    if program is None:
        return None
    return {"program": program.title, "outcome": _("Others were chosen this time"), "testimonial_id": program.id}


def choosing(_actor: Actor, now: datetime) -> Words:
    """A round that there is not: its mails name nobody and no role."""
    return {
        "round": _("Autumn cohort, first round"),
        "moment": moment_words(now + SOON, "America/Toronto"),
        "round_id": uuid.UUID(int=0),
    }
