"""What staff changed about a shortlist: who is out of turn, the reasons, and the record of it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, func, select

from marketplace.accounts.models import Person
from marketplace.db import ChangeNote, db
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.matches.models import MatchCandidate, MatchRun, Referral, ReferralChange, ReferralStage
from marketplace.hiring.matches.queries.cards import in_order, of_need
from marketplace.hiring.matches.queries.considering import agreeing_to
from marketplace.hiring.matches.queries.seeing import both_within
from marketplace.reach import within
from marketplace.sides import Actor

OUT_OF_TURN: Final = {
    "knows_more": _("We know something that the points don’t say"),
    "their_wish": _("The person or the employer asked for it"),
    "can_be_trained": _("The employer would train what is missing"),
    "others_busy": _("Those above are in talks elsewhere"),
    "other": _("Another reason"),
}
TAKEN_OFF: Final = {
    "not_available": _("The person is not available now"),
    "their_wish": _("The person asked for it"),
    "better_elsewhere": _("Another role suits them better"),
    "mistake": _("They were put on it by mistake"),
    "other": _("Another reason"),
}
#: Every reason that the record may show, also of what other rooms do here.
REASONS_SAID: Final = TAKEN_OFF | OUT_OF_TURN | {"employer_left": _("Their employer takes part no longer")}


@dataclass(frozen=True)
class Change:
    """One line of the record of a shortlist."""

    at: datetime
    move: str
    reason: str
    alias: str
    who: str
    words: str


def out_of_turn(run_id: uuid.UUID, role_need: RoleNeed, actor: Actor) -> set[uuid.UUID]:
    """The candidates of a run who are put on the shortlist only with a reason.

    Somebody better placed who may be shown was never put on it, or a must is not met.
    """
    columns = select(MatchCandidate.id, MatchCandidate.jobseeker_id, MatchCandidate.eligible)
    ranked = columns.where(MatchCandidate.run_id == run_id, within(actor, "jobseekers", MatchCandidate.jobseeker_id))
    referred = set(db.session.scalars(select(Referral.jobseeker_id).where(Referral.role_need_id == role_need.id)))
    agreeing = set(db.session.scalars(agreeing_to(role_need.employer_id)))
    found, passed = set(), False
    for row_id, person, eligible in db.session.execute(ranked.order_by(MatchCandidate.rank)):
        if passed or not eligible:
            found.add(row_id)
        passed = passed or (person not in referred and person in agreeing)
    return found


def waiting_on(role_need: RoleNeed, actor: Actor) -> list[Referral]:
    """Who is on the shortlist and not shared yet, as far as the actor sees them, in the order in which they stand."""
    rows = of_need(role_need, actor).where(Referral.stage == ReferralStage.SHORTLISTED)
    return list(db.session.scalars(rows).unique())


def everybody_waiting(role_need: RoleNeed) -> list[Referral]:
    """Everybody on the shortlist who is not shared yet, also out of reach, as they stand; read afresh, under its lock.

    For putting them in order, never for showing them.
    """
    rows = select(Referral).join(Referral.match_candidate).where(_waits_for(role_need)).order_by(*in_order())
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def place_after(role_need: RoleNeed) -> int | None:
    """The place after everybody who waits, where staff placed them; None where the points say."""
    last = db.session.scalar(select(func.max(Referral.place)).where(_waits_for(role_need)))
    return None if last is None else last + 1


def _waits_for(role_need: RoleNeed) -> ColumnElement[bool]:
    return and_(Referral.role_need_id == role_need.id, Referral.stage == ReferralStage.SHORTLISTED)


def matched_again(run: MatchRun) -> bool:
    """Whether a later run of the same role ranks people anew."""
    later = select(MatchRun.id).where(MatchRun.role_need_id == run.role_need_id, MatchRun.at > run.at)
    return db.session.scalar(later.limit(1)) is not None


def changes_of(role_need: RoleNeed, actor: Actor) -> Sequence[Change]:
    """What staff changed about the shortlist of a role with a reason, the newest first."""
    rows = (
        select(ReferralChange, Referral.alias, Person.name, ChangeNote.words)
        .join(Referral, Referral.id == ReferralChange.subject_id)
        .outerjoin(Person, Person.id == ReferralChange.actor_id)
        .outerjoin(ChangeNote, ChangeNote.id == ReferralChange.note_id)
        .where(
            Referral.role_need_id == role_need.id,
            ReferralChange.move.in_(("shortlist", "place", "take_off")),
            ReferralChange.reason != "",
            both_within(actor),
        )
        .order_by(ReferralChange.at.desc(), ReferralChange.seq.desc())
        .limit(50)
    )
    return [
        Change(row.at, row.move, row.reason, alias, name or "", words or "")
        for row, alias, name, words in db.session.execute(rows)
    ]
