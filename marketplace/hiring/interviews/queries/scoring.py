"""Who may read which scorecard, what is asked in it, and what a candidate was told."""

import uuid
from collections.abc import Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.demand.role_needs.models import Requirement
from marketplace.hiring.interviews.lifecycle import UNDECIDED
from marketplace.hiring.interviews.models import Feedback, Interview, ProblemReport, Score, Scorecard, Stage
from marketplace.hiring.interviews.queries.seeing import takes_place
from marketplace.sides import HIRING_ROLES, Actor, Side


def asked_of(interview: Interview) -> Sequence[Requirement]:
    """What the role asks for, in its order, with the competency of each."""
    rows = select(Requirement).where(Requirement.role_need_id == interview.referral.role_need_id)
    return db.session.scalars(rows.options(joinedload(Requirement.competency)).order_by(Requirement.position)).all()


def own_scorecard(interview: Interview, actor: Actor) -> Scorecard | None:
    """What this person handed in about an interview."""
    rows = select(Scorecard).where(Scorecard.interview_id == interview.id, Scorecard.author_id == actor.person_id)
    return db.session.scalars(rows).one_or_none()


def scorecards_shown(interview: Interview, actor: Actor) -> Sequence[Scorecard]:
    """The scorecards that this person may read, their own first and the others in the order they came in.

    Whoever takes part reads those of the others once their own is in. Staff read them when the employer shares them,
    the candidate never.
    """
    if actor.side not in {Side.EMPLOYER, Side.STAFF} or (
        actor.side is Side.STAFF and interview.scorecards_shared_at is None
    ):
        return []
    scores = selectinload(Scorecard.scores).joinedload(Score.requirement).joinedload(Requirement.competency)
    rows = select(Scorecard).where(Scorecard.interview_id == interview.id).options(joinedload(Scorecard.author), scores)
    found = db.session.scalars(rows.order_by(Scorecard.handed_in_at, Scorecard.id)).all()
    own = [card for card in found if card.author_id == actor.person_id]
    if actor.side is Side.EMPLOYER and not own and not _reads_all(interview, actor):
        return []
    return [*own, *(card for card in found if card not in own)]


def _reads_all(interview: Interview, actor: Actor) -> bool:
    takes_part = any(member.id == actor.person_id for member in interview.panel)
    return actor.role in HIRING_ROLES and not takes_part


def before_own_score(interview: Interview, actor: Actor) -> bool:
    """Whether this person takes part and has yet to write what they saw: nobody's words come before their own."""
    open_to_score = interview.stage in {Stage.SCHEDULED, *UNDECIDED}
    return open_to_score and takes_place(interview, actor) and own_scorecard(interview, actor) is None


def still_to_score(interview: Interview) -> set[uuid.UUID]:
    """The people of the panel whose scorecard is not in."""
    rows = select(Scorecard.author_id).where(Scorecard.interview_id == interview.id)
    return {member.id for member in interview.panel} - set(db.session.scalars(rows))


def feedback_of(interview: Interview, actor: Actor, *, before_own: bool | None = None) -> Feedback | None:
    """The feedback on an interview as far as this person may read it: before its release the employer alone.

    A draft of somebody else is not for a member of the panel whose scorecard is not in. `before_own` is what
    `before_own_score` says, where it is known.
    """
    rows = select(Feedback).where(Feedback.interview_id == interview.id)
    if actor.side is not Side.EMPLOYER:
        rows = rows.where(Feedback.released_at.is_not(None))
    elif before_own_score(interview, actor) if before_own is None else before_own:
        rows = rows.where(or_(Feedback.released_at.is_not(None), Feedback.written_by_id == actor.person_id))
    return db.session.scalars(rows).one_or_none()


def has_feedback(interview: Interview) -> bool:
    """Whether anybody has begun to write to the candidate."""
    return bool(db.session.scalar(select(exists().where(Feedback.interview_id == interview.id))))


def reports_of(interview: Interview, actor: Actor) -> Sequence[ProblemReport]:
    """What the candidate told the program team of an interview; nothing for the employer."""
    if actor.side not in {Side.JOBSEEKER, Side.STAFF}:
        return []
    rows = select(ProblemReport).where(ProblemReport.interview_id == interview.id)
    return db.session.scalars(rows.order_by(ProblemReport.at, ProblemReport.id)).all()
