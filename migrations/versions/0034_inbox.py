"""What staff do about things that wait: put off, given to a colleague, reminded of, taken back."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect, unprotect

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

TABLE = "inbox_acts"
ACTS = ("snooze", "wake", "assign", "unassign", "remind", "undo")
REASONS = ("more_time", "away", "depends", "agreed")
CHECKS = {
    "act_known": f"act IN {ACTS}",
    "why_known": f"why IN {REASONS}",
    "counted_from_one": "seq >= 1",
    "snoozed_until_a_day": "(act = 'snooze') = (until IS NOT NULL)",
    "snoozed_for_a_reason": "(act = 'snooze') = (why IS NOT NULL)",
    "assigned_to_somebody": "(act = 'assign') = (assignee_id IS NOT NULL)",
    "undoes_an_act": "(act = 'undo') = (undoes_id IS NOT NULL)",
}


def upgrade() -> None:
    """A table that is only ever appended to."""
    op.create_table(
        TABLE,
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("act", _words(*ACTS, name="act"), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("why", _words(*REASONS, name="why"), nullable=True),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("undoes_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{TABLE}_{name}")) for name, rule in CHECKS.items()),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{TABLE}_{column}"))
            for column, table in (("by_id", "people"), ("assignee_id", "people"), ("undoes_id", TABLE))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("subject_id", "kind", "seq", name=op.f(f"uq_{TABLE}_subject_id_kind_seq")),
        sa.UniqueConstraint("undoes_id", name=op.f(f"uq_{TABLE}_undoes_id")),
    )
    op.create_index(op.f(f"ix_{TABLE}_batch_id"), TABLE, ["batch_id"])
    op.create_index(f"ix_{TABLE}_by_id_at", TABLE, ["by_id", "at"])
    _some("snoozed", "until", "act = 'snooze'")
    _some("assigned", "assignee_id", "act = 'assign'")
    protect(TABLE)


def _words(*words: str, name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=40)


def _some(name: str, column: str, where: str) -> None:
    some = sa.text(where)
    op.create_index(f"ix_{TABLE}_{name}", TABLE, [column], sqlite_where=some, postgresql_where=some)


def downgrade() -> None:
    """What was put off waits again."""
    unprotect(TABLE)
    op.drop_table(TABLE)
