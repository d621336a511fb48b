"""Who of the staff works on a program."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Membership, Person
from marketplace.db import Identified
from marketplace.demand.programs.models.programs import Program


class ProgramAssignment(Identified):
    """A staff member's work on a program: they see it, and what belongs to it, from its start to its end.

    Ended, never deleted.
    """

    __tablename__ = "program_assignments"
    program_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("programs.id"))
    membership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("memberships.id"), index=True)
    started_at: Mapped[datetime]
    assigned_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    program: Mapped[Program] = relationship()
    membership: Mapped[Membership] = relationship()
    assigned_by: Mapped[Person] = relationship(foreign_keys=[assigned_by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])

    @property
    def works_now(self) -> bool:
        """Whether the assignment, and the place it belongs to, go on."""
        return self.ended_at is None and self.membership.ended_at is None

    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_somebody"),
        CheckConstraint("ended_at >= started_at", name="ended_after_start"),
        Index(
            "uq_program_assignments_one_live",
            "program_id",
            "membership_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
