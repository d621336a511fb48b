"""What typed words were said to mean, words nobody resolved, occupations, and the seed of a match run."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, and to runs the seed: those before it drew their lots with 0."""
    op.create_table(
        "word_mappings",
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("folded", sa.String(length=300), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_word_mappings_organisation_id")
        ),
        sa.ForeignKeyConstraint(["competency_id"], ["competencies.id"], name=op.f("fk_word_mappings_competency_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["people.id"], name=op.f("fk_word_mappings_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_word_mappings")),
    )
    op.create_index(op.f("ix_word_mappings_folded"), "word_mappings", ["folded"])
    op.create_index(op.f("ix_word_mappings_competency_id"), "word_mappings", ["competency_id"])
    for name, columns, where in (
        ("uq_word_mappings_organisation", ["organisation_id", "folded"], "organisation_id IS NOT NULL"),
        ("uq_word_mappings_everybody", ["folded"], "organisation_id IS NULL"),
    ):
        op.create_index(
            name, "word_mappings", columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )
    op.create_table(
        "unresolved_words",
        sa.Column("folded", sa.String(length=300), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("times > 0", name=op.f("ck_unresolved_words_typed_at_least_once")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unresolved_words")),
        sa.UniqueConstraint("folded", name=op.f("uq_unresolved_words_folded")),
    )
    op.create_table(
        "occupations",
        sa.Column("code", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occupations")),
        sa.UniqueConstraint("code", name=op.f("uq_occupations_code")),
    )
    op.create_table(
        "occupation_titles",
        sa.Column("occupation_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("folded", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["occupation_id"], ["occupations.id"], name=op.f("fk_occupation_titles_occupation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occupation_titles")),
        sa.UniqueConstraint("occupation_id", "words", name=op.f("uq_occupation_titles_occupation_id_words")),
    )
    op.create_index(op.f("ix_occupation_titles_folded"), "occupation_titles", ["folded"])
    op.create_index(op.f("ix_occupation_titles_occupation_id"), "occupation_titles", ["occupation_id"])
    op.create_table(
        "occupation_competencies",
        sa.Column("occupation_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 0 AND 100", name=op.f("ck_occupation_competencies_weight_in_range")),
        sa.ForeignKeyConstraint(
            ["occupation_id"], ["occupations.id"], name=op.f("fk_occupation_competencies_occupation_id")
        ),
        sa.ForeignKeyConstraint(
            ["competency_id"], ["competencies.id"], name=op.f("fk_occupation_competencies_competency_id")
        ),
        sa.PrimaryKeyConstraint("occupation_id", "competency_id", name=op.f("pk_occupation_competencies")),
    )
    op.create_index(op.f("ix_occupation_competencies_competency_id"), "occupation_competencies", ["competency_id"])
    op.add_column("match_runs", sa.Column("seed", sa.Integer(), nullable=False, server_default=sa.text("0")))


def downgrade() -> None:
    """Take it all away."""
    op.drop_column("match_runs", "seed")
    for table in ("occupation_competencies", "occupation_titles", "occupations", "unresolved_words", "word_mappings"):
        op.drop_table(table)
