"""Which programs a person may see, their modules, and the consortia to make one with."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.demand.consortium.models import Consortium, HiringPartner
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.consortium.queries import INSIDE
from marketplace.demand.programs.models import Module, ModuleCompetency, Program, Stage
from marketplace.reach import within
from marketplace.sides import Actor, Side


def programs() -> sa.Select[Program]:
    """Every program by title, with its consortium."""
    return sa.select(Program).options(joinedload(Program.consortium)).order_by(Program.title, Program.id)


def visible_to(actor: Actor) -> sa.Select[Program]:
    """Programs with modules and competencies: staff see theirs, partners those offered with their consortium."""
    teaches = selectinload(Program.modules).selectinload(Module.teaches)
    found = programs().options(teaches.joinedload(ModuleCompetency.competency))
    if actor.side is not Side.EMPLOYER:
        return found.where(within(actor, "programs", Program.id))
    reads = {*INSIDE, PartnerStage.AGREEMENT_SENT}
    own = sa.select(HiringPartner.consortium_id).where(
        HiringPartner.employer_id == actor.organisation_id, HiringPartner.stage.in_(reads)
    )
    return found.where(Program.stage == Stage.OFFERED, Program.consortium_id.in_(own))


def at_stage(actor: Actor, stage: Stage | None) -> sa.Select[Program]:
    """What an actor may see at one stage, or at all."""
    return visible_to(actor) if stage is None else visible_to(actor).where(Program.stage == stage)


def modules_of(program: Program) -> sa.Select[Module]:
    """The modules of one program with what they teach, in order."""
    return (
        sa.select(Module)
        .options(joinedload(Module.program), selectinload(Module.teaches).joinedload(ModuleCompetency.competency))
        .where(Module.program_id == program.id)
        .order_by(Module.position)
    )


def next_position(program: Program) -> int:
    """The place behind the last module."""
    last = db.session.scalar(sa.select(sa.func.max(Module.position)).where(Module.program_id == program.id))
    return (last or 0) + 1


def consortia(actor: Actor) -> sa.Select[Consortium]:
    """The consortia this person can make a program with, by name."""
    return sa.select(Consortium).where(within(actor, "consortia", Consortium.id)).order_by(Consortium.name)
