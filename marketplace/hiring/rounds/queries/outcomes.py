"""What comes of a round: the frozen lists, proposals, what is decided, and each side's own part once it is released."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace import matcher
from marketplace.accounts.models import Person
from marketplace.db import ChangeNote, db
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.matches.models import Referral
from marketplace.hiring.rounds.models import (
    MatchingRound,
    RoundChange,
    RoundProposal,
    RoundResult,
    RoundResultChange,
    RoundSnapshot,
    Stage,
)
from marketplace.hiring.rounds.queries.markets import market_of
from marketplace.sides import Actor, Side


def snapshot_of(round_id: uuid.UUID) -> RoundSnapshot | None:
    """The frozen lists of a round, or None before."""
    return db.session.scalar(sa.select(RoundSnapshot).where(RoundSnapshot.round_id == round_id))


def newest_proposal(round_id: uuid.UUID) -> RoundProposal | None:
    """The proposal that counts, or None."""
    rows = sa.select(RoundProposal).where(RoundProposal.round_id == round_id).order_by(RoundProposal.seq.desc())
    return db.session.scalars(rows.limit(1)).first()


def results(proposal_id: uuid.UUID) -> sa.Select[RoundResult]:
    """What a proposal says of each person, those who would meet somebody first."""
    role = joinedload(RoundResult.decided).joinedload(Referral.role_need)
    return (
        sa.select(RoundResult)
        .where(RoundResult.proposal_id == proposal_id)
        .options(role.joinedload(RoleNeed.employer).joinedload(Employer.organisation), joinedload(RoundResult.proposal))
        .order_by(RoundResult.decided_id.is_(None), RoundResult.decided_id, RoundResult.id)
    )


def own_results(row: MatchingRound, actor: Actor) -> Sequence[RoundResult]:
    """What a released round says to one side: a person's own result, an employer's for its own roles; else nothing."""
    proposal = newest_proposal(row.id) if row.stage is Stage.RELEASED else None
    if proposal is None:
        return []
    rows = results(proposal.id)
    if actor.side is Side.JOBSEEKER:
        rows = rows.where(RoundResult.jobseeker_id == actor.person_id)
    else:
        rows = rows.join(RoundResult.decided).where(Referral.employer_id == actor.organisation_id)
    return db.session.scalars(rows).all()


class Changed(NamedTuple):
    """One change of what is decided for a person: to whom (None: nobody), by whom, when, why, and of which proposal."""

    at: datetime
    to: Referral | None
    name: str
    words: str | None
    proposal: int


def changes_of(row: MatchingRound, jobseeker_id: uuid.UUID) -> list[Changed]:
    """Every change that was made for a person in a round, the newest first, those of earlier proposals too."""
    change = RoundResultChange
    rows = (
        sa.select(change.at, Referral, Person.name, ChangeNote.words, RoundProposal.seq)
        .join(RoundResult, RoundResult.id == change.result_id)
        .join(RoundResult.proposal)
        .join(Person, Person.id == change.by_id)
        .outerjoin(Referral, Referral.id == change.to_id)
        .outerjoin(ChangeNote, ChangeNote.id == change.note_id)
        .where(RoundProposal.round_id == row.id, RoundResult.jobseeker_id == jobseeker_id)
        .options(joinedload(Referral.role_need).joinedload(RoleNeed.employer).joinedload(Employer.organisation))
        .order_by(RoundProposal.seq.desc(), change.seq.desc())
    )
    return [Changed(*found) for found in db.session.execute(rows)]


def changed_by(proposal: RoundProposal) -> set[uuid.UUID]:
    """Everybody who changed something of the newest proposal, also where somebody else has changed it again."""
    of_round = RoundChange.subject_id == proposal.round_id
    made = sa.select(sa.func.max(RoundChange.seq)).where(of_round, RoundChange.move.in_(("propose", "propose_again")))
    rows = sa.select(RoundChange.actor_id).where(
        of_round, RoundChange.move == "change", RoundChange.seq > made.scalar_subquery()
    )
    return {found for found in db.session.scalars(rows) if found}


def as_shown(proposal_id: uuid.UUID) -> str:
    """Another text as soon as anything of a proposal is decided otherwise: what a page showed is what is released."""
    rows = sa.select(RoundResult.id, RoundResult.version).where(RoundResult.proposal_id == proposal_id)
    said = sorted(f"{key}:{version}" for key, version in db.session.execute(rows))
    return sha256("\n".join([str(proposal_id), *said]).encode()).hexdigest()


def _departed(proposal: RoundProposal) -> bool:
    rows = sa.select(RoundResult.id).where(
        RoundResult.proposal_id == proposal.id, RoundResult.changed_by_id.is_not(None)
    )
    return db.session.scalar(rows.limit(1)) is not None


def decided_measures(row: MatchingRound, proposal: RoundProposal | None) -> matcher.Measures | None:
    """What is decided, counted as the proposal was; None while nobody departed from it."""
    taken = snapshot_of(row.id) if proposal and _departed(proposal) else None
    if taken is None or proposal is None:
        return None
    market = market_of(taken.lists, proposal.gone)
    rows = sa.select(RoundResult.jobseeker_id, RoundResult.decided_id).where(RoundResult.proposal_id == proposal.id)
    decided = {str(who): str(key) if key else None for who, key in db.session.execute(rows)}
    lists = (market.preferences, market.priorities, market.places)
    return matcher.measured(market.assignment(decided), *lists, market.fit)
