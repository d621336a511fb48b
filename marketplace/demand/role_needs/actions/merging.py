"""Two role needs of one employer become one."""

from datetime import datetime

from flask_babel import gettext as _

from marketplace.db import db, lock, move, record
from marketplace.demand.role_needs import queries
from marketplace.demand.role_needs.actions.editions import keep, keep_before
from marketplace.demand.role_needs.actions.guards import only_those_who_hire, refuse_talks, touch, twin_of
from marketplace.demand.role_needs.lifecycle import LIFECYCLE, WAITS
from marketplace.demand.role_needs.models import RequirementKind, RoleNeed, Stage
from marketplace.errors import Refused
from marketplace.sides import Actor

_BINDS = (RequirementKind.MUST, RequirementKind.SHOULD, RequirementKind.WILL_TRAIN)


def merge(role_need: RoleNeed, into: RoleNeed, *, add_places: bool, actor: Actor, now: datetime) -> None:
    """Let one role go on in another of the same employer; its history, quotes and match runs stay where they are.

    A draft takes over what it did not ask for yet; what is confirmed stays as the employer confirmed it. Refused
    while people are in talks about the one that goes, or when places of it are filled: both belong to that role.
    """
    only_those_who_hire(actor, role_need.employer_id)
    for row in sorted((role_need, into), key=lambda row: row.id):
        lock(row)
    _refuse_strangers(role_need, into, actor)
    keep_before(into)
    if add_places:
        into.openings = min(into.openings + role_need.openings, 999)
    if into.stage is Stage.DRAFT:
        _take_over(role_need, into)
    move(role_need, LIFECYCLE, "merge", actor=actor, now=now, reason="merged", note=into.title)
    role_need.merged_into_id = into.id
    record(into, "gain", came_from=into.stage, actor=actor, now=now, note=role_need.title)
    touch(into)
    keep(into, actor=actor, now=now)


def _refuse_strangers(role_need: RoleNeed, into: RoleNeed, actor: Actor) -> None:
    if into.id == role_need.id or into.employer_id != role_need.employer_id:
        raise Refused(_("Choose another role of the same employer."))
    if into.stage is not Stage.DRAFT and into.stage not in WAITS:
        raise Refused(
            _(
                "“%(title)s” is “%(stage)s” and takes nothing more. Choose a role that is open or a draft.",
                title=into.title,
                stage=LIFECYCLE.label(into.stage, actor.side),
            )
        )
    if role_need.filled:
        raise Refused(
            _(
                "%(count)s of its places are filled, and those people were hired for this role. Merge the other one "
                "into this one, or close this one.",
                count=role_need.filled,
            )
        )
    refuse_talks(
        role_need,
        _(
            "%(count)s people are in talks about this role as it is. End the talks first, or merge the other one into "
            "this one."
        ),
    )


def _take_over(role_need: RoleNeed, into: RoleNeed) -> None:
    """What either asks for; where both do, the higher level and the stronger word."""
    there = {row.competency_id: row for row in db.session.scalars(queries.requirements_of(into))}
    last = max((row.position for row in there.values()), default=0)
    for row in db.session.scalars(queries.requirements_of(role_need)).all():
        same = there.get(row.competency_id)
        if same is None:
            last += 1
            db.session.add(twin_of(row, into, last))
            continue
        same.level, same.weight = max(same.level, row.level), max(same.weight, row.weight)
        same.kind = min(same.kind, row.kind, key=_BINDS.index)
