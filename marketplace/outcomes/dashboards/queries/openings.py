"""The employers' side of success: places that were asked for, and how many of them an accepted offer filled."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.programs.models import Program
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.outcomes.dashboards.queries.filters import Wanted, scope
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.people import Tally
from marketplace.outcomes.measures.queries.settings import Definition
from marketplace.reach import within
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort

WAITS: Final = frozenset({NeedStage.OPEN, NeedStage.PARTLY_FILLED, NeedStage.ON_HOLD})


@dataclass(frozen=True)
class Openings:
    """Places as a tally, so that bounds and base are those of every figure: filled, not filled, still open.

    They are counted at the moment of asking, so `as_of` is that day.
    """

    tally: Tally
    days: int
    as_of: date


def openings(wanted: Wanted, actor: Actor, definitions: Mapping[Key, Definition], *, now: datetime) -> Openings:
    """Places of roles confirmed lately, at the employers of a filter: those of its program’s consortium.

    How far that looks back is set with what partners promised (`looked_back_days`): both are of the same roles.
    """
    total, filled = sa.func.sum(RoleNeed.openings), sa.func.sum(RoleNeed.filled)
    still = sa.func.sum(sa.case((RoleNeed.stage.in_(WAITS), RoleNeed.openings - RoleNeed.filled), else_=0))
    asked = sa.select(total, filled, still).where(*_counted(wanted, actor, looked_back(definitions), now))
    places, taken, waiting = (int(number or 0) for number in db.session.execute(asked).one())
    return Openings(Tally(taken, places - taken - waiting, waiting), looked_back(definitions), now.date())


def looked_back(definitions: Mapping[Key, Definition]) -> int:
    """How many days before today a role can have been confirmed: as of what partners promised, for the same roles."""
    return definitions[Key.COMMITMENT].settings.looked_back_days


def places(
    wanted: Wanted, actor: Actor, definitions: Mapping[Key, Definition], *, now: datetime
) -> list[tuple[uuid.UUID, int, int, int]]:
    """The same role by role: its id, its places, how many are filled and how many still open."""
    still = sa.case((RoleNeed.stage.in_(WAITS), RoleNeed.openings - RoleNeed.filled), else_=0)
    rows = sa.select(RoleNeed.id, RoleNeed.openings, RoleNeed.filled, still).where(
        *_counted(wanted, actor, looked_back(definitions), now)
    )
    return [(key, openings, filled, waiting) for key, openings, filled, waiting in db.session.execute(rows)]


def _counted(wanted: Wanted, actor: Actor, days: int, now: datetime) -> list[sa.ColumnElement[bool]]:
    return [
        within(actor, "employers", RoleNeed.employer_id),
        RoleNeed.stage.not_in((NeedStage.DRAFT, NeedStage.WITHDRAWN)),
        RoleNeed.merged_into_id.is_(None),
        RoleNeed.confirmed_at >= datetime.combine((now - timedelta(days=days)).date(), time.min, UTC),
        *_chosen(wanted, actor),
    ]


def _chosen(wanted: Wanted, actor: Actor) -> list[sa.ColumnElement[bool]]:
    chosen: list[sa.ColumnElement[bool]] = []
    if wanted.employer:
        chosen.append(RoleNeed.employer_id == wanted.employer)
    if wanted.program or wanted.cohort:
        programs = sa.select(Cohort.program_id).where(scope(wanted.without("since", "until"), actor))
        if wanted.program and not wanted.cohort:
            programs = sa.select(Program.id).where(Program.id == wanted.program)
        consortia = sa.select(Program.consortium_id).where(Program.id.in_(programs))
        partners = sa.select(HiringPartner.employer_id).where(HiringPartner.consortium_id.in_(consortia))
        chosen.append(RoleNeed.employer_id.in_(partners))
    return chosen
