"""Talks that ended because the person took other work come back, when that work came to nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from marketplace.db import db, move
from marketplace.demand.employers.models import RelationStage
from marketplace.demand.role_needs.lifecycle import LIVE as LIVE_NEEDS
from marketplace.hiring.matches import queries
from marketplace.hiring.matches.actions.keeping_away import may_be_shown
from marketplace.hiring.matches.lifecycle import LIFECYCLE, NOT_KNOWN
from marketplace.hiring.matches.models import Referral, ReferralChange, ReferralStage
from marketplace.sides import Actor

OVER: Final = (ReferralStage.CLOSED, ReferralStage.OBSOLETE)


def ended_since(jobseeker_id: UUID, moment: datetime) -> Sequence[Referral]:
    """The person's referrals that became obsolete at this moment or later."""
    rows = select(Referral).where(Referral.jobseeker_id == jobseeker_id, Referral.stage == ReferralStage.OBSOLETE)
    found = db.session.scalars(rows.order_by(Referral.created_at, Referral.id)).all()
    return [row for row in found if _last_step(row).at >= moment]


def stage_before(referral: Referral) -> ReferralStage:
    """The stage at which a referral stood before its last step."""
    return ReferralStage(_last_step(referral).from_stage or referral.stage)


def why_not_back(referral: Referral) -> str | None:
    """Why talks that ended can’t go on where they were, as a code, or None when they can."""
    if referral.role_need.stage not in LIVE_NEEDS:
        return "role_not_open"
    if referral.role_need.employer.stage is RelationStage.ENDED:
        return "employer_left"
    if not _still_agrees(referral):
        return "consent_withdrawn"
    live = select(Referral.id).where(
        Referral.role_need_id == referral.role_need_id,
        Referral.jobseeker_id == referral.jobseeker_id,
        Referral.stage.not_in(OVER),
    )
    return "another_referral" if db.session.scalar(live) else None


def _still_agrees(referral: Referral) -> bool:
    if stage_before(referral) in NOT_KNOWN:
        return may_be_shown(referral.jobseeker_id, referral.employer_id)
    return queries.agrees_to_be_known(referral)


def come_back(referral: Referral, *, with_offer: bool, actor: Actor, now: datetime) -> None:
    """The talks go on at the stage that they had; where there was an offer that stands no more, as before it."""
    stage = stage_before(referral)
    if stage is ReferralStage.OFFERED and not with_offer:
        stage = ReferralStage.INTERVIEWING
    move(referral, LIFECYCLE, f"come_back_{stage.value}", actor=actor, now=now, reason="available_again")


def _last_step(referral: Referral) -> ReferralChange:
    rows = select(ReferralChange).where(ReferralChange.subject_id == referral.id)
    return db.session.scalars(rows.order_by(ReferralChange.seq.desc()).limit(1)).one()
