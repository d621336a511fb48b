"""Files that were taken out of the house: who asked for what, what came of it, and its bytes for a week."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import Base, Identified, one_of
from marketplace.demand.programs.models import Program
from marketplace.outcomes.reports.models import FigureRelease
from marketplace.outcomes.snapshots.models import Audit, FrozenReport
from marketplace.supply.cohorts.models import Cohort


class ExportKind(StrEnum):
    """What a file holds, and how it is written."""

    FIGURES_CSV = "figures_csv"
    FIGURES_XLSX = "figures_xlsx"
    FIGURES_JSON = "figures_json"
    FIGURES_PDF = "figures_pdf"
    CIRR = "cirr"
    WIOA = "wioa"
    NACE = "nace"
    EVIDENCE = "evidence"

    @property
    def holds_people(self) -> bool:
        """Whether it has a row for each person."""
        return self not in FIGURES


FIGURES = frozenset({ExportKind.FIGURES_CSV, ExportKind.FIGURES_XLSX, ExportKind.FIGURES_JSON, ExportKind.FIGURES_PDF})
_FIGURES = "('figures_csv', 'figures_xlsx', 'figures_json', 'figures_pdf')"


class Export(Identified):
    """What somebody asked to take out, never changed: of which cohorts, as of which day, with names or without.

    `program`, `since` and `until` are what was chosen, `cohorts` what that came to. `definitions` are those that were
    in force, by key; a file that takes long is counted by them to its end. `release` is what a funder takes, `frozen`
    the version of a report that is written as it was frozen, `audit` the sample whose evidence alone is packed.
    """

    __tablename__ = "exports"
    kind: Mapped[ExportKind]
    requested_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    membership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("memberships.id"))
    at: Mapped[datetime] = mapped_column(index=True)
    as_of: Mapped[date]
    program_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("programs.id"))
    since: Mapped[date | None]
    until: Mapped[date | None]
    release_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("released_figures.id"))
    frozen_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("frozen_reports.id"))
    audit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("outcome_audits.id"))
    with_names: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(300), default="")
    definitions: Mapped[dict[str, Any]] = mapped_column(JSON)  # Any: number and settings by key

    requested_by: Mapped[Person] = relationship()
    program: Mapped[Program | None] = relationship()
    release: Mapped[FigureRelease | None] = relationship()
    frozen: Mapped[FrozenReport | None] = relationship()
    audit: Mapped[Audit | None] = relationship()
    cohorts: Mapped[list[Cohort]] = relationship(
        secondary="export_cohorts", order_by="Cohort.starts_on, Cohort.name, Cohort.id", viewonly=True
    )
    progress: Mapped["ExportProgress"] = relationship(viewonly=True)
    result: Mapped["ExportResult | None"] = relationship(viewonly=True)
    files: Mapped[list["ExportFile"]] = relationship(order_by="ExportFile.number", viewonly=True)

    __table_args__ = (
        one_of("kind", ExportKind),
        CheckConstraint("NOT with_names OR reason <> ''", name="names_for_a_reason"),
        CheckConstraint("NOT with_names OR kind IN ('cirr', 'wioa', 'nace', 'evidence')", name="names_of_people"),
        CheckConstraint(f"release_id IS NULL OR kind IN {_FIGURES}", name="figures_of_a_release"),
        CheckConstraint(f"frozen_id IS NULL OR kind IN {_FIGURES}", name="figures_of_a_version"),
        CheckConstraint("audit_id IS NULL OR kind = 'evidence'", name="evidence_of_an_audit"),
        CheckConstraint("release_id IS NULL OR frozen_id IS NULL", name="of_one_of_them"),
        {"info": {"append_only": True}},
    )

    @property
    def version(self) -> FrozenReport | None:
        """The version of a report that its figures are those of: its own, or that of the audit."""
        return self.audit.version if self.audit else self.frozen


class ExportCohort(Base):
    """A cohort of which an export holds something."""

    __tablename__ = "export_cohorts"
    export_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("exports.id"), primary_key=True)
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"), primary_key=True, index=True)

    __table_args__ = ({"info": {"append_only": True}},)


class ExportProgress(Base):
    """How far the making of a file is, in cohorts; `rows` are written so far. `kept_until` ends with its bytes."""

    __tablename__ = "export_progress"
    export_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("exports.id"), primary_key=True)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    rows: Mapped[int] = mapped_column(default=0)
    kept_until: Mapped[datetime | None] = mapped_column(index=True)

    __table_args__ = (
        CheckConstraint("done BETWEEN 0 AND total", name="done_within_total"),
        CheckConstraint("rows >= 0", name="rows_counted"),
    )


class ExportResult(Base):
    """What came of it, never changed: how many rows and bytes with which SHA-256, or the problem in words."""

    __tablename__ = "export_results"
    export_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("exports.id"), primary_key=True)
    at: Mapped[datetime]
    rows: Mapped[int]
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    problem: Mapped[str] = mapped_column(String(300), default="")

    __table_args__ = ({"info": {"append_only": True}},)


class ExportFile(Base):
    """One file of an export: a table is one, an evidence pack as many as its size needs. `name` is without people."""

    __tablename__ = "export_files"
    export_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("exports.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int] = mapped_column(default=0)
    pieces: Mapped[int] = mapped_column(default=0)


class ExportPiece(Base):
    """A piece of a file, small enough to be sent by itself; gone after a week, and when one of its people leaves."""

    __tablename__ = "export_pieces"
    export_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("exports.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
