"""A note of who was there that takes the one before it back."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Whatever was noted so far stands."""
    op.add_column("attendances", sa.Column("taken_back", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """What was taken back is left out of what counts by whoever reads it; it cannot be deleted, and counts again."""
    op.drop_column("attendances", "taken_back")
