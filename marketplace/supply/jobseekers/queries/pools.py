"""Pools of people whom hiring passes over: a person chooses for themselves, staff read numbers."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.programs.models import Pool, Program
from marketplace.demand.programs.models import Stage as ProgramStage
from marketplace.reach import within
from marketplace.sides import Actor
from marketplace.supply.jobseekers.models import PoolChoice


@dataclass(frozen=True)
class PoolCount:
    """A pool and how many people at least say that it is about them, in steps; None while they are too few to say."""

    name: str
    program: str
    people: int | None


def pools_to_choose() -> sa.Select[Pool]:
    """The pools of programs that are offered, with their program, by program and name."""
    return (
        sa.select(Pool)
        .join(Program, Program.id == Pool.program_id)
        .where(Program.stage == ProgramStage.OFFERED)
        .order_by(sa.func.lower(Program.title), sa.func.lower(Pool.name), Pool.id)
    )


def chosen_pools(jobseeker_id: uuid.UUID) -> set[uuid.UUID]:
    """The ids of the pools that a person says are about them."""
    return set(db.session.scalars(sa.select(PoolChoice.pool_id).where(PoolChoice.jobseeker_id == jobseeker_id)))


def program_titles(pools: Sequence[Pool]) -> dict[uuid.UUID, str]:
    """Program id → title, of these pools."""
    rows = sa.select(Program.id, Program.title).where(Program.id.in_({pool.program_id for pool in pools}))
    return dict(db.session.execute(rows).all())


def pool_counts(actor: Actor, smallest: int) -> list[PoolCount]:
    """How many people chose each pool of the programs within reach, and of whole programs never a single small one.

    One small number beside a larger one could be worked out from what a program tells elsewhere, so each pool is
    told for itself alone, and no sum is told. Numbers go in steps of `smallest`, and below it nothing is said.
    """
    people = sa.func.count(PoolChoice.jobseeker_id)
    rows = (
        sa.select(Pool.name, Program.title, people)
        .join(Program, Program.id == Pool.program_id)
        .outerjoin(PoolChoice, PoolChoice.pool_id == Pool.id)
        .where(within(actor, "programs", Program.id))
        .group_by(Pool.id, Pool.name, Program.title)
        .order_by(sa.func.lower(Program.title), sa.func.lower(Pool.name), Pool.id)
    )
    return [
        PoolCount(name, program, number - number % smallest or None)
        for name, program, number in db.session.execute(rows)
    ]
