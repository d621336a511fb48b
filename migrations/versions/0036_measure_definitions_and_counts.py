"""Definitions of figures, and what was counted by them."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect, unprotect

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The first definition of each figure is the code's own; rows begin with the first change."""
    _definitions()
    op.create_table(
        "counted_cohorts",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("counted_at", UtcDateTime(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("layout", sa.String(length=64), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        _points("counted_cohorts", "cohort_id", "cohorts.id"),
        sa.PrimaryKeyConstraint("cohort_id", name=op.f("pk_counted_cohorts")),
    )
    _sums("counted_groups", "cohort_id", "counted_cohorts.cohort_id")
    _sums("counted_programs", "program_id", "programs.id")
    _people()


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def _definitions() -> None:
    table = "measure_definitions"
    checks = {
        "counted_from_one": "number >= 1",
        "changed_by_somebody": "(number > 1) = (by_id IS NOT NULL)",
        "changed_for_a_reason": "number = 1 OR why <> ''",
    }
    op.create_table(
        table,
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}")) for name, rule in checks.items()),
        _points(table, "by_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("key", "number", name=op.f(f"uq_{table}_key_number")),
    )
    protect(table)


def _sums(table: str, column: str, to: str) -> None:
    op.create_table(
        table,
        sa.Column(column, sa.Uuid(), nullable=False),
        sa.Column("dimension", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=60), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _points(table, column, to),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(column, "dimension", "value", name=op.f(f"uq_{table}_{column}_dimension_value")),
    )
    op.create_index(f"ix_{table}_dimension_value", table, ["dimension", "value"])


def _people() -> None:
    op.create_table(
        "counted_people",
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("answers", sa.String(length=80), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        _points("counted_people", "enrolment_id", "enrolments.id"),
        _points("counted_people", "cohort_id", "counted_cohorts.cohort_id"),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_counted_people")),
    )
    op.create_index(op.f("ix_counted_people_cohort_id"), "counted_people", ["cohort_id"])
    table = "counted_dimensions"
    op.create_table(
        table,
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("dimension", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=60), nullable=False),
        _points(table, "enrolment_id", "enrolments.id"),
        sa.PrimaryKeyConstraint("enrolment_id", "dimension", "value", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_dimension_value", table, ["dimension", "value"])


def downgrade() -> None:
    """What was counted can be counted again; definitions that were changed are lost."""
    for table in ("counted_dimensions", "counted_people", "counted_programs", "counted_groups", "counted_cohorts"):
        op.drop_table(table)
    unprotect("measure_definitions")
    op.drop_table("measure_definitions")
