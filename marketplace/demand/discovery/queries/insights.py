"""Which quotes a person may see, and what an employer's own people read back."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.demand.discovery.models import (
    Answer,
    DiscoverySession,
    Insight,
    InsightCoding,
    InsightKind,
    SessionStage,
)
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


def insights_visible_to(actor: Actor) -> sa.Select[Insight]:
    """Staff see the quotes of employers within their reach, members their own from completed sessions, others none."""
    rows = sa.select(Insight).options(
        joinedload(Insight.session).joinedload(DiscoverySession.employer),
        joinedload(Insight.answer).joinedload(Answer.question),
        joinedload(Insight.theme),
        joinedload(Insight.speaker),
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
        sa.select(Insight)
        .where(Insight.session_id == session.id)
        .options(joinedload(Insight.theme), joinedload(Insight.speaker))
        .order_by(Insight.created_at, Insight.id)
    ):
        found.setdefault(insight.answer_id, []).append(insight)
    return found


def codings_of(insight: Insight) -> Sequence[InsightCoding]:
    """Every coding that a quote had, the newest first."""
    return db.session.scalars(
        sa.select(InsightCoding)
        .where(InsightCoding.insight_id == insight.id)
        .options(joinedload(InsightCoding.theme), joinedload(InsightCoding.speaker), joinedload(InsightCoding.coded_by))
        .order_by(InsightCoding.seq.desc())
    ).all()
