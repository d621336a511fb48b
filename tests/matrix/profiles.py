"""What stands in the profile of J in depth: claims that wait for the program team, or that somebody looks at."""

import uuid
from typing import Any

import sqlalchemy as sa

from marketplace.db import db
from marketplace.supply.jobseekers.models import BlockedEmployer, ClaimStage, Consent
from tests.factories import accounts, competencies, supply


def furnish(world: Any) -> None:
    """Add the rows, and point the routes at them."""
    own = sa.select(Consent.id).where(Consent.jobseeker_id == world.ids["jobseeker"].id, Consent.employer_id.is_(None))
    world.ids["consent_id"] = db.session.scalars(own).one()
    waiting = _with_the_team(world, ClaimStage.WAITING_REVIEW)
    looked_at = _with_the_team(world, ClaimStage.IN_REVIEW, reviewer_id=world.people["S"].person_id)
    for endpoint, claim in (
        ("stop_asking", waiting),
        ("take", waiting),
        ("review_page", looked_at),
        ("give_back", looked_at),
        ("decide", looked_at),
    ):
        world.special[f"jobseekers.{endpoint}"] = {"claim_id": claim.id}
    number = uuid.uuid4().hex[:6]  # of this world alone
    suggested = competencies.make_competency(f"Tend the {number} looms")
    supply.make_experience(jobseeker=world.ids["jobseeker"], title="Weaver", description=f"I tend the {number} looms.")
    for endpoint in ("question", "accept_suggestion", "set_aside"):
        world.special[f"jobseekers.{endpoint}"] = {"competency_id": suggested.id}
    blocked = BlockedEmployer(
        jobseeker_id=world.ids["jobseeker"].id, words="Nowhere Freight", key="freight nowhere", created_at=supply.NOW
    )
    world.ids |= {"blocked_id": accounts.add(blocked).id}


def _with_the_team(world: Any, stage: ClaimStage, **more: Any) -> Any:
    claim = supply.make_claim(
        jobseeker=world.ids["jobseeker"],
        competency=competencies.make_competency(),
        stage=stage,
        asked_at=supply.NOW,
        **more,
    )
    supply.make_evidence(claim=claim)
    return claim
