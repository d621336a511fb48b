"""Changes of the vocabulary, counted, so that what is younger than a fitted file is known."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The state that the vocabulary is in is the first that is counted; everything in it is as old."""
    op.create_table(
        "vocabulary_changes",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stamp", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_vocabulary_changes")),
        sa.UniqueConstraint("stamp", name=op.f("uq_vocabulary_changes_stamp")),
    )
    op.execute("INSERT INTO vocabulary_changes (number, stamp, at) SELECT 1, stamp, changed_at FROM vocabulary_stamps")
    op.add_column("competencies", sa.Column("changed_in", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.create_index(op.f("ix_competencies_changed_in"), "competencies", ["changed_in"])


def downgrade() -> None:
    """Take the column away where it stands; on SQLite without making the table anew, which would drop triggers."""
    op.drop_index(op.f("ix_competencies_changed_in"), table_name="competencies")
    op.drop_column("competencies", "changed_in")
    op.drop_table("vocabulary_changes")
