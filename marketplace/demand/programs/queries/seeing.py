"""Which programs a person may see, their modules, and the consortia to make one with."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.demand.consortium.models import Consortium, HiringPartner
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.consortium.queries import INSIDE
from marketplace.demand.programs.models import (
    Barrier,
    EligibilityRule,
    Module,
    ModuleCompetency,
    ModuleWords,
    Pool,
    Program,
    ProgramVersion,
    Stage,
    VersionReview,
)
from marketplace.reach import within
from marketplace.sides import Actor, Side


def programs() -> sa.Select[Program]:
    """Every program by title, with its consortium."""
    return sa.select(Program).options(joinedload(Program.consortium)).order_by(Program.title, Program.id)


def visible_to(actor: Actor) -> sa.Select[Program]:
    """Programs with modules and competencies: staff see theirs, partners those offered with their consortium.

    A partner also sees a program that is still a draft from the day it was asked about a version of it.
    """
    teaches = selectinload(Program.modules).selectinload(Module.teaches)
    found = programs().options(teaches.joinedload(ModuleCompetency.competency))
    if actor.side is not Side.EMPLOYER:
        return found.where(within(actor, "programs", Program.id))
    reads = {*INSIDE, PartnerStage.AGREEMENT_SENT}
    own = sa.select(HiringPartner.consortium_id).where(
        HiringPartner.employer_id == actor.organisation_id, HiringPartner.stage.in_(reads)
    )
    asked = sa.exists().where(
        ProgramVersion.program_id == Program.id,
        VersionReview.version_id == ProgramVersion.id,
        HiringPartner.id == VersionReview.hiring_partner_id,
        HiringPartner.employer_id == actor.organisation_id,
    )
    readable = (Program.stage == Stage.OFFERED) | ((Program.stage == Stage.DRAFT) & asked)
    return found.where(readable, Program.consortium_id.in_(own))


def at_stage(actor: Actor, stage: Stage | None) -> sa.Select[Program]:
    """What an actor may see at one stage, or at all."""
    return visible_to(actor) if stage is None else visible_to(actor).where(Program.stage == stage)


def modules_of(program: Program) -> sa.Select[Module]:
    """The modules of the version that is being written with what they teach, in order."""
    return modules_in(program.id, program.version_number)


def modules_in(program_id: UUID, *numbers: int) -> sa.Select[Module]:
    """The modules of these versions of a program with what they teach, version by version in order."""
    return (
        sa.select(Module)
        .options(joinedload(Module.program), selectinload(Module.teaches).joinedload(ModuleCompetency.competency))
        .where(Module.program_id == program_id, Module.version_number.in_(numbers))
        .order_by(Module.version_number, Module.position)
    )


def next_position(program: Program) -> int:
    """The place behind the last module of the version that is being written."""
    here = sa.and_(Module.program_id == program.id, Module.version_number == program.version_number)
    last = db.session.scalar(sa.select(sa.func.max(Module.position)).where(here))
    return (last or 0) + 1


def words_of(module: Module) -> sa.Select[ModuleWords]:
    """What a module teaches in words that no competency answers yet."""
    found = sa.select(ModuleWords).options(joinedload(ModuleWords.module).joinedload(Module.program))
    return found.where(ModuleWords.module_id == module.id).order_by(ModuleWords.words)


def undecided(program_id: UUID, number: int) -> int:
    """How many words of a version wait for somebody to say which competency they mean."""
    here = sa.and_(Module.program_id == program_id, Module.version_number == number)
    return db.session.scalar(sa.select(sa.func.count()).select_from(ModuleWords).join(Module).where(here)) or 0


def pools_of(program_id: UUID) -> sa.Select[Pool]:
    """The overlooked people a program is made for, by name."""
    return sa.select(Pool).where(Pool.program_id == program_id).order_by(Pool.name)


def barriers_of(program_id: UUID) -> sa.Select[Barrier]:
    """What stands in people's way, those without a support first."""
    return sa.select(Barrier).where(Barrier.program_id == program_id).order_by(Barrier.support != "", Barrier.barrier)


def rules_of(program_id: UUID) -> sa.Select[EligibilityRule]:
    """The conditions of entry, by what they are about."""
    found = sa.select(EligibilityRule).where(EligibilityRule.program_id == program_id)
    return found.order_by(EligibilityRule.kind, EligibilityRule.sentence)


def consortia(actor: Actor) -> sa.Select[Consortium]:
    """The consortia this person can make a program with, by name."""
    return sa.select(Consortium).where(within(actor, "consortia", Consortium.id)).order_by(Consortium.name)
