"""Which interviews a person may see."""

import uuid
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.interviews.lifecycle import LIVE, OPEN
from marketplace.hiring.interviews.models import Interview, InterviewPanel, InterviewSlot
from marketplace.hiring.matches.models import Referral, ReferralStage
from marketplace.reach import within
from marketplace.sides import Actor, Role, Side

#: The two sides still talk, so an interview between them still asks for something.
STILL_TALKING: Final = frozenset({ReferralStage.MUTUAL, ReferralStage.INTERVIEWING, ReferralStage.OFFERED})


def visible_to(actor: Actor) -> Select[Interview]:
    """The interviews this person may see: staff those of their programs, owners and recruiters their employer's.

    An interviewer sees those they take part in, a person their own. Private notes are a column of the row: a page
    shows them to the employer's members only.
    """
    referral = joinedload(Interview.referral)
    role_need = referral.joinedload(Referral.role_need).joinedload(RoleNeed.employer).joinedload(Employer.organisation)
    slots = selectinload(Interview.slots).joinedload(InterviewSlot.shared)
    rows = select(Interview).options(role_need, referral.joinedload(Referral.jobseeker), slots)
    if actor.side is Side.EMPLOYER:
        rows = rows.where(Interview.employer_id == actor.organisation_id)
        return rows.where(Interview.id.in_(_own(actor))) if actor.role is Role.INTERVIEWER else rows
    if actor.side is Side.JOBSEEKER:
        return rows.join(Interview.referral).where(Referral.jobseeker_id == actor.person_id)
    return rows.where(within(actor, "referrals", Interview.referral_id))


def to_prepare(actor: Actor) -> Select[Interview]:
    """Those to prepare for: what the match knew of a person is closed with the talks."""
    talking = select(Referral.id).where(Referral.stage.in_(STILL_TALKING))
    return visible_to(actor).where(Interview.referral_id.in_(talking))


def _own(actor: Actor) -> Select[uuid.UUID]:
    return select(InterviewPanel.interview_id).where(InterviewPanel.person_id == actor.person_id)


def takes_place(interview: Interview, actor: Actor) -> bool:
    """Whether this person is one of the panel."""
    return any(member.id == actor.person_id for member in interview.panel)


def listed(actor: Actor) -> Select[Interview]:
    """The same, those that run first by their time, then the others, newest first.

    For a candidate one that was held runs no more: its place in the list would tell that it is decided.
    """
    running = LIVE if actor.side is Side.JOBSEEKER else OPEN
    return visible_to(actor).order_by(
        Interview.stage.not_in(running),
        Interview.starts_at.is_(None),
        Interview.starts_at,
        Interview.created_at.desc(),
        Interview.id,
    )
