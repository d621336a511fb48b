"""One table of folded words by which rows are found, kept true by triggers on the tables themselves."""

import sqlalchemy as sa
from alembic import op

from migrations.search import WATCHED, prepare, unprepare, unwatch, watch

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, its trigram index and the triggers, and note every row that is there."""
    known = ", ".join(f"'{kind}'" for kind in WATCHED)
    op.create_table(
        "search_entries",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Enum(*WATCHED, name="kind", native_enum=False, length=40), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.CheckConstraint(f"kind IN ({known})", name=op.f("ck_search_entries_kind_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entries")),
        sa.UniqueConstraint("kind", "row_id", name=op.f("uq_search_entries_kind_row_id")),
    )
    prepare()
    for kind in WATCHED:
        watch(kind)


def downgrade() -> None:
    """Take all of it away; nothing is lost, for it only repeats what the rows say."""
    for kind in WATCHED:
        unwatch(kind)
    op.drop_table("search_entries")
    unprepare()
