"""The summary of the whole demand: counted by a job now and then, so that nobody waits for it."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.competencies.models import Competency
from marketplace.db import Identified


class DemandSummary(Identified):
    """All demand as it stood at a moment: its totals; the lines hang on it."""

    __tablename__ = "demand_summaries"
    counted_at: Mapped[datetime] = mapped_column(unique=True)
    employers: Mapped[int]
    needs: Mapped[int]
    openings: Mapped[int]
    requirements: Mapped[int]


class DemandLine(Identified):
    """What is asked of one competency: see `queries.figures.Line` for what each number counts.

    `…_employers` tell how many employers stand behind a number, for whoever may read only what enough of them ask.
    """

    __tablename__ = "demand_lines"
    summary_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("demand_summaries.id"))
    competency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competencies.id"))
    employers: Mapped[int]
    needs: Mapped[int]
    openings: Mapped[int]
    must: Mapped[int]
    should: Mapped[int]
    will_train: Mapped[int]
    level_1: Mapped[int]
    level_2: Mapped[int]
    level_3: Mapped[int]
    level_4: Mapped[int]
    starts_now: Mapped[int]
    starts_soon: Mapped[int]
    starts_later: Mapped[int]
    starts_unknown: Mapped[int]
    lately: Mapped[int]
    before: Mapped[int]
    must_openings: Mapped[int]
    should_openings: Mapped[int]
    will_train_openings: Mapped[int]
    must_employers: Mapped[int]
    should_employers: Mapped[int]
    will_train_employers: Mapped[int]

    __table_args__ = (UniqueConstraint("summary_id", "competency_id"),)


class DemandLookalike(Identified):
    """Two competencies that are both asked for and whose names are so close that they may be one."""

    __tablename__ = "demand_lookalikes"
    one_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competencies.id"))
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competencies.id"))
    found_at: Mapped[datetime]

    one: Mapped[Competency] = relationship(foreign_keys=[one_id])
    other: Mapped[Competency] = relationship(foreign_keys=[other_id])

    __table_args__ = (
        UniqueConstraint("one_id", "other_id"),
        CheckConstraint("one_id <> other_id", name="not_itself"),
    )
