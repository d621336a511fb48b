"""What waits for too long: an outcome, a decision, feedback, a second missed interview, a problem that was told."""

import uuid
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from marketplace.hiring.interviews.lifecycle import DECIDED, MISSED, UNDECIDED
from marketplace.hiring.interviews.models import (
    Feedback,
    Interview,
    InterviewSlot,
    ProblemReport,
    SharedSlot,
    Stage,
)
from marketplace.hiring.interviews.queries.seeing import STILL_TALKING, visible_to
from marketplace.hiring.matches.models import Referral
from marketplace.reach import within
from marketplace.sides import Actor

WAITS: Final = frozenset({Stage.SCHEDULED, *UNDECIDED})


def to_pick(actor: Actor, now: datetime) -> Select[Interview]:
    """Interviews with a time on offer that the person can still pick."""
    return visible_to(actor).where(Interview.stage == Stage.PROPOSED, _pickable(now)).order_by(Interview.id)


def times_wanted(actor: Actor, now: datetime) -> Select[Interview]:
    """Interviews for which the employer has to offer times: the candidate asks for others, or none is left to pick."""
    none_left = and_(Interview.stage == Stage.PROPOSED, ~_pickable(now))
    rows = visible_to(actor).where(or_(Interview.stage == Stage.RESCHEDULE_REQUESTED, none_left))
    return rows.where(Interview.referral_id.in_(_talking())).order_by(Interview.id)


def _pickable(now: datetime) -> ColumnElement[bool]:
    taken = select(SharedSlot.id).where(SharedSlot.taken_by_id.is_not(None)).correlate(None)
    free = or_(InterviewSlot.shared_slot_id.is_(None), InterviewSlot.shared_slot_id.not_in(taken))
    offered = exists().where(InterviewSlot.interview_id == Interview.id, InterviewSlot.starts_at > now, free)
    return offered.correlate(Interview)


def to_record(actor: Actor, now: datetime) -> Select[Interview]:
    """Interviews that have begun and that this member of an employer has something to say about."""
    rows = visible_to(actor).where(Interview.stage.in_(WAITS), Interview.starts_at < now)
    return rows.where(Interview.referral_id.in_(_talking())).order_by(Interview.starts_at, Interview.id)


def overdue_decisions(actor: Actor, now: datetime) -> Select[Interview]:
    """Interviews within reach about which the employer is silent beyond the day it said it would decide by.

    Whether it took place may not have been said either. What was called off or missed waits for nothing.
    """
    rows = visible_to(actor).where(Interview.stage.in_(WAITS), Interview.decide_by < now)
    return rows.where(Interview.referral_id.in_(_talking())).order_by(Interview.decide_by, Interview.id)


def overdue_feedback(actor: Actor, now: datetime) -> Select[Interview]:
    """Decided interviews within reach whose candidate still waits for the employer's feedback."""
    told = exists().where(Feedback.interview_id == Interview.id, Feedback.released_at.is_not(None))
    rows = visible_to(actor).where(Interview.stage.in_(DECIDED), Interview.feedback_by < now, ~told)
    return rows.order_by(Interview.feedback_by, Interview.id)


def missed_again(actor: Actor) -> Select[Interview]:
    """The later of two missed interviews of one referral, which the program team has to settle, by its time."""
    missed = (Interview.stage.in_(MISSED), Interview.settled_at.is_(None))
    last = (
        select(Interview.referral_id.label("referral_id"), func.max(Interview.starts_at).label("starts_at"))
        .where(*missed, Interview.referral_id.in_(_talking()))
        .group_by(Interview.referral_id)
        .having(func.count() > 1)
        .subquery()
    )
    newest = exists().where(last.c.referral_id == Interview.referral_id, last.c.starts_at == Interview.starts_at)
    return visible_to(actor).where(*missed, newest).order_by(Interview.starts_at, Interview.id)


def open_reports(actor: Actor) -> Select[ProblemReport]:
    """What candidates within reach told of an interview in confidence, and nobody has settled, oldest first."""
    rows = reports_within(actor).where(ProblemReport.settled_at.is_(None))
    return rows.order_by(ProblemReport.at, ProblemReport.id)


def reports_within(actor: Actor) -> Select[ProblemReport]:
    """All that candidates within reach of this staff member told, with the interview of each."""
    rows = select(ProblemReport).join(ProblemReport.interview).options(joinedload(ProblemReport.interview))
    return rows.where(within(actor, "referrals", Interview.referral_id))


def _talking() -> Select[uuid.UUID]:
    return select(Referral.id).where(Referral.stage.in_(STILL_TALKING))
