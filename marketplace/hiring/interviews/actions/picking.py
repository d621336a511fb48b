"""One time becomes the time of an interview; it can be moved, kept after all, or called off."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.calendars import moment_words
from marketplace.db import db, lock, move
from marketplace.errors import Refused
from marketplace.hiring.interviews import queries
from marketplace.hiring.interviews.actions.arranging import offer_again
from marketplace.hiring.interviews.actions.reminding import remind_later
from marketplace.hiring.interviews.actions.telling import tell_candidate, tell_employer
from marketplace.hiring.interviews.lifecycle import LIFECYCLE, LIVE
from marketplace.hiring.interviews.models import Interview, SharedSlot, Stage
from marketplace.hiring.matches import actions as matches
from marketplace.hiring.matches.models import Referral
from marketplace.sides import Actor, Side


def pick_slot(interview: Interview, *, slot_id: uuid.UUID, actor: Actor, now: datetime) -> None:
    """The person picks one of the offered times. Refused when it has passed, is taken, or one is elsewhere."""
    _guard_still_on(interview)
    slot = next((offered for offered in interview.slots if offered.id == slot_id), None)
    if slot is None:
        raise Refused(_("That time is not one of those on offer. Pick one below."))
    if slot.starts_at <= now:
        raise Refused(
            _(
                "That time has passed. Pick another one, or say that you can’t come: "
                "the employer can then offer new times."
            )
        )
    moved = interview.employer_reschedules + interview.candidate_reschedules
    interview.calendar_sequence += 1 if moved else 0
    _settle_on(interview, "pick_slot", slot.starts_at, slot.shared_slot_id, actor=actor, now=now)


def _settle_on(
    interview: Interview,
    name: str,
    starts_at: datetime,
    shared_slot_id: uuid.UUID | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Make this the time: everybody who comes is held and asked, then the move, then the shared time is taken."""
    lock(interview.referral.jobseeker)
    for member in sorted(interview.panel, key=lambda person: person.id):
        lock(member)
    _guard_nobody_elsewhere(interview, starts_at)
    interview.starts_at = starts_at
    interview.decide_by = queries.ends_of(interview) + timedelta(days=interview.decide_within)
    move(interview, LIFECYCLE, name, actor=actor, now=now)
    if shared_slot_id is not None and not hold_shared_slot(shared_slot_id, interview):
        raise Refused(_("Somebody else has just taken that time. Pick another one below."))
    tell_candidate(interview, "interview_scheduled", _("Your interview is arranged"), calendar_at=now)
    tell_employer(interview, "interview_scheduled_employer", _("An interview is arranged"), calendar_at=now)
    remind_later(interview)


def hold_shared_slot(shared_slot_id: uuid.UUID, interview: Interview) -> bool:
    """Take a shared time in one conditional statement: of any number who try at once, one does."""
    taken: Any = db.session.execute(  # Any: a CursorResult, which the session's types do not say
        sa.update(SharedSlot)
        .where(SharedSlot.id == shared_slot_id, SharedSlot.taken_by_id.is_(None))
        .values(taken_by_id=interview.id)
        .execution_options(synchronize_session=False)
    )
    return bool(taken.rowcount == 1)


def _free_shared_slot(interview: Interview) -> None:
    db.session.execute(
        sa.update(SharedSlot)
        .where(SharedSlot.taken_by_id == interview.id)
        .values(taken_by_id=None)
        .execution_options(synchronize_session=False)
    )


def _guard_nobody_elsewhere(interview: Interview, starts_at: datetime) -> None:
    other = queries.in_the_way(interview, starts_at)
    if other is not None:
        raise Refused(
            _(
                "You have another interview then, on %(moment)s. Pick another time here, or call one of them off.",
                moment=moment_words(other.starts_at, other.time_zone),
            )
        )
    panel = [member.id for member in interview.panel]
    if queries.busy_interviewer(panel, starts_at, interview.minutes, but=interview.id):
        raise Refused(_("That time is not free any more. Pick another one below."))


# ---- another time --------------------------------------------------------------------------------------


def reschedules_left(interview: Interview, side: Side) -> int:
    """How often this side may still ask for another time."""
    used = interview.candidate_reschedules if side is Side.JOBSEEKER else interview.employer_reschedules
    return interview.reschedules_allowed - used


def why_not_reschedule(interview: Interview, side: Side, now: datetime) -> str | None:
    """Why this side cannot ask for another time now, or None when it can."""
    if interview.starts_at is not None and interview.starts_at <= now:
        return _("The time of this interview has come, so it can’t be moved any more.")
    if reschedules_left(interview, side) < 1:
        return _("It has been moved as often as was agreed. If the time does not work at all, call it off and say why.")
    return None


def reschedule(
    interview: Interview, *, note: str, actor: Actor, now: datetime, slots: list[datetime] | None = None
) -> None:
    """One side asks for another time and says why. The employer offers new times with it; it is counted per side."""
    _guard_still_on(interview)
    hindrance = why_not_reschedule(interview, actor.side, now)
    if hindrance:
        raise Refused(hindrance)
    mine = "candidate_reschedules" if actor.side is Side.JOBSEEKER else "employer_reschedules"
    setattr(interview, mine, getattr(interview, mine) + 1)
    interview.calendar_sequence += 1
    move(interview, LIFECYCLE, "reschedule", actor=actor, now=now, reason=f"{actor.side.value}_asked", note=note)
    _free_shared_slot(interview)
    tell_employer(interview, "interview_rescheduled", _("An interview gets another time"), calendar_at=now)
    if actor.side is Side.EMPLOYER:
        tell_candidate(interview, "interview_moved", _("Your interview gets another time"), calendar_at=now)
        offer_again(interview, slots=slots or [], actor=actor, now=now, told=True)


def keep_time(interview: Interview, *, actor: Actor, now: datetime) -> None:
    """The person takes the request back: the time stands again, unless it has passed or is not free any more."""
    _guard_still_on(interview)
    starts_at = interview.starts_at
    if starts_at is None or starts_at <= now:
        raise Refused(_("That time has passed. The employer can offer new ones."))
    interview.calendar_sequence += 1
    shared = next((slot.shared_slot_id for slot in interview.slots if slot.starts_at == starts_at), None)
    _settle_on(interview, "keep_time", starts_at, shared, actor=actor, now=now)


# ---- called off ----------------------------------------------------------------------------------------


def cancel(interview: Interview, *, note: str, actor: Actor, now: datetime) -> None:
    """Either side calls the interview off; the other is told that it is off, with the reason in the page's words."""
    if _has_begun(interview, now):
        raise Refused(
            _("The time of this interview has come, so it can’t be called off any more. Record what came of it.")
        )
    mine = "cannot_come" if actor.side is Side.JOBSEEKER else "cancel"
    _call_off(interview, mine, actor=actor, now=now, reason=f"{actor.side.value}_said", note=note)
    if actor.side is Side.JOBSEEKER:
        _tell_employer_off(interview, now)
    else:
        _tell_candidate_off(interview, now)


def call_off_others(jobseeker_id: uuid.UUID, *, kept: Collection[uuid.UUID], actor: Actor, now: datetime) -> None:
    """The person took work: interviews under their other referrals are off, but for those whose time has come.

    Nobody learns why.
    """
    for interview in queries.live_elsewhere(jobseeker_id, kept):
        if _has_begun(interview, now):
            continue
        _call_off(interview, "call_off", actor=actor, now=now, reason="not_available")
        _tell_employer_off(interview, now)


@matches.when_closed
def call_off_with(referral: Referral, *, actor: Actor, now: datetime) -> None:
    """The talks are over: nobody comes to an interview that has not begun. One that was held keeps its outcome."""
    interview = queries.live_of(referral)
    if interview is None or interview.stage not in LIVE or _has_begun(interview, now):
        return
    name = {Side.JOBSEEKER: "cannot_come", Side.EMPLOYER: "cancel"}.get(actor.side, "end_with_talks")
    note = _("The talks about this role are over.")
    _call_off(interview, name, actor=actor, now=now, reason="closed", note=note)
    if actor.side is not Side.JOBSEEKER:
        _tell_candidate_off(interview, now)
    if actor.side is not Side.EMPLOYER:
        _tell_employer_off(interview, now)


def _call_off(interview: Interview, name: str, *, actor: Actor, now: datetime, reason: str, note: str = "") -> None:
    interview.calendar_sequence += 1
    move(interview, LIFECYCLE, name, actor=actor, now=now, reason=reason, note=note)
    _free_shared_slot(interview)


def _tell_candidate_off(interview: Interview, now: datetime) -> None:
    tell_candidate(interview, "interview_cancelled", _("Your interview is called off"), calendar_at=now)


def _tell_employer_off(interview: Interview, now: datetime) -> None:
    tell_employer(interview, "interview_cancelled_employer", _("An interview is called off"), calendar_at=now)


def _has_begun(interview: Interview, now: datetime) -> bool:
    """Whether it is under way or over; a time that somebody wants to be moved begins nothing."""
    return interview.stage is Stage.SCHEDULED and interview.starts_at is not None and interview.starts_at <= now


def _guard_still_on(interview: Interview) -> None:
    if interview.referral.stage not in queries.STILL_TALKING:
        raise Refused(_("This is closed, so there is nothing to arrange any more."))
