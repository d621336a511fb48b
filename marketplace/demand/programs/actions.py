"""Making a program: its page, its modules, what each teaches, and the moves that offer it."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm.attributes import flag_modified

from marketplace.accounts.models import Membership
from marketplace.db import db, expect_version, lock, move, record
from marketplace.demand.programs.lifecycle import LIFECYCLE
from marketplace.demand.programs.models import Module, ModuleCompetency, Program, ProgramAssignment, Stage, Strand
from marketplace.demand.programs.queries import may_assign
from marketplace.errors import Refused, constraint_says
from marketplace.sides import Actor, Side

constraint_says("uq_programs_title", lazy_gettext("There is a program of that title already. Give this one another."))
constraint_says(
    "uq_modules_program_id_position",
    lazy_gettext("Another module stands in that place already. Choose another number."),
)
constraint_says(
    "uq_program_assignments_one_live",
    lazy_gettext("That person works on this program already. Load the page again to see who does."),
)


def create(*, actor: Actor, now: datetime, **values: Any) -> Program:  # Any: the columns, checked by the form
    """Begin a draft; its maker works on it. `values` are the columns of `Program` that its form has."""
    program = Program(stage=Stage.DRAFT, created_at=now, **values)
    db.session.add(program)
    db.session.flush()
    record(program, "create", came_from=None, actor=actor, now=now)
    if not actor.all_programs:
        _begin_work(program, actor.membership_id, actor=actor, now=now)
    return program


def edit(
    program: Program,
    *,
    version: str | None,
    title: str,
    headline: str,
    summary: str,
    outcome: str,
    eligibility: str,
    weeks: int,
    hours_per_week: Decimal,
    cost: str,
    consortium_id: UUID | None,
) -> None:
    """Change what the program says of itself. Stale when somebody saved it meanwhile."""
    expect_version(lock(program), version)
    program.title, program.headline, program.summary, program.outcome = title, headline, summary, outcome
    program.eligibility, program.weeks, program.hours_per_week = eligibility, weeks, hours_per_week
    program.cost, program.consortium_id = cost, consortium_id
    db.session.flush()


def add_module(
    program: Program, *, version: str | None, position: int, title: str, strand: Strand, summary: str
) -> Module:
    """Add a module that teaches nothing yet."""
    _change(program, version)
    module = Module(program_id=program.id, position=position, title=title, strand=strand, summary=summary)
    db.session.add(module)
    db.session.flush()
    return module


def edit_module(
    module: Module, *, version: str | None, position: int, title: str, strand: Strand, summary: str
) -> None:
    """Change a module's own words and place. `version` is the program's."""
    _change(module.program, version)
    module.position, module.title, module.strand, module.summary = position, title, strand, summary
    db.session.flush()


def remove_module(module: Module) -> None:
    """Take a module out of a draft. Once offered, people have applied for what the page said."""
    program = lock(module.program)
    if program.stage is not Stage.DRAFT:
        raise Refused(
            _(
                "A program that has been offered keeps its modules: people applied for what its page said. "
                "You can still change the module’s words and what it teaches."
            )
        )
    db.session.delete(module)
    flag_modified(program, "title")
    db.session.flush()


def teach(module: Module, *, competency: UUID, level: int) -> None:
    """Let a module teach a competency up to a level; a competency it teaches already gets the new level."""
    lock(module.program)
    taught = db.session.get(ModuleCompetency, (module.id, competency))
    if taught is None:
        module.teaches.append(ModuleCompetency(competency_id=competency, level=level))
    else:
        taught.level = level
    db.session.flush()


def stop_teaching(module: Module, *, competency_id: UUID) -> None:
    """Take a competency out of a module. An offered program keeps at least one."""
    program = lock(module.program)
    everything = [(other.id, taught.competency_id) for other in program.modules for taught in other.teaches]
    if program.stage is not Stage.DRAFT and everything == [(module.id, competency_id)]:
        raise Refused(_("This is all the program teaches, and it has been offered. Add what it teaches instead first."))
    taught = db.session.get(ModuleCompetency, (module.id, competency_id))
    if taught is None:
        raise Refused(_("The module does not teach that. Load the page again to see what it teaches."))
    module.teaches.remove(taught)
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


# ---- who works on it ------------------------------------------------------------------------------


def assign(program: Program, membership: Membership, *, actor: Actor, now: datetime) -> ProgramAssignment:
    """Let a staff member work on a program: from now on they see it, its cohorts, its people and its employers."""
    _guard_assigning(actor)
    if membership.side is not Side.STAFF or membership.ended_at is not None:
        raise Refused(_("Only somebody of a program team can work on a program. Load the page again and choose one."))
    return _begin_work(program, membership.id, actor=actor, now=now)


def end_assignment(assignment: ProgramAssignment, *, actor: Actor, now: datetime) -> None:
    """End somebody's work on a program: from their next page on they see nothing of it. The row stays as history."""
    _guard_assigning(actor)
    lock(assignment)
    if assignment.ended_at is not None:
        raise Refused(_("That work on the program has ended already. Load the page again to see who works on it."))
    assignment.ended_at, assignment.ended_by_id = now, actor.person_id
    db.session.flush()


def _guard_assigning(actor: Actor) -> None:
    if not may_assign(actor):
        raise Refused(_("A program lead or an administrator decides who works on a program. Ask one of them."))


def _begin_work(program: Program, membership_id: UUID, *, actor: Actor, now: datetime) -> ProgramAssignment:
    assignment = ProgramAssignment(
        program_id=program.id, membership_id=membership_id, started_at=now, assigned_by_id=actor.person_id
    )
    db.session.add(assignment)
    db.session.flush()
    return assignment


def _change(program: Program, version: str | None) -> None:
    """Hold the program while its modules change, and make every page that shows them stale."""
    expect_version(lock(program), version)
    flag_modified(program, "title")
