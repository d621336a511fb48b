"""Workers and their heartbeats, what became of mails and jobs that failed, and dropping one for good."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

EVENTS = "event IN ('failed', 'given_up', 'tried_again', 'dropped')"


def upgrade() -> None:
    """Add the tables; the new column brings its rule along, so that SQLite need not copy the queue."""
    moment = "DATETIME" if op.get_bind().dialect.name == "sqlite" else "TIMESTAMP WITH TIME ZONE"
    op.execute(
        f"ALTER TABLE outbox_items ADD COLUMN dropped_at {moment} "
        "CONSTRAINT ck_outbox_items_dropped_when_dead CHECK (dropped_at IS NULL OR dead_at IS NOT NULL)"
    )
    op.create_table(
        "outbox_events",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column(
            "event",
            sa.Enum("failed", "given_up", "tried_again", "dropped", name="event", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(EVENTS, name=op.f("ck_outbox_events_event_known")),
        sa.ForeignKeyConstraint(["item_id"], ["outbox_items.id"], name=op.f("fk_outbox_events_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_events")),
    )
    op.create_index(op.f("ix_outbox_events_item_id"), "outbox_events", ["item_id"])
    op.create_table(
        "workers",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("beat_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
        sa.UniqueConstraint("name", name=op.f("uq_workers_name")),
    )


def downgrade() -> None:
    """Forget workers, events and what was dropped: that waits as given up again."""
    op.drop_table("workers")
    op.drop_index(op.f("ix_outbox_events_item_id"), table_name="outbox_events")
    op.drop_table("outbox_events")
    op.execute("ALTER TABLE outbox_items DROP COLUMN dropped_at")
