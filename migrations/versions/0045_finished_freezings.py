"""A count for a frozen report stays as it was once it is finished: by what, by whom and why it was counted."""

from migrations.finished import FREEZINGS, fix_finished, unfix_finished

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Refuse every change of a finished count."""
    fix_finished(FREEZINGS, "a finished count stays as it is")


def downgrade() -> None:
    """Let them be changed again."""
    unfix_finished(FREEZINGS)
