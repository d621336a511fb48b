"""released figures"""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Figures of a cohort as they stood on a day, for one funder."""
    op.create_table(
        "figure_releases",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=False),
        sa.Column("released_by_id", sa.Uuid(), nullable=False),
        sa.Column("taken_back_at", UtcDateTime(), nullable=True),
        sa.Column("taken_back_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by_id IS NULL)",
            name=op.f("ck_figure_releases_taken_back_by_somebody"),
        ),
        sa.CheckConstraint(
            "taken_back_at IS NULL OR reason != ''", name=op.f("ck_figure_releases_taken_back_with_reason")
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_figure_releases_cohort_id_cohorts")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_figure_releases_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["released_by_id"], ["people.id"], name=op.f("fk_figure_releases_released_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["taken_back_by_id"], ["people.id"], name=op.f("fk_figure_releases_taken_back_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_releases")),
    )
    op.create_index(op.f("ix_figure_releases_cohort_id"), "figure_releases", ["cohort_id"])
    op.create_index(op.f("ix_figure_releases_organisation_id"), "figure_releases", ["organisation_id"])
    op.create_index(
        "uq_figure_releases_one_living",
        "figure_releases",
        ["cohort_id", "organisation_id", "as_of"],
        unique=True,
        sqlite_where=sa.text("taken_back_at IS NULL"),
        postgresql_where=sa.text("taken_back_at IS NULL"),
    )


def downgrade() -> None:
    """Take the table away again."""
    op.drop_table("figure_releases")
