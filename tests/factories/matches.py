"""Requests for several runs and contested readings for tests: each function adds one row and gives it back."""

from sqlalchemy import select

from marketplace.db import db
from marketplace.hiring.matches.models import ContestedReading, MatchBatch, MatchBatchRole, MatchPart
from marketplace.hiring.matches.models.contested import ReadingStage
from tests.factories.accounts import make_person
from tests.factories.demand import make_requirement, make_role_need
from tests.factories.hiring import NOW, make_referral


def _added(row):
    db.session.add(row)
    db.session.flush()
    return row


def make_reading(referral=None, **overrides):
    """What a person says is wrong about the first part of their match; answered when `stage` says so."""
    if referral is None:
        need = make_role_need()
        make_requirement(need)
        referral = make_referral("shared_with_employer", role_need=need)
    parts = select(MatchPart).where(MatchPart.match_candidate_id == referral.match_candidate_id)
    values = {
        "referral_id": referral.id,
        "match_part_id": db.session.scalars(parts.order_by(MatchPart.position)).first().id,
        "words": "I have done this for years.",
        "contested_at": NOW,
    } | overrides
    if values.get("stage", ReadingStage.CONTESTED) is not ReadingStage.CONTESTED:
        values = {
            "reason": "take_evidence",
            "answer": "We look at it.",
            "answered_at": NOW,
            "answered_by_id": make_person().id,
        } | values
    return _added(ContestedReading(**values))


def make_batch(role_needs, *, actor, **overrides):
    """A request that nobody has carried out yet."""
    row = _added(
        MatchBatch(
            **{
                "requested_by_id": actor.person_id,
                "membership_id": actor.membership_id,
                "created_at": NOW,
                "total": len(role_needs),
            }
            | overrides
        )
    )
    for position, need in enumerate(role_needs):
        _added(MatchBatchRole(batch_id=row.id, employer_id=need.employer_id, role_need_id=need.id, position=position))
    db.session.refresh(row)
    return row
