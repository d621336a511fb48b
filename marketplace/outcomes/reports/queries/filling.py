"""The places that an employer asked for: how many were filled, and in how many days."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.hiring.matches.models import Referral
from marketplace.hiring.offers.models import HELD, Offer
from marketplace.hiring.offers.models import Stage as OfferStage
from marketplace.hiring.placements.models import Placement
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.reports.queries.shares import Share

WAITS = frozenset({NeedStage.OPEN, NeedStage.PARTLY_FILLED, NeedStage.ON_HOLD})
TAKEN = HELD | {OfferStage.CONCLUDED}


@dataclass(frozen=True)
class DaysToFill:
    """Days from the employer's confirmation of a role to each accepted offer; None while there is none.

    Where the work never began, the place was not filled. `given_up` are places of roles that closed or ran out.
    """

    filled: int
    median: float | None
    fastest: int | None
    slowest: int | None
    still_open: int  # places that nobody has taken, for at most `longest` days so far
    longest: int | None
    given_up: int


def places_of(needs: Sequence[RoleNeed]) -> Share:
    """Places that were filled of those that were wanted; those of a role that waits are not known yet."""
    return Share(
        sum(need.filled for need in needs),
        sum(need.openings for need in needs),
        sum(need.openings - need.filled for need in needs if need.stage in WAITS),
    )


def needs_since(employer_id: uuid.UUID, since: date) -> Sequence[RoleNeed]:
    """Role needs that the employer confirmed since a day; one that became part of another is counted there."""
    rows = sa.select(RoleNeed).where(
        RoleNeed.employer_id == employer_id,
        RoleNeed.stage != NeedStage.DRAFT,
        RoleNeed.merged_into_id.is_(None),
        RoleNeed.confirmed_at.is_not(None),
    )
    return [need for need in db.session.scalars(rows) if need.confirmed_at and need.confirmed_at.date() >= since]


def days_to_fill(needs: Sequence[RoleNeed], as_of: date) -> DaysToFill:
    """How long the places of these roles took, and how long those that are open have waited. One statement."""
    begun = {need.id: need.confirmed_at.date() for need in needs if need.confirmed_at}
    never_began = sa.exists().where(
        Placement.offer_id == Offer.id, Placement.stage == PlacementStage.CANCELLED_BEFORE_START
    )
    rows = db.session.execute(
        sa.select(Referral.role_need_id, Offer.answered_at)
        .join(Referral, Referral.id == Offer.referral_id)
        .where(Referral.role_need_id.in_(begun), Offer.stage.in_(TAKEN), Offer.answered_at.is_not(None), ~never_began)
    )
    days = sorted((answered.date() - begun[need_id]).days for need_id, answered in rows if answered)
    open_places = [need for need in needs if need.stage in WAITS and need.filled < need.openings]
    return DaysToFill(
        filled=len(days),
        median=median(days) if days else None,
        fastest=days[0] if days else None,
        slowest=days[-1] if days else None,
        still_open=sum(need.openings - need.filled for need in open_places),
        longest=max(((as_of - begun[need.id]).days for need in open_places), default=None),
        given_up=sum(need.openings - need.filled for need in needs if need.stage not in WAITS),
    )
