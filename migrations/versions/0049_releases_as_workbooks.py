"""A funder takes what was released to it as a workbook, too."""

from alembic import op

from migrations.history import protect, unprotect

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

TABLE = "exports"
CHECK = "ck_exports_figures_of_a_release"
BEFORE = "release_id IS NULL OR kind IN ('figures_csv', 'figures_json', 'figures_pdf')"
AFTER = "release_id IS NULL OR kind IN ('figures_csv', 'figures_xlsx', 'figures_json', 'figures_pdf')"


def upgrade() -> None:
    """Every kind of file of figures may be of a release."""
    _check(AFTER)


def downgrade() -> None:
    """Refused by the database while there is such a workbook: what was taken out stays written down."""
    _check(BEFORE)


def _check(rule: str) -> None:
    unprotect(TABLE)
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint(batch.f(CHECK), type_="check")
        batch.create_check_constraint(batch.f(CHECK), rule)
    protect(TABLE)
