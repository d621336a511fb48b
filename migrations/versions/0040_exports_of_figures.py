"""Files that were taken out of the house: who asked for what, how far it is, what came of it, and its bytes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect, unprotect

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

FIGURES = ("figures_csv", "figures_xlsx", "figures_json", "figures_pdf")
RELEASED = ("figures_csv", "figures_json", "figures_pdf")
KINDS = (*FIGURES, "cirr", "wioa", "nace", "evidence")
KEPT = ("exports", "export_cohorts", "export_results")


def upgrade() -> None:
    """What was taken out stays on record; the bytes do not."""
    _exports()
    _cohorts()
    _progress()
    _results()
    _files()
    for table in KEPT:
        protect(table)


def _key(table: str, column: str, target: str, **options: Any) -> list[Any]:  # Any: columns and constraints
    """A column that points to another table."""
    return [
        sa.Column(column, sa.Uuid(), **options),
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}")),
    ]


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _listed(kinds: tuple[str, ...]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)


def _exports() -> None:
    table = "exports"
    op.create_table(
        table,
        sa.Column("kind", sa.String(length=40), nullable=False),
        *_key(table, "requested_by_id", "people", nullable=False),
        *_key(table, "membership_id", "memberships", nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        *_key(table, "program_id", "programs", nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        *_key(table, "release_id", "released_figures", nullable=True),
        *_key(table, "frozen_id", "frozen_reports", nullable=True),
        sa.Column("with_names", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("definitions", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _check(table, "kind_known", f"kind IN ({_listed(KINDS)})"),
        _check(table, "names_for_a_reason", "NOT with_names OR reason <> ''"),
        _check(table, "names_of_people", "NOT with_names OR kind IN ('cirr', 'wioa', 'nace', 'evidence')"),
        _check(table, "figures_of_a_release", f"release_id IS NULL OR kind IN ({_listed(RELEASED)})"),
        _check(table, "figures_of_a_version", f"frozen_id IS NULL OR kind IN ({_listed(FIGURES)})"),
        _check(table, "of_one_of_them", "release_id IS NULL OR frozen_id IS NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f("ix_exports_requested_by_id"), table, ["requested_by_id"])
    op.create_index(op.f("ix_exports_at"), table, ["at"])


def _cohorts() -> None:
    table = "export_cohorts"
    op.create_table(
        table,
        *_key(table, "export_id", "exports", nullable=False),
        *_key(table, "cohort_id", "cohorts", nullable=False),
        sa.PrimaryKeyConstraint("export_id", "cohort_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f("ix_export_cohorts_cohort_id"), table, ["cohort_id"])


def _progress() -> None:
    table = "export_progress"
    op.create_table(
        table,
        *_key(table, "export_id", "exports", nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("kept_until", UtcDateTime(), nullable=True),
        _check(table, "done_within_total", "done BETWEEN 0 AND total"),
        _check(table, "rows_counted", "rows >= 0"),
        sa.PrimaryKeyConstraint("export_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f("ix_export_progress_kept_until"), table, ["kept_until"])


def _results() -> None:
    table = "export_results"
    op.create_table(
        table,
        *_key(table, "export_id", "exports", nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("export_id", name=op.f(f"pk_{table}")),
    )


def _files() -> None:
    table = "export_files"
    op.create_table(
        table,
        *_key(table, "export_id", "exports", nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("export_id", "number", name=op.f(f"pk_{table}")),
    )
    table = "export_pieces"
    op.create_table(
        table,
        *_key(table, "export_id", "exports", nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("export_id", "number", "position", name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    """The record of what was taken out goes too."""
    for table in KEPT:
        unprotect(table)
    for table in ("export_pieces", "export_files", "export_results", "export_progress", "export_cohorts", "exports"):
        op.drop_table(table)
