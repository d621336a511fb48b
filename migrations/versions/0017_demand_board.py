"""The summary of the whole demand, kept by a job."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

COUNTS = (
    *("employers", "needs", "openings", "must", "should", "will_train"),
    *("level_1", "level_2", "level_3", "level_4"),
    *("starts_now", "starts_soon", "starts_later", "starts_unknown", "lately", "before"),
    *("must_openings", "should_openings", "will_train_openings"),
    *("must_employers", "should_employers", "will_train_employers"),
)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def upgrade() -> None:
    """Three tables, empty until the job has run once."""
    op.create_table(
        "demand_summaries",
        sa.Column("counted_at", UtcDateTime(), nullable=False),
        *_numbers("employers", "needs", "openings", "requirements"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_summaries")),
        sa.UniqueConstraint("counted_at", name=op.f("uq_demand_summaries_counted_at")),
    )
    op.create_table(
        "demand_lines",
        sa.Column("summary_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        *_numbers(*COUNTS),
        sa.Column("id", sa.Uuid(), nullable=False),
        _to("demand_lines", "summary_id", "demand_summaries"),
        _to("demand_lines", "competency_id", "competencies"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_lines")),
        sa.UniqueConstraint("summary_id", "competency_id", name=op.f("uq_demand_lines_summary_id_competency_id")),
    )
    op.create_table(
        "demand_lookalikes",
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("one_id <> other_id", name=op.f("ck_demand_lookalikes_not_itself")),
        _to("demand_lookalikes", "one_id", "competencies"),
        _to("demand_lookalikes", "other_id", "competencies"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_lookalikes")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_demand_lookalikes_one_id_other_id")),
    )


def downgrade() -> None:
    """Nothing is lost: the job counts again."""
    op.drop_table("demand_lookalikes")
    op.drop_table("demand_lines")
    op.drop_table("demand_summaries")
