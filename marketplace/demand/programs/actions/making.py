"""Making a program: its page, and the moves that offer it."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, expect_version, lock, move, record
from marketplace.demand.programs.actions.teams import begin_work
from marketplace.demand.programs.actions.versions import begin_first
from marketplace.demand.programs.lifecycle import LIFECYCLE
from marketplace.demand.programs.models import Program, Stage
from marketplace.errors import Refused, constraint_says
from marketplace.sides import Actor

TITLE_TAKEN = lazy_gettext("There is a program of that title already. Give this one another.")
constraint_says("uq_programs_title", TITLE_TAKEN)


def create(*, actor: Actor, now: datetime, **values: Any) -> Program:  # Any: the columns, checked by the form
    """Begin a draft with an empty version 1; its maker works on it. `values` are the columns that its form has."""
    program = Program(stage=Stage.DRAFT, created_at=now, **values)
    db.session.add(program)
    db.session.flush()
    record(program, "create", came_from=None, actor=actor, now=now)
    begin_first(program, actor=actor, now=now)
    if not actor.all_programs:
        begin_work(program, actor.membership_id, actor=actor, now=now)
    return program


def edit(program: Program, *, version: str | None, **values: Any) -> None:  # Any: see `create`
    """Change what the program says of itself. Stale when somebody saved it meanwhile."""
    expect_version(lock(program), version)
    for name, value in values.items():
        setattr(program, name, value)
    db.session.flush()


def offer(program: Program, *, actor: Actor, now: datetime) -> None:
    """Offer a draft: cohorts can be opened from it. Refused, with what is missing, while it teaches nothing."""
    lock(program)
    if not program.modules:
        raise Refused(
            _("%(title)s has no module yet. Add one that teaches a competency, then offer it.", title=program.title)
        )
    if not any(module.teaches for module in program.modules):
        raise Refused(
            _(
                "No module of %(title)s teaches a competency yet. Say what one of them teaches, and to which "
                "level, then offer it.",
                title=program.title,
            )
        )
    move(program, LIFECYCLE, "offer", actor=actor, now=now)


def retire(program: Program, *, actor: Actor, now: datetime) -> None:
    """Offer it no longer. Cohorts that run go on."""
    move(program, LIFECYCLE, "retire", actor=actor, now=now)


def revive(program: Program, *, actor: Actor, now: datetime) -> None:
    """Offer a retired program again."""
    move(program, LIFECYCLE, "revive", actor=actor, now=now)
