"""Who works on a program, and so sees what belongs to it."""

from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.accounts.models import Membership
from marketplace.db import db, lock
from marketplace.demand.programs.models import Program, ProgramAssignment
from marketplace.demand.programs.queries import may_assign
from marketplace.errors import Refused, constraint_says
from marketplace.sides import Actor, Side

constraint_says(
    "uq_program_assignments_one_live",
    lazy_gettext("That person works on this program already. Load the page again to see who does."),
)


def assign(program: Program, membership: Membership, *, actor: Actor, now: datetime) -> ProgramAssignment:
    """Let a staff member work on a program: from now on they see it, its cohorts, its people and its employers."""
    _guard_assigning(actor)
    if membership.side is not Side.STAFF or membership.ended_at is not None:
        raise Refused(_("Only somebody of a program team can work on a program. Load the page again and choose one."))
    return begin_work(program, membership.id, actor=actor, now=now)


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


def begin_work(program: Program, membership_id: UUID, *, actor: Actor, now: datetime) -> ProgramAssignment:
    """Note that somebody works on a program from now on."""
    assignment = ProgramAssignment(
        program_id=program.id, membership_id=membership_id, started_at=now, assigned_by_id=actor.person_id
    )
    db.session.add(assignment)
    db.session.flush()
    return assignment
