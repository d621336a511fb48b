"""Why figures that everybody could read are others from a publication on."""

import sqlalchemy as sa
from alembic import op

from migrations.history import protect, unprotect

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

TABLE = "figure_restatements"


def upgrade() -> None:
    """Of what was published so far nothing is known; of two for one cohort everybody reads the newer one, as before."""
    op.create_table(
        TABLE,
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("former_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("reason != ''", name=op.f(f"ck_{TABLE}_with_reason")),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["figure_publications.id"], name=op.f(f"fk_{TABLE}_publication_id_figure_publications")
        ),
        sa.ForeignKeyConstraint(
            ["former_id"], ["released_figures.id"], name=op.f(f"fk_{TABLE}_former_id_released_figures")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index("uq_figure_restatements_once", TABLE, ["publication_id"], unique=True)
    protect(TABLE)


def downgrade() -> None:
    """The reasons go; what is published stays."""
    unprotect(TABLE)
    op.drop_table(TABLE)
