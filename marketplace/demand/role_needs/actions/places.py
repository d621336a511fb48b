"""Places of a role, filled and free again: what an accepted offer and a job that fell through do."""

from datetime import datetime

from flask_babel import gettext as _

from marketplace.db import give_back, lock, move, take_one
from marketplace.demand.role_needs.lifecycle import LIFECYCLE
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.errors import Refused
from marketplace.sides import Actor


def fill_one(role_need: RoleNeed, *, actor: Actor, now: datetime) -> None:
    """Fill one place. Two that race for the last place: one gets it, the other is refused."""
    if not LIFECYCLE.allows(lock(role_need).stage, "fill_one", actor):
        raise Refused(
            _(
                "“%(title)s” takes nobody at the moment: its stage is “%(stage)s”.",
                title=role_need.title,
                stage=LIFECYCLE.label(role_need.stage, actor.side),
            )
        )
    if not take_one(RoleNeed.filled, RoleNeed.openings, role_need.id):
        raise Refused(_("Every place of “%(title)s” is filled.", title=role_need.title))
    last = role_need.filled == role_need.openings
    move(role_need, LIFECYCLE, "fill_last" if last else "fill_one", actor=actor, now=now)


def free_one(role_need: RoleNeed, *, actor: Actor, now: datetime) -> None:
    """Free one place that was filled; a role that was closed or withdrawn meanwhile keeps its stage."""
    lock(role_need)
    give_back(RoleNeed.filled, role_need.id)
    name = "free_one" if role_need.filled else "free_all"
    if LIFECYCLE.allows(role_need.stage, name, actor):
        move(role_need, LIFECYCLE, name, actor=actor, now=now)
