"""Notes: what was heard, kept to the last character whoever else writes; quotes marked on the way; time per topic."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, lock
from marketplace.demand.discovery import queries
from marketplace.demand.discovery.actions.insights import code_insight, verbatim
from marketplace.demand.discovery.lifecycle import LIFECYCLE
from marketplace.demand.discovery.models import (
    Answer,
    AnswerRevision,
    Aside,
    DiscoverySession,
    GuideQuestion,
    Insight,
    InsightKind,
    QuoteMark,
    SessionStage,
    TopicTime,
)
from marketplace.errors import Refused, constraint_says
from marketplace.sides import Actor

WRITABLE: Final = frozenset({SessionStage.UNDER_WAY})
BEGUN: Final = frozenset({SessionStage.UNDER_WAY, SessionStage.PAUSED, SessionStage.COMPLETED})
LONGEST: Final = 3600  # seconds that one report of time may add to a topic

constraint_says(
    "uq_answers_session_id_question_id",
    lazy_gettext(
        "Somebody else began to write this answer a moment ago. Your words are kept below: look at the session in "
        "a new tab, then save again."
    ),
)


@dataclass(frozen=True)
class Typed:
    """A text as it arrives: the version that its page knew ("0": none yet), and the page with its count."""

    words: str
    version: int | str | None
    tab: str = ""
    turn: int = 0
    settles_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Written:
    """What became of a text: it is the answer now, or it lies aside for the reason named. Either way it is kept."""

    answer: Answer
    aside: Aside | None = None


def write_answer(
    session: DiscoverySession,
    question: GuideQuestion,
    *,
    words: str,
    version: int | str | None,
    actor: Actor,
    now: datetime,
    tab: str = "",
    turn: int = 0,
    settles_id: uuid.UUID | None = None,
) -> Written:
    """Keep what was heard to one question. A text that would replace words its writer has not seen lies aside.

    Refused before the session begins, and for the question of another guide.
    """
    lock(session)
    _refuse_closed(session, question, actor)
    typed = Typed(words, version, tab, turn, settles_id)
    answer = queries.answers_of(session).get(question.id)
    if answer is None:
        return _first_words(session, question, typed, actor, now)
    if queries.is_outrun(answer, typed.tab, typed.turn):
        return Written(answer)
    aside = _why_aside(session, answer, typed, actor)
    if aside is None:
        _replace(answer, typed, actor, now)
    elif typed.words in answer.words and aside is Aside.MEANWHILE:
        return Written(answer)  # every character of it is there
    elif not any(typed.words in text.words for text in queries.asides_of(answer)):
        _append(answer, typed, actor, now, aside=aside, settles_id=_own_aside(answer, typed))
    return Written(answer, aside)


def mark(session: DiscoverySession, question: GuideQuestion, *, words: str, actor: Actor, now: datetime) -> QuoteMark:
    """Mark words of an answer as a quote; what they tell is chosen later. Refused when they are not in it."""
    _refuse_closed(session, question, actor)
    answer = queries.answers_of(session).get(question.id)
    found = verbatim(words, answer.words) if answer else None
    if answer is None or found is None:
        raise Refused(_("These words are not in the answer. A quote is copied from it word for word."))
    marked = QuoteMark(
        employer_id=session.employer_id,
        session_id=session.id,
        answer_id=answer.id,
        words=found,
        marked_by_id=actor.person_id,
        marked_at=now,
    )
    db.session.add(marked)
    db.session.flush()
    return marked


def sort_mark(
    session: DiscoverySession, marked: QuoteMark, *, kind: InsightKind, actor: Actor, now: datetime, theme: str = ""
) -> Insight:
    """Say what marked words tell: they become a quote of the session."""
    insight = code_insight(session, marked.answer, quote=marked.words, kind=kind, theme=theme, actor=actor, now=now)
    drop_mark(marked)
    return insight


def drop_mark(marked: QuoteMark) -> None:
    """Take back a mark; the answer stays as it is."""
    db.session.delete(marked)
    db.session.flush()


def linger(session: DiscoverySession, question: GuideQuestion, *, seconds: int, actor: Actor) -> None:
    """Add the seconds that went into a topic in this sitting. Refused while the session is not under way."""
    lock(session)
    _refuse_closed(session, question, actor)
    if session.stage not in WRITABLE:
        raise Refused(_("Time is counted while the session is under way."))
    key = (session.id, question.id, session.sitting)
    spent = db.session.get(TopicTime, key)
    if spent is None:
        spent = TopicTime(session_id=session.id, question_id=question.id, sitting=session.sitting, seconds=0)
        db.session.add(spent)
    spent.seconds += max(0, min(seconds, LONGEST))
    db.session.flush()


def _refuse_closed(session: DiscoverySession, question: GuideQuestion, actor: Actor) -> None:
    if session.stage not in BEGUN:
        raise Refused(
            _(
                "Answers are written while the session is under way; it is %(stage)s now.",
                stage=LIFECYCLE.label(session.stage, actor.side).lower(),
            )
        )
    if question.guide_id != session.guide_id:
        raise Refused(_("This question is not part of the session's guide."))


def _first_words(
    session: DiscoverySession, question: GuideQuestion, typed: Typed, actor: Actor, now: datetime
) -> Written:
    aside = None if session.stage in WRITABLE else Aside.NOT_OPEN
    answer = Answer(session_id=session.id, question_id=question.id, words="" if aside else typed.words, written_at=now)
    db.session.add(answer)
    db.session.flush()
    _append(answer, typed, actor, now, aside=aside)
    return Written(answer, aside)


def _why_aside(session: DiscoverySession, answer: Answer, typed: Typed, actor: Actor) -> Aside | None:
    """Why a text may not replace the answer, or None when it may and no character is lost by it."""
    if typed.words == answer.words:
        return None
    if session.stage not in WRITABLE:
        return Aside.NOT_OPEN
    if _lost_quote(answer, typed.words) is not None:
        return Aside.QUOTED
    seen = str(typed.version) == str(answer.version)
    own = queries.is_by_page(answer, typed.tab, actor.person_id)
    return None if seen or own or answer.words in typed.words else Aside.MEANWHILE


def _replace(answer: Answer, typed: Typed, actor: Actor, now: datetime) -> None:
    settles_id = typed.settles_id or _own_aside(answer, typed)
    if typed.settles_id and typed.settles_id not in {text.id for text in queries.asides_of(answer)}:
        raise Refused(_("Somebody has merged this text already. Load the page again to see the answer."))
    if answer.words == typed.words and settles_id is None:
        return
    if answer.words != typed.words:
        answer.words, answer.written_at = typed.words, now
        db.session.flush()
    _append(answer, typed, actor, now, settles_id=settles_id)


def _own_aside(answer: Answer, typed: Typed) -> uuid.UUID | None:
    """The text of the same page that lies aside: its newer text takes it up."""
    own = [text.id for text in queries.asides_of(answer) if typed.tab and text.tab == typed.tab]
    return own[-1] if own else None


def _append(
    answer: Answer,
    typed: Typed,
    actor: Actor,
    now: datetime,
    *,
    aside: Aside | None = None,
    settles_id: uuid.UUID | None = None,
) -> None:
    db.session.add(
        AnswerRevision(
            answer_id=answer.id,
            seq=queries.revisions_kept(answer) + 1,
            words=typed.words,
            written_by_id=actor.person_id,
            written_at=now,
            tab=typed.tab,
            turn=typed.turn,
            became_version=None if aside else answer.version,
            aside=aside,
            settles_id=settles_id,
        )
    )
    db.session.flush()


def _lost_quote(answer: Answer, words: str) -> str | None:
    quotes = db.session.scalars(sa.select(Insight.words).where(Insight.answer_id == answer.id))
    return next((quote for quote in quotes if verbatim(quote, words) is None), None)
