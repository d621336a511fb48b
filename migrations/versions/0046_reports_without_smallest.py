"""A frozen report is for its team; what leaves the house is a release, which has its own rule for small numbers."""

import sqlalchemy as sa
from alembic import op

from migrations.history import protect, unprotect

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

TABLE = "outcome_reports"
CHECK = "ck_outcome_reports_smallest_is_somebody"


def upgrade() -> None:
    """Nothing ever read the number."""
    unprotect(TABLE)
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint(batch.f(CHECK), type_="check")
        batch.drop_column("smallest")
    protect(TABLE)


def downgrade() -> None:
    """Every report has the number that was offered."""
    unprotect(TABLE)
    with op.batch_alter_table(TABLE) as batch:
        batch.add_column(sa.Column("smallest", sa.Integer(), nullable=False, server_default="5"))
    with op.batch_alter_table(TABLE) as batch:
        batch.alter_column("smallest", server_default=None)
        batch.create_check_constraint(batch.f(CHECK), "smallest >= 1")
    protect(TABLE)
