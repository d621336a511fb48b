"""The modules of the version that is being written, and what each teaches."""

from decimal import Decimal
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm.attributes import flag_modified

from marketplace.competencies.actions import keep_the_higher, when_merged
from marketplace.db import db, expect_version, lock
from marketplace.demand.programs import queries
from marketplace.demand.programs.models import Mode, Module, ModuleCompetency, Program, Stage, Strand, VersionStage
from marketplace.errors import Refused, constraint_says

constraint_says(
    "uq_modules_program_id_version_number_position",
    lazy_gettext("Another module stands in that place already. Choose another number."),
)
when_merged("module_competencies", joins=keep_the_higher("module_competencies", "level"))


def add_module(
    program: Program,
    *,
    version: str | None,
    position: int,
    title: str,
    strand: Strand,
    summary: str,
    mode: Mode | None = None,
    hours: Decimal | None = None,
) -> Module:
    """Add a module that teaches nothing yet to the version that is being written."""
    _change(program, version)
    module = Module(
        program_id=program.id,
        version_number=program.version_number,
        position=position,
        title=title,
        strand=strand,
        summary=summary,
        mode=mode,
        hours=hours,
    )
    db.session.add(module)
    db.session.flush()
    db.session.expire(program, ["modules"])
    return module


def edit_module(
    module: Module,
    *,
    version: str | None,
    position: int,
    title: str,
    strand: Strand,
    summary: str,
    mode: Mode | None = None,
    hours: Decimal | None = None,
) -> None:
    """Change a module's own words and place. `version` is the program's."""
    _change(module.program, version)
    module.position, module.title, module.strand, module.summary = position, title, strand, summary
    module.mode, module.hours = mode, hours
    db.session.flush()


def remove_module(module: Module) -> None:
    """Take a module out of a version that is being written; out of the first only until the program is offered."""
    program = require_writable(module.program)
    if _is_taught_as_written(program):
        raise Refused(
            _(
                "A program that has been offered keeps its modules: people applied for what its page said. "
                "You can still change the module’s words and what it teaches."
            )
        )
    db.session.delete(module)
    flag_modified(program, "title")
    db.session.flush()
    db.session.expire(program, ["modules"])


def teach(module: Module, *, competency: UUID, level: int) -> None:
    """Let a module teach a competency up to a level; a competency it teaches already gets the new level."""
    require_writable(module.program)
    taught = db.session.get(ModuleCompetency, (module.id, competency))
    if taught is None:
        module.teaches.append(ModuleCompetency(competency_id=competency, level=level))
    else:
        taught.level = level
    db.session.flush()


def stop_teaching(module: Module, *, competency_id: UUID) -> None:
    """Take a competency out of a module. An offered program keeps at least one."""
    program = require_writable(module.program)
    everything = [(other.id, taught.competency_id) for other in program.modules for taught in other.teaches]
    if _is_taught_as_written(program) and everything == [(module.id, competency_id)]:
        raise Refused(_("This is all the program teaches, and it has been offered. Add what it teaches instead first."))
    taught = db.session.get(ModuleCompetency, (module.id, competency_id))
    if taught is None:
        raise Refused(_("The module does not teach that. Load the page again to see what it teaches."))
    module.teaches.remove(taught)
    db.session.flush()


def _is_taught_as_written(program: Program) -> bool:
    """Whether cohorts may teach the version that is being written: the first of a program that has been offered."""
    return program.stage is not Stage.DRAFT and program.version_number == 1


def require_writable(program: Program) -> Program:
    """Hold the program; refused when its version has been sent to the partners."""
    version = queries.current_version(lock(program))
    if version.stage is not VersionStage.DRAFT:
        raise Refused(
            _(
                "Version %(number)s is with the partners and stays as it is. Begin version %(next)s to change it.",
                number=version.number,
                next=version.number + 1,
            )
        )
    return program


def _change(program: Program, version: str | None) -> None:
    """Hold the program while its modules change, and make every page that shows them stale."""
    expect_version(require_writable(program), version)
    flag_modified(program, "title")
