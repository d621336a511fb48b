"""Reports that are frozen, the people behind them, restatements, and audits of placements drawn at random."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.finished import AUDITS, fix_finished, unfix_finished
from migrations.history import protect, unprotect

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

FINDINGS = ("right", "wrong", "not_found")
WRONG = ("no_work", "person", "employer", "start", "hours", "wage", "related", "other")
APPENDED = ("outcome_reports", "outcome_report_cohorts", "frozen_people", "frozen_reports", "restated_people")
TABLES = (
    "outcome_audit_lines",
    "outcome_audits",
    "restated_people",
    "frozen_reports",
    "frozen_people",
    "freezings",
    "outcome_report_cohorts",
    "outcome_reports",
)


def _ids(table: str, **columns: str) -> list[Any]:  # Any: columns and constraints
    """Columns that point to other tables, and their keys; `?` before the table's name lets one be empty."""
    found: list[Any] = []
    for name, target in columns.items():
        found.append(sa.Column(name, sa.Uuid(), nullable=target.startswith("?")))
        found.append(sa.ForeignKeyConstraint([name], [f"{target.strip('?')}.id"], name=op.f(f"fk_{table}_{name}")))
    return found


def _checks(table: str, **rules: str) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}")) for name, rule in rules.items()]


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _id(table: str) -> list[Any]:  # Any: a column and its key
    return [sa.Column("id", sa.Uuid(), nullable=False), sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]


def _column(name: str, kind: Any, *, empty: bool = False) -> Any:  # Any: a type, a column
    return sa.Column(name, kind, nullable=empty)


def upgrade() -> None:
    """New tables only."""
    _reports()
    _freezings()
    _people()
    _versions()
    _restated()
    _audits()
    for table in APPENDED:
        protect(table)
    fix_finished(AUDITS, "a finished audit stays as it is")


def _reports() -> None:
    table = "outcome_reports"
    op.create_table(
        table,
        *_id(table),
        _column("title", sa.String(length=200)),
        _column("as_of", sa.Date()),
        _column("keys", sa.JSON()),
        _column("smallest", sa.Integer()),
        _column("created_at", UtcDateTime()),
        *_ids(table, created_by_id="people"),
        *_checks(table, smallest_is_somebody="smallest >= 1"),
    )
    table = "outcome_report_cohorts"
    op.create_table(
        table,
        *_id(table),
        *_ids(table, report_id="outcome_reports", cohort_id="cohorts"),
        _unique(table, "report_id", "cohort_id"),
    )
    op.create_index(op.f(f"ix_{table}_cohort_id"), table, ["cohort_id"])


def _freezings() -> None:
    table = "freezings"
    op.create_table(
        table,
        *_id(table),
        *_ids(table, report_id="outcome_reports", asked_by_id="people"),
        _column("reason", sa.String(length=300)),
        _column("definitions", sa.JSON()),
        _column("created_at", UtcDateTime()),
        _column("total", sa.Integer()),
        _column("done", sa.Integer()),
        _column("finished_at", UtcDateTime(), empty=True),
        *_checks(
            table,
            counts_a_cohort="total > 0",
            done_within_total="done BETWEEN 0 AND total",
            finished_when_done="(finished_at IS NULL) = (done < total)",
        ),
    )
    op.create_index("ix_freezings_report", table, ["report_id", "created_at"])
    going = sa.text("finished_at IS NULL")
    op.create_index(
        "uq_freezings_one_at_a_time", table, ["report_id"], unique=True, sqlite_where=going, postgresql_where=going
    )


def _people() -> None:
    table = "frozen_people"
    op.create_table(
        table,
        *_id(table),
        *_ids(table, freezing_id="freezings", cohort_id="cohorts", enrolment_id="enrolments"),
        _column("facts", sa.String(length=64)),
        _column("verdicts", sa.JSON()),
        _column("behind", sa.JSON()),
        _unique(table, "freezing_id", "enrolment_id"),
    )
    op.create_index(op.f(f"ix_{table}_enrolment_id"), table, ["enrolment_id"])


def _versions() -> None:
    table = "frozen_reports"
    op.create_table(
        table,
        *_id(table),
        *_ids(table, report_id="outcome_reports", freezing_id="freezings", frozen_by_id="people"),
        _column("number", sa.Integer()),
        _column("digest", sa.String(length=64)),
        _column("people", sa.Integer()),
        _column("definitions", sa.JSON()),
        _column("figures", sa.JSON()),
        _column("difference", sa.JSON()),
        _column("reason", sa.String(length=300)),
        _column("frozen_at", UtcDateTime()),
        _unique(table, "report_id", "number"),
        _unique(table, "freezing_id"),
        *_checks(table, counted_from_one="number >= 1", restated_for_a_reason="(number = 1) = (reason = '')"),
    )


def _restated() -> None:
    table = "restated_people"
    op.create_table(
        table,
        *_id(table),
        *_ids(table, version_id="frozen_reports", enrolment_id="enrolments"),
        _column("moves", sa.JSON()),
        _unique(table, "version_id", "enrolment_id"),
    )
    op.create_index(op.f(f"ix_{table}_enrolment_id"), table, ["enrolment_id"])


def _audits() -> None:
    table = "outcome_audits"
    op.create_table(
        table,
        *_id(table),
        *_ids(table, version_id="frozen_reports", drawn_by_id="people", finished_by_id="?people"),
        _column("seed", sa.String(length=32)),
        _column("size", sa.Integer()),
        _column("population", sa.Integer()),
        _column("drawn_at", UtcDateTime()),
        _column("finished_at", UtcDateTime(), empty=True),
        *_checks(
            table,
            drawn_from_more="size BETWEEN 1 AND population",
            finished_by_somebody="(finished_at IS NULL) = (finished_by_id IS NULL)",
        ),
    )
    op.create_index(op.f(f"ix_{table}_version_id"), table, ["version_id"])
    _audit_lines()


def _audit_lines() -> None:
    table = "outcome_audit_lines"
    op.create_table(
        table,
        *_id(table),
        *_ids(table, audit_id="outcome_audits", placement_id="placements", ticked_by_id="?people"),
        _column("position", sa.Integer()),
        _column("finding", sa.Enum(*FINDINGS, name="finding", native_enum=False, length=40), empty=True),
        _column("what", sa.Enum(*WRONG, name="wrong", native_enum=False, length=40), empty=True),
        _column("ticked_at", UtcDateTime(), empty=True),
        _unique(table, "audit_id", "placement_id"),
        *_checks(
            table,
            finding_known=f"finding IN {FINDINGS}",
            found_at_a_moment="(finding IS NULL) = (ticked_at IS NULL)",
            found_by_somebody="(finding IS NULL) = (ticked_by_id IS NULL)",
            what_known=f"what IN {WRONG}",
            says_what_is_wrong="(what IS NOT NULL) = (finding IS NOT NULL AND finding = 'wrong')",
        ),
    )
    op.create_index(op.f(f"ix_{table}_placement_id"), table, ["placement_id"])


def downgrade() -> None:
    """Everything that was frozen goes."""
    unfix_finished(AUDITS)
    for table in APPENDED:
        unprotect(table)
    for table in TABLES:
        op.drop_table(table)
