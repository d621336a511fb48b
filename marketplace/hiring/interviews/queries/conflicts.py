"""What is in the way of a time: it has passed, somebody else has it, or one of the people is elsewhere then."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.hiring.interviews.models import Interview, InterviewPanel, InterviewSlot, Stage
from marketplace.hiring.matches.models import Referral

LONGEST = timedelta(minutes=480)


@dataclass(frozen=True)
class Time:
    """A time on offer; `why_not` says why it cannot be picked, "" when it can."""

    slot: InterviewSlot
    why_not: str


def ends_of(interview: Interview) -> datetime:
    """When a scheduled interview ends."""
    if interview.starts_at is None:
        raise ValueError("an interview without a time has no end")
    return interview.starts_at + timedelta(minutes=interview.minutes)


def has_ended(interview: Interview, now: datetime) -> bool:
    """Whether its time is over; one without a time has none."""
    return interview.starts_at is not None and ends_of(interview) <= now


def in_the_way(interview: Interview, starts_at: datetime) -> Interview | None:
    """Another scheduled interview of the same person that overlaps this one if it began at `starts_at`."""
    others = _of_person(interview.referral.jobseeker_id, interview.id, *_around([starts_at], interview.minutes))
    return _overlapping(db.session.scalars(others), starts_at, interview.minutes)


def busy_interviewer(
    people: Collection[uuid.UUID], starts_at: datetime, minutes: int, *, but: uuid.UUID | None = None
) -> tuple[Person, Interview] | None:
    """One of these people who takes part in another scheduled interview then, with that interview."""
    others = _of_panel(people, but, *_around([starts_at], minutes))
    for person_id, other in db.session.execute(others):
        if _overlapping([other], starts_at, minutes):
            return db.session.get_one(Person, person_id), other
    return None


def times_on_offer(interview: Interview, now: datetime) -> list[Time]:
    """The offered times as the candidate sees them. Why one is not free any more is nobody's business but theirs."""
    moments = [slot.starts_at for slot in interview.slots]
    if not moments:
        return []
    first, last = _around(moments, interview.minutes)
    own = db.session.scalars(_of_person(interview.referral.jobseeker_id, interview.id, first, last)).all()
    panel = [member.id for member in interview.panel]
    theirs = [other for _person, other in db.session.execute(_of_panel(panel, interview.id, first, last))]
    return [Time(slot, _why_not(slot, interview, own, theirs, now)) for slot in interview.slots]


def _why_not(
    slot: InterviewSlot, interview: Interview, own: Sequence[Interview], theirs: Sequence[Interview], now: datetime
) -> str:
    if slot.starts_at <= now:
        return _("This time has passed.")
    if _overlapping(own, slot.starts_at, interview.minutes):
        return _("You have another interview then.")
    taken = slot.shared is not None and slot.shared.taken_by_id not in {None, interview.id}
    if taken or _overlapping(theirs, slot.starts_at, interview.minutes):
        return _("This time is not free any more.")
    return ""


def _around(moments: Sequence[datetime], minutes: int) -> tuple[datetime, datetime]:
    return min(moments) - LONGEST, max(moments) + timedelta(minutes=minutes)


def _of_person(jobseeker_id: uuid.UUID, but: uuid.UUID, first: datetime, last: datetime) -> Select[Interview]:
    rows = select(Interview).join(Interview.referral).where(Referral.jobseeker_id == jobseeker_id)
    return rows.where(
        Interview.id != but,
        Interview.stage == Stage.SCHEDULED,
        Interview.starts_at > first,
        Interview.starts_at < last,
    )


def _of_panel(
    people: Collection[uuid.UUID], but: uuid.UUID | None, first: datetime, last: datetime
) -> Select[uuid.UUID, Interview]:
    rows = (
        select(InterviewPanel.person_id, Interview)
        .join(Interview, Interview.id == InterviewPanel.interview_id)
        .options(joinedload(Interview.referral))
        .where(
            InterviewPanel.person_id.in_(list(people)),
            Interview.stage == Stage.SCHEDULED,
            Interview.starts_at > first,
            Interview.starts_at < last,
        )
        .order_by(Interview.starts_at, Interview.id)
    )
    return rows.where(Interview.id != but) if but else rows


def _overlapping(others: Iterable[Interview], starts_at: datetime, minutes: int) -> Interview | None:
    ends_at = starts_at + timedelta(minutes=minutes)
    return next(
        (
            other
            for other in others
            if other.starts_at is not None and other.starts_at < ends_at and ends_of(other) > starts_at
        ),
        None,
    )
