"""A report that is frozen can count a figure by a definition of its own."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect, unprotect

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

TABLE = "outcome_report_definitions"


def upgrade() -> None:
    """So far every report was counted by the definitions of the house."""
    op.create_table(
        TABLE,
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("settings", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f(f"ck_{TABLE}_counted_from_one")),
        sa.CheckConstraint("why <> ''", name=op.f(f"ck_{TABLE}_set_for_a_reason")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["outcome_reports.id"], name=op.f(f"fk_{TABLE}_report_id_outcome_reports")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f(f"fk_{TABLE}_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("report_id", "key", "number", name=op.f(f"uq_{TABLE}_report_id_key_number")),
    )
    protect(TABLE)


def downgrade() -> None:
    """Versions keep the settings that they were counted by; what comes later is counted as the house counts."""
    unprotect(TABLE)
    op.drop_table(TABLE)
