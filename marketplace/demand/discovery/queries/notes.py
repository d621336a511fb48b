"""Every text of an answer, what lies aside to be merged, what was marked, and how long each topic took."""

import uuid
from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import aliased, joinedload

from marketplace.db import db
from marketplace.demand.discovery.models import Answer, AnswerRevision, Aside, DiscoverySession, QuoteMark, TopicTime

ASIDE_WORDS = {
    Aside.MEANWHILE: _("Somebody else wrote here at the same time. Both texts are kept: put together what belongs."),
    Aside.QUOTED: _(
        "A quote was chosen from the answer that this text no longer has. Both texts are kept: leave the quote’s words "
        "in, or remove the quote first."
    ),
    Aside.NOT_OPEN: _("This arrived when the session was no longer under way. Resume it to put both texts together."),
}


def revisions_kept(answer: Answer) -> int:
    """How many texts have arrived for an answer."""
    rows = sa.select(sa.func.count()).where(AnswerRevision.answer_id == answer.id)
    return db.session.scalar(rows) or 0


def revisions_of(answer: Answer) -> Sequence[AnswerRevision]:
    """Every text that arrived for an answer, the latest first, with who wrote it."""
    rows = sa.select(AnswerRevision).where(AnswerRevision.answer_id == answer.id)
    return db.session.scalars(
        rows.options(joinedload(AnswerRevision.written_by)).order_by(AnswerRevision.seq.desc())
    ).all()


def is_outrun(answer: Answer, tab: str, turn: int) -> bool:
    """Whether the same page has sent something later that arrived before."""
    if not tab:
        return False
    later = sa.exists().where(
        AnswerRevision.answer_id == answer.id, AnswerRevision.tab == tab, AnswerRevision.turn > turn
    )
    return bool(db.session.scalar(sa.select(later)))


def is_by_page(answer: Answer, tab: str, person_id: uuid.UUID) -> bool:
    """Whether what the answer says was typed in this very page, which therefore has seen it."""
    latest = db.session.scalar(
        sa.select(AnswerRevision)
        .where(AnswerRevision.answer_id == answer.id, AnswerRevision.became_version.is_not(None))
        .order_by(AnswerRevision.seq.desc())
        .limit(1)
    )
    return bool(tab and latest and latest.tab == tab and latest.written_by_id == person_id)


def asides_of(answer: Answer) -> Sequence[AnswerRevision]:
    """The texts that lie beside an answer and wait to be merged, the oldest first."""
    return db.session.scalars(_open_asides().where(AnswerRevision.answer_id == answer.id)).all()


def asides_in(session: DiscoverySession) -> dict[uuid.UUID, list[AnswerRevision]]:
    """The same for a whole session, by the id of the question."""
    rows = _open_asides().join(Answer, Answer.id == AnswerRevision.answer_id).where(Answer.session_id == session.id)
    found: dict[uuid.UUID, list[AnswerRevision]] = defaultdict(list)
    for text, question_id in db.session.execute(rows.add_columns(Answer.question_id)):
        found[question_id].append(text)
    return found


def _open_asides() -> sa.Select[AnswerRevision]:
    later = aliased(AnswerRevision)
    return (
        sa.select(AnswerRevision)
        .where(AnswerRevision.aside.is_not(None), ~sa.exists().where(later.settles_id == AnswerRevision.id))
        .options(joinedload(AnswerRevision.written_by))
        .order_by(AnswerRevision.seq)
    )


def marks(session: DiscoverySession) -> sa.Select[QuoteMark]:
    """What was marked in a session and is not sorted yet, in the order it was marked."""
    rows = sa.select(QuoteMark).where(QuoteMark.session_id == session.id)
    return rows.options(joinedload(QuoteMark.answer)).order_by(QuoteMark.marked_at, QuoteMark.id)


def marks_by_answer(session: DiscoverySession) -> dict[uuid.UUID, list[QuoteMark]]:
    """The same by the id of the answer."""
    found: dict[uuid.UUID, list[QuoteMark]] = defaultdict(list)
    for marked in db.session.scalars(marks(session)):
        found[marked.answer_id].append(marked)
    return found


def minutes_by_topic(session: DiscoverySession) -> dict[uuid.UUID, int]:
    """How many minutes went into each question, over all sittings; whole minutes, at least one."""
    rows = (
        sa.select(TopicTime.question_id, sa.func.sum(TopicTime.seconds))
        .where(TopicTime.session_id == session.id)
        .group_by(TopicTime.question_id)
    )
    return {question_id: max(1, round(seconds / 60)) for question_id, seconds in db.session.execute(rows) if seconds}
