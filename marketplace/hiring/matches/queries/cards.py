"""What a card tells: parts and points, years of work, what shows a competency, and in which order cards stand."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, SQLColumnExpression, case, select
from sqlalchemy.orm import joinedload

from marketplace import matcher
from marketplace.db import db
from marketplace.demand.role_needs.models import Requirement, RoleNeed
from marketplace.hiring.matches.models import MatchCandidate, MatchPart, Referral
from marketplace.hiring.matches.queries.seeing import both_within
from marketplace.sides import Actor
from marketplace.supply.jobseekers.models import CompetencyClaim, EvidenceItem, Experience

LEAST: Final = 0.05  # points: less is shown as nothing


def in_order() -> tuple[SQLColumnExpression[Any], ...]:
    """How cards stand: as they were shared, who waits last; among them as staff placed them, then by points.

    Any: columns of several types.
    """
    waits = case((Referral.shared_at.is_(None), 1), else_=0)
    unplaced = case((Referral.place.is_(None), 1), else_=0)
    by_points = (MatchCandidate.eligible.desc(), MatchCandidate.score.desc(), Referral.alias)
    return waits, Referral.shared_at, unplaced, Referral.place, *by_points


def with_parts(referrals: Select[Referral]) -> Select[Referral]:
    """The same referrals with everything their card shows."""
    return referrals.options(
        joinedload(Referral.match_candidate)
        .selectinload(MatchCandidate.parts)
        .joinedload(MatchPart.requirement)
        .options(joinedload(Requirement.competency), joinedload(Requirement.insight))
    )


def of_need(role_need: RoleNeed, actor: Actor) -> Select[Referral]:
    """The referrals for a role need that this staff member sees, in the order in which they stand."""
    return (
        with_parts(select(Referral).where(both_within(actor)))
        .join(Referral.match_candidate)
        .where(Referral.role_need_id == role_need.id)
        .options(joinedload(Referral.jobseeker))
        .order_by(*in_order())
    )


def years_of_work(jobseeker_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Experience]]:
    """Each person's experiences, newest first: what a card tells about somebody without a name."""
    found: dict[uuid.UUID, list[Experience]] = defaultdict(list)
    rows = (
        select(Experience)
        .where(Experience.jobseeker_id.in_(list(jobseeker_ids)))
        .order_by(Experience.started_on.desc())
    )
    for experience in db.session.scalars(rows):
        found[experience.jobseeker_id].append(experience)
    return found


def tenths(candidate: MatchCandidate) -> tuple[float, ...]:
    """The points of each part in tenths that add up to the shown score."""
    asked = [
        matcher.Requirement(
            str(p.requirement.competency_id), p.need, float(p.requirement.weight), p.requirement.kind.value
        )
        for p in candidate.parts
    ]
    found = tuple(
        matcher.Part(r, p.state.value, p.have, p.need, p.evidence, p.points, p.points_if_raised, None)
        for r, p in zip(asked, candidate.parts, strict=True)
    )
    return matcher.tenths(matcher.Match("", "", candidate.score, candidate.eligible, candidate.known_share, found))


@dataclass(frozen=True)
class Raise:
    """What one requirement would add to the points if it were shown at the level that is asked for."""

    part: MatchPart
    more: float


def what_would_raise(candidate: MatchCandidate) -> list[Raise]:
    """The parts that would add a tenth or more, the most first."""
    found = [Raise(part, part.points_if_raised - part.points) for part in candidate.parts]
    return sorted((row for row in found if row.more >= LEAST), key=lambda row: -row.more)


def by_need(referrals: Select[Referral]) -> dict[RoleNeed, list[Referral]]:
    """Referrals gathered by role need, in the order in which they stand."""
    rows = referrals.join(Referral.match_candidate).order_by(Referral.role_need_id, *in_order())
    gathered: dict[RoleNeed, list[Referral]] = defaultdict(list)
    for referral in db.session.scalars(rows.options(joinedload(Referral.jobseeker))).unique():
        gathered[referral.role_need].append(referral)
    return dict(gathered)


def evidence_shown(referral: Referral) -> dict[uuid.UUID, list[EvidenceItem]]:
    """What shows each asked competency, newest first: competency id → evidence; only once the person is known."""
    asked = [part.requirement.competency_id for part in referral.match_candidate.parts]
    rows = (
        select(CompetencyClaim.competency_id, EvidenceItem)
        .join(EvidenceItem, EvidenceItem.claim_id == CompetencyClaim.id)
        .where(CompetencyClaim.jobseeker_id == referral.jobseeker_id, CompetencyClaim.competency_id.in_(asked))
        .options(joinedload(EvidenceItem.experience))
        .order_by(EvidenceItem.created_at.desc())
    )
    shown: dict[uuid.UUID, list[EvidenceItem]] = defaultdict(list)
    for competency_id, item in db.session.execute(rows):
        shown[competency_id].append(item)
    return dict(shown)
