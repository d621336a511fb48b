"""Verified work and what becomes of it: it begins, rests, goes on, is prolonged, ends, or never began."""

from datetime import date, datetime, timedelta
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import select

from marketplace.db import db, lock, move, record
from marketplace.demand.role_needs import actions as role_needs
from marketplace.errors import Refused
from marketplace.hiring.matches import actions as matches
from marketplace.hiring.matches.models import ReferralStage
from marketplace.hiring.offers import actions as offers
from marketplace.hiring.offers.models import SETTLED
from marketplace.hiring.placements import queries
from marketplace.hiring.placements.actions.work import end_other_talks
from marketplace.hiring.placements.lifecycle import LASTING, LIFECYCLE, UNANSWERED
from marketplace.hiring.placements.models import EndReason, Evidence, Placement, Related, RetentionCheckpoint, Stage
from marketplace.sides import Actor

CHECK_DAYS: Final = (30, 90, 180, 365)
CHECK_QUARTERS: Final = (2, 4)
MONTHS: Final = 3
TOO_LATE: Final = timedelta(days=14)
"""So long after its day a check is not planned any more: what was then can’t be asked as what is now."""


def verify(placement: Placement, *, related: str, related_basis: str, actor: Actor, now: datetime) -> int:
    """Staff verify what both sides said or a file shows, judge whether it is related to the training, plan the checks.

    Gives back how many. Refused without a judgement, and where only one side has spoken: an unknown is not verified.
    Talks that began since it was confirmed end with it.
    """
    judged = Related(related)
    if judged is Related.UNKNOWN or not related_basis.strip():
        raise Refused(_("Say whether the work is related to the training, and what you go by."))
    lock(placement.jobseeker)
    level = queries.level_of(lock(placement))
    if level.rank < Evidence.EMPLOYER_CONFIRMED.rank:
        raise Refused(_("Only one side has spoken for this. Hand in a file that shows it, then verify."))
    placement.related, placement.related_basis = judged, related_basis
    if placement.enrolment is None:  # recorded while the training still ran
        placement.enrolment = queries.newest_graduation(placement.jobseeker_id)
    placement.verified_at, placement.verified_by_id, placement.evidence_level = now, actor.person_id, level
    move(placement, LIFECYCLE, "verify", actor=actor, now=now)
    end_other_talks(placement, actor=actor, now=now)
    return _plan_checks(placement, now.date())


def _plan_checks(placement: Placement, today: date) -> int:
    for day in CHECK_DAYS:
        due_on = placement.starts_on + timedelta(days=day)
        if due_on >= today - TOO_LATE:
            db.session.add(RetentionCheckpoint(placement_id=placement.id, day=day, due_on=due_on))
    if placement.enrolment is not None and placement.enrolment.graduated_on is not None:
        _plan_quarters(placement, placement.enrolment.graduated_on)
    db.session.flush()
    db.session.expire(placement, ["checkpoints"])
    return len(placement.checkpoints)


def _plan_quarters(placement: Placement, exit_day: date) -> None:
    """The quarters after the exit, each once a person and training, to be asked about when they are over.

    Those planned with work that never began are not lost with it: this placement takes them over.
    """
    rows = select(RetentionCheckpoint).where(RetentionCheckpoint.enrolment_id == placement.enrolment_id)
    planned = db.session.scalars(rows).all()
    for check in planned:
        if check.stage in UNANSWERED and check.placement.stage is Stage.CANCELLED_BEFORE_START:
            check.placement = placement
    for quarter in set(CHECK_QUARTERS) - {check.quarter for check in planned}:
        db.session.add(
            RetentionCheckpoint(
                placement_id=placement.id,
                enrolment_id=placement.enrolment_id,
                quarter=quarter,
                due_on=quarter_after(exit_day, quarter + 1),
            )
        )


def quarter_after(day: date, number: int) -> date:
    """The first day of the calendar quarter that comes `number` quarters after that of `day`."""
    quarters = day.year * 4 + (day.month - 1) // MONTHS + number
    return date(quarters // 4, quarters % 4 * MONTHS + 1, 1)


def begin(placement: Placement, *, actor: Actor, now: datetime) -> None:
    """The first day of verified work has come."""
    move(placement, LIFECYCLE, "begin", actor=actor, now=now)


def suspend(placement: Placement, *, reason: str, note: str, actor: Actor, now: datetime) -> None:
    """The work rests for a while: the person is still placed, and the checks go on. Refused before its first day."""
    if now.date() < placement.starts_on:
        raise Refused(
            _("The work has not begun yet, so it can’t rest. Record that it did not start if nothing comes of it.")
        )
    move(placement, LIFECYCLE, "suspend", actor=actor, now=now, reason=reason, note=note)


def resume(placement: Placement, *, actor: Actor, now: datetime) -> None:
    """The work goes on."""
    move(placement, LIFECYCLE, "resume", actor=actor, now=now)


def extend(placement: Placement, *, ends_on: date, note: str, actor: Actor, now: datetime) -> None:
    """The contract is prolonged until another day. Refused for a day that is not later than the one agreed before.

    Before the first day it stays verified, so that it can still come to nothing.
    """
    if ends_on <= (placement.ends_on or placement.starts_on):
        raise Refused(_("That day is not later than the last day agreed before. Until when does it go on?"))
    placement.ends_on = ends_on
    if now.date() < placement.starts_on and LIFECYCLE.allows(placement.stage, "extend", actor):
        record(placement, "extend", came_from=placement.stage, actor=actor, now=now, note=note)
        return
    move(placement, LIFECYCLE, "extend", actor=actor, now=now, note=note)


def end(placement: Placement, *, ended_on: date, reason: str, note: str, actor: Actor, now: datetime) -> None:
    """Staff record that the work is over. The history stays, and the person may be matched and placed again."""
    if ended_on < placement.starts_on:
        raise Refused(_("That day is before the first day of work. Which day did you mean?"))
    if ended_on > now.date():
        raise Refused(_("That day is still to come. Record the end once it has come."))
    if placement.stage in LASTING:
        placement.ended_on, placement.ended_for = ended_on, EndReason(reason)
    move(placement, LIFECYCLE, "end", actor=actor, now=now, reason=reason, note=note)
    _conclude(placement, actor=actor, now=now)
    if placement.referral is not None and placement.referral.stage is ReferralStage.HIRED:
        matches.advance(placement.referral, "job_ended", actor=actor, now=now)


def cancel_before_start(placement: Placement, *, note: str, actor: Actor, now: datetime) -> None:
    """Staff record that the work never began: the place is free again, and the person may be matched again."""
    referral = placement.referral
    role_need = lock(referral.role_need) if referral else None
    lock(placement.jobseeker)
    move(placement, LIFECYCLE, "cancel_before_start", actor=actor, now=now, reason="did_not_start", note=note)
    _conclude(placement, actor=actor, now=now)
    if referral is not None and role_need is not None:
        role_needs.free_one(role_need, actor=actor, now=now)
        matches.advance(referral, "fall_through", actor=actor, now=now)
    if placement.offer is not None:
        offers.others_come_back(placement.offer, now=now)
    elif placement.confirmed_at is not None:
        offers.talks_come_back(placement.jobseeker_id, since=placement.confirmed_at, now=now)


def _conclude(placement: Placement, *, actor: Actor, now: datetime) -> None:
    if placement.offer is not None and placement.offer.stage in SETTLED:
        offers.conclude(placement.offer, actor=actor, now=now)
