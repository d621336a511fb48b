"""What left the house: figures as they stood on a day, released to a funder, and which of them everybody may read."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Organisation, Person
from marketplace.db import Identified
from marketplace.supply.cohorts.models import Cohort


class FigureRelease(Identified):
    """The figures of a cohort as they were on a day, for one funder. Never changed; a withdrawal is a row beside it.

    `figures` is what was counted, for the team; `shown` what its funder reads of it, see `queries.for_others`.
    `seq` counts the releases of the cohort to whomever: each is compared with those before it, so two at once
    cannot have the same number.
    """

    __tablename__ = "released_figures"
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"))
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    seq: Mapped[int]
    as_of: Mapped[date]
    figures: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # Any: words and numbers, see `queries.told`
    shown: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # Any: as above
    digest: Mapped[str] = mapped_column(String(64))
    released_at: Mapped[datetime]
    released_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))

    cohort: Mapped[Cohort] = relationship()
    organisation: Mapped[Organisation] = relationship()
    released_by: Mapped[Person] = relationship()
    withdrawal: Mapped["FigureWithdrawal | None"] = relationship(viewonly=True)

    __table_args__ = (Index("uq_released_figures_one_by_one", "cohort_id", "seq", unique=True),)


class FigureWithdrawal(Identified):
    """The word that takes a release back: the funder no longer sees it."""

    __tablename__ = "figure_withdrawals"
    release_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("released_figures.id"))
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(String(300))

    __table_args__ = (
        CheckConstraint("reason != ''", name="with_reason"),
        Index("uq_figure_withdrawals_once", "release_id", unique=True),
    )


class FigurePublication(Identified):
    """The word that everybody may read what a funder reads of a release, on the program's page, until it ends.

    A release that is taken back is published no longer, whatever stands here.
    """

    __tablename__ = "figure_publications"
    release_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("released_figures.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    release: Mapped[FigureRelease] = relationship()

    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_somebody"),
        Index(
            "uq_figure_publications_live",
            "release_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class FigureRestatement(Identified):
    """Why figures that everybody could read are others from a publication on; the release before stands beside it."""

    __tablename__ = "figure_restatements"
    publication_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("figure_publications.id"))
    former_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("released_figures.id"))
    reason: Mapped[str] = mapped_column(String(300))

    publication: Mapped[FigurePublication] = relationship()
    former: Mapped[FigureRelease] = relationship()

    __table_args__ = (
        CheckConstraint("reason != ''", name="with_reason"),
        Index("uq_figure_restatements_once", "publication_id", unique=True),
        {"info": {"append_only": True}},
    )
