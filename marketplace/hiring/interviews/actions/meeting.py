"""What came of an interview: it took place and is decided, or one side did not come."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from flask_babel import gettext as _

from marketplace.calendars import moment_words
from marketplace.db import expect_version, lock, move, record
from marketplace.errors import Refused
from marketplace.hiring.interviews import queries
from marketplace.hiring.interviews.actions.arranging import MEETING, MISSED_TWICE, Plan, begin
from marketplace.hiring.interviews.actions.telling import tell_candidate, tell_employer
from marketplace.hiring.interviews.lifecycle import LIFECYCLE
from marketplace.hiring.interviews.models import Interview, InterviewSlot, Stage
from marketplace.sides import HIRING_ROLES, Actor

FEEDBACK_WITHIN: Final = timedelta(days=7)  # after the decision


class Outcome(StrEnum):
    """What came of an interview; the name of the move it makes."""

    TOOK_PLACE = "hold"
    WOULD_HIRE = "clear"
    WOULD_NOT_HIRE = "not_clear"
    DID_NOT_COME = "candidate_missed"


DECISIONS: Final = frozenset({Outcome.WOULD_HIRE, Outcome.WOULD_NOT_HIRE})


def record_outcome(
    interview: Interview,
    *,
    outcome: str,
    private_notes: str | None = None,
    missed_reason: str = "",
    version: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    """The employer says what came of it. The notes stay with the employer. Refused before the interview begins."""
    expect_version(interview, version)
    _guard_begun(interview, now, _("Its outcome can be recorded from then on."))
    chosen = Outcome(outcome)
    if private_notes is not None and actor.role in HIRING_ROLES:
        interview.private_notes = private_notes
    if chosen is Outcome.DID_NOT_COME:
        move(interview, LIFECYCLE, chosen.value, actor=actor, now=now, reason=missed_reason or "no_word")
        _meet_again(interview, actor=actor, now=now)
        return
    if chosen is Outcome.TOOK_PLACE or interview.stage is Stage.SCHEDULED:
        move(interview, LIFECYCLE, Outcome.TOOK_PLACE.value, actor=actor, now=now)
    if chosen in DECISIONS:
        interview.feedback_by = now + FEEDBACK_WITHIN
        move(interview, LIFECYCLE, chosen.value, actor=actor, now=now)


def say_employer_missed(interview: Interview, *, actor: Actor, now: datetime, reason: str = "nobody_came") -> None:
    """The person came and nobody met them; both the employer and staff learn of it. Refused before it begins."""
    _guard_begun(interview, now, _("If you can’t come, say so below."))
    move(interview, LIFECYCLE, "employer_missed", actor=actor, now=now, reason=reason)
    tell_employer(interview, "interview_missed", _("Somebody waited for you in vain"))
    _meet_again(interview, actor=actor, now=now)


def _guard_begun(interview: Interview, now: datetime, advice: str) -> None:
    if interview.stage is Stage.SCHEDULED and interview.starts_at is not None and now < interview.starts_at:
        moment = moment_words(interview.starts_at, interview.time_zone)
        raise Refused(f"{_('The interview begins on %(moment)s.', moment=moment)} {advice}")


def _meet_again(missed: Interview, *, actor: Actor, now: datetime) -> Interview | None:
    """After a first missed interview, offer again what is left of its times.

    Without any left, the employer offers new ones. The second goes to the program team (`queries.missed_again`).
    """
    left = [slot for slot in missed.slots if slot.starts_at > now]
    lock(missed.referral)
    if missed.referral.stage not in MEETING or not left:
        return None
    if len(queries.missed_before(missed.referral)) >= MISSED_TWICE:
        return None
    slots = [InterviewSlot(starts_at=slot.starts_at, shared_slot_id=slot.shared_slot_id) for slot in left]
    plan = Plan(
        time_zone=missed.time_zone,
        minutes=missed.minutes,
        place=missed.place,
        kind=missed.kind,
        bring=missed.bring,
        reschedules_allowed=missed.reschedules_allowed,
        decide_within=missed.decide_within,
    )
    panel = [member.id for member in missed.panel]
    again = begin(missed.referral, plan, panel, slots, actor=actor, now=now, step="reoffer")
    again.arranged_by_id = missed.arranged_by_id
    tell_candidate(again, "interview_proposed", _("Pick a time for your interview"))
    return again


def settle_missed(interview: Interview, *, note: str, actor: Actor, now: datetime) -> None:
    """The program team has spoken with both sides about interviews that were missed: they may meet again."""
    missed = queries.missed_before(interview.referral)
    if interview not in missed:
        raise Refused(_("This is settled. Load the page again to see where it stands."))
    for row in missed:
        row.settled_at = now
        record(row, "settle", came_from=row.stage, actor=actor, now=now, note=note if row is interview else "")
