"""What rests on the themes that employers speak of."""

import uuid
from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.discovery import queries as discovery
from marketplace.demand.discovery.models import Insight, RequirementProbe, Theme
from marketplace.demand.role_needs.models import Requirement, RoleNeed, Stage
from marketplace.reach import within
from marketplace.sides import Actor

HOME: Final = sa.func.coalesce(Theme.into_id, Theme.id)
FREE: Final = RoleNeed.openings - RoleNeed.filled


@discovery.counts_openings
def openings_resting_on(theme_ids: Sequence[uuid.UUID], actor: Actor) -> dict[uuid.UUID, int]:
    """The free places of open roles within reach with a requirement that rests on a quote of each theme.

    A role that rests on three quotes of one theme counts once there. Two statements: with the ids of the themes at
    hand, the database begins with their quotes and finds each requirement in an index of those that rest on one.
    """
    family = db.session.scalars(sa.select(Theme.id).where(HOME.in_(theme_ids))).all()
    quoted = Insight.id == Requirement.insight_id
    probed = RequirementProbe.id == Requirement.probe_id
    of_probe = Insight.id == RequirementProbe.insight_id
    said = _of(sa.join(Requirement, Insight, quoted), family, actor)
    asked = _of(sa.join(Requirement, RequirementProbe, probed).join(Insight, of_probe), family, actor)
    every = said.union_all(asked.where(Requirement.insight_id.is_(None))).subquery()
    once = sa.select(every.c.theme_id, sa.func.max(every.c.free).label("free")).group_by(every.c.theme_id, every.c.id)
    resting = once.subquery()
    total = sa.select(resting.c.theme_id, sa.func.sum(resting.c.free)).group_by(resting.c.theme_id)
    return {theme_id: int(free) for theme_id, free in db.session.execute(total)}


def _of(ways: sa.Join, family: Sequence[uuid.UUID], actor: Actor) -> sa.Select[uuid.UUID, uuid.UUID, int]:
    """Theme, role and free places for each requirement of an open role within reach that leads to such a quote."""
    return (
        sa.select(HOME.label("theme_id"), RoleNeed.id, FREE.label("free"))
        .select_from(ways)
        .join(Theme, Theme.id == Insight.theme_id)
        .join(RoleNeed, RoleNeed.id == Requirement.role_need_id)
        .where(
            Insight.theme_id.in_(family),
            RoleNeed.stage.in_([Stage.OPEN, Stage.PARTLY_FILLED]),
            within(actor, "employers", RoleNeed.employer_id),
        )
    )
