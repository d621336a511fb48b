"""Which sessions and quotes a person may see, the guide in use, and what an employer's own people read back."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.demand.discovery.lifecycle import LIFECYCLE
from marketplace.demand.discovery.models import (
    Answer,
    DiscoverySession,
    GuideQuestion,
    Insight,
    InsightKind,
    InterviewGuide,
    SessionStage,
)
from marketplace.demand.employers import queries as employers
from marketplace.reach import within
from marketplace.sides import Actor, Side

KIND_LABELS = {
    InsightKind.GOAL: _("Goal"),
    InsightKind.CHALLENGE: _("Challenge"),
    InsightKind.PAIN: _("Pain"),
    InsightKind.CAUSE: _("Cause"),
    InsightKind.TRIED_AND_WORKED: _("Tried, and it worked"),
    InsightKind.TRIED_WITHOUT_SUCCESS: _("Tried without success"),
    InsightKind.DEFINITION_OF_SUCCESS: _("What success looks like"),
    InsightKind.PROCESS: _("How hiring works"),
    InsightKind.NON_NEGOTIABLE: _("Not negotiable"),
    InsightKind.REQUIREMENT: _("Requirement"),
    InsightKind.CONTRADICTION: _("Where words and practice differ"),
}
STEP_WORDS = {
    "schedule": _("Planned"),
    "reschedule": _("Plan changed"),
    "begin": _("Begun"),
    "complete": _("Completed"),
    "resume": _("Resumed"),
    "cancel": _("Cancelled"),
    "allow_quotes": _("Quoting agreed"),
    "end_quotes": _("Quoting no longer agreed"),
}
PART_LABELS = {1: _("Part 1: the company"), 2: _("Part 2: the people it needs")}


def visible_to(actor: Actor) -> sa.Select[DiscoverySession]:
    """Staff see the sessions of employers within their reach, an employer's members their employer's, others none."""
    rows = sa.select(DiscoverySession).options(
        joinedload(DiscoverySession.employer),
        joinedload(DiscoverySession.contact),
        joinedload(DiscoverySession.interviewer),
    )
    if actor.side is Side.EMPLOYER:
        return rows.where(DiscoverySession.employer_id == actor.organisation_id)
    return rows.where(within(actor, "employers", DiscoverySession.employer_id))


def search(
    actor: Actor, *, stage: SessionStage | None = None, employer_id: uuid.UUID | None = None
) -> sa.Select[DiscoverySession]:
    """The visible sessions, the latest first, narrowed to a stage and an employer."""
    rows = visible_to(actor).order_by(DiscoverySession.starts_at.desc(), DiscoverySession.id)
    if stage is not None:
        rows = rows.where(DiscoverySession.stage == stage)
    if employer_id is not None:
        rows = rows.where(DiscoverySession.employer_id == employer_id)
    return rows


def with_questions(rows: sa.Select[DiscoverySession]) -> sa.Select[DiscoverySession]:
    """The same sessions with the questions of their guides."""
    return rows.options(joinedload(DiscoverySession.guide).selectinload(InterviewGuide.questions))


def newest_guide() -> InterviewGuide | None:
    """The guide that new sessions follow: the latest edition; None before one is installed."""
    return db.session.scalar(sa.select(InterviewGuide).order_by(InterviewGuide.edition.desc()).limit(1))


def questions_of(session: DiscoverySession) -> sa.Select[GuideQuestion]:
    """The questions of the session's guide, in order."""
    return sa.select(GuideQuestion).where(GuideQuestion.guide_id == session.guide_id).order_by(GuideQuestion.position)


def answers_of(session: DiscoverySession) -> dict[uuid.UUID, Answer]:
    """The session's answers by the id of their question."""
    rows = db.session.scalars(sa.select(Answer).where(Answer.session_id == session.id))
    return {answer.question_id: answer for answer in rows}


def written_answers_of(session: DiscoverySession) -> sa.Select[Answer]:
    """The session's answers that say something, with their questions."""
    return (
        sa.select(Answer)
        .where(Answer.session_id == session.id, Answer.words != "")
        .join(Answer.question)
        .options(joinedload(Answer.question))
        .order_by(GuideQuestion.position)
    )


def steps_of(session: DiscoverySession) -> list[employers.Step]:
    """The session's history in words, newest first."""
    return employers.steps_of(session, STEP_WORDS)


# ---- quotes ---------------------------------------------------------------------------------------


def insights_visible_to(actor: Actor) -> sa.Select[Insight]:
    """Staff see the quotes of employers within their reach, members their own from completed sessions, others none."""
    rows = sa.select(Insight).options(
        joinedload(Insight.session).joinedload(DiscoverySession.employer),
        joinedload(Insight.answer).joinedload(Answer.question),
    )
    if actor.side is Side.EMPLOYER:
        completed = sa.select(DiscoverySession.id).where(DiscoverySession.stage == SessionStage.COMPLETED)
        return rows.where(Insight.employer_id == actor.organisation_id, Insight.session_id.in_(completed))
    return rows.where(within(actor, "employers", Insight.employer_id))


def search_insights(
    actor: Actor, *, kind: InsightKind | None = None, employer_id: uuid.UUID | None = None
) -> sa.Select[Insight]:
    """The visible quotes, the latest first, narrowed to a kind and an employer."""
    rows = insights_visible_to(actor).order_by(Insight.created_at.desc(), Insight.id)
    if kind is not None:
        rows = rows.where(Insight.kind == kind)
    if employer_id is not None:
        rows = rows.where(Insight.employer_id == employer_id)
    return rows


def insights_of(session: DiscoverySession) -> dict[uuid.UUID, list[Insight]]:
    """The session's quotes by the id of the answer they are part of, in the order they were coded."""
    found: dict[uuid.UUID, list[Insight]] = {}
    for insight in db.session.scalars(
        sa.select(Insight).where(Insight.session_id == session.id).order_by(Insight.created_at, Insight.id)
    ):
        found.setdefault(insight.answer_id, []).append(insight)
    return found


# ---- what we heard --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Heard:
    """One completed session as the employer's own people read it: quotes by kind, then every word."""

    session: DiscoverySession
    groups: list[tuple[str, list[Insight]]]
    answers: list[Answer]


def heard(actor: Actor) -> list[Heard]:
    """The completed sessions of the actor's own employer, the latest first; never another employer's."""
    sessions = list(db.session.scalars(search(actor, stage=SessionStage.COMPLETED)))
    ids = [session.id for session in sessions]
    insights = db.session.scalars(
        sa.select(Insight).where(Insight.session_id.in_(ids)).order_by(Insight.created_at, Insight.id)
    ).all()
    answers = db.session.scalars(
        sa.select(Answer)
        .where(Answer.session_id.in_(ids), Answer.words != "")
        .join(Answer.question)
        .options(joinedload(Answer.question))
        .order_by(GuideQuestion.position)
    ).all()
    return [
        Heard(
            session,
            _by_kind([i for i in insights if i.session_id == session.id]),
            [answer for answer in answers if answer.session_id == session.id],
        )
        for session in sessions
    ]


def _by_kind(insights: list[Insight]) -> list[tuple[str, list[Insight]]]:
    kinds = [(label, [i for i in insights if i.kind is kind]) for kind, label in KIND_LABELS.items()]
    return [(str(label), found) for label, found in kinds if found]


def ahead(actor: Actor) -> Sequence[DiscoverySession]:
    """The actor's employer's sessions that are still to come or under way, with the topics, the next first."""
    return db.session.scalars(
        visible_to(actor)
        .where(DiscoverySession.stage.in_([SessionStage.SCHEDULED, SessionStage.UNDER_WAY]))
        .options(selectinload(DiscoverySession.guide).selectinload(InterviewGuide.questions))
        .order_by(DiscoverySession.starts_at)
    ).all()


@employers.tells
def happenings(employer_id: uuid.UUID, actor: Actor) -> list[employers.Happening]:
    """An employer's sessions as lines of its timeline."""
    ours = actor.side is Side.STAFF
    return [
        employers.Happening(
            at=session.starts_at,
            what=gettext("Discovery session with %(name)s", name=session.interviewer.name),
            stage=LIFECYCLE.label(session.stage, actor.side),
            time_zone=session.time_zone,
            endpoint="discovery.page" if ours else "discovery.heard",
            arguments={"session_id": session.id} if ours else {},
        )
        for session in db.session.scalars(search(actor, employer_id=employer_id))
    ]
