"""Evidence of an audit as a pack of its own, a release as a workbook, and partners that want to join the next cohort."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect, unprotect

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

TABLE = "exports"
OF_RELEASE = "ck_exports_figures_of_a_release"
OF_AUDIT = "ck_exports_evidence_of_an_audit"
POINTS = "fk_exports_audit_id_outcome_audits"
WISHES = "cohort_wishes"


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
    _wishes()
    protect(WISHES)


def _wishes() -> None:
    op.create_table(
        WISHES,
        sa.Column("hiring_partner_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("intended_hires", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("intended_hires BETWEEN 0 AND 999", name=op.f(f"ck_{WISHES}_hires_in_range")),
        sa.ForeignKeyConstraint(
            ["hiring_partner_id"], ["hiring_partners.id"], name=op.f(f"fk_{WISHES}_hiring_partner_id_hiring_partners")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name=op.f(f"fk_{WISHES}_asked_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{WISHES}")),
        sa.UniqueConstraint("hiring_partner_id", "seq", name=op.f(f"uq_{WISHES}_hiring_partner_id_seq")),
    )


def downgrade() -> None:
    """A release that went out as a workbook stays on record as a table, a pack as one of its cohorts; wishes go."""
    unprotect(WISHES)
    op.drop_table(WISHES)
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
