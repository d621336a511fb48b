"""What single pages of a round show: an employer's part, one person's wishes and why, one role's list."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.matches.models import Referral
from marketplace.hiring.rounds.models import MatchingRound, RankList, RoundResult, RoundRole
from marketplace.hiring.rounds.queries.lists import Entry, lines, newest_lists
from marketplace.hiring.rounds.queries.markets import Why, why_not
from marketplace.hiring.rounds.queries.outcomes import newest_proposal, own_results, results, snapshot_of
from marketplace.hiring.rounds.queries.pairs import pairs_of
from marketplace.sides import Actor


@dataclass(frozen=True)
class Part:
    """One role of an employer in a round: its list as it stands, and whom it meets next once that is released."""

    role: RoundRole
    said: RankList | None
    listed: list[Entry]
    meets: list[Referral]


@dataclass(frozen=True)
class Wish:
    """One line of a frozen list: its place, the referral, whether it is decided; why not, where it stood higher."""

    place: int
    referral: Referral
    decided: bool
    why: Why | None


@dataclass(frozen=True)
class Listed:
    """A role and its frozen list for staff; `places` of it were free."""

    role: RoundRole
    said: bool
    lines: list[Wish]


def of_employer(row: MatchingRound, actor: Actor) -> list[RoundRole]:
    """The roles with which an employer takes part."""
    return [role for role in row.roles if role.employer_id == actor.organisation_id]


def parts_of_employer(row: MatchingRound, actor: Actor) -> list[Part]:
    """An employer's own part of a round, role by role, in as many statements for ten roles as for one."""
    own = of_employer(row, actor)
    wanted = {role.role_need_id for role in own}
    living = [found for found in pairs_of(row.id) if found.role_need_id in wanted]
    said = newest_lists(row.id)
    meets = [result.decided for result in own_results(row, actor) if result.decided]
    return [
        Part(
            role,
            said.get(role.role_need_id),
            lines([one for one in living if one.role_need_id == role.role_need_id], said.get(role.role_need_id)),
            [one for one in meets if one.role_need_id == role.role_need_id],
        )
        for role in own
    ]


def own_lines(row: MatchingRound, said: RankList | None, actor: Actor) -> list[Entry]:
    """A person's list: as it was frozen, whatever has ended since; before that as it stands."""
    taken = snapshot_of(row.id)
    if taken is None:
        return lines(pairs_of(row.id, jobseeker_id=actor.person_id), said)
    frozen = taken.lists["people"].get(str(actor.person_id), [])
    return [Entry(referral, wanted=True) for referral in referrals_named(frozen)]


def as_typed(shown: Sequence[Entry], order: str, wanted: Collection[str]) -> list[Entry]:
    """The lines as a page sent them, for a form that is shown again."""
    by_id = {str(entry.referral.id): entry for entry in shown}
    sent = [key for key in dict.fromkeys(order.split()) if key in by_id]
    rest = [key for key in by_id if key not in sent]
    return [Entry(by_id[key].referral, key in wanted, by_id[key].new) for key in [*sent, *rest]]


def referrals_named(ids: Sequence[str]) -> list[Referral]:
    """These referrals with role and employer, in the order of the ids."""
    role = joinedload(Referral.role_need).joinedload(RoleNeed.employer).joinedload(Employer.organisation)
    rows = sa.select(Referral).where(Referral.id.in_([uuid.UUID(key) for key in ids])).options(role)
    found = {str(row.id): row for row in db.session.scalars(rows)}
    return [found[key] for key in ids if key in found]


def wishes_of(row: MatchingRound, result: RoundResult) -> list[Wish]:
    """A person's frozen list, best first, with why each before the one that is decided came to nothing."""
    taken = snapshot_of(row.id)
    if taken is None:
        return []
    named = referrals_named(taken.lists["people"].get(str(result.jobseeker_id), []))
    gone, best = result.proposal.gone, len(named) + 1
    best = next((place for place, one in enumerate(named, start=1) if one.id == result.decided_id), best)
    return [
        Wish(place, one, place == best, why_not(taken.lists, gone, str(one.id)) if place < best else None)
        for place, one in enumerate(named, start=1)
    ]


def role_in(row: MatchingRound, role_need_id: uuid.UUID) -> Listed | None:
    """A role of a round with its frozen list, for staff; without lines before the freeze. None when it is not in it."""
    role = next((role for role in row.roles if role.role_need_id == role_need_id), None)
    if role is None:
        return None
    taken, proposal = snapshot_of(row.id), newest_proposal(row.id)
    ordered = taken.lists["roles"].get(str(role_need_id), {}).get("ordered") if taken else None
    decided = {one.decided_id for one in db.session.scalars(results(proposal.id))} if proposal else set()
    named = referrals_named(ordered or [])
    found = [Wish(place, one, one.id in decided, None) for place, one in enumerate(named, start=1)]
    return Listed(role, ordered is not None, found)
