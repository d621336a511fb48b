"""The employer writes an offer, changes the draft, and extends it to the person."""

from datetime import datetime
from typing import Unpack

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, expect_version, move, record
from marketplace.demand.role_needs.lifecycle import LIVE as LIVE_NEEDS
from marketplace.errors import Refused, constraint_says
from marketplace.hiring.interviews import actions as interviews
from marketplace.hiring.matches import actions as matches
from marketplace.hiring.matches.models import Referral
from marketplace.hiring.offers import queries
from marketplace.hiring.offers.actions.ending import lapse
from marketplace.hiring.offers.actions.telling import tell_candidate
from marketplace.hiring.offers.actions.terms import Terms, guard_expiry, keep_terms, refuse_seen, set_work
from marketplace.hiring.offers.lifecycle import LIFECYCLE
from marketplace.hiring.offers.models import Because, Offer, Stage
from marketplace.sides import Actor

ONE_LIVE = lazy_gettext("There is an offer for this person already. Change or withdraw that one first.")

constraint_says("uq_offers_one_live", ONE_LIVE)


def why_not_offer(referral: Referral, now: datetime) -> str | None:
    """Why no offer can be written or extended for this referral now, or None when one can."""
    live = queries.live_of(referral)
    if live is not None and not queries.expired(live, now):
        return str(ONE_LIVE)
    return _why_not_ready(referral, has_expired=live is not None)


def _why_not_ready(referral: Referral, *, has_expired: bool) -> str | None:
    if referral.stage not in interviews.MEETING and not has_expired:
        return _("An offer can be made once both sides have said yes, while this is open.")
    if referral.role_need.stage not in LIVE_NEEDS:
        return _("This role has no free place now. Open it again or add places, then make the offer.")
    return None


def write(referral: Referral, *, actor: Actor, now: datetime, **terms: Unpack[Terms]) -> Offer:
    """Write a draft; nobody but the employer sees it. An expired offer to the same person lapses first."""
    hindrance = why_not_offer(referral, now)
    if hindrance:
        raise Refused(hindrance)
    before = queries.live_of(referral)
    if before is not None:
        lapse(before, actor=actor, now=now)
    offer = Offer(
        employer_id=referral.employer_id,
        referral_id=referral.id,
        jobseeker_id=referral.jobseeker_id,
        created_by_id=actor.person_id,
        created_at=now,
        referral=referral,
    )
    _set_terms(offer, terms, now)
    db.session.add(offer)
    record(offer, "write", came_from=None, actor=actor, now=now)
    return offer


def rewrite(offer: Offer, *, version: str | None, now: datetime, **terms: Unpack[Terms]) -> None:
    """Change the terms of a draft. Those that the person has seen change only as an answer to what they ask."""
    expect_version(offer, version)
    refuse_seen(offer)
    _set_terms(offer, terms, now)
    db.session.flush()


def _set_terms(offer: Offer, terms: Terms, now: datetime) -> None:
    offer.time_zone = terms["time_zone"]
    offer.job_title, offer.remarks = terms["job_title"], terms["remarks"]
    set_work(offer, terms["starts_on"], terms["hours_per_week"], terms["wage"], terms["wage_period"], now=now)
    guard_expiry(terms["expires_at"], now)
    offer.expires_at = terms["expires_at"]


def extend(offer: Offer, *, actor: Actor, now: datetime) -> None:
    """Extend the draft to the person and tell them; the mail says no wage. Its terms become the first version."""
    if offer.stage is Stage.DRAFT:
        guard_expiry(offer.expires_at, now)
        hindrance = _why_not_ready(offer.referral, has_expired=False)
        if hindrance:
            raise Refused(hindrance)
        offer.extended_at = now
    move(offer, LIFECYCLE, "extend", actor=actor, now=now)
    keep_terms(offer, Because.EXTENDED, now)
    matches.advance(offer.referral, "offer", actor=actor, now=now)
    tell_candidate(offer, "offer_extended", _("You have an offer"))
