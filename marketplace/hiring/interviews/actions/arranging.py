"""An employer offers times: to one person, or a day to several of whom each takes what is free."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.accounts import queries as accounts
from marketplace.calendars import moment_words
from marketplace.db import db, lock, move, record
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.errors import Refused, constraint_says
from marketplace.hiring.interviews import queries
from marketplace.hiring.interviews.actions.telling import tell_candidate
from marketplace.hiring.interviews.lifecycle import LIFECYCLE
from marketplace.hiring.interviews.models import (
    DECIDE_WITHIN,
    RESCHEDULES,
    Interview,
    InterviewDay,
    InterviewPanel,
    InterviewSlot,
    Kind,
    SharedSlot,
)
from marketplace.hiring.matches import actions as matches
from marketplace.hiring.matches.models import Referral, ReferralStage
from marketplace.sides import Actor

MEETING = frozenset({ReferralStage.MUTUAL, ReferralStage.INTERVIEWING})
MOST_SLOTS = 3
MOST_OF_A_DAY = 12
MISSED_TWICE = 2
ONE_AT_A_TIME = lazy_gettext(
    "There is an interview with this person already that waits for a time or for its outcome. "
    "Record its outcome or cancel it, then arrange the next one."
)
_SAME_TIME = lazy_gettext("Two of the times are the same. Offer different ones.")

constraint_says("uq_interviews_one_live", ONE_AT_A_TIME)
constraint_says("uq_interview_slots_interview_id_starts_at", _SAME_TIME)
constraint_says("uq_shared_slots_day_id_starts_at", _SAME_TIME)


@dataclass(frozen=True)
class Plan:
    """How an interview is meant, whoever comes. Without a panel, whoever arranges it takes part."""

    time_zone: str
    minutes: int
    place: str
    kind: Kind = Kind.FIRST_TALK
    panel: Collection[uuid.UUID] = ()
    bring: str = ""
    reschedules_allowed: int = RESCHEDULES
    decide_within: int = DECIDE_WITHIN


def why_not_propose(referral: Referral) -> str | None:
    """Why no interview can be arranged for this referral now, or None when one can."""
    if referral.stage is ReferralStage.OFFERED:
        return _("An offer waits for an answer. If it ends, you can meet again.")
    if referral.stage not in MEETING:
        return _("An interview can be arranged once both sides have said yes, while this is open.")
    if len(queries.missed_before(referral)) >= MISSED_TWICE:
        return _(
            "Two interviews with this person were missed. "
            "The program team talks with both of you first, and then opens this again."
        )
    return str(ONE_AT_A_TIME) if queries.live_of(referral) else None


def propose(
    referral: Referral,
    *,
    slots: Sequence[datetime],
    plan: Plan | None = None,
    actor: Actor,
    now: datetime,
    **how: object,
) -> Interview:
    """The employer offers one to three times, all in the future, and the person is told.

    How it is meant stands in `plan`, or in the words of a Plan.
    """
    plan = plan or Plan(**how)  # type: ignore[arg-type]  # the fields of a Plan, by name
    lock(referral)  # talks may be closing: an interview that is arranged meanwhile would be left over
    hindrance = why_not_propose(referral)
    if hindrance:
        raise Refused(hindrance)
    guard_slots(slots, now)
    panel = _panel(plan, referral.employer_id, actor)
    guard_panel(panel, slots, plan.minutes)
    offered = [InterviewSlot(starts_at=moment) for moment in sorted(slots)]
    interview = begin(referral, plan, panel, offered, actor=actor, now=now)
    tell_candidate(interview, "interview_proposed", _("Pick a time for your interview"))
    return interview


def begin(
    referral: Referral,
    plan: Plan,
    panel: Collection[uuid.UUID],
    slots: list[InterviewSlot],
    *,
    actor: Actor,
    now: datetime,
    step: str = "propose",
) -> Interview:
    """Add the next round with its times and its panel."""
    interview = Interview(
        employer_id=referral.employer_id,
        referral_id=referral.id,
        number=queries.next_number(referral),
        kind=plan.kind,
        minutes=plan.minutes,
        time_zone=plan.time_zone,
        place=plan.place,
        bring=plan.bring,
        reschedules_allowed=plan.reschedules_allowed,
        decide_within=plan.decide_within,
        arranged_by_id=actor.person_id,
        created_at=now,
        slots=slots,
    )
    db.session.add(interview)
    db.session.flush()
    here = {"employer_id": interview.employer_id, "interview_id": interview.id}
    db.session.add_all(InterviewPanel(person_id=person_id, **here) for person_id in panel)
    db.session.flush()
    db.session.expire(interview, ["panel"])
    record(interview, step, came_from=None, actor=actor, now=now)
    matches.advance(referral, "interview", actor=actor, now=now)
    return interview


def offer_again(
    interview: Interview, *, slots: Sequence[datetime], actor: Actor, now: datetime, told: bool = False
) -> None:
    """The employer offers other times in place of the ones there; those go, and the person is told, if not yet."""
    guard_slots(slots, now)
    guard_panel([member.id for member in interview.panel], slots, interview.minutes, but=interview.id)
    for slot in list(interview.slots):
        db.session.delete(slot)
    db.session.flush()
    db.session.expire(interview, ["slots"])
    interview.starts_at = interview.decide_by = None
    move(interview, LIFECYCLE, "offer_again", actor=actor, now=now)
    for moment in sorted(slots):
        db.session.add(InterviewSlot(interview_id=interview.id, starts_at=moment))
    db.session.flush()
    db.session.expire(interview, ["slots"])
    if not told:
        tell_candidate(interview, "interview_proposed", _("Pick a time for your interview"))


def plan_day(
    role_need: RoleNeed,
    *,
    referral_ids: Collection[uuid.UUID],
    starts: Sequence[datetime],
    plan: Plan,
    actor: Actor,
    now: datetime,
) -> InterviewDay:
    """Offer the same times to several candidates of a role: each time is for whoever picks it first.

    Refused when there are fewer times than candidates, or when one of them cannot be met now.
    """
    lock(role_need)
    people = {referral.id: referral for referral in queries.may_meet(role_need)}
    if not referral_ids or set(referral_ids) - people.keys():
        raise Refused(_("One of these people can’t be met now. Load the page again to see who can."))
    if not len(set(referral_ids)) <= len(starts) <= MOST_OF_A_DAY:
        raise Refused(_("Offer at least as many times as there are people, and twelve at most."))
    _guard_future(starts, now)
    panel = _panel(plan, role_need.employer_id, actor)
    guard_panel(panel, starts, plan.minutes)
    day = _day(role_need, starts, plan, actor=actor, now=now)
    for referral in (lock(people[key]) for key in sorted(referral_ids)):
        hindrance = why_not_propose(referral)
        if hindrance:
            raise Refused(hindrance)
        offered = [InterviewSlot(starts_at=slot.starts_at, shared_slot_id=slot.id) for slot in day.slots]
        interview = begin(referral, plan, panel, offered, actor=actor, now=now)
        tell_candidate(interview, "interview_proposed", _("Pick a time for your interview"))
    return day


def _day(role_need: RoleNeed, starts: Sequence[datetime], plan: Plan, *, actor: Actor, now: datetime) -> InterviewDay:
    day = InterviewDay(
        employer_id=role_need.employer_id,
        role_need_id=role_need.id,
        minutes=plan.minutes,
        time_zone=plan.time_zone,
        made_by_id=actor.person_id,
        created_at=now,
    )
    db.session.add(day)
    db.session.flush()
    for moment in sorted(starts):
        db.session.add(SharedSlot(employer_id=day.employer_id, day_id=day.id, starts_at=moment))
    db.session.flush()
    db.session.expire(day, ["slots"])
    return day


def _panel(plan: Plan, employer_id: uuid.UUID, actor: Actor) -> list[uuid.UUID]:
    """Who takes part, of those who act for the employer now."""
    chosen = set(plan.panel) or {actor.person_id}
    members = {member.person_id for member in db.session.scalars(accounts.members_of(employer_id)).unique()}
    if chosen - members - {actor.person_id}:
        raise Refused(_("One of the interviewers does not act for your organisation any more. Choose again."))
    return sorted(chosen)


def guard_panel(
    people: Collection[uuid.UUID], slots: Sequence[datetime], minutes: int, *, but: uuid.UUID | None = None
) -> None:
    """Refuse a time at which an interviewer is in another interview that is scheduled."""
    for moment in slots:
        found = queries.busy_interviewer(people, moment, minutes, but=but)
        if found:
            raise Refused(
                _(
                    "%(name)s has another interview on %(moment)s. Offer another time, or choose other interviewers.",
                    name=found[0].name,
                    moment=moment_words(found[1].starts_at, found[1].time_zone),
                )
            )


def guard_slots(slots: Sequence[datetime], now: datetime) -> None:
    """Refuse none, too many, equal ones and ones that have passed."""
    if not 1 <= len(slots) <= MOST_SLOTS:
        raise Refused(_("Offer one, two or three times."))
    _guard_future(slots, now)


def _guard_future(slots: Sequence[datetime], now: datetime) -> None:
    if len(set(slots)) < len(slots):
        raise Refused(str(_SAME_TIME))
    if any(moment <= now for moment in slots):
        raise Refused(_("One of the times has passed already. Offer times that are still to come."))
