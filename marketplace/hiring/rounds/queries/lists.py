"""The lists of both sides: each saving is kept and the newest counts. Each side reads its own only."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from marketplace.db import db
from marketplace.hiring.matches.models import Referral
from marketplace.hiring.rounds.models import RankList


@dataclass(frozen=True)
class Entry:
    """One line of a list as its owner sees it: whom or which role, whether it is wanted, and whether it came later."""

    referral: Referral
    wanted: bool
    new: bool = False


def list_of(
    round_id: uuid.UUID, *, jobseeker_id: uuid.UUID | None = None, role_need_id: uuid.UUID | None = None
) -> RankList | None:
    """The newest saving of one list, or None while nothing was said."""
    rows = sa.select(RankList).where(RankList.round_id == round_id)
    own = RankList.jobseeker_id == jobseeker_id if jobseeker_id else RankList.role_need_id == role_need_id
    return db.session.scalars(rows.where(own).order_by(RankList.seq.desc()).limit(1)).first()


def newest_lists(round_id: uuid.UUID) -> dict[uuid.UUID, RankList]:
    """The newest saving of every list of a round, by the id of the person or of the role."""
    rows = sa.select(RankList).where(RankList.round_id == round_id).order_by(RankList.seq)
    return {row.jobseeker_id or row.role_need_id: row for row in db.session.scalars(rows)}  # type: ignore[misc]  # one of the two is there


def lines(referrals: Sequence[Referral], said: RankList | None) -> list[Entry]:
    """A list to look at and to change: in the order that was saved, then what came later, then what was kept out.

    While nothing was said everything stands there in the order given, as wanted. What came later is not, until its
    owner says so.
    """
    if said is None:
        return [Entry(referral, wanted=True) for referral in referrals]
    by_id = {str(referral.id): referral for referral in referrals}
    wanted = [Entry(by_id[key], wanted=True) for key in said.ordered if key in by_id]
    out = [Entry(by_id[key], wanted=False) for key in said.kept_out if key in by_id]
    known = {*said.ordered, *said.kept_out}
    later = [Entry(referral, wanted=False, new=True) for key, referral in by_id.items() if key not in known]
    return [*wanted, *later, *out]
