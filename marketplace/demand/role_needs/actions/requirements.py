"""What a role asks for: requirements added, changed one by one, put in order, taken out."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, expect_version, lock
from marketplace.demand.role_needs import queries
from marketplace.demand.role_needs.actions.editions import keep, keep_before
from marketplace.demand.role_needs.actions.guards import (
    only_drafts,
    only_those_who_hire,
    own_insight,
    refuse_asked_already,
    touch,
)
from marketplace.demand.role_needs.models import WEIGHTS, Origin, Requirement, RequirementKind, RoleNeed
from marketplace.errors import Refused, constraint_says
from marketplace.sides import Actor

constraint_says(
    "uq_requirements_role_need_id_competency_id",
    lazy_gettext("This role already asks for that competency. Change the line that is there."),
)


def add_requirement(
    role_need: RoleNeed,
    *,
    competency_id: uuid.UUID,
    level: int,
    kind: RequirementKind,
    actor: Actor,
    now: datetime,
    words: str = "",
    behaviours: str = "",
    weight: int | None = None,
    insight_id: uuid.UUID | None = None,
    probe_id: uuid.UUID | None = None,
    origin: Origin = Origin.TYPED,
) -> Requirement:
    """Ask for a competency at a level. `words` are what was said; a quote is never copied, for its consent may end.

    Without a weight it counts as much as its kind does. One with a probe came from that, else one with a quote from
    the quote, whatever `origin` says.
    """
    _begin(role_need, actor)
    insight = own_insight(role_need, insight_id)
    refuse_asked_already(role_need, competency_id)
    last = db.session.scalar(
        sa.select(sa.func.max(Requirement.position)).where(Requirement.role_need_id == role_need.id)
    )
    requirement = Requirement(
        employer_id=role_need.employer_id,
        role_need_id=role_need.id,
        competency_id=competency_id,
        level=level,
        kind=kind,
        weight=weight or WEIGHTS[kind],
        words=words,
        behaviours=behaviours,
        insight_id=insight_id,
        probe_id=probe_id,
        origin=Origin.PROBE if probe_id else Origin.QUOTE if insight else origin,
        position=(last or 0) + 1,
    )
    db.session.add(requirement)
    touch(role_need)
    keep(role_need, actor=actor, now=now)
    return requirement


def add_proposed(
    role_need: RoleNeed,
    taken: Sequence[Mapping[str, Any]],
    *,
    actor: Actor,
    now: datetime,
    origin: Origin = Origin.POSTING,
) -> int:
    """Ask for everything that was taken over from proposals; how many. Refused when nothing was."""
    if not taken:
        raise Refused(_("Nothing is taken over yet. Say of at least one line how much it binds."))
    for line in taken:  # Any: the arguments of add_requirement, as the form has checked them
        add_requirement(role_need, actor=actor, now=now, origin=origin, **line)
    return len(taken)


def change_requirement(
    role_need: RoleNeed,
    requirement: Requirement,
    *,
    version: int | str | None,
    level: int,
    kind: RequirementKind,
    weight: int | None,
    words: str,
    behaviours: str,
    insight_id: uuid.UUID | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Change one requirement where it stands; its competency stays. Refused on a stale page."""
    expect_version(role_need, version)
    _begin(role_need, actor)
    insight = own_insight(role_need, insight_id)
    requirement.level, requirement.kind = level, kind
    requirement.weight = weight or WEIGHTS[kind]
    requirement.words, requirement.behaviours = words, behaviours
    if insight_id != requirement.insight_id:
        requirement.insight_id = insight_id
        requirement.origin = Origin.PROBE if requirement.probe_id else Origin.QUOTE if insight else Origin.TYPED
    touch(role_need)
    keep(role_need, actor=actor, now=now)


def remove_requirement(role_need: RoleNeed, requirement: Requirement, *, actor: Actor, now: datetime) -> None:
    """Take a requirement out of a draft."""
    _begin(role_need, actor)
    db.session.delete(requirement)
    touch(role_need)
    keep(role_need, actor=actor, now=now)


def move_requirement(role_need: RoleNeed, requirement: Requirement, *, upwards: bool, actor: Actor) -> None:
    """Move a requirement of a draft one line up or down; at the end it stays where it is."""
    _begin(role_need, actor)
    rows = list(db.session.scalars(queries.requirements_of(role_need)))
    here = rows.index(requirement)
    there = min(max(here + (-1 if upwards else 1), 0), len(rows) - 1)
    rows[here], rows[there] = rows[there], rows[here]
    for position, row in enumerate(rows, start=1):
        row.position = position
    touch(role_need)


def _begin(role_need: RoleNeed, actor: Actor) -> None:
    only_those_who_hire(actor, role_need.employer_id)
    only_drafts(lock(role_need), actor)
    keep_before(role_need)
