"""What the person asks about an offer, more time or other terms, and what the employer answers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.calendars import moment_words
from marketplace.db import db, lock, record
from marketplace.errors import Refused, constraint_says
from marketplace.hiring.offers import queries
from marketplace.hiring.offers.actions.telling import tell_candidate, tell_employer
from marketplace.hiring.offers.actions.terms import guard_expiry, guard_start, keep_terms, set_work
from marketplace.hiring.offers.models import Answer, Because, Kind, Offer, OfferAsk, Stage
from marketplace.sides import Actor

ONE_WAITING = lazy_gettext("Something about this offer waits for an answer already. One thing at a time.")

constraint_says("uq_offer_asks_one_waiting", ONE_WAITING)


def ask_time(offer: Offer, *, until: datetime, words: str, actor: Actor, now: datetime) -> OfferAsk:
    """The person asks for a later last moment; the present one holds until the employer agrees."""
    lock(offer)
    _guard_waits(offer, now)
    _guard_later(offer, until)
    ask = OfferAsk(kind=Kind.TIME, until=until, words=words)
    return keep_ask(offer, ask, "ask_time", actor=actor, now=now)


def counter(
    offer: Offer,
    *,
    starts_on: date,
    hours_per_week: Decimal,
    wage: Decimal,
    wage_period: str,
    words: str,
    actor: Actor,
    now: datetime,
) -> OfferAsk:
    """The person proposes other terms. Those on offer hold meanwhile, and can be accepted as they are."""
    lock(offer)
    _guard_waits(offer, now)
    guard_start(offer, starts_on, now)
    ask = OfferAsk(
        kind=Kind.TERMS,
        starts_on=starts_on,
        hours_per_week=hours_per_week,
        wage=wage,
        wage_period=wage_period,
        words=words,
    )
    if not queries.different(offer, ask):
        raise Refused(_("These are the terms of the offer as they are. Change what you would like to be different."))
    return keep_ask(offer, ask, "counter", actor=actor, now=now)


def keep_ask(offer: Offer, ask: OfferAsk, name: str, *, actor: Actor, now: datetime) -> OfferAsk:
    """Keep what one side asks, note it in the history, and tell the other. Refused while something else waits."""
    if queries.waiting_ask(offer) is not None:
        raise Refused(str(ONE_WAITING))
    ask.offer_id, ask.side, ask.asked_by_id, ask.asked_at = offer.id, actor.side, actor.person_id, now
    db.session.add(ask)
    record(offer, name, came_from=offer.stage, actor=actor, now=now)
    if ask.kind is Kind.START:
        tell_candidate(offer, "offer_news", _("News about your offer"), now)
    else:
        tell_employer(offer, "offer_asked", _("A word about your offer"), now)
    return ask


def grant(ask: OfferAsk, *, until: datetime, actor: Actor, now: datetime) -> None:
    """The employer gives more time: until the moment asked for, or another later one."""
    offer = hold_waiting(ask, now)
    close(ask, Answer.AGREED, now=now)
    _move_expiry(offer, until, actor=actor, now=now)


def prolong(offer: Offer, *, until: datetime, actor: Actor, now: datetime) -> None:
    """The employer gives more time without being asked; a wish for more time is answered by it."""
    lock(offer)
    _guard_waits(offer, now)
    ask = queries.waiting_ask(offer)
    if ask is not None and ask.kind is Kind.TIME:
        close(ask, Answer.AGREED, now=now)
    _move_expiry(offer, until, actor=actor, now=now)


def _move_expiry(offer: Offer, until: datetime, *, actor: Actor, now: datetime) -> None:
    _guard_later(offer, until)
    offer.expires_at = until
    keep_terms(offer, Because.MORE_TIME, now)
    record(offer, "prolong", came_from=offer.stage, actor=actor, now=now)
    tell_candidate(offer, "offer_news", _("News about your offer"), now)


def answer_with_terms(ask: OfferAsk, *, expires_at: datetime, actor: Actor, now: datetime, **work: Any) -> None:
    """The employer answers with other terms, those proposed or its own. The old ones stay to be read.

    `work` is the first day, the hours, the wage and its period.
    """
    offer = hold_waiting(ask, now)
    guard_expiry(expires_at, now)
    set_work(offer, **work, now=now)
    offer.expires_at = expires_at
    close(ask, Answer.AGREED, now=now)
    keep_terms(offer, Because.COUNTERED, now)
    record(offer, "change_terms", came_from=offer.stage, actor=actor, now=now)
    tell_candidate(offer, "offer_news", _("News about your offer"), now)


def stay(ask: OfferAsk, *, words: str, actor: Actor, now: datetime) -> None:
    """The employer stays with the offer as it is; the person reads what it writes, and may accept or decline."""
    offer = hold_waiting(ask, now)
    close(ask, Answer.REFUSED, words=words, now=now)
    record(offer, "stay", came_from=offer.stage, actor=actor, now=now)
    tell_candidate(offer, "offer_news", _("News about your offer"), now)


# ---- guards ----------------------------------------------------------------------------------------------


def hold_waiting(ask: OfferAsk, now: datetime) -> Offer:
    """The offer, held, whose question waits. Refused when it was answered, or the offer ended, meanwhile."""
    offer = lock(ask.offer)
    db.session.refresh(ask)
    if ask.answer is not Answer.WAITING:
        raise Refused(_("This has been answered already, or the offer has come to an end. The page says which."))
    if ask.kind is not Kind.START:
        _guard_waits(offer, now)
    return offer


def close(ask: OfferAsk, answer: Answer, *, now: datetime, words: str = "") -> None:
    """Write down what was said to a question."""
    ask.answer, ask.answered_at, ask.answer_words = answer, now, words
    db.session.flush()


def close_waiting(offer: Offer, now: datetime) -> None:
    """The offer is answered or at an end: nobody needs to answer what was asked about it."""
    ask = queries.waiting_ask(offer)
    if ask is not None:
        close(ask, Answer.CLOSED, now=now)


def _guard_waits(offer: Offer, now: datetime) -> None:
    if offer.stage is not Stage.EXTENDED or queries.expired(offer, now):
        raise Refused(_("This offer waits for no answer now. The page says where it stands."))


def _guard_later(offer: Offer, until: datetime) -> None:
    if until <= offer.expires_at:
        raise Refused(
            _(
                "The offer can be answered until %(moment)s already. Choose a later day.",
                moment=moment_words(offer.expires_at, offer.time_zone),
            )
        )
