"""Who works on a program, and how far a coordinator sees because of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from marketplace.accounts.models import Membership, Person
from marketplace.accounts.queries import living
from marketplace.db import db
from marketplace.demand.consortium.models import Consortium, HiringPartner
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.employers.models import Employer
from marketplace.demand.programs.models import Program, ProgramAssignment
from marketplace.reach import within
from marketplace.sides import Actor, Side


def may_assign(actor: Actor) -> bool:
    """Whether this person decides who works on a program."""
    return actor.side is Side.ADMIN or actor.all_programs


def staffed(actor: Actor) -> sa.Select[Program]:
    """The programs whose team this person may read: administrators and leads all, coordinators their own."""
    mine = sa.true() if actor.side is Side.ADMIN else within(actor, "programs", Program.id)
    return sa.select(Program).where(mine).order_by(Program.title, Program.id)


def assignable(actor: Actor) -> sa.Select[Program]:
    """The programs whose team this person decides about."""
    return staffed(actor).where(sa.true() if may_assign(actor) else sa.false())


def assignments(*programs: Program) -> sa.Select[ProgramAssignment]:
    """Who works and worked on these programs, those at it first, then by name."""
    return (
        sa.select(ProgramAssignment)
        .join(ProgramAssignment.membership)
        .join(Person, Person.id == Membership.person_id)
        .options(
            contains_eager(ProgramAssignment.membership).joinedload(Membership.person),
            contains_eager(ProgramAssignment.membership).joinedload(Membership.organisation),
            joinedload(ProgramAssignment.assigned_by),
            joinedload(ProgramAssignment.ended_by),
        )
        .where(ProgramAssignment.program_id.in_([program.id for program in programs]))
        .order_by(ProgramAssignment.ended_at.is_not(None), Person.name, ProgramAssignment.started_at.desc())
    )


def living_staff() -> sa.Select[Membership]:
    """Everybody who acts for a program team now, leads first, then by name."""
    return (
        living()
        .join(Membership.person)
        .options(joinedload(Membership.organisation))
        .where(Membership.side == Side.STAFF, Person.active.is_(True))
        .order_by(Membership.all_programs.desc(), Person.name, Membership.id)
    )


def could_join(program: Program) -> sa.Select[Membership]:
    """Staff who do not see this program yet: neither leads nor assigned to it."""
    there = sa.select(ProgramAssignment.membership_id).where(
        ProgramAssignment.program_id == program.id, ProgramAssignment.ended_at.is_(None)
    )
    return living_staff().where(Membership.all_programs.is_(False), Membership.id.not_in(there))


def whom_to_ask() -> list[str]:
    """The names of the program leads, who decide who works on what; empty while there are none."""
    return [row.person.name for row in db.session.scalars(living_staff()) if row.all_programs]


def working_on(programs: Sequence[Program]) -> dict[UUID, list[str]]:
    """The names of the coordinators who work on each of these programs now, by name."""
    found: dict[UUID, list[str]] = {program.id: [] for program in programs}
    for row in db.session.scalars(assignments(*programs)):
        if row.works_now:
            found[row.program_id].append(row.membership.person.name)
    return found


class TeamStep(NamedTuple):
    """One line of a team's history: who began or stopped to work on the program, when, and who decided it."""

    at: datetime
    name: str
    began: bool
    by: str


def team_steps(rows: Iterable[ProgramAssignment]) -> list[TeamStep]:
    """The history of a program's team, newest first."""
    steps = []
    for row in rows:
        name = row.membership.person.name
        steps.append(TeamStep(row.started_at, name, began=True, by=row.assigned_by.name))
        if row.ended_at and row.ended_by:
            steps.append(TeamStep(row.ended_at, name, began=False, by=row.ended_by.name))
    return sorted(steps, key=lambda step: step.at, reverse=True)


def works_on_none(actor: Actor) -> bool:
    """Whether a staff member is neither a lead nor assigned to any program."""
    if actor.side is not Side.STAFF or actor.all_programs:
        return False
    return db.session.scalar(assigned(actor).limit(1)) is None


def assigned(actor: Actor) -> sa.Select[UUID]:
    """The ids of the programs that a coordinator works on now."""
    return sa.select(ProgramAssignment.program_id).where(
        ProgramAssignment.membership_id == actor.membership_id, ProgramAssignment.ended_at.is_(None)
    )


def consortia_within(actor: Actor) -> sa.Select[UUID]:
    """The consortia of a coordinator's programs, and those that no program has yet."""
    taken = sa.exists().where(Program.consortium_id == Consortium.id)
    theirs = Consortium.id.in_(_consortia_of(actor))
    return sa.select(Consortium.id).where(theirs | ~taken)


def employers_within(actor: Actor) -> sa.Select[UUID]:
    """The partners, former ones too, of a coordinator's programs, and the employers that no program's consortium holds.

    An employer is held from the day it is noted down as a prospect until its membership ends.
    """
    return _partners_or_free(_consortia_of(actor))


def employers_of(program_id: UUID) -> sa.Select[UUID]:
    """The employers that everybody who works on a program reaches by it: its partners, and those no program holds."""
    return _partners_or_free(sa.select(Program.consortium_id).where(Program.id == program_id))


def _partners_or_free(consortia: sa.Select[UUID | None]) -> sa.Select[UUID]:
    theirs = sa.select(HiringPartner.employer_id).where(HiringPartner.consortium_id.in_(consortia))
    held = sa.exists().where(
        HiringPartner.employer_id == Employer.id,
        HiringPartner.stage != PartnerStage.ENDED,
        Program.consortium_id == HiringPartner.consortium_id,
    )
    return sa.select(Employer.id).where(Employer.id.in_(theirs) | ~held)


def _consortia_of(actor: Actor) -> sa.Select[UUID | None]:
    own = Program.id.in_(assigned(actor))
    return sa.select(Program.consortium_id).where(own, Program.consortium_id.is_not(None))
