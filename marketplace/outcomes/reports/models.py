"""What left the house: figures as they stood on a day, released to a funder."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Organisation, Person
from marketplace.db import Identified
from marketplace.supply.cohorts.models import Cohort


class FigureRelease(Identified):
    """The figures of a cohort as they were on a day, for one funder. Never changed; it can be taken back."""

    __tablename__ = "figure_releases"
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"), index=True)
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    as_of: Mapped[date]
    figures: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # Any: words and numbers, see `queries.told`
    digest: Mapped[str] = mapped_column(String(64))
    released_at: Mapped[datetime]
    released_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    taken_back_at: Mapped[datetime | None]
    taken_back_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")

    cohort: Mapped[Cohort] = relationship()
    organisation: Mapped[Organisation] = relationship()
    released_by: Mapped[Person] = relationship(foreign_keys=released_by_id)

    __table_args__ = (
        CheckConstraint("(taken_back_at IS NULL) = (taken_back_by_id IS NULL)", name="taken_back_by_somebody"),
        CheckConstraint("taken_back_at IS NULL OR reason != ''", name="taken_back_with_reason"),
        Index(
            "uq_figure_releases_one_living",
            "cohort_id",
            "organisation_id",
            "as_of",
            unique=True,
            sqlite_where=text("taken_back_at IS NULL"),
            postgresql_where=text("taken_back_at IS NULL"),
        ),
    )
