"""What role needs do when two competencies become one: a role that asks for both asks for it once, the stronger."""

from typing import Any

import sqlalchemy as sa

from marketplace.competencies import actions as competencies
from marketplace.db import db
from marketplace.demand.role_needs.actions.editions import keep, keep_before
from marketplace.demand.role_needs.actions.guards import touch
from marketplace.demand.role_needs.models import Requirement, RequirementKind, RoleNeed


def _keep_what_was_said(merging: competencies.Merging) -> None:
    """Keep how the roles that ask for both were before: two lines of theirs become one."""
    for role_need in db.session.scalars(_asking_for_both(merging)).all():
        keep_before(role_need)


def _asking_for_both(merging: competencies.Merging) -> sa.Select[RoleNeed]:
    asks = sa.select(Requirement.role_need_id)
    return sa.select(RoleNeed).where(
        RoleNeed.id.in_(asks.where(Requirement.competency_id == merging.goes_id)),
        RoleNeed.id.in_(asks.where(Requirement.competency_id == merging.stays_id)),
    )


def _one_requirement(merging: competencies.Merging, mine: Any, theirs: Any) -> dict[str, Any]:  # Any: rows
    """The higher level, the stronger word and the greater weight; what was said of one, where nothing was of the other.

    A match that gave a reason for each keeps both reasons.
    """
    kept, goes = db.session.get_one(Requirement, theirs.id), db.session.get_one(Requirement, mine.id)
    kept.level, kept.weight = max(kept.level, goes.level), max(kept.weight, goes.weight)
    kept.kind = min(kept.kind, goes.kind, key=list(RequirementKind).index)
    kept.words, kept.behaviours = kept.words or goes.words, kept.behaviours or goes.behaviours
    kept.insight_id, kept.probe_id = kept.insight_id or goes.insight_id, kept.probe_id or goes.probe_id
    db.session.flush()
    competencies.hand_over("requirements", goes.id, kept.id)
    db.session.execute(sa.delete(Requirement).where(Requirement.id == goes.id))
    _keep_edition(kept, merging)
    return {"role_need": str(kept.role_need_id), "level": kept.level, "kind": kept.kind.value, "weight": kept.weight}


def _keep_edition(requirement: Requirement, merging: competencies.Merging) -> None:
    role_need = db.session.get_one(RoleNeed, requirement.role_need_id)
    touch(role_need)
    keep(role_need, actor=merging.actor, now=merging.now)


competencies.when_merged("requirements", joins=_one_requirement, before=_keep_what_was_said)
