"""“You said”: what an employer's own people read back line by line, and what they answered to each line."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Membership, Person
from marketplace.db import db
from marketplace.demand.discovery.models import (
    Answer,
    Contradiction,
    DiscoverySession,
    GuideQuestion,
    HeardNotice,
    HeardReply,
    Insight,
    ProbeStage,
    Reply,
    RequirementProbe,
    SessionStage,
    Theme,
)
from marketplace.demand.discovery.queries.insights import KIND_LABELS, insights_visible_to
from marketplace.demand.discovery.queries.probes import contradictions_visible_to, probes_visible_to
from marketplace.demand.discovery.queries.sessions import search
from marketplace.sides import HIRING_ROLES, Actor, Side

FEWEST = 3  # employers that must speak of a theme before another one reads its name
REPLY_LABELS = {Reply.RIGHT: _("Right"), Reply.NOT_QUITE: _("Not quite"), Reply.DISAGREE: _("Not so")}
REPLY_MEANINGS = {
    Reply.RIGHT: _("Right: this is how it is"),
    Reply.NOT_QUITE: _("Not quite: in my own words below"),
    Reply.DISAGREE: _("Not so: I see it otherwise"),
}


class LineKind(StrEnum):
    """What a line is; the word stands in its address."""

    QUOTE = "quote"
    REQUIREMENT = "requirement"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True)
class Line:
    """One line to confirm or correct, and every answer to it, the newest first.

    `since` is when it came to say what it says: older answers are about something else.
    """

    kind: LineKind
    row: Any  # Any: an Insight, a RequirementProbe or a Contradiction, as the kind says
    said: Sequence[HeardReply]
    since: datetime

    @property
    def latest(self) -> list[HeardReply]:
        """The newest answer of each person to the line as it is now, the newest first."""
        by_person: dict[uuid.UUID, HeardReply] = {}
        for reply in self.said:
            if reply.at >= self.since:
                by_person.setdefault(reply.by_id, reply)
        return list(by_person.values())

    @property
    def waits(self) -> bool:
        """Whether nobody has answered to the line as it is now."""
        return not self.latest

    @property
    def split(self) -> bool:
        """Whether people of this employer answer differently."""
        return len({reply.reply for reply in self.latest}) > 1

    def said_by(self, person_id: uuid.UUID) -> HeardReply | None:
        """What this person answered last, if anything."""
        return next((reply for reply in self.latest if reply.by_id == person_id), None)


@dataclass(frozen=True)
class Heard:
    """One completed session as the employer's own people read it: lines by kind, then every word."""

    session: DiscoverySession
    groups: list[tuple[str, list[Line]]]
    answers: list[Answer]


@dataclass(frozen=True)
class YouSaid:
    """Everything an employer reads back, and how many lines nobody there has answered yet."""

    talks: list[Heard]
    requirements: list[Line]
    contradictions: list[Line]

    @property
    def lines(self) -> list[Line]:
        """Every line there is to answer."""
        quotes = [line for talk in self.talks for _label, group in talk.groups for line in group]
        return [*quotes, *self.requirements, *self.contradictions]

    @property
    def waiting(self) -> int:
        """How many lines nobody has answered yet."""
        return sum(line.waits for line in self.lines)


def you_said(actor: Actor) -> YouSaid:
    """What the actor's own employer said and what we take from it; never a word of another one. Seven statements."""
    return _told(actor, db.session.scalars(search(actor, stage=SessionStage.COMPLETED)).all())


def said_in(session: DiscoverySession, actor: Actor) -> YouSaid:
    """The same as staff read it: one session, and its employer's requirements and contradictions."""
    return _told(actor, [session], employer_id=session.employer_id)


def _told(actor: Actor, sessions: Sequence[DiscoverySession], *, employer_id: uuid.UUID | None = None) -> YouSaid:
    ids = [session.id for session in sessions]
    quotes = insights_visible_to(actor).where(Insight.session_id.in_(ids)).order_by(Insight.created_at, Insight.id)
    probes = probes_visible_to(actor).where(RequirementProbe.stage != ProbeStage.OPEN)
    probes = probes.order_by(RequirementProbe.created_at, RequirementProbe.id)
    beside = contradictions_visible_to(actor)
    if employer_id is not None:
        probes = probes.where(RequirementProbe.employer_id == employer_id)
        beside = beside.where(Contradiction.employer_id == employer_id)
    insights = db.session.scalars(quotes).unique().all()
    probed, contrasted = db.session.scalars(probes).unique().all(), db.session.scalars(beside).unique().all()
    said = _replies([*insights, *probed, *contrasted])
    lines = [Line(LineKind.QUOTE, row, said.get(row.id, ()), row.created_at) for row in insights]
    answers = _answers(ids)
    return YouSaid(
        talks=[
            Heard(
                session,
                _by_kind([line for line in lines if line.row.session_id == session.id]),
                [answer for answer in answers if answer.session_id == session.id],
            )
            for session in sessions
        ],
        requirements=[Line(LineKind.REQUIREMENT, row, said.get(row.id, ()), row.findings[-1].at) for row in probed],
        contradictions=[Line(LineKind.CONTRADICTION, row, said.get(row.id, ()), row.created_at) for row in contrasted],
    )


def line(kind: LineKind, row_id: uuid.UUID, actor: Actor) -> Line | None:
    """One line that the actor may read; None when it is another's or gone."""
    found: Any = db.session.scalars(_rows(kind, actor, row_id)).unique().one_or_none()  # Any: as the kind says
    if found is None:
        return None
    since = found.findings[-1].at if kind is LineKind.REQUIREMENT else found.created_at
    return Line(kind, found, _replies([found]).get(found.id, ()), since)


def _rows(kind: LineKind, actor: Actor, row_id: uuid.UUID) -> sa.Select[Any]:  # Any: as the kind says
    if kind is LineKind.QUOTE:
        return insights_visible_to(actor).where(Insight.id == row_id)
    if kind is LineKind.REQUIREMENT:
        return probes_visible_to(actor).where(RequirementProbe.id == row_id)
    return contradictions_visible_to(actor).where(Contradiction.id == row_id)


def _replies(rows: Iterable[Any]) -> dict[uuid.UUID, list[HeardReply]]:  # Any: rows of the three kinds
    """Every answer to these rows by the row's id, the newest first. Ids are random: no two kinds share one."""
    ids = [row.id for row in rows]
    of = sa.func.coalesce(HeardReply.insight_id, HeardReply.probe_id, HeardReply.contradiction_id)
    columns = (HeardReply.insight_id, HeardReply.probe_id, HeardReply.contradiction_id)
    found: dict[uuid.UUID, list[HeardReply]] = {}
    for row_id, reply in db.session.execute(
        sa.select(of, HeardReply)
        .where(sa.or_(*(column.in_(ids) for column in columns)))
        .options(joinedload(HeardReply.by), joinedload(HeardReply.note))
        .order_by(HeardReply.at.desc(), HeardReply.id)
    ):
        found.setdefault(row_id, []).append(reply)
    return found


def _answers(session_ids: list[uuid.UUID]) -> Sequence[Answer]:
    return db.session.scalars(
        sa.select(Answer)
        .where(Answer.session_id.in_(session_ids), Answer.words != "")
        .join(Answer.question)
        .options(joinedload(Answer.question))
        .order_by(GuideQuestion.position)
    ).all()


def _by_kind(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    kinds = [(label, [line for line in lines if line.row.kind is kind]) for kind, label in KIND_LABELS.items()]
    return [(str(label), found) for label, found in kinds if found]


def shared_themes(actor: Actor) -> dict[uuid.UUID, int]:
    """The themes of the actor's own quotes that at least three employers speak of, with how many do.

    Of a theme that fewer speak of, an employer does not even read the name: it may be another's word.
    """
    home = sa.func.coalesce(Theme.into_id, Theme.id)
    own = (
        sa.select(home).join(Insight, Insight.theme_id == Theme.id).where(Insight.employer_id == actor.organisation_id)
    )
    count = sa.func.count(Insight.employer_id.distinct())
    rows = (
        sa.select(home, count)
        .join(Insight, Insight.theme_id == Theme.id)
        .where(home.in_(own))
        .group_by(home)
        .having(count >= FEWEST)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


# ---- telling them ---------------------------------------------------------------------------------


def readers(employer_id: uuid.UUID) -> sa.Select[Person]:
    """Who at the employer may answer for it: its owners and recruiters."""
    return (
        sa.select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == employer_id,
            Membership.side == Side.EMPLOYER,
            Membership.role.in_(HIRING_ROLES),
            Membership.ended_at.is_(None),
            Person.active.is_(True),
        )
        .order_by(Person.name, Person.id)
    )


def notices_of(session: DiscoverySession) -> Sequence[HeardNotice]:
    """When the employer's people were told that this session is ready to read, the latest first."""
    rows = sa.select(HeardNotice).where(HeardNotice.session_id == session.id).options(joinedload(HeardNotice.told_by))
    return db.session.scalars(rows.order_by(HeardNotice.told_at.desc(), HeardNotice.id)).all()


def last_coded(session: DiscoverySession) -> datetime | None:
    """When a quote of this session was last chosen; None when none was."""
    return db.session.scalar(
        sa.select(Insight.created_at)
        .where(Insight.session_id == session.id)
        .order_by(Insight.created_at.desc())
        .limit(1)
    )
