"""The demand board: who sees which board, what stands behind a line, and what may be filtered by."""

import uuid
from dataclasses import replace
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Organisation
from marketplace.competencies.models import Competency
from marketplace.db import db
from marketplace.demand.board.queries import counting, keeping
from marketplace.demand.board.queries.figures import (
    SORTS,
    STANDINGS,
    Board,
    Filter,
    Line,
    Standing,
    Totals,
    Window,
    cells,
    in_order,
)
from marketplace.demand.board.queries.keeping import alike_count, lookalikes, newest
from marketplace.demand.board.queries.others import ENOUGH, STEP, asked_by_others
from marketplace.demand.discovery import queries as discovery
from marketplace.demand.discovery.models import Insight
from marketplace.demand.employers import queries as employers_queries
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs import queries as role_needs
from marketplace.demand.role_needs.models import Requirement, RoleNeed
from marketplace.sides import Actor

__all__ = [
    "ENOUGH",
    "SORTS",
    "STANDINGS",
    "STEP",
    "Board",
    "Filter",
    "Line",
    "Standing",
    "Totals",
    "Window",
    "alike_count",
    "asked_by_others",
    "behind_line",
    "board",
    "cells",
    "competency",
    "employers",
    "in_order",
    "line_of",
    "lookalikes",
    "newest",
    "provinces",
    "quotes_behind",
    "resolved",
]
MOST_QUOTES: Final = 12
MOST_LISTED: Final = 60  # employers in a list to choose from; of more, one types a part of the name
NOBODY: Final = uuid.UUID(int=0)  # whom a name stands for that nobody has


def board(wanted: Filter, actor: Actor, *, now: datetime) -> Board:
    """The board of a filter, within the actor's reach; the whole one from the summary, once there is one."""
    summary = newest() if wanted.whole and actor.all_programs else None
    if summary is not None:
        return keeping.board_of(summary)
    return counting.count(wanted, counting.employers_within(actor), now=now)


def competency(competency_id: uuid.UUID) -> sa.Select[Competency]:
    """A competency by its id: the vocabulary is everybody's."""
    return sa.select(Competency).where(Competency.id == competency_id)


def behind_line(competency_id: uuid.UUID, wanted: Filter, actor: Actor) -> sa.Select[Requirement]:
    """The requirements that a line of the board counts, each with its role need and employer; the newest first."""
    visible = role_needs.visible_to(actor).with_only_columns(RoleNeed.id).options()
    return (
        sa.select(Requirement)
        .join(RoleNeed, RoleNeed.id == Requirement.role_need_id)
        .where(
            Requirement.competency_id == competency_id,
            RoleNeed.id.in_(visible),
            *counting.conditions(wanted),
        )
        .options(joinedload(Requirement.role_need).joinedload(RoleNeed.employer).joinedload(Employer.organisation))
        .order_by(RoleNeed.confirmed_at.desc(), RoleNeed.created_at.desc(), RoleNeed.id)
    )


def quotes_behind(competency_id: uuid.UUID, wanted: Filter, actor: Actor) -> list[Insight]:
    """The words behind a line, of those who agree to be quoted now; the newest first, at most a dozen."""
    ids = behind_line(competency_id, wanted, actor).with_only_columns(Requirement.insight_id).options().order_by(None)
    rows = discovery.insights_visible_to(actor).where(Insight.id.in_(ids), Insight.quote != "")
    return list(db.session.scalars(rows.order_by(Insight.created_at.desc(), Insight.id).limit(MOST_QUOTES)).unique())


def line_of(competency_id: uuid.UUID, wanted: Filter, actor: Actor, *, now: datetime) -> Line | None:
    """One line of a board, counted at this moment; None when nothing is asked of the competency."""
    found = counting.count(wanted, counting.employers_within(actor), now=now)
    return next((line for line in found.lines if line.competency_id == competency_id), None)


def resolved(wanted: Filter, actor: Actor) -> Filter:
    """The same filter with the employers that the words of a name stand for, or had before."""
    if not wanted.named:
        return wanted
    named = employers_queries.search(actor, wanted.named).with_only_columns(Employer.id).order_by(None)
    found = set(db.session.scalars(named))
    both = found & set(wanted.employers) if wanted.employers else found
    return replace(wanted, employers=tuple(sorted(both)) or (NOBODY,))


def employers(wanted: Filter, actor: Actor) -> list[tuple[str, str]]:
    """Employers to choose from, id and name: all of them as long as they are few, else those chosen already."""
    rows = employers_queries.visible_to(actor).join(Organisation, Organisation.id == Employer.id)
    if (db.session.scalar(sa.select(sa.func.count()).select_from(Employer)) or 0) > MOST_LISTED:
        rows = rows.where(Employer.id.in_(wanted.employers))
    named = rows.with_only_columns(Employer.id, Organisation.name).order_by(sa.func.lower(Organisation.name))
    return [(str(key), name) for key, name in db.session.execute(named)]


def provinces(actor: Actor) -> list[str]:
    """The provinces of the visible role needs, each once."""
    rows = sa.select(RoleNeed.province).where(counting.within_reach(actor)).distinct().order_by(RoleNeed.province)
    return list(db.session.scalars(rows))
