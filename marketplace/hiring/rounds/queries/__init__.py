"""Which rounds a person sees, who takes part, and what staff read of a round once its lists are frozen."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.demand.employers.models import Employer
from marketplace.demand.programs.models import Program
from marketplace.demand.role_needs.lifecycle import LIVE as LIVE_NEEDS
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.matches import queries as matches
from marketplace.hiring.matches.models import Referral
from marketplace.hiring.rounds.models import (
    MatchingRound,
    RankList,
    RoundRole,
    Stage,
)
from marketplace.hiring.rounds.queries.lists import Entry, lines, list_of, newest_lists
from marketplace.hiring.rounds.queries.looks import (
    Part,
    Wish,
    as_typed,
    of_employer,
    own_lines,
    parts_of_employer,
    referrals_named,
    role_in,
    wishes_of,
)
from marketplace.hiring.rounds.queries.markets import ALGORITHM, Market, Why, digest_of, market_of, why_not
from marketplace.hiring.rounds.queries.outcomes import (
    as_shown,
    changed_by,
    changes_of,
    decided_measures,
    newest_proposal,
    own_results,
    results,
    snapshot_of,
)
from marketplace.hiring.rounds.queries.pairs import MAY_MEET, lives, living, pairs, pairs_of
from marketplace.reach import within
from marketplace.sides import Actor, Side
from marketplace.supply.jobseekers.models import Jobseeker

__all__ = [
    "ALGORITHM",
    "MAY_MEET",
    "Entry",
    "Market",
    "Part",
    "TakingPart",
    "Why",
    "Wish",
    "as_shown",
    "as_typed",
    "changed_by",
    "changes_of",
    "decided_measures",
    "digest_of",
    "due",
    "free_places",
    "lines",
    "list_of",
    "lives",
    "living",
    "market_of",
    "names_of",
    "newest_lists",
    "newest_proposal",
    "of_employer",
    "open_roles",
    "own_lines",
    "own_results",
    "pairs",
    "pairs_of",
    "parts_of_employer",
    "programs_of",
    "referrals_named",
    "results",
    "role_in",
    "snapshot_of",
    "taking_part",
    "to_remind",
    "visible_to",
    "why_not",
    "wishes_of",
]

REMIND: Final = timedelta(days=2)
_UNDER_WAY = (Stage.OPEN, Stage.FROZEN, Stage.PROPOSED)


# ---- who sees what ----------------------------------------------------------------------------------


def visible_to(actor: Actor) -> sa.Select[MatchingRound]:
    """The rounds this person sees: staff those of their programs, the two sides those that they take part in."""
    employer = joinedload(RoundRole.role_need).joinedload(RoleNeed.employer).joinedload(Employer.organisation)
    rows = sa.select(MatchingRound).options(
        joinedload(MatchingRound.program), selectinload(MatchingRound.roles).options(employer)
    )
    if actor.side is Side.EMPLOYER:
        theirs = sa.exists().where(
            RoundRole.round_id == MatchingRound.id, RoundRole.employer_id == actor.organisation_id
        )
        return rows.where(theirs)
    if actor.side is Side.JOBSEEKER:
        said = sa.select(RankList.round_id).where(RankList.jobseeker_id == actor.person_id)
        could = pairs().where(Referral.jobseeker_id == actor.person_id).with_only_columns(RoundRole.round_id)
        return rows.where(sa.or_(MatchingRound.id.in_(said), MatchingRound.id.in_(could)))
    return rows.where(within(actor, "programs", MatchingRound.program_id))


def names_of(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The names of these people as far as this staff member may read them: not of whom they review without names."""
    rows = sa.select(Jobseeker).where(Jobseeker.id.in_(ids), within(actor, "jobseekers", Jobseeker.id))
    return {row.id: row.person.name for row in db.session.scalars(rows.options(joinedload(Jobseeker.person)))}


def programs_of(actor: Actor) -> Sequence[Program]:
    """The programs for which this staff member can open a round."""
    rows = sa.select(Program).where(within(actor, "programs", Program.id)).order_by(Program.title, Program.id)
    return db.session.scalars(rows).all()


def open_roles(actor: Actor) -> list[RoleNeed]:
    """The roles that a new round could take in: open, with a free place and somebody referred, in no other round."""
    busy = sa.select(RoundRole.role_need_id).join(RoundRole.round).where(MatchingRound.stage.in_(_UNDER_WAY))
    shown = sa.select(Referral.role_need_id).where(lives())
    able = set(db.session.scalars(shown)) - set(db.session.scalars(busy))
    return [need for need, _runs, _live in matches.live_needs(actor) if free_places(need) and need.id in able]


def free_places(need: RoleNeed) -> int:
    """How many places of a role nobody has accepted an offer for; none of one that takes nobody now."""
    return max(0, need.openings - need.filled) if need.stage in LIVE_NEEDS else 0


# ---- who takes part -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class TakingPart:
    """Who could take part and who has a list: a role or a person without one takes no part."""

    people: frozenset[uuid.UUID]
    roles: frozenset[uuid.UUID]
    lists: dict[uuid.UUID, RankList]
    candidates: dict[uuid.UUID, int]

    def listed(self, owner: uuid.UUID) -> bool:
        """Whether this person or role has put at least one in order."""
        return bool(owner in self.lists and self.lists[owner].ordered)

    @property
    def people_listed(self) -> int:
        """How many people have a list."""
        return sum(map(self.listed, self.people))

    @property
    def roles_listed(self) -> int:
        """For how many roles there is a list."""
        return sum(map(self.listed, self.roles))


def taking_part(round_id: uuid.UUID) -> TakingPart:
    """Who could take part in a round now, and their newest lists."""
    rows = pairs().where(RoundRole.round_id == round_id).with_only_columns(Referral.jobseeker_id, Referral.role_need_id)
    found = db.session.execute(rows).all()
    candidates: dict[uuid.UUID, int] = {}
    for _person, role in found:
        candidates[role] = candidates.get(role, 0) + 1
    people = frozenset(person for person, _role in found)
    return TakingPart(people, frozenset(candidates), newest_lists(round_id), candidates)


def due(now: datetime) -> sa.Select[MatchingRound]:
    """The open rounds whose moment has come."""
    return sa.select(MatchingRound).where(MatchingRound.stage == Stage.OPEN, MatchingRound.freezes_at <= now)


def to_remind(now: datetime) -> sa.Select[MatchingRound]:
    """The open rounds that freeze within two days and were not called to mind; never on the day they opened."""
    return sa.select(MatchingRound).where(
        MatchingRound.stage == Stage.OPEN,
        MatchingRound.reminded_at.is_(None),
        MatchingRound.freezes_at <= now + REMIND,
        MatchingRound.freezes_at > now,
        MatchingRound.opened_at <= now - timedelta(days=1),
    )
