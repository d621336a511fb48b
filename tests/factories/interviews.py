"""What hangs on an interview, for tests: each function adds one row and gives it back."""

from datetime import datetime

from marketplace.hiring.interviews.models import (
    Feedback,
    Hire,
    Interview,
    InterviewDay,
    InterviewPanel,
    ProblemReport,
    Score,
    Scorecard,
    SharedSlot,
)
from marketplace.sides import Actor, Role
from tests.factories.accounts import add, make_person
from tests.factories.demand import make_role_need
from tests.factories.hiring import NOW, employer_actor, make_interview, make_referral


def make_interviewer(interview: Interview, role: Role = Role.INTERVIEWER) -> Actor:
    """Somebody new of the employer who takes part in an interview."""
    actor = employer_actor(interview, role)
    add(InterviewPanel(employer_id=interview.employer_id, interview_id=interview.id, person_id=actor.person_id))
    return actor


def make_scorecard(interview: Interview, author: Actor | None = None, **overrides) -> Scorecard:
    """What somebody handed in, rather yes, with a score for each requirement of the role."""
    author_id = author.person_id if author else make_person().id
    values = {"hire": Hire.YES, "notes": "Calm on the phone.", "handed_in_at": NOW} | overrides
    card = add(Scorecard(employer_id=interview.employer_id, interview_id=interview.id, author_id=author_id, **values))
    for asked in interview.referral.role_need.requirements:
        add(Score(scorecard_id=card.id, requirement_id=asked.id, points=3, words="Told of the ring."))
    return card


def make_feedback(interview: Interview, *, released_at: datetime | None = NOW, **overrides) -> Feedback:
    """What the candidate is told of an interview; released unless `released_at` is None."""
    values = {"words": "You asked before you acted.", "written_by_id": make_person().id, "written_at": NOW} | overrides
    row = Feedback(employer_id=interview.employer_id, interview_id=interview.id, released_at=released_at, **values)
    return add(row)


def make_report(interview: Interview | None = None, **overrides) -> ProblemReport:
    """What a candidate told the program team of an interview."""
    interview = interview or make_interview("held")
    return add(
        ProblemReport(interview_id=interview.id, **{"words": "They asked about my family.", "at": NOW} | overrides)
    )


def make_day(starts: list[datetime], people: int = 2, role_need=None) -> tuple[InterviewDay, list[Interview]]:
    """Shared times of one role, offered to so many candidates without a panel: the day, and their interviews."""
    role_need = role_need or make_role_need()
    day = add(
        InterviewDay(
            employer_id=role_need.employer_id,
            role_need_id=role_need.id,
            minutes=45,
            time_zone="America/Halifax",
            made_by_id=make_person().id,
            created_at=NOW,
        )
    )
    shared = [add(SharedSlot(employer_id=day.employer_id, day_id=day.id, starts_at=moment)) for moment in starts]
    return day, [_offered(role_need, shared) for _person in range(people)]


def _offered(role_need, shared: list[SharedSlot]) -> Interview:
    referral = make_referral("interviewing", role_need=role_need)
    interview = make_interview(referral=referral, slots=[slot.starts_at for slot in shared])
    by_moment = {slot.starts_at: slot.id for slot in shared}
    for offered in interview.slots:
        offered.shared_slot_id = by_moment[offered.starts_at]
    return add(interview)
