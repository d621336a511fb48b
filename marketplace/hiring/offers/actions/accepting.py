"""The person accepts an offer: one place of the role, and one full-time job a person."""

import uuid
from datetime import datetime
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.calendars import moment_words
from marketplace.db import lock, move
from marketplace.demand.role_needs import actions as role_needs
from marketplace.errors import Refused, Stale, constraint_says
from marketplace.hiring.interviews import actions as interviews
from marketplace.hiring.matches import actions as matches
from marketplace.hiring.matches.models import ReferralStage
from marketplace.hiring.offers import queries
from marketplace.hiring.offers.actions.asking import close_waiting
from marketplace.hiring.offers.actions.conditions import open_ones
from marketplace.hiring.offers.actions.telling import tell_employer
from marketplace.hiring.offers.lifecycle import LIFECYCLE
from marketplace.hiring.offers.models import Offer, Stage
from marketplace.sides import Actor

MOST_HOURS: Final = 48
"""Hours a week that all the work somebody has accepted here may add up to."""
ONE_FULL_TIME = lazy_gettext("You have accepted a full-time offer already, and one person can hold one at a time.")

constraint_says("uq_offers_one_accepted", ONE_FULL_TIME)


def why_not_accept(offer: Offer, now: datetime) -> str | None:
    """Why the person can’t accept an extended offer now, or None when they can."""
    until = moment_words(offer.expires_at, offer.time_zone)
    employer = offer.referral.role_need.employer.name
    if queries.expired(offer, now):
        return _(
            "This offer could be accepted until %(moment)s. If you still want it, tell the program team: "
            "%(employer)s can make a new one.",
            moment=until,
            employer=employer,
        )
    if offer.full_time and queries.has_full_time_work(offer.jobseeker_id):
        return str(ONE_FULL_TIME)
    together = queries.hours_taken(offer.jobseeker_id) + offer.hours_per_week
    if together > MOST_HOURS:
        return _(
            "With what you have accepted already this would be %(hours)s hours a week; "
            "at most %(most)s are possible here.",
            hours=f"{together:g}",
            most=MOST_HOURS,
        )
    return None


def accept(offer: Offer, *, actor: Actor, now: datetime, version: str | None = None) -> None:
    """The person accepts: one place of the role is taken, and a full-time job ends their other open processes.

    Refused when it has expired, when the person’s hours do not allow it, when no place is free, or when the terms are
    no longer those of `version`, which their page showed (None: whoever calls has just read them). With conditions
    open it is held until they are met. Locks the role need, then the person, so that racing acceptances come one
    after the other.
    """
    role_need = lock(offer.referral.role_need)
    lock(offer.referral.jobseeker)
    lock(offer)
    if offer.stage is Stage.EXTENDED:
        _guard_acceptance(offer, version, now)
    offer.answered_at = now
    move(offer, LIFECYCLE, "accept_on_conditions" if open_ones(offer) else "accept", actor=actor, now=now)
    close_waiting(offer, now)
    role_needs.fill_one(role_need, actor=actor, now=now)
    if offer.full_time:
        end_other_processes(offer.jobseeker_id, beside=offer, actor=actor, now=now)
    tell_employer(offer, "offer_accepted", _("Your offer is accepted"), now)


def _guard_acceptance(offer: Offer, version: str | None, now: datetime) -> None:
    hindrance = why_not_accept(offer, now)
    if hindrance is None and offer.referral.stage is not ReferralStage.OFFERED:
        hindrance = _("This is closed, so the offer can’t be accepted any more. The program team can tell you more.")
    if hindrance:
        raise Refused(hindrance)
    if version is not None and version != str(offer.version):
        raise Stale(_("The terms have changed since you opened this page. Read them below, then accept or decline."))


def end_other_processes(jobseeker_id: uuid.UUID, *, beside: Offer | None = None, actor: Actor, now: datetime) -> None:
    """The person took full-time work, by the offer `beside` or elsewhere: their other open talks end.

    Offers that they have accepted stay. Nothing here tells another employer more than that the person is not
    available. Hold the person before.
    """
    for other in queries.open_elsewhere(jobseeker_id, beside):
        other.answered_at = now
        move(other, LIFECYCLE, "supersede", actor=actor, now=now)
        close_waiting(other, now)
    kept = {beside.referral_id} if beside else set()
    interviews.call_off_others(jobseeker_id, kept=kept, actor=actor, now=now)
    matches.close_others(jobseeker_id, kept=kept | queries.referrals_taken(jobseeker_id), actor=actor, now=now)
