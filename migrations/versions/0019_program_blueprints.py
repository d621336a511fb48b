"""Where an imported program came from, and what it teaches in words that no competency answers yet."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables, empty: what is there was made here."""
    op.create_table(
        "program_origins",
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(length=200), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.Column("imported_by_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("version_number >= 1", name=op.f("ck_program_origins_number_counts")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_program_origins_program_id")),
        sa.ForeignKeyConstraint(["imported_by_id"], ["people.id"], name=op.f("fk_program_origins_imported_by_id")),
        sa.PrimaryKeyConstraint("program_id", name=op.f("pk_program_origins")),
    )
    protect("program_origins")
    op.create_table(
        "module_words",
        sa.Column("module_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("code", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name=op.f("ck_module_words_level_known")),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_module_words_module_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_words")),
        sa.UniqueConstraint("module_id", "words", name=op.f("uq_module_words_module_id_words")),
    )


def downgrade() -> None:
    """What is not decided by then is lost."""
    op.drop_table("module_words")
    op.drop_table("program_origins")
