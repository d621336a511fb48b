"""What the two sides do to meet: offer times, pick one, call it off, and say what came of it."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask_babel import get_locale, lazy_gettext
from flask_babel import gettext as _

from marketplace.db import db, expect_version, lock, move, record
from marketplace.errors import Refused, constraint_says
from marketplace.hiring.interviews import queries
from marketplace.hiring.interviews.lifecycle import LIFECYCLE
from marketplace.hiring.interviews.models import Interview, InterviewSlot, Stage
from marketplace.hiring.matches import actions as matches
from marketplace.hiring.matches.models import Referral, ReferralStage
from marketplace.outbox.actions import queue_mail
from marketplace.sides import Actor, Side

MEETING = frozenset({ReferralStage.MUTUAL, ReferralStage.INTERVIEWING})
STILL_ON = frozenset({*MEETING, ReferralStage.OFFERED})
MOST_SLOTS = 3
ONE_AT_A_TIME = lazy_gettext(
    "There is an interview with this person already that waits for a time or for its outcome. "
    "Record its outcome or cancel it, then arrange the next one."
)

_SAME_TIME = lazy_gettext("Two of the times are the same. Offer different ones.")

constraint_says("uq_interviews_one_live", ONE_AT_A_TIME)
constraint_says("uq_interview_slots_interview_id_starts_at", _SAME_TIME)


class Outcome(StrEnum):
    """What came of an interview; the name of the move it makes."""

    WOULD_HIRE = "clear"
    WOULD_NOT_HIRE = "not_clear"
    DID_NOT_COME = "candidate_missed"


def why_not_propose(referral: Referral) -> str | None:
    """Why no interview can be arranged for this referral now, or None when one can."""
    if referral.stage is ReferralStage.OFFERED:
        return _("An offer waits for an answer. If it ends, you can meet again.")
    if referral.stage not in MEETING:
        return _("An interview can be arranged once both sides have said yes, while this is open.")
    return str(ONE_AT_A_TIME) if queries.live_of(referral) else None


def propose(
    referral: Referral, *, slots: list[datetime], time_zone: str, minutes: int, place: str, actor: Actor, now: datetime
) -> Interview:
    """The employer offers one to three times, all in the future, and the person is told."""
    hindrance = why_not_propose(referral)
    if hindrance:
        raise Refused(hindrance)
    _guard_slots(slots, now)
    interview = Interview(
        employer_id=referral.employer_id,
        referral_id=referral.id,
        minutes=minutes,
        time_zone=time_zone,
        place=place,
        arranged_by_id=actor.person_id,
        created_at=now,
    )
    interview.slots = [InterviewSlot(starts_at=moment) for moment in sorted(slots)]
    db.session.add(interview)
    record(interview, "propose", came_from=None, actor=actor, now=now)
    matches.advance(referral, "interview", actor=actor, now=now)
    _tell_candidate(interview, "interview_proposed", _("Pick a time for your interview"))
    return interview


def _guard_slots(slots: list[datetime], now: datetime) -> None:
    if not 1 <= len(slots) <= MOST_SLOTS:
        raise Refused(_("Offer one, two or three times."))
    if any(moment <= now for moment in slots):
        raise Refused(_("One of the times has passed already. Offer times that are still to come."))


def pick_slot(interview: Interview, *, slot_id: uuid.UUID, actor: Actor, now: datetime) -> None:
    """The person picks one of the offered times. Refused when it has passed or another interview is in the way."""
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
    lock(interview.referral.jobseeker)
    other = queries.in_the_way(interview, slot.starts_at)
    if other is not None:
        raise Refused(
            _(
                "You have another interview then, on %(moment)s. Pick another time here, or call one of them off.",
                moment=moment_words(other.starts_at, other.time_zone),
            )
        )
    interview.starts_at = slot.starts_at
    move(interview, LIFECYCLE, "pick_slot", actor=actor, now=now)
    _tell_candidate(interview, "interview_scheduled", _("Your interview is arranged"))
    _tell_employer(interview, "interview_scheduled_employer", _("An interview is arranged"))


def record_outcome(
    interview: Interview, *, outcome: str, private_notes: str, version: str | None, actor: Actor, now: datetime
) -> None:
    """The employer says what came of it. The notes stay with the employer. Refused before the interview begins."""
    expect_version(interview, version)
    if interview.stage is Stage.SCHEDULED and interview.starts_at is not None and now < interview.starts_at:
        raise Refused(
            _(
                "The interview begins on %(moment)s. Its outcome can be recorded from then on.",
                moment=moment_words(interview.starts_at, interview.time_zone),
            )
        )
    interview.private_notes = private_notes
    move(interview, LIFECYCLE, Outcome(outcome).value, actor=actor, now=now)


def say_employer_missed(interview: Interview, *, actor: Actor, now: datetime) -> None:
    """The person came and nobody met them; staff see it. Refused before the interview begins."""
    if interview.starts_at is not None and now < interview.starts_at:
        raise Refused(
            _(
                "The interview begins on %(moment)s. If you can’t come, say so below.",
                moment=moment_words(interview.starts_at, interview.time_zone),
            )
        )
    move(interview, LIFECYCLE, "employer_missed", actor=actor, now=now)


def cancel(interview: Interview, *, note: str, actor: Actor, now: datetime) -> None:
    """Either side calls the interview off; the other is told that it is off, with the reason in the page's words."""
    if interview.stage is Stage.SCHEDULED and interview.starts_at is not None and now >= interview.starts_at:
        raise Refused(
            _("The time of this interview has come, so it can’t be called off any more. Record what came of it.")
        )
    mine = "cannot_come" if actor.side is Side.JOBSEEKER else "cancel"
    interview.calendar_sequence += 1
    move(interview, LIFECYCLE, mine, actor=actor, now=now, reason=f"{actor.side.value}_said", note=note)
    if actor.side is Side.JOBSEEKER:
        _tell_employer(interview, "interview_cancelled_employer", _("An interview is called off"))
    else:
        _tell_candidate(interview, "interview_cancelled", _("Your interview is called off"))


def call_off_others(referral: Referral, *, actor: Actor, now: datetime) -> None:
    """The person took an offer: interviews under their other referrals are off. Nobody learns why."""
    for interview in queries.live_elsewhere(referral.jobseeker_id, referral.id):
        interview.calendar_sequence += 1
        move(interview, LIFECYCLE, "call_off", actor=actor, now=now, reason="not_available")
        _tell_employer(interview, "interview_cancelled_employer", _("An interview is called off"))


@matches.when_closed
def call_off_with(referral: Referral, *, actor: Actor, now: datetime) -> None:
    """The talks are over: nobody comes to an interview that has not begun. One that was held keeps its outcome."""
    interview = queries.live_of(referral)
    if interview is None or (interview.starts_at is not None and interview.starts_at <= now):
        return
    name = {Side.JOBSEEKER: "cannot_come", Side.EMPLOYER: "cancel"}.get(actor.side, "end_with_talks")
    interview.calendar_sequence += 1
    note = _("The talks about this role are over.")
    move(interview, LIFECYCLE, name, actor=actor, now=now, reason="closed", note=note)
    if actor.side is not Side.JOBSEEKER:
        _tell_candidate(interview, "interview_cancelled", _("Your interview is called off"))
    if actor.side is not Side.EMPLOYER:
        _tell_employer(interview, "interview_cancelled_employer", _("An interview is called off"))


def _guard_still_on(interview: Interview) -> None:
    if interview.referral.stage not in STILL_ON:
        raise Refused(_("This is closed, so there is nothing to arrange any more."))


def moment_words(moment: datetime | None, time_zone: str) -> str:
    """A moment inside a sentence: Tue 2 March, 10:00 Halifax time."""
    if moment is None:
        return _("no time yet")
    city = time_zone.rsplit("/", 1)[-1].replace("_", " ")
    words = format_datetime(moment.astimezone(ZoneInfo(time_zone)), "EEE d MMMM, HH:mm", locale=get_locale())
    return _("%(moment)s %(city)s time", moment=words, city=city)


def _tell_candidate(interview: Interview, template: str, subject: str) -> None:
    person = interview.referral.jobseeker.person
    _queue(interview, template, subject, [(person.id, person.email, person.name)])


def _tell_employer(interview: Interview, template: str, subject: str) -> None:
    team = queries.hiring_team(interview.employer_id)
    _queue(interview, template, subject, [(member.id, member.email, member.name) for member in team])


def _queue(interview: Interview, template: str, subject: str, people: Iterable[tuple[uuid.UUID, str, str]]) -> None:
    role_need = interview.referral.role_need
    for person_id, email, name in people:
        queue_mail(
            to=email,
            subject=subject,
            template=template,
            dedupe_key=f"{template}:{interview.id}:{person_id}",
            interview_id=str(interview.id),
            name=name,
            role=role_need.title,
            employer=role_need.employer.name,
            moment=moment_words(interview.starts_at, interview.time_zone),
        )
