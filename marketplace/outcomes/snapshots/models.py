"""Reports that were frozen: what was counted, for whom, by which definitions, and what of it was checked by hand."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import Identified, one_of
from marketplace.hiring.placements.models import Placement
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import Enrolment


class OutcomeReport(Identified):
    """What is counted again and again under one title: measures over cohorts, as of one day. Never changed."""

    __tablename__ = "outcome_reports"
    title: Mapped[str] = mapped_column(String(200))
    as_of: Mapped[date]
    keys: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))

    cohorts: Mapped[list["OutcomeReportCohort"]] = relationship()
    versions: Mapped[list["FrozenReport"]] = relationship(
        order_by="FrozenReport.number.desc()", back_populates="report"
    )
    freezings: Mapped[list["Freezing"]] = relationship(order_by="Freezing.created_at.desc()", back_populates="report")
    created_by: Mapped[Person] = relationship()

    __table_args__ = ({"info": {"append_only": True}},)


class OutcomeReportDefinition(Identified):
    """How one report counts a figure, from a moment on; the newest number of a key counts. Only appended.

    Without `settings` it goes back to the definition of the house.
    """

    __tablename__ = "outcome_report_definitions"
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("outcome_reports.id"))
    key: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    settings: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # Any: see `measures`
    since: Mapped[datetime]
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    why: Mapped[str] = mapped_column(Text)

    by: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("report_id", "key", "number"),
        CheckConstraint("number >= 1", name="counted_from_one"),
        CheckConstraint("why <> ''", name="set_for_a_reason"),
        {"info": {"append_only": True}},
    )


class OutcomeReportCohort(Identified):
    """A cohort that a report counts. People count in the cohort of their start."""

    __tablename__ = "outcome_report_cohorts"
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("outcome_reports.id"))
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"), index=True)

    cohort: Mapped[Cohort] = relationship()

    __table_args__ = (UniqueConstraint("report_id", "cohort_id"), {"info": {"append_only": True}})


class Freezing(Identified):
    """One count of a report, cohort by cohort, by the definitions that were in force when it was asked for.

    It makes a version, unless it finds nothing that has changed since the one before.
    """

    __tablename__ = "freezings"
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("outcome_reports.id"))
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")
    definitions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # Any: key, number and settings of each
    created_at: Mapped[datetime]
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]

    report: Mapped[OutcomeReport] = relationship(back_populates="freezings")
    asked_by: Mapped[Person] = relationship()
    version: Mapped["FrozenReport | None"] = relationship(back_populates="freezing", viewonly=True)

    __table_args__ = (
        CheckConstraint("total > 0", name="counts_a_cohort"),
        CheckConstraint("done BETWEEN 0 AND total", name="done_within_total"),
        CheckConstraint("(finished_at IS NULL) = (done < total)", name="finished_when_done"),
        Index("ix_freezings_report", "report_id", "created_at"),
        Index(
            "uq_freezings_one_at_a_time",
            "report_id",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )


class FrozenPerson(Identified):
    """One person of a count: ids, what each measure says of them and why, and what it rests on. No name, no words.

    `facts` is the digest of all that the measures were told of the person. `verdicts` holds key → answer, reason and,
    of a figure that is a number, that number. `behind` lists the episodes of work with the ids of their papers.
    """

    __tablename__ = "frozen_people"
    freezing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("freezings.id"))
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"))
    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolments.id"), index=True)
    facts: Mapped[str] = mapped_column(String(64))
    verdicts: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    behind: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # Any: ids, and whether it was verified

    freezing: Mapped[Freezing] = relationship()
    enrolment: Mapped[Enrolment] = relationship()
    cohort: Mapped[Cohort] = relationship()

    __table_args__ = (UniqueConstraint("freezing_id", "enrolment_id"), {"info": {"append_only": True}})


class FrozenReport(Identified):
    """A version of a report. Never changed: a correction is the next version, with its reason and its difference.

    `figures` holds one entry for each measure: numerator, denominator, unknown and excluded by reason, or the middle.
    `difference` is what moved against the version before, figure by figure.
    """

    __tablename__ = "frozen_reports"
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("outcome_reports.id"))
    number: Mapped[int]
    freezing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("freezings.id"), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    people: Mapped[int]
    definitions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # Any: key, number and settings of each
    figures: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # Any: words and numbers, see `queries.counting`
    difference: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # Any: as above
    reason: Mapped[str] = mapped_column(String(300), default="")
    frozen_at: Mapped[datetime]
    frozen_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))

    report: Mapped[OutcomeReport] = relationship(back_populates="versions")
    freezing: Mapped[Freezing] = relationship(back_populates="version")
    frozen_by: Mapped[Person] = relationship()
    audits: Mapped[list["Audit"]] = relationship(order_by="Audit.drawn_at", back_populates="version")

    __table_args__ = (
        UniqueConstraint("report_id", "number"),
        CheckConstraint("number >= 1", name="counted_from_one"),
        CheckConstraint("(number = 1) = (reason = '')", name="restated_for_a_reason"),
        {"info": {"append_only": True}},
    )


class RestatedPerson(Identified):
    """What a new version says of a person that the one before did not: key → before, after. Never changed."""

    __tablename__ = "restated_people"
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("frozen_reports.id"))
    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolments.id"), index=True)
    moves: Mapped[dict[str, list[list[str] | None]]] = mapped_column(JSON)

    enrolment: Mapped[Enrolment] = relationship()

    __table_args__ = (UniqueConstraint("version_id", "enrolment_id"), {"info": {"append_only": True}})


class Finding(StrEnum):
    """What somebody found who looked at the papers of a placement themselves."""

    RIGHT = "right"
    WRONG = "wrong"
    NOT_FOUND = "not_found"


class Wrong(StrEnum):
    """What of a placement the papers do not show as it is kept."""

    NO_WORK = "no_work"
    PERSON = "person"
    EMPLOYER = "employer"
    START = "start"
    HOURS = "hours"
    WAGE = "wage"
    RELATED = "related"
    OTHER = "other"


class Audit(Identified):
    """Placements of a version drawn at random, to be looked at by hand. Fixed once it is finished.

    Whoever has `seed` and the ids of the version draws the same ones, see `queries.sampling`.
    """

    __tablename__ = "outcome_audits"
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("frozen_reports.id"), index=True)
    seed: Mapped[str] = mapped_column(String(32))
    size: Mapped[int]
    population: Mapped[int]
    drawn_at: Mapped[datetime]
    drawn_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    finished_at: Mapped[datetime | None]
    finished_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    version: Mapped[FrozenReport] = relationship(back_populates="audits")
    drawn_by: Mapped[Person] = relationship(foreign_keys=[drawn_by_id])
    finished_by: Mapped[Person | None] = relationship(foreign_keys=[finished_by_id])
    lines: Mapped[list["AuditLine"]] = relationship(order_by="AuditLine.position", back_populates="audit")

    __table_args__ = (
        CheckConstraint("size BETWEEN 1 AND population", name="drawn_from_more"),
        CheckConstraint("(finished_at IS NULL) = (finished_by_id IS NULL)", name="finished_by_somebody"),
    )


class AuditLine(Identified):
    """A placement that was drawn, and what was found of it; nothing while nobody has looked."""

    __tablename__ = "outcome_audit_lines"
    audit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("outcome_audits.id"))
    placement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("placements.id"), index=True)
    position: Mapped[int]
    finding: Mapped[Finding | None]
    what: Mapped[Wrong | None]
    ticked_at: Mapped[datetime | None]
    ticked_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    audit: Mapped[Audit] = relationship(back_populates="lines")
    placement: Mapped[Placement] = relationship()
    ticked_by: Mapped[Person | None] = relationship()

    __table_args__ = (
        one_of("finding", Finding),
        one_of("what", Wrong),
        UniqueConstraint("audit_id", "placement_id"),
        CheckConstraint("(finding IS NULL) = (ticked_at IS NULL)", name="found_at_a_moment"),
        CheckConstraint("(finding IS NULL) = (ticked_by_id IS NULL)", name="found_by_somebody"),
        CheckConstraint("(what IS NOT NULL) = (finding IS NOT NULL AND finding = 'wrong')", name="says_what_is_wrong"),
    )
