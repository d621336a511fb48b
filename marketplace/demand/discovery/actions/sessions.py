"""Sessions: plan them, write down what was heard, code quotes."""

import re
import uuid
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.exc import IntegrityError

from marketplace.db import db, expect_version, lock, move, record
from marketplace.demand.discovery import queries
from marketplace.demand.discovery.lifecycle import LIFECYCLE
from marketplace.demand.discovery.models import (
    Answer,
    DiscoverySession,
    GuideQuestion,
    Insight,
    InsightKind,
    SessionStage,
)
from marketplace.demand.employers.models import Employer, EmployerContact
from marketplace.errors import Refused, Stale, constraint_says
from marketplace.sides import HIRING_ROLES, Actor, Side

WRITABLE = frozenset({SessionStage.UNDER_WAY})
CODABLE = frozenset({SessionStage.UNDER_WAY, SessionStage.COMPLETED})

constraint_says(
    "uq_answers_session_id_question_id",
    lazy_gettext(
        "Somebody else began to write this answer a moment ago. Your words are kept below: look at the session in "
        "a new tab, then save again."
    ),
)


def schedule(
    employer: Employer,
    *,
    contact_id: uuid.UUID | None,
    starts_at: datetime,
    time_zone: str,
    may_quote: bool,
    actor: Actor,
    now: datetime,
) -> DiscoverySession:
    """Plan a conversation; the actor is the interviewer. Refused without a guide and for another's contact."""
    guide = queries.newest_guide()
    if guide is None:
        raise Refused(
            _(
                "No interview guide is installed yet. Whoever runs this installation adds it with "
                "“flask discovery guide”."
            )
        )
    _refuse_foreign_contact(employer, contact_id)
    session = DiscoverySession(
        employer_id=employer.id,
        contact_id=contact_id,
        guide_id=guide.id,
        interviewer_id=actor.person_id,
        stage=SessionStage.SCHEDULED,
        starts_at=starts_at,
        time_zone=time_zone,
        may_quote=may_quote,
        created_at=now,
    )
    db.session.add(session)
    record(session, "schedule", came_from=None, actor=actor, now=now)
    return session


def reschedule(
    session: DiscoverySession,
    *,
    version: int | str | None,
    contact_id: uuid.UUID | None,
    starts_at: datetime,
    time_zone: str,
    may_quote: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """Change the plan of a session that has not begun."""
    expect_version(session, version)
    if session.stage is not SessionStage.SCHEDULED:
        raise Refused(_("The session has begun or was cancelled, so its plan stays as it is."))
    _refuse_foreign_contact(session.employer, contact_id)
    session.contact_id, session.starts_at, session.time_zone = contact_id, starts_at, time_zone
    session.may_quote = may_quote
    record(session, "reschedule", came_from=session.stage, actor=actor, now=now)


def make_move(session: DiscoverySession, name: str, *, actor: Actor, now: datetime) -> None:
    """Make a move of the lifecycle. To begin freezes the guide; to complete needs something heard."""
    lock(session)
    if name == "complete" and not db.session.scalar(sa.select(queries.written_answers_of(session).exists())):
        raise Refused(
            _(
                "Nothing has been written down yet. Write what was heard to at least one question, "
                "then complete the session."
            )
        )
    move(session, LIFECYCLE, name, actor=actor, now=now)
    if name == "begin" and session.guide.frozen_at is None:
        session.guide.frozen_at = now
        db.session.flush()


def write_answer(
    session: DiscoverySession,
    question: GuideQuestion,
    *,
    words: str,
    version: int | str | None,
    actor: Actor,
    now: datetime,
) -> Answer:
    """Keep what was heard to one question. `version` is the answer's, "0" when there was none.

    Raises Stale when somebody else wrote meanwhile; Refused when a coded quote would no longer be in it.
    """
    lock(session)
    if session.stage not in WRITABLE:
        raise Refused(
            _(
                "Answers are written while the session is under way; it is %(stage)s now.",
                stage=LIFECYCLE.label(session.stage, actor.side).lower(),
            )
        )
    answer = queries.answers_of(session).get(question.id)
    if answer is None:
        return _first_words(session, question, words=words, version=version, now=now)
    expect_version(answer, version)
    if answer.words != words:
        _refuse_lost_quotes(answer, words)
        answer.words, answer.written_at = words, now
        db.session.flush()
    return answer


def set_quoting(session: DiscoverySession, *, may_quote: bool, actor: Actor, now: datetime) -> None:
    """Agree, or no longer agree, that the words are quoted beyond the employer and the program team."""
    if actor.side is Side.EMPLOYER and actor.role not in HIRING_ROLES:
        raise Refused(_("Owners and recruiters decide about quoting. Ask one of them."))
    lock(session)
    if session.may_quote != may_quote:
        session.may_quote = may_quote
        record(session, "allow_quotes" if may_quote else "end_quotes", came_from=session.stage, actor=actor, now=now)


def code_insight(
    session: DiscoverySession,
    answer: Answer,
    *,
    quote: str,
    kind: InsightKind,
    actor: Actor,
    now: datetime,
    theme: str = "",
) -> Insight:
    """Keep a part of an answer, word for word, and what it tells. The quote is stored as the answer has it."""
    if session.stage not in CODABLE:
        raise Refused(_("Quotes are chosen once the session is under way."))
    lock(answer)
    words = verbatim(quote, answer.words)
    if words is None:
        raise Refused(_("These words are not in the answer. A quote is copied from it word for word."))
    insight = Insight(
        employer_id=session.employer_id,
        session_id=session.id,
        answer_id=answer.id,
        quote=words,
        kind=kind,
        theme=theme,
        coded_by_id=actor.person_id,
        created_at=now,
    )
    db.session.add(insight)
    db.session.flush()
    return insight


def remove_insight(insight: Insight) -> None:
    """Take back a quote that was coded by mistake. Refused when a requirement rests on it."""
    try:
        with db.session.begin_nested():
            db.session.delete(insight)
    except IntegrityError as held:
        raise Refused(
            _("A requirement rests on this quote, so it stays. Take it out of the role need first.")
        ) from held


def verbatim(quote: str, answer: str) -> str | None:
    """The part of the answer that the quote repeats, spacing aside, with single spaces; None when it is not in it."""
    words = quote.split()
    if not words:
        return None
    found = re.search(r"\s+".join(re.escape(word) for word in words), answer)
    return " ".join(found.group(0).split()) if found else None


def _first_words(
    session: DiscoverySession, question: GuideQuestion, *, words: str, version: int | str | None, now: datetime
) -> Answer:
    if str(version) != "0":
        raise Stale(_("This page is older than the session. Your words are kept below; save them again."))
    if question.guide_id != session.guide_id:
        raise Refused(_("This question is not part of the session's guide."))
    answer = Answer(session_id=session.id, question_id=question.id, words=words, written_at=now)
    db.session.add(answer)
    db.session.flush()
    return answer


def _refuse_lost_quotes(answer: Answer, words: str) -> None:
    quotes = db.session.scalars(sa.select(Insight.quote).where(Insight.answer_id == answer.id))
    lost = next((quote for quote in quotes if verbatim(quote, words) is None), None)
    if lost is not None:
        raise Refused(
            _(
                "“%(quote)s” was chosen as a quote from this answer. Keep these words in it, or remove the "
                "quote first.",
                quote=lost,
            )
        )


def _refuse_foreign_contact(employer: Employer, contact_id: uuid.UUID | None) -> None:
    if contact_id is None:
        return
    contact = db.session.get(EmployerContact, contact_id)
    if contact is None or contact.employer_id != employer.id:
        raise Refused(_("That contact belongs to another employer. Choose one of %(name)s.", name=employer.name))
