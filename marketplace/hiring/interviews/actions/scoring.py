"""What interviewers saw, each on their own, and what the candidate is told of it."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, expect_version, lock, move, record
from marketplace.errors import Refused, constraint_says
from marketplace.hiring.interviews import queries
from marketplace.hiring.interviews.actions.telling import tell_candidate
from marketplace.hiring.interviews.lifecycle import DECIDED, LIFECYCLE, UNDECIDED
from marketplace.hiring.interviews.models import Feedback, Hire, Interview, ProblemReport, Score, Scorecard, Stage
from marketplace.sides import Actor

ONCE = lazy_gettext("Your scorecard is in. It stays as it is, so that nobody is swayed by the others.")

constraint_says("uq_interview_scorecards_interview_id_author_id", ONCE)
constraint_says("uq_interview_feedback_interview_id", lazy_gettext("Somebody else has just written feedback here."))


def why_not_score(interview: Interview, actor: Actor, now: datetime) -> str | None:
    """Why this person cannot hand in a scorecard now, or None when they can."""
    if not queries.takes_place(interview, actor):
        return _("Those who take part in the interview score it.")
    if interview.stage in DECIDED:
        return _("This is decided, so no scorecard counts any more.")
    begun = interview.starts_at is not None and interview.starts_at <= now
    if interview.stage not in {Stage.SCHEDULED, *UNDECIDED} or not begun:
        return _("A scorecard can be handed in once the interview has begun.")
    return str(ONCE) if queries.own_scorecard(interview, actor) else None


def hand_in(
    interview: Interview,
    *,
    hire: str,
    notes: str,
    scores: Mapping[uuid.UUID, tuple[int, str]],
    actor: Actor,
    now: datetime,
) -> Scorecard:
    """One interviewer hands in what they saw, for good. The first says that it took place; the last closes scoring."""
    lock(interview)
    hindrance = why_not_score(interview, actor, now)
    if hindrance:
        raise Refused(hindrance)
    asked = {requirement.id for requirement in queries.asked_of(interview)}
    card = Scorecard(
        employer_id=interview.employer_id,
        interview_id=interview.id,
        author_id=actor.person_id,
        hire=Hire(hire),
        notes=notes,
        handed_in_at=now,
    )
    card.scores = [
        Score(requirement_id=key, points=points, words=words) for key, (points, words) in scores.items() if key in asked
    ]
    db.session.add(card)
    db.session.flush()
    if interview.stage is Stage.SCHEDULED:
        move(interview, LIFECYCLE, "hold", actor=actor, now=now)
    if interview.stage is Stage.HELD and not queries.still_to_score(interview):
        move(interview, LIFECYCLE, "score", actor=actor, now=now)
    return card


def share_scorecards(interview: Interview, *, actor: Actor, now: datetime) -> None:
    """Let the program team read the scorecards. It cannot be taken back, as nothing read can."""
    if interview.scorecards_shared_at is not None:
        raise Refused(_("The program team reads them already."))
    interview.scorecards_shared_at = now
    record(interview, "share_scorecards", came_from=interview.stage, actor=actor, now=now)


# ---- what the candidate is told ------------------------------------------------------------------------


def why_not_write(interview: Interview, feedback: Feedback | None) -> str | None:
    """Why no feedback can be written now, or None when it can."""
    if interview.stage not in UNDECIDED | DECIDED:
        return _("Feedback can be written once the interview has taken place.")
    if feedback is not None and feedback.released_at is not None:
        return _("This feedback is released, so it stays as the person read it.")
    if feedback is None and queries.has_feedback(interview):
        return _("Somebody has begun to write feedback. You read it once your own scorecard is in.")
    return None


def write_feedback(
    interview: Interview, *, words: str, version: str | None, release: bool, actor: Actor, now: datetime
) -> Feedback:
    """Keep the employer's feedback as a draft, or release it for good: then the person reads it, and staff."""
    feedback = queries.feedback_of(interview, actor)
    hindrance = why_not_write(interview, feedback)
    if hindrance:
        raise Refused(hindrance)
    if feedback is None:
        feedback = Feedback(employer_id=interview.employer_id, interview_id=interview.id)
        db.session.add(feedback)
    else:
        expect_version(feedback, version)
    feedback.words, feedback.written_by_id, feedback.written_at = words, actor.person_id, now
    feedback.released_at = now if release else None
    db.session.flush()
    if release:
        record(interview, "release_feedback", came_from=interview.stage, actor=actor, now=now)
        tell_candidate(interview, "interview_feedback", _("Feedback on your interview"))
    return feedback


# ---- in confidence -------------------------------------------------------------------------------------


def report_problem(interview: Interview, *, words: str, now: datetime) -> ProblemReport:
    """The candidate tells the program team what was wrong. Nobody of the employer reads it, nor that it is there."""
    report = ProblemReport(interview_id=interview.id, words=words, at=now)
    db.session.add(report)
    db.session.flush()
    return report


def settle_report(report: ProblemReport, *, actor: Actor, now: datetime) -> None:
    """The program team has spoken with the person about it."""
    if report.settled_at is not None:
        raise Refused(_("Somebody has settled this already."))
    report.settled_at, report.settled_by_id = now, actor.person_id
    db.session.flush()
