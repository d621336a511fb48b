"""A proposal of the frozen lists: asked for by staff, computed by a job, checked by code that did not make it."""

import secrets
import uuid
from datetime import datetime
from typing import Any, Final, Literal

from flask_babel import gettext as _

from marketplace import matcher
from marketplace.accounts.queries import living_memberships
from marketplace.db import db, lock, move
from marketplace.errors import Refused
from marketplace.hiring.rounds import queries
from marketplace.hiring.rounds.lifecycle import LIFECYCLE
from marketplace.hiring.rounds.models import (
    MatchingRound,
    Proposing,
    RoundProposal,
    RoundResult,
    RoundSnapshot,
    Stage,
)
from marketplace.outbox.actions import queue_job
from marketplace.outbox.models import OutboxItem
from marketplace.outbox.queries import waiting
from marketplace.sides import Actor, Side

JOB: Final = "rounds.compute"
_ASKING: Final[dict[Proposing, Literal["applicants", "programs"]]] = {
    Proposing.CANDIDATES: "applicants",
    Proposing.EMPLOYERS: "programs",
}


def ask_for_proposal(row: MatchingRound, *, proposing: str, actor: Actor, now: datetime) -> None:
    """Have a proposal made of the frozen lists, or made anew; changes to the one before go with it."""
    lock(row)
    taken = queries.snapshot_of(row.id)
    if row.stage not in {Stage.FROZEN, Stage.PROPOSED} or taken is None:
        raise Refused(_("A proposal is made of frozen lists. Load the page again to see where the round stands."))
    if is_computed(row):
        raise Refused(_("A proposal is being made already. It stands on this page in a moment."))
    market = queries.market_of(taken.lists)
    if not any(market.preferences.values()) or not any(market.priorities.values()):
        raise Refused(
            _("Only one side has lists, so nothing can be proposed. Abandon the round, and open another one.")
        )
    row.wanted, row.wanted_by_id, row.proposing = row.wanted + 1, actor.person_id, Proposing(proposing)
    db.session.flush()
    queue_job(JOB, dedupe_key=_key(row), round_id=row.id, number=str(row.wanted), asked_at=f"{now}")


def is_computed(row: MatchingRound) -> bool:
    """Whether a proposal was asked for that is not there yet; not when its job was given up or came to nothing."""
    job = waiting().where(OutboxItem.dedupe_key == _key(row))
    return _is_missing(row) and db.session.scalars(job).first() is not None


def _key(row: MatchingRound) -> str:
    return f"{JOB}:{row.id}:{row.wanted}"


def _is_missing(row: MatchingRound) -> bool:
    newest = queries.newest_proposal(row.id)
    return row.wanted > (newest.seq if newest else 0)


def _asker(row: MatchingRound) -> Actor | None:
    """Whoever asked, with the rights that they have now; None when the round is out of their reach by now."""
    places = living_memberships(row.wanted_by_id) if row.wanted_by_id else []
    for actor in (place.actor() for place in places if place.side is Side.STAFF):
        if db.session.scalar(queries.visible_to(actor).where(MatchingRound.id == row.id)):
            return actor
    return None


def compute(*, round_id: str, number: str, asked_at: str = "", now: datetime) -> None:  # noqa: ARG001 -- ids of the job
    """The job: match, check, compare and keep.

    Nothing when the round has gone on, it was done before, or whoever asked no longer acts for its team.
    """
    row = lock(db.session.get_one(MatchingRound, uuid.UUID(round_id)))
    taken = queries.snapshot_of(row.id)
    asked = row.stage in {Stage.FROZEN, Stage.PROPOSED} and row.wanted == int(number) and _is_missing(row)
    asker = _asker(row)
    if taken is None or not asked or asker is None:
        return
    gone = sorted(set(taken.lists["pairs"]) - queries.living(row.id))
    market = queries.market_of(taken.lists, gone)
    seed = secrets.randbelow(2**31)
    found = matcher.allocate(
        market.preferences, market.priorities, market.places, seed=seed, proposing=_ASKING[row.proposing]
    )
    proposal = _kept(row, taken, gone, seed=seed, market=market, found=found, now=now)
    _keep_results(proposal, market, found)
    row.proposed_by_id = asker.person_id
    name = "propose" if row.stage is Stage.FROZEN else "propose_again"
    move(row, LIFECYCLE, name, actor=asker, now=now, reason=row.proposing.value)


def _kept(
    row: MatchingRound,
    taken: RoundSnapshot,
    gone: list[str],
    *,
    seed: int,
    market: queries.Market,
    found: dict[str, str | None],
    now: datetime,
) -> RoundProposal:
    went_in = [queries.ALGORITHM, row.proposing.value, seed, taken.digest, gone]
    wrong = matcher.verdict(found, market.preferences, market.priorities, market.places)
    proposal = RoundProposal(
        round_id=row.id,
        seq=row.wanted,
        at=now,
        asked_by_id=row.wanted_by_id,
        algorithm=queries.ALGORITHM,
        proposing=row.proposing,
        seed=seed,
        gone=gone,
        digest=queries.digest_of(went_in),
        result=queries.digest_of(found),
        measures=_beside(market, found, seed),
        blocking=len(wrong.blocking),
        overfull=len(wrong.overfull),
        unwanted=len(wrong.unwanted),
    )
    db.session.add(proposal)
    db.session.flush()
    return proposal


def _beside(market: queries.Market, found: dict[str, str | None], seed: int) -> dict[str, Any]:
    """The proposal and the other ways, each counted alike; a way that is too much to compute is None."""
    lists = (market.preferences, market.priorities, market.places)
    ways = {
        "proposal": found,
        "greedy": matcher.greedy(*lists, seed=seed),
        "best_total": matcher.best_total(*lists, market.fit),
    }
    return {name: None if way is None else _counted(way, market) for name, way in ways.items()}


def _counted(way: dict[str, str | None], market: queries.Market) -> dict[str, int]:
    told = matcher.measured(way, market.preferences, market.priorities, market.places, market.fit)
    return {
        "people": len(way),
        "matched": told.matched,
        "first": told.first,
        "ranks": told.ranks,
        "blocking": told.blocking,
        "fit": round(told.fit),
    }


def _keep_results(proposal: RoundProposal, market: queries.Market, found: dict[str, str | None]) -> None:
    for who, role in found.items():
        key = None if role is None else uuid.UUID(market.referrals[who, role])
        row = RoundResult(proposal_id=proposal.id, jobseeker_id=uuid.UUID(who), proposed_id=key, decided_id=key)
        db.session.add(row)
    db.session.flush()
