"""What anybody finds of a program: a check of its conditions, figures that everybody may read, a list to wait on."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


KIND = "ck_eligibility_rules_kind_known"
KINDS_BEFORE = "kind IN ('experience_years', 'right_to_work', 'region', 'language', 'age', 'other')"
KINDS = "kind IN ('experience_years', 'right_to_work', 'region', 'language', 'hours', 'age', 'other')"


def upgrade() -> None:
    """Add the question and the advice of a condition, and the words that let everybody read figures, and the list."""
    with op.batch_alter_table("eligibility_rules") as rules:
        rules.add_column(sa.Column("question", sa.String(length=300), nullable=False, server_default=""))
        rules.add_column(sa.Column("advice", sa.Text(), nullable=False, server_default=""))
        rules.add_column(sa.Column("one_of_group", sa.String(length=60), nullable=False, server_default=""))
        rules.drop_constraint(op.f(KIND), type_="check")
        rules.create_check_constraint(op.f(KIND), KINDS)
    _publications()
    _interests()


def _interests() -> None:
    op.create_table(
        "interests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("told_of_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_interests_email_folded")),
        sa.CheckConstraint("(told_at IS NULL) = (told_of_id IS NULL)", name=op.f("ck_interests_told_of_something")),
        sa.CheckConstraint(
            "told_at IS NULL OR confirmed_at IS NOT NULL", name=op.f("ck_interests_told_when_confirmed")
        ),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_interests_program_id_programs")),
        sa.ForeignKeyConstraint(["told_of_id"], ["cohorts.id"], name=op.f("fk_interests_told_of_id_cohorts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interests")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_interests_token_hash")),
    )
    op.create_index(op.f("ix_interests_program_id"), "interests", ["program_id"])
    op.create_index(
        "uq_interests_one",
        "interests",
        ["program_id", "email"],
        unique=True,
        sqlite_where=sa.text("confirmed_at IS NOT NULL"),
        postgresql_where=sa.text("confirmed_at IS NOT NULL"),
    )


def _publications() -> None:
    op.create_table(
        "figure_publications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_figure_publications_ended_by_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["released_figures.id"], name=op.f("fk_figure_publications_release_id_released_figures")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_figure_publications_by_id_people")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["people.id"], name=op.f("fk_figure_publications_ended_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_publications")),
    )
    op.create_index(op.f("ix_figure_publications_release_id"), "figure_publications", ["release_id"])
    op.create_index(
        "uq_figure_publications_live",
        "figure_publications",
        ["release_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    """Take it away again; a condition about hours becomes one that is only read."""
    op.drop_table("interests")
    op.drop_table("figure_publications")
    op.execute("UPDATE eligibility_rules SET kind = 'other', operator = 'is' WHERE kind = 'hours'")
    with op.batch_alter_table("eligibility_rules") as rules:
        rules.drop_constraint(op.f(KIND), type_="check")
        rules.create_check_constraint(op.f(KIND), KINDS_BEFORE)
        for name in ("one_of_group", "advice", "question"):
            rules.drop_column(name)
