"""Rounds of choosing for tests: a round over roles, lists of either side, and a proposal of them."""

import uuid
from datetime import UTC, datetime, timedelta

from marketplace.db import db
from marketplace.hiring.matches.models import Referral
from marketplace.hiring.rounds import actions, queries
from marketplace.hiring.rounds.models import MatchingRound, RankList, RoundResult, RoundRole
from marketplace.sides import Actor, Side
from tests.factories.accounts import make_actor, make_person
from tests.factories.hiring import NOW, make_referral


def make_round(*referrals: Referral, **overrides) -> MatchingRound:
    """An open round over the roles of these referrals (one of its own without any), for a week of the clock."""
    referrals = referrals or (make_referral("shared_with_employer"),)
    values = {
        "name": "Autumn round",
        "freezes_at": datetime.now(UTC) + timedelta(days=7),
        "time_zone": "America/Halifax",
        "opened_by_id": overrides.pop("opened_by_id", None) or make_person().id,
        "opened_at": NOW,
    }
    row = MatchingRound(**values | overrides)
    needs = {referral.role_need_id: referral.role_need for referral in referrals}
    row.roles = [
        RoundRole(employer_id=need.employer_id, role_need_id=need.id, places=need.openings - need.filled)
        for need in needs.values()
    ]
    db.session.add(row)
    db.session.flush()
    return row


def make_list(row: MatchingRound, *ordered: Referral, side: Side = Side.JOBSEEKER, **overrides) -> RankList:
    """What the person of these referrals, or with `side` the role of them, has put in order."""
    own = {"jobseeker_id": ordered[0].jobseeker_id} if side is Side.JOBSEEKER else {}
    values = {
        "round_id": row.id,
        "seq": 1,
        "ordered": [str(referral.id) for referral in ordered],
        "kept_out": [],
        "saved_by_id": make_person().id,
        "at": NOW,
        **(own or {"role_need_id": ordered[0].role_need_id}),
    }
    found = RankList(**values | overrides)
    db.session.add(found)
    db.session.flush()
    return found


def make_frozen(*referrals: Referral, **overrides) -> MatchingRound:
    """A frozen round in which each side listed everything it could, in the order given."""
    row = make_round(*referrals, **overrides)
    for owner in dict.fromkeys(one.jobseeker_id for one in referrals):
        make_list(row, *(one for one in referrals if one.jobseeker_id == owner))
    for owner in dict.fromkeys(one.role_need_id for one in referrals):
        make_list(row, *(one for one in referrals if one.role_need_id == owner), side=Side.EMPLOYER)
    actions.freeze(row, actor=actions.CLOCK, now=datetime.now(UTC))
    return row


def make_proposed(*referrals: Referral, by: Actor | None = None, **overrides) -> MatchingRound:
    """A frozen round with a proposal, asked for by somebody of the team."""
    row, now = make_frozen(*referrals, **overrides), datetime.now(UTC)
    asker = by or make_actor(Side.STAFF)
    actions.ask_for_proposal(row, proposing="candidates", actor=asker, now=now)
    actions.compute(round_id=str(row.id), number=str(row.wanted), now=now)
    return row


def results_of(row: MatchingRound) -> list[RoundResult]:
    """What the newest proposal says of each person."""
    proposal = queries.newest_proposal(row.id)
    assert proposal is not None
    return list(db.session.scalars(queries.results(proposal.id)))


def referral_of(referral_id: uuid.UUID) -> Referral:
    """A referral that is there."""
    return db.session.get_one(Referral, referral_id)
