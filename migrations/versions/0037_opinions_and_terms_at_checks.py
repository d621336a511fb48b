"""What both sides think of work that came about."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect, unprotect

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

TABLE = "placement_opinions"
WORDS = {
    "question": ("hire_again", "wanted", "recommends"),
    "opinion": ("yes", "no", "not_sure"),
    "side": ("jobseeker", "employer", "staff", "funder", "admin"),
}
CHECKS = {
    "asked_of_its_side": "(question = 'hire_again') = (side = 'employer')",
    "said_by_a_side": "side IN ('employer', 'jobseeker')",
}


def upgrade() -> None:
    """A table that is only ever appended to."""
    op.create_table(
        TABLE,
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("question", _words("question"), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("opinion", _words("opinion"), nullable=False),
        sa.Column("side", _words("side"), nullable=False),
        sa.Column("said_by_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(
            sa.CheckConstraint(f"{name} IN {words}", name=op.f(f"ck_{TABLE}_{name}_known"))
            for name, words in WORDS.items()
        ),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{TABLE}_{name}")) for name, rule in CHECKS.items()),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{TABLE}_{column}"))
            for column, table in (("placement_id", "placements"), ("said_by_id", "people"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("placement_id", "question", "seq", name=op.f(f"uq_{TABLE}_placement_id_question_seq")),
    )
    protect(TABLE)


def _words(name: str) -> sa.Enum:
    return sa.Enum(*WORDS[name], name=name, native_enum=False, length=40)


def downgrade() -> None:
    """What was said is lost."""
    unprotect(TABLE)
    op.drop_table(TABLE)
