"""An accepted offer comes to nothing: its place is free, and what the person gave up for it comes back."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import select

from marketplace.db import db, lock, move
from marketplace.demand.employers.queries import hiring_team
from marketplace.demand.role_needs import actions as role_needs
from marketplace.errors import Refused
from marketplace.hiring.matches import actions as matches
from marketplace.hiring.matches.actions import returning as talks
from marketplace.hiring.matches.models import Referral, ReferralStage
from marketplace.hiring.offers import queries
from marketplace.hiring.offers.actions.asking import close_waiting
from marketplace.hiring.offers.actions.telling import queue_about
from marketplace.hiring.offers.actions.terms import CLOCK
from marketplace.hiring.offers.lifecycle import LIFECYCLE
from marketplace.hiring.offers.models import Offer, Stage
from marketplace.sides import Actor

LEFT: Final = "employer_left"
"""The reason of an offer that ends because its employer leaves."""

Asked = Callable[[uuid.UUID], bool]
_working: Final[list[Asked]] = []


def while_working(asked: Asked) -> Asked:
    """Register how a room above knows that a person has full-time work: until that is over no talks come back."""
    _working.append(asked)
    return asked


def come_to_nothing(offer: Offer, name: str, *, reason: str, actor: Actor, now: datetime, note: str = "") -> None:
    """Make the move that ends an acceptance before a hire is recorded. Refused once one is.

    Holds the role need, then the person: whoever accepts another offer of theirs meanwhile waits.
    """
    role_need = lock(offer.referral.role_need)
    lock(offer.referral.jobseeker)
    lock(offer)
    if offer.referral.stage is not ReferralStage.OFFERED:
        raise Refused(_("A hire is recorded, or the talks are over. The placement’s page says what can be done."))
    move(offer, LIFECYCLE, name, actor=actor, now=now, reason=reason, note=note)
    close_waiting(offer, now)
    role_needs.free_one(role_need, actor=actor, now=now)
    reopen(offer, actor=actor, now=now)
    others_come_back(offer, now=now, without_employer=reason == LEFT)


def reopen(offer: Offer, *, actor: Actor, now: datetime) -> None:
    """The offer has ended, so the two sides go on talking."""
    if offer.referral.stage is ReferralStage.OFFERED:
        matches.advance(offer.referral, "offer_ended", actor=actor, now=now)


def others_come_back(offer: Offer, *, now: datetime, without_employer: bool = False) -> list[Referral]:
    """What ended when this offer was accepted goes on where it stood, if it can: consent, role and expiry decide.

    Nobody acts in it, as far as the others can read: an employer learns that somebody is available again, never
    whose offer came to nothing, nor that there was one. Nothing comes back while the person holds
    full-time work; nor, `without_employer`, at the employer of this offer.
    """
    if offer.answered_at is None:
        return []
    ended = talks.ended_since(offer.jobseeker_id, offer.answered_at)
    away = offer.employer_id if without_employer else None
    return _come_back([row for row in ended if row.id != offer.referral_id and row.employer_id != away], now)


def talks_come_back(jobseeker_id: uuid.UUID, *, since: datetime, now: datetime) -> list[Referral]:
    """The same for work that came of no offer here, and ended what went on at `since` or later."""
    return _come_back(talks.ended_since(jobseeker_id, since), now)


def _come_back(ended: Sequence[Referral], now: datetime) -> list[Referral]:
    back = [row for row in ended if not _has_work(row.jobseeker_id) and talks.why_not_back(row) is None]
    for referral in back:
        stands = _offer_stands(referral, now)
        talks.come_back(
            referral, with_offer=stands is not None and stands.extended_at is not None, actor=CLOCK, now=now
        )
        if stands is not None:
            name = "come_back_extended" if stands.extended_at else "come_back_draft"
            move(stands, LIFECYCLE, name, actor=CLOCK, now=now, reason="available_again")
            stands.answered_at = None
    _tell(back, now)
    return back


def _has_work(jobseeker_id: uuid.UUID) -> bool:
    return queries.has_full_time_work(jobseeker_id) or any(asked(jobseeker_id) for asked in _working)


def _offer_stands(referral: Referral, now: datetime) -> Offer | None:
    """The offer that was superseded with these talks, if it can still be answered."""
    newest = (
        select(Offer)
        .where(Offer.referral_id == referral.id, Offer.stage == Stage.SUPERSEDED)
        .order_by(Offer.created_at.desc(), Offer.id)
        .limit(1)
    )
    offer = db.session.scalars(newest).one_or_none()
    return offer if offer is not None and offer.expires_at > now else None


def _tell(back: list[Referral], now: datetime) -> None:
    """One mail to the person about all of them, and one to each employer that had been shown the person."""
    seen = [row for row in back if row.shared_at is not None]
    if seen:
        person = seen[0].jobseeker.person
        queue_about(seen[0], "talks_open_again", _("Your other talks are open again"), person, now)
    for referral in seen:
        for member in hiring_team(referral.employer_id):
            queue_about(referral, "available_again", _("Somebody is available again"), member, now)
