"""Guides by name and edition, the guide that new sessions follow, and the questions of a session."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.demand.discovery.models import DiscoverySession, GuideQuestion, InterviewGuide
from marketplace.demand.discovery.queries.openness import Remark, look_through

PART_LABELS = {1: _("Part 1: the company"), 2: _("Part 2: the people it needs")}


def guides() -> sa.Select[InterviewGuide]:
    """Every edition of every guide with its questions, the newest edition of a name first."""
    questions = selectinload(InterviewGuide.questions)
    return (
        sa.select(InterviewGuide)
        .options(questions.selectinload(GuideQuestion.probes))
        .order_by(InterviewGuide.name, InterviewGuide.edition.desc())
    )


def questions(guide: InterviewGuide) -> sa.Select[GuideQuestion]:
    """The questions of a guide with their probes, in order."""
    rows = sa.select(GuideQuestion).where(GuideQuestion.guide_id == guide.id)
    return rows.options(selectinload(GuideQuestion.probes)).order_by(GuideQuestion.position)


def last_edition(name: str) -> int:
    """The number of the newest edition of a guide; 0 for a name that is not there yet."""
    return db.session.scalar(sa.select(sa.func.max(InterviewGuide.edition)).where(InterviewGuide.name == name)) or 0


def sessions_following(guides: Sequence[InterviewGuide]) -> dict[uuid.UUID, int]:
    """How many sessions follow each of these guides; those without any are left out."""
    rows = (
        sa.select(DiscoverySession.guide_id, sa.func.count())
        .where(DiscoverySession.guide_id.in_([guide.id for guide in guides]))
        .group_by(DiscoverySession.guide_id)
    )
    return dict(db.session.execute(rows).all())


def guide_choices() -> list[tuple[str, str]]:
    """Every edition as a choice of a form; the empty one is what new sessions follow by themselves."""
    rows = db.session.scalars(sa.select(InterviewGuide).order_by(InterviewGuide.name, InterviewGuide.edition.desc()))
    usual = newest_guide()
    first = str(_("The usual one: %(guide)s", guide=_in_words(usual))) if usual else str(_("None is here yet"))
    return [("", first), *((str(guide.id), str(_in_words(guide))) for guide in rows)]


def _in_words(guide: InterviewGuide) -> object:
    if guide.frozen_at is None:
        return _("%(name)s, edition %(edition)s, a draft so far", name=guide.name, edition=guide.edition)
    return _("%(name)s, edition %(edition)s", name=guide.name, edition=guide.edition)


def findings_of(question: GuideQuestion) -> list[tuple[str, Remark]]:
    """What the check says about a question and its probes: the line, and the remark."""
    return look_through([question.question, *(probe.words for probe in question.probes)])


def with_questions(rows: sa.Select[DiscoverySession]) -> sa.Select[DiscoverySession]:
    """The same sessions with the questions of their guides."""
    guide = joinedload(DiscoverySession.guide)
    return rows.options(guide.selectinload(InterviewGuide.questions).selectinload(GuideQuestion.probes))


def newest_guide() -> InterviewGuide | None:
    """The guide that new sessions follow by themselves: the latest in use, else the latest; None without any."""
    latest = sa.select(InterviewGuide).order_by(
        InterviewGuide.frozen_at.is_(None), InterviewGuide.frozen_at.desc(), InterviewGuide.edition.desc()
    )
    return db.session.scalar(latest.limit(1))


def questions_of(session: DiscoverySession) -> sa.Select[GuideQuestion]:
    """The questions of the session's guide, in order."""
    return sa.select(GuideQuestion).where(GuideQuestion.guide_id == session.guide_id).order_by(GuideQuestion.position)
