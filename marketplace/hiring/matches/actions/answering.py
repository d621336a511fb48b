"""What both sides answer to a referral, how it ends, and the steps that other rooms make in it."""

import uuid
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import select

from marketplace.db import db, move, record
from marketplace.errors import Refused
from marketplace.hiring.matches import queries
from marketplace.hiring.matches.actions.telling import tell_candidate, tell_employer
from marketplace.hiring.matches.lifecycle import LIFECYCLE
from marketplace.hiring.matches.models import Answer, Referral, ReferralStage
from marketplace.sides import Actor, Side
from marketplace.supply.jobseekers import actions as jobseekers
from marketplace.supply.jobseekers.models import Purpose

Aftermath = Callable[..., None]
_aftermaths: Final[list[Aftermath]] = []


def when_closed(aftermath: Aftermath) -> Aftermath:
    """Register what a room above ends when talks are declined or closed: called with the referral, actor and now."""
    _aftermaths.append(aftermath)
    return aftermath


def say_interested(referral: Referral, *, actor: Actor, now: datetime) -> None:
    """One side says yes; the second yes makes it mutual. A person agrees by it to be known by this employer."""
    if referral.stage is not ReferralStage.SHARED_WITH_EMPLOYER:
        raise Refused(_("This is no longer waiting for an answer. Load the page again to see where it stands."))
    mine = _answer_of(actor)
    if getattr(referral, mine) is not Answer.WAITING:
        raise Refused(_("You have answered already. You can still say no below."))
    setattr(referral, mine, Answer.INTERESTED)
    if actor.side is Side.JOBSEEKER:
        jobseekers.give_consent(
            referral.jobseeker, Purpose.IDENTITY, employer_id=referral.employer_id, actor=actor, now=now
        )
    record(referral, f"{actor.side.value}_interested", came_from=referral.stage, actor=actor, now=now)
    if referral.employer_answer is referral.candidate_answer is Answer.INTERESTED:
        if not queries.agrees_to_be_known(referral):
            raise Refused(_("This person is not available now. Say no to close it, or come back later."))
        move(referral, LIFECYCLE, "become_mutual", actor=actor, now=now)
        tell_candidate(referral, "referral_mutual", _("You both said yes"))
        tell_employer(referral.role_need, "referral_mutual_employer", _("You both said yes"), key=str(referral.id))


def decline(referral: Referral, *, reason: str, note: str = "", actor: Actor, now: datetime) -> None:
    """One side says no, whenever it likes; the reason is kept, and the other side learns only that it is closed."""
    _guard_no_offer(referral)
    setattr(referral, _answer_of(actor), Answer.DECLINED)
    move(referral, LIFECYCLE, "decline", actor=actor, now=now, reason=reason, note=note)
    _end_what_hangs_on(referral, actor=actor, now=now)


def close(referral: Referral, *, note: str, actor: Actor, now: datetime, reason: str = "staff") -> None:
    """Staff close a referral, with the reason in words."""
    _guard_no_offer(referral)
    move(referral, LIFECYCLE, "close", actor=actor, now=now, reason=reason, note=note)
    _end_what_hangs_on(referral, actor=actor, now=now)


def _guard_no_offer(referral: Referral) -> None:
    """An offer has an end of its own, which gives back the place that it holds."""
    if referral.stage is ReferralStage.OFFERED:
        raise Refused(
            _(
                "There is an offer between the two sides. It is answered, taken back or lapses first; "
                "an accepted one is taken back by the program team. Then this can be closed."
            )
        )


def _end_what_hangs_on(referral: Referral, *, actor: Actor, now: datetime) -> None:
    for aftermath in _aftermaths:
        aftermath(referral, actor=actor, now=now)


def close_others(jobseeker_id: uuid.UUID, *, kept: Collection[uuid.UUID], actor: Actor, now: datetime) -> None:
    """The person took full-time work: their other talks are over. `kept` are referrals that go on beside it."""
    others = db.session.scalars(
        select(Referral).where(
            Referral.jobseeker_id == jobseeker_id,
            Referral.id.not_in(kept),
            Referral.stage.not_in((ReferralStage.HIRED, ReferralStage.CLOSED, ReferralStage.OBSOLETE)),
        )
    )
    for other in others.all():
        move(other, LIFECYCLE, "make_obsolete", actor=actor, now=now, reason="hired_elsewhere")


def advance(referral: Referral, name: str, *, actor: Actor, now: datetime) -> None:
    """A step that an interview, an offer or a placement makes in its referral."""
    move(referral, LIFECYCLE, name, actor=actor, now=now)


def _answer_of(actor: Actor) -> str:
    return "candidate_answer" if actor.side is Side.JOBSEEKER else "employer_answer"
