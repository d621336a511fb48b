"""A request for runs over many roles, and how far it is: one line for each role."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import Identified
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.matches.models.runs import MatchRun
from marketplace.supply.cohorts.models import Cohort


class MatchBatch(Identified):
    """Several roles matched with the same people: those of `jobseeker_ids`, or everybody who is ready.

    It is carried out with the rights that `membership_id` gives when its turn comes.
    """

    __tablename__ = "match_batches"
    requested_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    membership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("memberships.id"))
    cohort_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("cohorts.id"))
    jobseeker_ids: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))  # Any: ids as text
    created_at: Mapped[datetime]
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]

    requested_by: Mapped[Person] = relationship()
    cohort: Mapped[Cohort | None] = relationship()
    roles: Mapped[list["MatchBatchRole"]] = relationship(order_by="MatchBatchRole.position", back_populates="batch")

    __table_args__ = (
        CheckConstraint("total > 0", name="asks_for_something"),
        CheckConstraint("done BETWEEN 0 AND total", name="done_within_total"),
        CheckConstraint("(finished_at IS NULL) = (done < total)", name="finished_when_done"),
    )


class MatchBatchRole(Identified):
    """One role of a request: its run, or in `problem` why there is none."""

    __tablename__ = "match_batch_roles"
    batch_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("match_batches.id"))
    employer_id: Mapped[uuid.UUID]
    role_need_id: Mapped[uuid.UUID] = mapped_column(index=True)
    position: Mapped[int]
    run_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("match_runs.id"), index=True)
    problem: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None]

    batch: Mapped[MatchBatch] = relationship(back_populates="roles")
    run: Mapped[MatchRun | None] = relationship()
    role_need: Mapped[RoleNeed] = relationship(
        foreign_keys=[role_need_id], primaryjoin="RoleNeed.id == MatchBatchRole.role_need_id"
    )

    __table_args__ = (
        ForeignKeyConstraint(
            ["employer_id", "role_need_id"],
            ["role_needs.employer_id", "role_needs.id"],
            name="fk_match_batch_roles_role_need",
        ),
        UniqueConstraint("batch_id", "role_need_id"),
        CheckConstraint("run_id IS NULL OR problem = ''", name="run_or_problem"),
        CheckConstraint("(settled_at IS NULL) = (run_id IS NULL AND problem = '')", name="settled_with_an_answer"),
    )
