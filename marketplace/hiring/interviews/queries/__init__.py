"""Which interviews a person may see, what is in the way of a time, and what stands in a calendar."""

import uuid
from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.calendars import Appointment, Party
from marketplace.db import db
from marketplace.demand.employers import queries as employers
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.interviews.lifecycle import DECIDED, LIFECYCLE, LIVE, MISSED, OPEN, UNDECIDED
from marketplace.hiring.interviews.models import Interview, InterviewDay, InterviewSlot, SharedSlot, Stage
from marketplace.hiring.interviews.queries.conflicts import (
    busy_interviewer,
    ends_of,
    has_ended,
    in_the_way,
    times_on_offer,
)
from marketplace.hiring.interviews.queries.overdue import (
    missed_again,
    open_reports,
    overdue_decisions,
    overdue_feedback,
    reports_within,
    times_wanted,
    to_pick,
    to_record,
)
from marketplace.hiring.interviews.queries.preparation import Preparation, preparation_of
from marketplace.hiring.interviews.queries.scoring import (
    asked_of,
    before_own_score,
    feedback_of,
    has_feedback,
    own_scorecard,
    reports_of,
    scorecards_shown,
    still_to_score,
)
from marketplace.hiring.interviews.queries.seeing import STILL_TALKING, listed, takes_place, to_prepare, visible_to
from marketplace.hiring.matches.models import Referral, ReferralStage
from marketplace.sides import Actor

__all__ = [
    "DECIDED",
    "STILL_TALKING",
    "UNDECIDED",
    "Preparation",
    "appointment",
    "asked_of",
    "before_own_score",
    "busy_interviewer",
    "ends_of",
    "feedback_of",
    "happenings",
    "has_ended",
    "has_feedback",
    "in_the_way",
    "interviews_of_day",
    "listed",
    "live_elsewhere",
    "live_of",
    "may_meet",
    "missed_again",
    "missed_before",
    "next_number",
    "of_referral",
    "open_reports",
    "overdue_decisions",
    "overdue_feedback",
    "own_scorecard",
    "preparation_of",
    "reports_of",
    "reports_within",
    "scorecards_shown",
    "still_to_score",
    "takes_place",
    "times_on_offer",
    "times_wanted",
    "to_pick",
    "to_prepare",
    "to_record",
    "visible_days",
    "visible_to",
]


def of_referral(referral: Referral) -> Sequence[Interview]:
    """The interviews of one referral, oldest first, with their offered times."""
    rows = select(Interview).options(selectinload(Interview.slots)).where(Interview.referral_id == referral.id)
    return db.session.scalars(rows.order_by(Interview.created_at, Interview.id)).all()


def live_of(referral: Referral) -> Interview | None:
    """The interview of a referral that still waits for a time, for its outcome or for a decision."""
    rows = select(Interview).where(Interview.referral_id == referral.id, Interview.stage.in_(OPEN))
    return db.session.scalars(rows).one_or_none()


def live_elsewhere(jobseeker_id: uuid.UUID, kept: Collection[uuid.UUID]) -> Sequence[Interview]:
    """A person's interviews under other referrals than these that still wait for a time or for their outcome."""
    rows = (
        select(Interview)
        .join(Interview.referral)
        .where(Referral.jobseeker_id == jobseeker_id, Referral.id.not_in(kept), Interview.stage.in_(LIVE))
    )
    return db.session.scalars(rows).all()


def missed_before(referral: Referral) -> Sequence[Interview]:
    """The interviews of a referral that one side did not come to, and that the program team has not settled."""
    rows = select(Interview).where(
        Interview.referral_id == referral.id, Interview.stage.in_(MISSED), Interview.settled_at.is_(None)
    )
    return db.session.scalars(rows.order_by(Interview.starts_at, Interview.id)).all()


def next_number(referral: Referral) -> int:
    """The number of the round that would be arranged now: one more than those that were decided."""
    rows = select(func.count()).where(Interview.referral_id == referral.id, Interview.stage.in_(DECIDED))
    return (db.session.scalar(rows) or 0) + 1


# ---- days with several candidates ---------------------------------------------------------------------


def visible_days(actor: Actor) -> Select[InterviewDay]:
    """The interview days of the actor's employer, with their times and who took them."""
    taken = selectinload(InterviewDay.slots).joinedload(SharedSlot.taken_by).joinedload(Interview.referral)
    rows = select(InterviewDay).options(joinedload(InterviewDay.role_need), taken)
    return rows.where(InterviewDay.employer_id == actor.organisation_id)


def interviews_of_day(day: InterviewDay) -> Sequence[Interview]:
    """The interviews that were offered times of a day."""
    offered = select(InterviewSlot.interview_id).join(InterviewSlot.shared).where(SharedSlot.day_id == day.id)
    rows = select(Interview).where(Interview.id.in_(offered)).options(joinedload(Interview.referral))
    return db.session.scalars(rows.order_by(Interview.created_at, Interview.id)).all()


def may_meet(role_need: RoleNeed) -> Sequence[Referral]:
    """The people of a role with whom an interview can be arranged now: both said yes, and none is open."""
    busy = select(Interview.referral_id).where(Interview.stage.in_(OPEN))
    rows = select(Referral).where(
        Referral.role_need_id == role_need.id,
        Referral.stage.in_((ReferralStage.MUTUAL, ReferralStage.INTERVIEWING)),
        Referral.id.not_in(busy),
    )
    return db.session.scalars(rows.order_by(Referral.alias)).all()


# ---- calendars and timelines --------------------------------------------------------------------------


def appointment(interview: Interview, *, title: str, reader: Party, sender: str) -> Appointment:
    """The interview as it stands in the calendar of one person; nobody else is named in it."""
    return Appointment(
        uid=f"interview-{interview.id}@guildhall",
        sequence=interview.calendar_sequence,
        title=title,
        starts_at=interview.starts_at,
        minutes=interview.minutes,
        time_zone=interview.time_zone,
        place=interview.place,
        organizer=Party(sender, interview.referral.role_need.employer.name),
        cancelled=interview.stage not in {Stage.SCHEDULED, *UNDECIDED, *DECIDED},
        attendees=(reader,),
    )


@employers.tells
def happenings(asked: employers.Asked) -> list[employers.Happening]:
    """An employer's interviews as lines of its timeline, each at its time or, without one, when it was proposed."""
    at = func.coalesce(Interview.starts_at, Interview.created_at)
    rows = visible_to(asked.actor).where(Interview.employer_id == asked.employer_id)
    return [
        employers.Happening(
            at=row.starts_at or row.created_at,
            what=_(
                "Interview of Candidate %(tree)s for %(title)s",
                tree=row.referral.alias,
                title=row.referral.role_need.title,
            ),
            stage=LIFECYCLE.label(row.stage, asked.actor.side),
            time_zone=row.time_zone if row.starts_at else "",
            endpoint="interviews.page",
            arguments={"interview_id": row.id},
        )
        for row in db.session.scalars(rows.order_by(at.desc(), Interview.id).limit(asked.most))
    ]
