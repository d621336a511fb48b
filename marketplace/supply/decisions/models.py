"""Decisions that are proposed, released together, and kept; and who waits for a later cohort."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Identified, Versioned, one_of
from marketplace.supply.applications.models import Application
from marketplace.supply.cohorts.models import Cohort


class Outcome(StrEnum):
    """What can be decided about an application."""

    ACCEPT = "accept"
    WAITLIST = "waitlist"
    DEFER = "defer"
    NOT_SELECT = "not_select"


class Release(Versioned, Identified):
    """The decisions of a cohort that are told together from `starts_at` on, unless that was undone before.

    `total` proposals went into it; `missed` of them could not be carried out and were told to nobody.
    """

    __tablename__ = "decision_releases"
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"), index=True)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    missed: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    starts_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    finished_at: Mapped[datetime | None]

    cohort: Mapped[Cohort] = relationship()

    __table_args__ = (
        CheckConstraint("total >= 1 AND done >= 0 AND missed >= 0 AND done + missed <= total", name="counted"),
        CheckConstraint("undone_at IS NULL OR finished_at IS NULL", name="undone_or_finished"),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_by_somebody"),
        Index(
            "uq_decision_releases_one_open",
            "cohort_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL AND finished_at IS NULL"),
            postgresql_where=text("undone_at IS NULL AND finished_at IS NULL"),
        ),
    )


class Proposal(Versioned, Identified):
    """What the program team means to decide about one application; nobody else sees it before it is released.

    `words` say why, and are told to the person only where `shared`; `next_step` always is. `release_id` is the release
    that carries it out, `settled_at` when that happened; `problem` says why it could not be.
    """

    __tablename__ = "decision_proposals"
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"), unique=True)
    outcome: Mapped[Outcome]
    reason: Mapped[str] = mapped_column(String(60), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    shared: Mapped[bool] = mapped_column(default=False)
    next_step: Mapped[str] = mapped_column(Text, default="")
    to_cohort_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("cohorts.id"))
    proposed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    proposed_at: Mapped[datetime]
    release_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("decision_releases.id"), index=True)
    settled_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(Text, default="")

    application: Mapped[Application] = relationship()

    __table_args__ = (
        one_of("outcome", Outcome),
        CheckConstraint("(outcome = 'defer') = (to_cohort_id IS NOT NULL)", name="deferred_to_a_cohort"),
        CheckConstraint("settled_at IS NULL OR release_id IS NOT NULL", name="settled_by_a_release"),
    )


class Deferral(Versioned, Identified):
    """A person waits for a later cohort of the same program, once for each application.

    The application goes along to `to_cohort_id`; `from_cohort_id` is the cohort that they applied to, for reports.
    Where the person asked, `agreed` is none until the program team has answered. `asked_words` are the person's,
    `words` the program team's: the conditions, or why not.
    """

    __tablename__ = "deferrals"
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    from_cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"), index=True)
    to_cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"), index=True)
    asked_words: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    agreed: Mapped[bool | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    application: Mapped[Application] = relationship()
    from_cohort: Mapped[Cohort] = relationship(foreign_keys=[from_cohort_id])
    to_cohort: Mapped[Cohort] = relationship(foreign_keys=[to_cohort_id])

    __table_args__ = (
        CheckConstraint("from_cohort_id <> to_cohort_id", name="to_another_cohort"),
        CheckConstraint("(agreed IS NULL) = (answered_at IS NULL)", name="answered_at_a_moment"),
        Index(
            "uq_deferrals_once",
            "application_id",
            unique=True,
            sqlite_where=text("agreed IS NULL OR agreed"),
            postgresql_where=text("agreed IS NULL OR agreed"),
        ),
    )
