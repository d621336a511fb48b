"""What people do about a placement: claim it, say whether it is right, verify it, and see whether it lasts."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final, Unpack

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.accounts.models import Person
from marketplace.db import db, expect_version, lock, move, record
from marketplace.demand.role_needs import actions as role_needs
from marketplace.demand.role_needs.models import WagePeriod
from marketplace.errors import Refused, constraint_says
from marketplace.hiring.interviews.queries import hiring_team
from marketplace.hiring.matches import actions as matches
from marketplace.hiring.matches.models import ReferralStage
from marketplace.hiring.offers import actions as offers
from marketplace.hiring.offers.actions import Work
from marketplace.hiring.offers.models import Offer
from marketplace.hiring.offers.models import Stage as OfferStage
from marketplace.hiring.placements import queries
from marketplace.hiring.placements.lifecycle import LIFECYCLE
from marketplace.hiring.placements.models import CheckStage, Evidence, Placement, Related, RetentionCheckpoint, Stage
from marketplace.outbox.actions import queue_mail
from marketplace.sides import Actor
from marketplace.supply.jobseekers.models import Disclosure

CHECK_DAYS: Final = (30, 90, 180, 365)
RECORDED = lazy_gettext("The hire that came of this offer is recorded already.")

constraint_says("uq_placements_one_per_offer", RECORDED)
constraint_says(
    "uq_placements_one_full_time",
    lazy_gettext(
        "This can’t be recorded as a full-time job now. Ask the program team: they see what stands against it."
    ),
)


def why_not_hire(offer: Offer | None) -> str | None:
    """Why no hire can be recorded now, or None when one can."""
    if offer is None or offer.stage is not OfferStage.ACCEPTED:
        return _("A hire is recorded once the person has accepted an offer.")
    if queries.of_offer(offer) is not None:
        return str(RECORDED)
    if offer.referral.stage is not ReferralStage.OFFERED:
        return _("This is closed, so no hire can be recorded. The program team can tell you more.")
    return None


def record_hire(offer: Offer, *, actor: Actor, now: datetime, **work: Unpack[Work]) -> Placement:
    """The employer claims that the person was hired; it counts once the person confirms and staff verify it."""
    lock(offer.referral.jobseeker)
    hindrance = why_not_hire(offer)
    if hindrance:
        raise Refused(hindrance)
    graduation = queries.newest_graduation(offer.jobseeker_id)
    placement = Placement(
        employer_id=offer.employer_id,
        referral_id=offer.referral_id,
        offer_id=offer.id,
        jobseeker_id=offer.jobseeker_id,
        enrolment_id=graduation.id if graduation else None,
        claimed_by_side=actor.side,
        claimed_at=now,
        currency=offer.currency,
    )
    _set_work(placement, work)
    db.session.add(placement)
    record(placement, "claim", came_from=None, actor=actor, now=now)
    matches.advance(offer.referral, "hire", actor=actor, now=now)
    _tell_candidate(placement, "hire_claimed", _("Is this right? Your new job"))
    return placement


def correct(placement: Placement, *, version: str | None, actor: Actor, now: datetime, **work: Unpack[Work]) -> None:
    """The employer puts right what the person disputed; it waits for the person's word again."""
    expect_version(placement, version)
    _set_work(placement, work)
    placement.claimed_at = now
    move(placement, LIFECYCLE, "correct", actor=actor, now=now)
    _tell_candidate(placement, "hire_claimed", _("Is this right? Your new job"))


def _set_work(placement: Placement, work: Work) -> None:
    placement.job_title, placement.starts_on = work["job_title"], work["starts_on"]
    placement.hours_per_week, placement.full_time = work["hours_per_week"], offers.full_time(work["hours_per_week"])
    placement.wage, placement.wage_period = work["wage"], WagePeriod(work["wage_period"])


def confirm(placement: Placement, *, actor: Actor, now: datetime) -> None:
    """The person says that it is right; from then on both sides say the same.

    A full-time job ends the person's other open talks: their own word does, never an employer's claim.
    """
    lock(placement.jobseeker)
    placement.confirmed_at = now
    move(placement, LIFECYCLE, "confirm", actor=actor, now=now)
    if placement.full_time:
        offers.end_other_processes(placement.offer, actor=actor, now=now)


def dispute(placement: Placement, *, note: str, actor: Actor, now: datetime) -> None:
    """The person says what is not right. The employer and staff read it; nothing is counted meanwhile."""
    move(placement, LIFECYCLE, "dispute", actor=actor, now=now, note=note)
    for member in hiring_team(placement.employer_id):
        _mail(placement, "hire_disputed", _("A recorded hire needs another look"), to=member, key=f"{now:%Y%m%d%H%M%S}")


def verify(placement: Placement, *, related: str, related_basis: str, actor: Actor, now: datetime) -> None:
    """Staff verify what both sides said, judge whether it is related to the training, and plan the checks.

    Refused without a judgement: an unknown is not verified.
    """
    judged = Related(related)
    if judged is Related.UNKNOWN or not related_basis.strip():
        raise Refused(_("Say whether the work is related to the training, and what you go by."))
    placement.related, placement.related_basis = judged, related_basis
    placement.verified_at, placement.verified_by_id = now, actor.person_id
    move(placement, LIFECYCLE, "verify", actor=actor, now=now)
    db.session.add_all(
        RetentionCheckpoint(placement_id=placement.id, day=day, due_on=placement.starts_on + timedelta(days=day))
        for day in CHECK_DAYS
    )
    db.session.flush()


def answer_check(
    check: RetentionCheckpoint, *, found: str, evidence_level: str, version: str | None, now: datetime
) -> None:
    """Staff write down what a check found. Once, and not before its day; a later finding is the next check's."""
    expect_version(check, version)
    if check.stage is not CheckStage.SCHEDULED:
        raise Refused(_("This check was answered already, and answers are never overwritten."))
    if check.due_on > now.date():
        raise Refused(
            _(
                "This check looks at day %(day)s after the start, %(due)s. It can be answered from then on.",
                day=check.day,
                due=check.due_on.isoformat(),
            )
        )
    answer = CheckStage(found)
    if answer is not CheckStage.UNREACHABLE and not evidence_level:
        raise Refused(_("Say how this is known: the person’s word, the employer’s, or a document."))
    check.stage, check.answered_at = answer, now
    check.evidence_level = "" if answer is CheckStage.UNREACHABLE else Evidence(evidence_level).value
    db.session.flush()


def end(placement: Placement, *, ended_on: date, reason: str, note: str, actor: Actor, now: datetime) -> None:
    """Staff record that the work is over. The history stays, and the person may be matched and placed again."""
    if ended_on < placement.starts_on:
        raise Refused(_("That day is before the first day of work. Which day did you mean?"))
    if ended_on > now.date():
        raise Refused(_("That day is still to come. Record the end once it has come."))
    if placement.stage is Stage.VERIFIED:
        placement.ended_on = ended_on
    move(placement, LIFECYCLE, "end", actor=actor, now=now, reason=reason, note=note)
    _conclude(placement, actor=actor, now=now)
    matches.advance(placement.referral, "job_ended", actor=actor, now=now)


def cancel_before_start(placement: Placement, *, note: str, actor: Actor, now: datetime) -> None:
    """Staff record that the work never began: the place is free again, and the person may be matched again."""
    role_need = lock(placement.referral.role_need)
    move(placement, LIFECYCLE, "cancel_before_start", actor=actor, now=now, reason="did_not_start", note=note)
    _conclude(placement, actor=actor, now=now)
    role_needs.free_one(role_need, actor=actor, now=now)
    matches.advance(placement.referral, "fall_through", actor=actor, now=now)


def show_names(named: Sequence[queries.Named], *, actor: Actor, now: datetime) -> frozenset[uuid.UUID]:
    """Write down, before a list is made, that these people are named to the actor's employer.

    Gives back the ids of the placements whose person may be named: those with a living consent.
    """
    consents = queries.identity_consents(named)
    db.session.add_all(
        Disclosure(
            jobseeker_id=one.jobseeker_id,
            employer_id=one.employer_id,
            consent_id=consents[one.placement_id].id,
            seen_by_id=actor.person_id,
            what="placements",
            at=now,
        )
        for one in named
        if one.placement_id in consents
    )
    db.session.flush()
    return frozenset(consents)


def _conclude(placement: Placement, *, actor: Actor, now: datetime) -> None:
    if placement.offer.stage is OfferStage.ACCEPTED:
        offers.conclude(placement.offer, actor=actor, now=now)


def _tell_candidate(placement: Placement, template: str, subject: str) -> None:
    person = db.session.get_one(Offer, placement.offer_id).referral.jobseeker.person
    _mail(placement, template, subject, to=person, key=f"{placement.claimed_at:%Y%m%d%H%M%S}")


def _mail(placement: Placement, template: str, subject: str, *, to: Person, key: str) -> None:
    queue_mail(
        to=to.email,
        subject=subject,
        template=template,
        dedupe_key=f"{template}:{placement.id}:{to.id}:{key}",
        name=to.name,
        placement_id=str(placement.id),
        job=placement.job_title,
        employer=placement.employer.name,
    )
