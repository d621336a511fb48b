"""How selection differs between groups: tables of totals that point at nobody, and of which cohorts they are."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect, unprotect

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables that only ever take new rows."""
    op.create_table(
        "equity_step_totals",
        sa.Column("question", sa.String(length=20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equity_step_totals")),
    )
    op.create_table(
        "equity_step_cohorts",
        sa.Column("question", sa.String(length=20), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("total_id", sa.Uuid(), nullable=False),
        sa.Column("definition", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_equity_step_cohorts_cohort_id")),
        sa.ForeignKeyConstraint(["total_id"], ["equity_step_totals.id"], name=op.f("fk_equity_step_cohorts_total_id")),
        sa.PrimaryKeyConstraint("question", "cohort_id", name=op.f("pk_equity_step_cohorts")),
    )
    op.create_index(op.f("ix_equity_step_cohorts_total_id"), "equity_step_cohorts", ["total_id"])
    protect("equity_step_totals")
    protect("equity_step_cohorts")


def downgrade() -> None:
    """What was told by step is gone; it can be told anew."""
    for table in ("equity_step_cohorts", "equity_step_totals"):
        unprotect(table)
        op.drop_table(table)
