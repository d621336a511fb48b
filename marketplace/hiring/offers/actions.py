"""What the two sides do about an offer: write it, extend it, answer it, take it back."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypedDict, Unpack, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.accounts.models import Person
from marketplace.db import db, expect_version, lock, move, record
from marketplace.demand.role_needs import actions as role_needs
from marketplace.demand.role_needs.lifecycle import LIVE as LIVE_NEEDS
from marketplace.demand.role_needs.models import WagePeriod
from marketplace.errors import Refused, constraint_says
from marketplace.hiring.interviews import actions as interviews
from marketplace.hiring.interviews import queries as interview_queries
from marketplace.hiring.matches import actions as matches
from marketplace.hiring.matches.models import Referral, ReferralStage
from marketplace.hiring.offers import queries
from marketplace.hiring.offers.lifecycle import LIFECYCLE
from marketplace.hiring.offers.models import Offer, Stage
from marketplace.outbox.actions import queue_mail
from marketplace.sides import Actor, Side

FULL_TIME_HOURS: Final = 30
"""Hours a week from which work counts as full time; one person can hold one such job at a time."""
MOST_HOURS: Final = 48
"""Hours a week that all the work somebody has accepted here may add up to."""
ONE_LIVE = lazy_gettext("There is an offer for this person already. Change or withdraw that one first.")
ONE_FULL_TIME = lazy_gettext("You have accepted a full-time offer already, and one person can hold one at a time.")

NOBODY: Final = cast("UUID", None)  # a history row names no person when the clock acts
CLOCK: Final = Actor(person_id=NOBODY, name="", side=Side.STAFF, membership_id=NOBODY)

constraint_says("uq_offers_one_live", ONE_LIVE)
constraint_says("uq_offers_one_accepted", ONE_FULL_TIME)


class Work(TypedDict):
    """What work it is: the part of the terms that an offer and a recorded hire share. Wages are dollars."""

    job_title: str
    starts_on: date
    hours_per_week: Decimal
    wage: Decimal
    wage_period: str


class Terms(Work):
    """The terms of an offer; `expires_at` is the last moment to answer."""

    conditions: str
    expires_at: datetime
    time_zone: str


def full_time(hours_per_week: Decimal) -> bool:
    """Whether this many hours a week are a full-time job."""
    return hours_per_week >= FULL_TIME_HOURS


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
    """Change the terms of a draft. Terms that the person has seen are never changed: withdraw and write anew."""
    expect_version(offer, version)
    if offer.stage is not Stage.DRAFT:
        raise Refused(_("This offer has been extended, so its terms stand. Withdraw it, then write a new one."))
    _set_terms(offer, terms, now)
    db.session.flush()


def _set_terms(offer: Offer, terms: Terms, now: datetime) -> None:
    if terms["starts_on"] < now.astimezone(ZoneInfo(terms["time_zone"])).date():
        raise Refused(_("The first day lies in the past. Which day did you mean?"))
    _guard_expiry(terms["expires_at"], now)
    offer.job_title, offer.conditions = terms["job_title"], terms["conditions"]
    offer.starts_on, offer.expires_at, offer.time_zone = terms["starts_on"], terms["expires_at"], terms["time_zone"]
    offer.hours_per_week, offer.full_time = terms["hours_per_week"], full_time(terms["hours_per_week"])
    offer.wage, offer.wage_period = terms["wage"], WagePeriod(terms["wage_period"])


def _guard_expiry(expires_at: datetime, now: datetime) -> None:
    if expires_at <= now:
        raise Refused(_("The last day to answer has passed already. Give the person a day that is still to come."))


def extend(offer: Offer, *, actor: Actor, now: datetime) -> None:
    """Extend the draft to the person and tell them; the mail says no wage."""
    if offer.stage is Stage.DRAFT:
        _guard_expiry(offer.expires_at, now)
        hindrance = _why_not_ready(offer.referral, has_expired=False)
        if hindrance:
            raise Refused(hindrance)
        offer.extended_at = now
    move(offer, LIFECYCLE, "extend", actor=actor, now=now)
    matches.advance(offer.referral, "offer", actor=actor, now=now)
    _tell_candidate(offer, "offer_extended", _("You have an offer"))


def why_not_accept(offer: Offer, now: datetime) -> str | None:
    """Why the person can’t accept an extended offer now, or None when they can."""
    until = interviews.moment_words(offer.expires_at, offer.time_zone)
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


def accept(offer: Offer, *, actor: Actor, now: datetime) -> None:
    """The person accepts: one place of the role is taken, and a full-time job ends their other open processes.

    Refused when it has expired, when the person’s hours do not allow it, or when no place is free.
    Locks the role need, then the person, so that racing acceptances come one after the other.
    """
    role_need = lock(offer.referral.role_need)
    lock(offer.referral.jobseeker)
    lock(offer)
    if offer.stage is Stage.EXTENDED:
        _guard_acceptance(offer, now)
    offer.answered_at = now
    move(offer, LIFECYCLE, "accept", actor=actor, now=now)
    role_needs.fill_one(role_need, actor=actor, now=now)
    if offer.full_time:
        end_other_processes(offer, actor=actor, now=now)
    _tell_employer(offer, "offer_accepted", _("Your offer is accepted"))


def _guard_acceptance(offer: Offer, now: datetime) -> None:
    hindrance = why_not_accept(offer, now)
    if hindrance is None and offer.referral.stage is not ReferralStage.OFFERED:
        hindrance = _("This is closed, so the offer can’t be accepted any more. The program team can tell you more.")
    if hindrance:
        raise Refused(hindrance)


def end_other_processes(offer: Offer, *, actor: Actor, now: datetime) -> None:
    """The person took full-time work: their other open talks end; offers that they have accepted stay.

    Nothing here tells another employer more than that the person is not available.
    """
    for other in queries.open_elsewhere(offer):
        other.answered_at = now
        move(other, LIFECYCLE, "supersede", actor=actor, now=now)
    interviews.call_off_others(offer.referral, actor=actor, now=now)
    taken = queries.referrals_taken(offer.jobseeker_id)
    matches.close_others(offer.referral, accepted=taken, actor=actor, now=now)


def decline(offer: Offer, *, reason: str, note: str, actor: Actor, now: datetime) -> None:
    """The person says no. The employer learns that, never the reason."""
    if queries.expired(offer, now):
        raise Refused(_("This offer has lapsed by itself, so there is nothing left to decline."))
    offer.answered_at = now
    move(offer, LIFECYCLE, "decline", actor=actor, now=now, reason=reason, note=note)
    _reopen(offer, actor=actor, now=now)
    _tell_employer(offer, "offer_ended", _("An offer was not taken"))


def withdraw(offer: Offer, *, note: str, actor: Actor, now: datetime) -> None:
    """The employer takes a draft or an extended offer back; the person reads why, if they had seen it.

    Staff take an accepted one back when it came to nothing before a hire was recorded.
    """
    if actor.side is Side.STAFF:
        _fall_through(offer, note=note, actor=actor, now=now)
        return
    move(offer, LIFECYCLE, "withdraw", actor=actor, now=now, reason="employer_said", note=note)
    if offer.extended_at is not None:
        _reopen(offer, actor=actor, now=now)
        _tell_candidate(offer, "offer_withdrawn", _("An offer was withdrawn"))


def _fall_through(offer: Offer, *, note: str, actor: Actor, now: datetime) -> None:
    role_need = lock(offer.referral.role_need)
    if offer.referral.stage is not ReferralStage.OFFERED:
        raise Refused(_("A hire is recorded, or the talks are over. The placement’s page says what can be done."))
    move(offer, LIFECYCLE, "fall_through", actor=actor, now=now, reason="came_to_nothing", note=note)
    role_needs.free_one(role_need, actor=actor, now=now)
    _reopen(offer, actor=actor, now=now)


def lapse(offer: Offer, *, actor: Actor, now: datetime) -> None:
    """Nobody answered in time: for whoever meets an expired offer first, and for the clock. Refused before that."""
    if not queries.expired(offer, now):
        raise Refused(
            _(
                "This offer can still be answered until %(moment)s.",
                moment=interviews.moment_words(offer.expires_at, offer.time_zone),
            )
        )
    move(offer, LIFECYCLE, "lapse", actor=actor, now=now)
    _reopen(offer, actor=actor, now=now)
    _tell_employer(offer, "offer_ended", _("An offer was not taken"))


def lapse_all(*, actor: Actor, now: datetime) -> int:
    """Let every expired offer lapse; how many did."""
    expired = db.session.scalars(queries.overdue(now)).unique().all()
    for offer in expired:
        lapse(offer, actor=actor, now=now)
    return len(expired)


def lapse_by_the_clock(*, now: datetime) -> None:
    """The worker's round: as `lapse_all`, with nobody acting."""
    lapse_all(actor=CLOCK, now=now)


def conclude(offer: Offer, *, actor: Actor, now: datetime) -> None:
    """The work that came of an accepted offer is over, so the person may accept another full-time one."""
    move(offer, LIFECYCLE, "conclude", actor=actor, now=now)


def _reopen(offer: Offer, *, actor: Actor, now: datetime) -> None:
    if offer.referral.stage is ReferralStage.OFFERED:
        matches.advance(offer.referral, "offer_ended", actor=actor, now=now)


def _tell_candidate(offer: Offer, template: str, subject: str) -> None:
    _queue(offer, template, subject, offer.referral.jobseeker.person)


def _tell_employer(offer: Offer, template: str, subject: str) -> None:
    for member in interview_queries.hiring_team(offer.employer_id):
        _queue(offer, template, subject, member)


def _queue(offer: Offer, template: str, subject: str, person: Person) -> None:
    role_need = offer.referral.role_need
    queue_mail(
        to=person.email,
        subject=subject,
        template=template,
        dedupe_key=f"{template}:{offer.id}:{person.id}",
        offer_id=str(offer.id),
        name=person.name,
        role=role_need.title,
        employer=role_need.employer.name,
        moment=interviews.moment_words(offer.expires_at, offer.time_zone),
    )
