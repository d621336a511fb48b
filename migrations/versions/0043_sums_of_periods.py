"""The sums of a program up to a day, so that a period is the difference of two rows."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; the next count fills it."""
    table = "counted_days"
    op.create_table(
        table,
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("dimension", sa.String(20), nullable=False),
        sa.Column("value", sa.String(60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("program_id", "dimension", "value", "starts_on", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f(f"fk_{table}_program_id")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("counted_days")
