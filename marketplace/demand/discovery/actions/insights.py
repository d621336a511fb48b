"""Insights: quotes chosen from answers, who said them, and what they tell."""

import re
import uuid
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from marketplace.db import db, expect_version, lock
from marketplace.demand.discovery.actions.themes import theme_named
from marketplace.demand.discovery.models import (
    Answer,
    DiscoverySession,
    Insight,
    InsightCoding,
    InsightKind,
    SessionStage,
    Theme,
)
from marketplace.demand.employers.models import EmployerContact
from marketplace.errors import Refused
from marketplace.sides import Actor

CODABLE = frozenset({SessionStage.UNDER_WAY, SessionStage.PAUSED, SessionStage.COMPLETED})


def code_insight(
    session: DiscoverySession,
    answer: Answer,
    *,
    quote: str,
    kind: InsightKind,
    actor: Actor,
    now: datetime,
    theme: str = "",
    speaker_id: uuid.UUID | None = None,
) -> Insight:
    """Keep a part of an answer, word for word, and what it tells. The quote is stored as the answer has it.

    Without a `speaker_id`, it was said by the contact that the session was held with.
    """
    if session.stage not in CODABLE:
        raise Refused(_("Quotes are chosen once the session is under way."))
    lock(answer)
    words = verbatim(quote, answer.words)
    if words is None:
        raise Refused(_("These words are not in the answer. A quote is copied from it word for word."))
    _refuse_foreign_speaker(session.employer_id, speaker_id)
    found = theme_named(theme, actor=actor, now=now)
    insight = Insight(
        employer_id=session.employer_id,
        session_id=session.id,
        answer_id=answer.id,
        words=words,
        kind=kind,
        theme=found,
        speaker_id=speaker_id or session.contact_id,
        coded_by_id=actor.person_id,
        created_at=now,
    )
    db.session.add(insight)
    _append_coding(insight, actor=actor, now=now)
    return insight


def recode(
    insight: Insight,
    *,
    version: int | str | None,
    kind: InsightKind,
    theme: str,
    speaker_id: uuid.UUID | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Code a quote in another way. What it was coded as before stays in its history."""
    expect_version(insight, version)
    _refuse_foreign_speaker(insight.employer_id, speaker_id)
    found = theme_named(theme, actor=actor, now=now)
    same_theme = (found and found.id) == (insight.theme and insight.theme.now_at.id)
    if insight.kind is kind and same_theme and insight.speaker_id == speaker_id:
        return
    insight.kind, insight.speaker_id = kind, speaker_id
    if not same_theme:  # a merged theme keeps its quotes, so that parting the two takes them back
        insight.theme = found
    _append_coding(insight, actor=actor, now=now)


def recode_all(insights: Iterable[Insight], *, theme: Theme, actor: Actor, now: datetime) -> None:
    """Put quotes under another theme, each with its history."""
    for insight in insights:
        insight.theme = theme
        _append_coding(insight, actor=actor, now=now)


def remove_insight(insight: Insight) -> None:
    """Take back a quote that was coded by mistake. Refused when something rests on it."""
    try:
        with db.session.begin_nested():
            db.session.execute(sa.delete(InsightCoding).where(InsightCoding.insight_id == insight.id))
            db.session.delete(insight)
    except IntegrityError as held:
        raise Refused(
            _(
                "A requirement, a probe or an answer of the employer rests on this quote, so it stays. A requirement "
                "is taken out of the role need first."
            )
        ) from held


def verbatim(quote: str, answer: str) -> str | None:
    """The part of the answer that the quote repeats, spacing aside, with single spaces; None when it is not in it."""
    words = quote.split()
    if not words:
        return None
    found = re.search(r"\s+".join(re.escape(word) for word in words), answer)
    return " ".join(found.group(0).split()) if found else None


def _append_coding(insight: Insight, *, actor: Actor, now: datetime) -> None:
    insight.coded_by_id = actor.person_id
    db.session.flush()
    last = db.session.scalar(sa.select(sa.func.max(InsightCoding.seq)).where(InsightCoding.insight_id == insight.id))
    db.session.add(
        InsightCoding(
            insight_id=insight.id,
            seq=(last or 0) + 1,
            kind=insight.kind,
            theme_id=insight.theme_id,
            speaker_id=insight.speaker_id,
            coded_by_id=actor.person_id,
            at=now,
        )
    )
    db.session.flush()


def _refuse_foreign_speaker(employer_id: uuid.UUID, speaker_id: uuid.UUID | None) -> None:
    speaker = None if speaker_id is None else db.session.get(EmployerContact, speaker_id)
    if speaker_id is not None and (speaker is None or speaker.employer_id != employer_id):
        raise Refused(_("That contact belongs to another employer. Choose one of this employer’s."))
