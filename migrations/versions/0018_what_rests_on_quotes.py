"""Counting themes from indexes alone: the quotes of a session and of a theme, and the requirements that rest on them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An index for each way that leads to a quote, and one for each way to count them."""
    op.drop_index("ix_insights_session_id", table_name="insights")
    op.create_index("ix_insights_session", "insights", ["session_id", "theme_id", "kind", "employer_id"])
    op.create_index("ix_insights_theme", "insights", ["theme_id", "id"])
    for name, column in (("ix_requirements_said", "insight_id"), ("ix_requirements_probed", "probe_id")):
        some = sa.text(f"{column} IS NOT NULL")
        op.create_index(name, "requirements", [column, "role_need_id"], sqlite_where=some, postgresql_where=some)


def downgrade() -> None:
    """Nothing but time is lost."""
    op.drop_index("ix_requirements_probed", table_name="requirements")
    op.drop_index("ix_requirements_said", table_name="requirements")
    op.drop_index("ix_insights_theme", table_name="insights")
    op.drop_index("ix_insights_session", table_name="insights")
    op.create_index("ix_insights_session_id", "insights", ["session_id"])
