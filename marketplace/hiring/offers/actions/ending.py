"""How an offer ends: declined, withdrawn, lapsed, come to nothing after all, or concluded with the work."""

from datetime import datetime

from flask_babel import gettext as _

from marketplace.calendars import moment_words
from marketplace.db import db, lock, move
from marketplace.errors import Refused
from marketplace.hiring.offers import queries
from marketplace.hiring.offers.actions.asking import close_waiting
from marketplace.hiring.offers.actions.returning import come_to_nothing, reopen
from marketplace.hiring.offers.actions.telling import tell_candidate, tell_employer
from marketplace.hiring.offers.actions.terms import CLOCK
from marketplace.hiring.offers.lifecycle import LIFECYCLE
from marketplace.hiring.offers.models import HELD, Offer, OfferDecline
from marketplace.sides import Actor, Side


def decline(
    offer: Offer, *, reason: str, note: str, actor: Actor, now: datetime, share_with_team: bool = False
) -> None:
    """The person says no, or steps back from what they had accepted. The employer learns that, never the reason.

    Staff read the reason where the person shares it; it lies in no history.
    """
    if queries.expired(offer, now):
        raise Refused(_("This offer has lapsed by itself, so there is nothing left to decline."))
    if offer.stage in HELD:
        come_to_nothing(offer, "step_back", reason="", actor=actor, now=now)
    else:
        lock(offer)
        offer.answered_at = now
        move(offer, LIFECYCLE, "decline", actor=actor, now=now)
        close_waiting(offer, now)
        reopen(offer, actor=actor, now=now)
    db.session.add(OfferDecline(offer_id=offer.id, reason=reason, words=note, shared=share_with_team, at=now))
    db.session.flush()
    tell_employer(offer, "offer_ended", _("An offer was not taken"), now)


def withdraw(offer: Offer, *, note: str, actor: Actor, now: datetime, reason: str = "other") -> None:
    """The employer takes a draft or an extended offer back; the person reads why, if they had seen it.

    Staff take an accepted one back when it came to nothing before a hire was recorded.
    """
    if actor.side is Side.STAFF:
        come_to_nothing(offer, "fall_through", reason=reason, note=note, actor=actor, now=now)
        return
    lock(offer)
    move(offer, LIFECYCLE, "withdraw", actor=actor, now=now, reason=reason, note=note)
    close_waiting(offer, now)
    if offer.extended_at is not None:
        reopen(offer, actor=actor, now=now)
        tell_candidate(offer, "offer_withdrawn", _("An offer was withdrawn"))


def take_back(offer: Offer, *, actor: Actor, now: datetime, reason: str) -> None:
    """Staff take a draft or an extended offer back for an employer that leaves; what becomes of the talks they say."""
    move(offer, LIFECYCLE, "take_back", actor=actor, now=now, reason=reason)
    close_waiting(offer, now)


def lapse(offer: Offer, *, actor: Actor, now: datetime) -> None:
    """Nobody answered in time: for whoever meets an expired offer first, and for the clock. Refused before that."""
    lock(offer)
    if not queries.expired(offer, now):
        raise Refused(
            _(
                "This offer can still be answered until %(moment)s.",
                moment=moment_words(offer.expires_at, offer.time_zone),
            )
        )
    _lapse_held(offer, actor=actor, now=now)


def _lapse_held(offer: Offer, *, actor: Actor, now: datetime) -> None:
    move(offer, LIFECYCLE, "lapse", actor=actor, now=now)
    close_waiting(offer, now)
    reopen(offer, actor=actor, now=now)
    tell_employer(offer, "offer_ended", _("An offer was not taken"), now)


def lapse_all(*, actor: Actor, now: datetime) -> int:
    """Let every expired offer lapse; how many did. One that was answered or given more time meanwhile is left alone."""
    count = 0
    for offer in db.session.scalars(queries.overdue(now)).unique().all():
        if queries.expired(lock(offer), now):
            _lapse_held(offer, actor=actor, now=now)
            count += 1
    return count


def lapse_by_the_clock(*, now: datetime) -> None:
    """The worker's round: as `lapse_all`, with nobody acting."""
    lapse_all(actor=CLOCK, now=now)


def conclude(offer: Offer, *, actor: Actor, now: datetime) -> None:
    """The work that came of an accepted offer is over, so the person may accept another full-time one."""
    move(offer, LIFECYCLE, "conclude", actor=actor, now=now)
