"""Whether new themes still turn up: the sessions in their order, with what each brought that was not heard before."""

import uuid
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.accounts.models import Organisation
from marketplace.db import db
from marketplace.demand.discovery.models import DiscoverySession, Insight, Theme
from marketplace.demand.discovery.queries.themes import Choice, home
from marketplace.reach import within
from marketplace.sides import Actor

SHOWN = 12  # sessions shown one by one


@dataclass(frozen=True)
class Harvest:
    """One session in its order: the themes that its quotes stand under, and how many nobody had spoken of before."""

    session_id: uuid.UUID
    employer: str
    starts_at: datetime
    themes: int
    new: int
    so_far: int


@dataclass(frozen=True)
class Saturation:
    """How many sessions were coded, how many of the last in a row brought nothing new, and the latest, newest first."""

    coded: int
    quiet: int
    latest: list[Harvest]

    @property
    def most(self) -> int:
        """The most new themes that one of the latest sessions brought."""
        return max((harvest.new for harvest in self.latest), default=0)


def saturation(actor: Actor, choice: Choice, *, most: int = SHOWN) -> Saturation:
    """The coded sessions in the order they were held, with the new themes of each. Three statements."""
    held = _held(actor, choice)
    news = _first_turns(held, choice)
    rows = db.session.execute(_latest(held, choice, after=news[-1] if news else 0).limit(most)).all()
    themes = _themes_in([row.id for row in rows], choice)
    latest = [
        Harvest(row.id, row.name, row.starts_at, themes[row.id], news.count(row.turn), bisect_right(news, row.turn))
        for row in rows
    ]
    return Saturation(rows[0].coded, rows[0].quiet, latest) if rows else Saturation(0, 0, [])


def _held(actor: Actor, choice: Choice) -> sa.CTE:
    """The sessions of the chosen employers, each with its turn in the order they were held.

    Of all time: whether a theme is new in the chosen one depends on what was said before it.
    """
    # numbered before anything is joined: comparing numbers is what makes the rest cheap
    turn = sa.func.row_number().over(order_by=[DiscoverySession.starts_at, DiscoverySession.id])
    employer_id = DiscoverySession.employer_id
    rows = sa.select(DiscoverySession.id, DiscoverySession.starts_at, employer_id, turn.label("turn"))
    return rows.where(within(actor, "employers", employer_id), choice.hires(employer_id)).cte("held")


def _first_turns(held: sa.CTE, choice: Choice) -> Sequence[int]:
    """The turn of the session in which each theme was first spoken of, in order."""
    first = (
        sa.select(Insight.theme_id, sa.func.min(held.c.turn).label("turn"))
        .join(held, held.c.id == Insight.session_id)
        .where(Insight.theme_id.is_not(None), choice.tells())
        .group_by(Insight.theme_id)
        .subquery()
    )
    turn = sa.func.min(first.c.turn).label("turn")
    rows = sa.select(turn).join(Theme, Theme.id == first.c.theme_id).group_by(home).order_by(turn)
    return db.session.scalars(rows).all()


def _latest(held: sa.CTE, choice: Choice, *, after: int) -> sa.Select[*tuple[Any, ...]]:  # Any: columns
    """The sessions of the chosen time with a quote under a theme, latest first; each says how many, how many after."""
    said = sa.exists().where(Insight.session_id == held.c.id, Insight.theme_id.is_not(None), choice.tells())
    coded = sa.func.count().over().label("coded")
    quiet = sa.func.count(sa.case((held.c.turn > after, 1))).over().label("quiet")
    return (
        sa.select(held.c.id, held.c.starts_at, held.c.turn, Organisation.name, coded, quiet)
        .join(Organisation, Organisation.id == held.c.employer_id)
        .where(said, held.c.starts_at >= choice.since if choice.since else sa.true())
        .order_by(held.c.turn.desc())
    )


def _themes_in(session_ids: Sequence[uuid.UUID], choice: Choice) -> dict[uuid.UUID, int]:
    """How many themes the quotes of each of these sessions stand under."""
    rows = (
        sa.select(Insight.session_id, sa.func.count(home.distinct()))
        .join(Theme, Theme.id == Insight.theme_id)
        .where(Insight.session_id.in_(session_ids), choice.tells())
        .group_by(Insight.session_id)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}
