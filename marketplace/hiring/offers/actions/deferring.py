"""A start that is put off: the employer asks, the person agrees, and later the employer says that it is on again."""

from datetime import date, datetime

from flask_babel import gettext as _

from marketplace.db import db, lock, move, record
from marketplace.errors import Refused
from marketplace.hiring.matches.models import ReferralStage
from marketplace.hiring.offers.actions.asking import close, hold_waiting, keep_ask
from marketplace.hiring.offers.actions.conditions import open_ones
from marketplace.hiring.offers.actions.telling import tell_candidate, tell_employer
from marketplace.hiring.offers.actions.terms import keep_terms
from marketplace.hiring.offers.lifecycle import LIFECYCLE
from marketplace.hiring.offers.models import HELD, Answer, Because, Kind, Offer, OfferAsk
from marketplace.sides import Actor


def ask_start(offer: Offer, *, starts_on: date, words: str, actor: Actor, now: datetime) -> OfferAsk:
    """The employer asks for a later first day of an offer that the person has accepted; it holds until they agree."""
    lock(offer)
    _guard_held(offer)
    if starts_on <= offer.starts_on:
        raise Refused(_("That is not later than the first day agreed on. Choose a later one."))
    ask = OfferAsk(kind=Kind.START, starts_on=starts_on, words=words)
    return keep_ask(offer, ask, "ask_start", actor=actor, now=now)


def agree(ask: OfferAsk, *, actor: Actor, now: datetime) -> None:
    """The person agrees to the later first day. What they gave up for this job stays as it is."""
    offer = hold_waiting(ask, now)
    _guard_held(offer)
    offer.starts_on = ask.starts_on or offer.starts_on
    close(ask, Answer.AGREED, now=now)
    keep_terms(offer, Because.DEFERRED, now)
    move(offer, LIFECYCLE, "defer", actor=actor, now=now)
    tell_employer(offer, "offer_asked", _("A word about your offer"), now)


def disagree(ask: OfferAsk, *, actor: Actor, now: datetime) -> None:
    """The person keeps to the first day agreed on."""
    offer = hold_waiting(ask, now)
    close(ask, Answer.REFUSED, now=now)
    record(offer, "keep_start", came_from=offer.stage, actor=actor, now=now)
    tell_employer(offer, "offer_asked", _("A word about your offer"), now)


def reinstate(offer: Offer, *, actor: Actor, now: datetime) -> None:
    """The start that was put off is on again; conditions that are open still have to be met."""
    lock(offer)
    move(offer, LIFECYCLE, "reinstate_on_conditions" if open_ones(offer) else "reinstate", actor=actor, now=now)
    tell_candidate(offer, "offer_news", _("News about your offer"), now)


def _guard_held(offer: Offer) -> None:
    """Of an offer that is held: whoever records its hire holds it too, so its talks are read afresh."""
    db.session.refresh(offer.referral)
    if offer.stage not in HELD or offer.referral.stage is not ReferralStage.OFFERED:
        raise Refused(_("The start can be put off while the offer is accepted and no hire is recorded."))
