"""The smallest number of people that a figure may point at is set for the whole site, and every setting is kept."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect, unprotect

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

TABLE = "smallest_groups"


def upgrade() -> None:
    """While nobody has set anything it is five, as before. What was set is never changed."""
    op.create_table(
        TABLE,
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.CheckConstraint("people BETWEEN 5 AND 50", name=op.f(f"ck_{TABLE}_within_bounds")),
        sa.PrimaryKeyConstraint("number", name=op.f(f"pk_{TABLE}")),
    )
    protect(TABLE)


def downgrade() -> None:
    """Five holds again. On PostgreSQL the views for reports read the table: `DROP SCHEMA reports CASCADE` first."""
    unprotect(TABLE)
    op.drop_table(TABLE)
