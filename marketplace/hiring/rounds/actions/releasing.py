"""Staff look at a proposal, may depart from it row by row with a reason, and another of them releases it."""

import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.db import ChangeNote, db, expect_version, lock, move, record
from marketplace.errors import Refused, Stale
from marketplace.hiring.rounds import queries
from marketplace.hiring.rounds.actions.proposing import is_computed
from marketplace.hiring.rounds.actions.telling import tell
from marketplace.hiring.rounds.lifecycle import LIFECYCLE
from marketplace.hiring.rounds.models import MatchingRound, RoundProposal, RoundResult, RoundResultChange, Stage
from marketplace.sides import Actor


def change(
    row: MatchingRound,
    result: RoundResult,
    *,
    referral_id: uuid.UUID | None,
    reason: str,
    version: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Depart from the proposal for one person, with the reason, or come back to it.

    Only to a pair in which each had listed the other and which can still meet: nobody gets whom they kept out. Who did
    so stands in the history of the round, and does not release this proposal, even where it is as proposed again.
    """
    lock(row)
    if row.stage is not Stage.PROPOSED or is_computed(row):
        raise Refused(_("There is no proposal to change now. Load the page again to see where the round stands."))
    _guard_newest(row, result)
    expect_version(lock(result), version)
    if referral_id is not None and str(referral_id) not in choices(row, result):
        raise Refused(
            _("That pair did not both list each other, or can no longer meet. Choose another one, or nobody.")
        )
    _keep(result, referral_id, reason, actor=actor, now=now)
    back = referral_id == result.proposed_id
    result.decided_id, result.reason = referral_id, "" if back else reason
    result.changed_by_id, result.changed_at = (None, None) if back else (actor.person_id, now)
    record(row, "change", came_from=row.stage, actor=actor, now=now)
    db.session.expire(result, ["decided"])


def _keep(result: RoundResult, to_id: uuid.UUID | None, reason: str, *, actor: Actor, now: datetime) -> None:
    """What was decided until now, by whom and why it became another, stays: the row itself is written over."""
    rows = sa.select(sa.func.count()).where(RoundResultChange.result_id == result.id)
    note = ChangeNote(words=reason) if reason else None
    if note:
        db.session.add(note)
        db.session.flush()
    change = RoundResultChange(
        result_id=result.id, seq=(db.session.scalar(rows) or 0) + 1, by_id=actor.person_id, at=now
    )
    change.from_id, change.to_id, change.note_id = result.decided_id, to_id, note.id if note else None
    db.session.add(change)


def _guard_newest(row: MatchingRound, result: RoundResult) -> None:
    """The page may have read its row just before a job put another proposal in its place."""
    newest = queries.newest_proposal(row.id)
    if newest is None or newest.id != result.proposal_id:
        raise Stale(_("The proposal was made anew while you were writing. Look at it again, then decide."))


def choices(row: MatchingRound, result: RoundResult) -> list[str]:
    """The referrals that staff may decide on for a person, in the order of that person's list."""
    taken = queries.snapshot_of(row.id)
    if taken is None:
        return []
    lists, living = taken.lists, queries.living(row.id)
    own = lists["people"].get(str(result.jobseeker_id), [])
    listed = {key for told in lists["roles"].values() for key in told["ordered"] or ()}
    return [key for key in own if key in living and key in listed]


def why_not_release(row: MatchingRound, actor: Actor) -> str | None:
    """Why this staff member cannot release the proposal now, or None when they can."""
    proposal = queries.newest_proposal(row.id)
    if row.stage is not Stage.PROPOSED or proposal is None or is_computed(row):
        return _("There is no proposal to release now.")
    if row.proposed_by_id == actor.person_id:
        return _("You had this proposal made, so somebody else of the team looks at it and releases it.")
    if actor.person_id in queries.changed_by(proposal):
        return _("You changed part of it, so somebody who has changed nothing releases it.")
    if proposal.blocking or proposal.overfull or proposal.unwanted:
        return _(
            "The check found something wrong with this proposal, so it can’t be released. Tell whoever runs this site."
        )
    return _why_not_possible(row, db.session.scalars(queries.results(proposal.id)).all())


def _why_not_possible(row: MatchingRound, results: Sequence[RoundResult]) -> str | None:
    living = queries.living(row.id)
    decided = [result.decided for result in results if result.decided is not None]
    gone = sum(str(referral.id) not in living for referral in decided)
    if gone:
        return _(
            "%(number)s of these pairs can no longer meet: talks have ended, or somebody took their consent back. "
            "Have the proposal made anew, or change these rows.",
            number=gone,
        )
    places = {role.role_need_id: min(role.places, queries.free_places(role.role_need)) for role in row.roles}
    full = [need for need, many in Counter(one.role_need_id for one in decided).items() if many > places.get(need, 0)]
    if full:
        return _("A role has more people than free places now. Change these rows, or have the proposal made anew.")
    return None


def release(row: MatchingRound, *, seen: str, actor: Actor, now: datetime) -> RoundProposal:
    """Release what is decided: each side reads its own part, all at once, and is told by mail.

    Refused for whoever proposed or changed any of it, and when the page showed something else (`seen`).
    """
    lock(row)
    hindrance = why_not_release(row, actor)
    proposal = queries.newest_proposal(row.id)
    if hindrance or proposal is None:
        raise Refused(hindrance or _("There is no proposal to release now."))
    if seen != queries.as_shown(proposal.id):
        raise Refused(_("Something was changed while you were looking. Look at it again, then release it."))
    row.released_by_id, row.released_at = actor.person_id, now
    move(row, LIFECYCLE, "release", actor=actor, now=now)
    told = db.session.scalars(sa.select(RoundResult.jobseeker_id).where(RoundResult.proposal_id == proposal.id))
    lists = queries.newest_lists(row.id)
    tell(row, "round_released", told, {role.employer_id for role in row.roles if role.role_need_id in lists})
    return proposal
