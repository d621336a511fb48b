"""What shows the work that an audit drew leaves the house as a pack of its own; a release as a workbook, too."""

import sqlalchemy as sa
from alembic import op

from migrations.history import protect, unprotect

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

TABLE = "exports"
OF_RELEASE = "ck_exports_figures_of_a_release"
OF_AUDIT = "ck_exports_evidence_of_an_audit"
POINTS = "fk_exports_audit_id_outcome_audits"


def upgrade() -> None:
    """What was taken out so far is of no audit."""
    unprotect(TABLE)
    with op.batch_alter_table(TABLE) as batch:
        batch.add_column(sa.Column("audit_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(batch.f(POINTS), "outcome_audits", ["audit_id"], ["id"])
        batch.create_check_constraint(batch.f(OF_AUDIT), "audit_id IS NULL OR kind = 'evidence'")
        batch.drop_constraint(batch.f(OF_RELEASE), type_="check")
        batch.create_check_constraint(batch.f(OF_RELEASE), _released("csv", "xlsx", "json", "pdf"))
    protect(TABLE)


def downgrade() -> None:
    """A release that went out as a workbook stays on record as a table. A pack stays as one of its cohorts."""
    unprotect(TABLE)
    op.execute("UPDATE exports SET kind = 'figures_csv' WHERE release_id IS NOT NULL AND kind = 'figures_xlsx'")
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint(batch.f(OF_RELEASE), type_="check")
        batch.create_check_constraint(batch.f(OF_RELEASE), _released("csv", "json", "pdf"))
        batch.drop_constraint(batch.f(OF_AUDIT), type_="check")
        batch.drop_constraint(batch.f(POINTS), type_="foreignkey")
        batch.drop_column("audit_id")
    protect(TABLE)


def _released(*endings: str) -> str:
    kinds = ", ".join(f"'figures_{ending}'" for ending in endings)
    return f"release_id IS NULL OR kind IN ({kinds})"
