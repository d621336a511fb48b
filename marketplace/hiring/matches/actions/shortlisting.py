"""The shortlist of a role: put people on it, move them, take them off, share it. What is out of turn has a reason."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, lock, move, record
from marketplace.demand.employers.actions import refuse_left
from marketplace.demand.role_needs.lifecycle import LIVE as LIVE_NEEDS
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.errors import Refused, constraint_says
from marketplace.hiring.matches import queries
from marketplace.hiring.matches.actions.keeping_away import may_be_shown
from marketplace.hiring.matches.actions.telling import tell_candidate, tell_employer
from marketplace.hiring.matches.lifecycle import LIFECYCLE
from marketplace.hiring.matches.models import MatchCandidate, Referral, ReferralStage, tree
from marketplace.sides import Actor

constraint_says("uq_referrals_one_live", lazy_gettext("This person is on the shortlist for this role already."))
constraint_says(
    "uq_referrals_role_need_id_alias", lazy_gettext("Two people were shortlisted at once. Please try again.")
)


def shortlist(
    candidate: MatchCandidate, *, actor: Actor, now: datetime, reason: str | None = None, note: str = ""
) -> Referral:
    """Put a candidate of a run on the shortlist of its role need, under the name of a tree.

    Refused without a reason for whoever is out of turn: somebody better placed was never put on it, a must is not met
    (`queries.out_of_turn`), or the role was matched again since. Where staff moved somebody, who is new stands last.
    """
    role_need = lock(candidate.run.role_need)
    _guard_takes_people(role_need)
    if not may_be_shown(candidate.jobseeker_id, role_need.employer_id):
        raise Refused(
            _("This person no longer agrees to be shown here, so they can’t be shortlisted. Run the match again.")
        )
    if not reason:
        _guard_newest(candidate)
        _guard_in_turn(candidate, role_need, actor)
    taken = db.session.scalar(sa.select(sa.func.count()).where(Referral.role_need_id == role_need.id)) or 0
    referral = Referral(
        employer_id=role_need.employer_id,
        role_need_id=role_need.id,
        jobseeker_id=candidate.jobseeker_id,
        match_candidate_id=candidate.id,
        alias=tree(taken),
        place=queries.place_after(role_need),
        created_at=now,
    )
    db.session.add(referral)
    record(referral, "shortlist", came_from=None, actor=actor, now=now, reason=reason or "", note=note)
    return referral


def _guard_newest(candidate: MatchCandidate) -> None:
    if queries.matched_again(candidate.run):
        raise Refused(
            _(
                "This role has been matched again since. Put people on the shortlist from the newest run, "
                "or say why this person comes first; it is kept with the shortlist."
            )
        )


def _guard_in_turn(candidate: MatchCandidate, role_need: RoleNeed, actor: Actor) -> None:
    if candidate.id in queries.out_of_turn(candidate.run_id, role_need, actor):
        raise Refused(
            _(
                "Somebody better placed is not on the shortlist, or this person does not meet every must. "
                "Say why they come first; it is kept with the shortlist."
            )
        )


def _guard_takes_people(role_need: RoleNeed) -> None:
    if role_need.stage not in LIVE_NEEDS:
        raise Refused(_("This role is not open now, so nobody is shown for it. Open it again, then go on here."))
    refuse_left(role_need.employer)


def put_at(referral: Referral, *, place: int, reason: str, note: str, actor: Actor, now: datetime) -> None:
    """Move somebody on a shortlist that is not shared yet; the others keep their order. The reason is kept.

    `place` counts those whom the actor sees; everybody else stays exactly where they are.
    """
    role_need = lock(referral.role_need)
    _guard_not_shared(lock(referral))
    everybody = queries.everybody_waiting(role_need)
    within = queries.waiting_on(role_need, actor)
    seen = [row for row in everybody if row is referral or row in within]
    before = seen.index(referral) + 1
    seen.remove(referral)
    seen.insert(place - 1, referral)
    after = seen.index(referral) + 1
    if after == before:
        raise Refused(_("They stand at this place already. Choose another one."))
    _number(everybody, seen)
    moved = _("From place %(before)s to %(after)s.", before=before, after=after)
    record(referral, "place", came_from=referral.stage, actor=actor, now=now, reason=reason, note=f"{moved} {note}")


def _number(everybody: Sequence[Referral], seen: Sequence[Referral]) -> None:
    """Give everybody who waits a place: those who are seen in their new order, the others where they stood."""
    following = iter(seen)
    for number, row in enumerate(everybody, start=1):
        standing = next(following) if row in seen else row
        standing.place = number


def take_off(referral: Referral, *, reason: str, note: str, actor: Actor, now: datetime) -> None:
    """Take somebody off a shortlist who was not shared yet, so nobody outside the team hears of it."""
    lock(referral.role_need)
    _guard_not_shared(lock(referral))
    move(referral, LIFECYCLE, "take_off", actor=actor, now=now, reason=reason, note=note)


def _guard_not_shared(referral: Referral) -> None:
    if referral.stage is not ReferralStage.SHORTLISTED:
        raise Refused(
            _("The employer has seen this card, so the shortlist stays as it is. Close the referral on its own page.")
        )


def share(role_need: RoleNeed, *, answer_by: date, actor: Actor, now: datetime) -> list[Referral]:
    """Show the shortlist, as far as the actor sees it, to the employer, without names, and tell both sides.

    People who took their consent back meanwhile are closed instead. Refused when nobody is left.
    """
    _guard_takes_people(lock(role_need))
    waiting = db.session.scalars(
        sa.select(Referral).where(
            Referral.role_need_id == role_need.id,
            Referral.stage == ReferralStage.SHORTLISTED,
            Referral.id.in_(queries.referrals_within(actor)),
        )
    ).all()
    shared = []
    for referral in waiting:
        if not may_be_shown(referral.jobseeker_id, referral.employer_id):
            move(referral, LIFECYCLE, "close", actor=actor, now=now, reason="consent_withdrawn")
            continue
        referral.shared_at, referral.answer_by = now, answer_by
        move(referral, LIFECYCLE, "share", actor=actor, now=now)
        tell_candidate(referral, "referral_shared", _("An employer may want to meet you"))
        shared.append(referral)
    if not shared:
        raise Refused(_("Nobody on the shortlist is waiting to be shared. Run the match and shortlist somebody first."))
    tell_employer(role_need, "shortlist_shared", _("People are ready to meet you"), key=f"{now:%Y%m%d%H%M%S}")
    return shared
