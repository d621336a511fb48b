"""Role needs: terms, how the employer hires, an end by date, where a requirement came from, every edition kept."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations import history, search

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

WORDS = (
    "hired_how_often",
    "why_hard",
    "ideal_candidate",
    "sources_used",
    "waived_how",
    "how_decided",
    "success_ensured",
)
STAGES = "'draft', 'open', 'on_hold', 'partly_filled', 'filled', 'closed_unfilled', 'withdrawn'"
NEWER = {
    "employment_type_known": "employment_type IN ('permanent', 'term', 'casual', 'seasonal', 'apprenticeship')",
    "waived_known": "waived IN ('never', 'seldom', 'often', 'mostly')",
    "start_window_in_order": "starts_from IS NULL OR starts_until IS NULL OR starts_from <= starts_until",
    "merged_ones_withdrawn": "merged_into_id IS NULL OR stage = 'withdrawn'",
}
ORIGINS = "origin IN ('quote', 'probe', 'posting', 'typed')"
LASTS = 180  # days that a role which is open already is looked at from its confirmation on


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    _widen()
    _trace()
    op.create_table(
        "role_need_editions",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("role_need_id", sa.Uuid(), sa.ForeignKey("role_needs.id"), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Uuid(), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("side", sa.String(40), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.UniqueConstraint("role_need_id", "seq"),
        sa.CheckConstraint("side IN ('jobseeker', 'employer', 'staff', 'funder', 'admin')", name="side_known"),
    )
    history.protect("role_need_editions")


def _widen() -> None:
    with op.batch_alter_table("role_needs") as table:
        for name in WORDS:
            table.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("employment_type", sa.String(40), nullable=True))
        table.add_column(sa.Column("waived", sa.String(40), nullable=True))
        table.add_column(sa.Column("starts_until", sa.Date(), nullable=True))
        table.add_column(sa.Column("expires_on", sa.Date(), nullable=True))
        for name in ("copied_from_id", "merged_into_id"):
            table.add_column(sa.Column(name, sa.Uuid(), nullable=True))
            table.create_foreign_key(op.f(f"fk_role_needs_{name}"), "role_needs", [name], ["id"])
        table.drop_constraint(op.f("ck_role_needs_stage_known"), type_="check")
        table.create_check_constraint(op.f("ck_role_needs_stage_known"), f"stage IN ({STAGES}, 'expired')")
        for name, rule in NEWER.items():
            table.create_check_constraint(op.f(f"ck_role_needs_{name}"), rule)
    _watch()
    last = (
        f"date(confirmed_at, '+{LASTS} days')" if _on_sqlite() else f"(confirmed_at AT TIME ZONE 'UTC')::date + {LASTS}"
    )
    op.execute(f"UPDATE role_needs SET expires_on = {last} WHERE stage IN ('open', 'on_hold', 'partly_filled')")


def _trace() -> None:
    with op.batch_alter_table("requirements") as table:
        table.add_column(sa.Column("behaviours", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("origin", sa.String(40), nullable=False, server_default="typed"))
        table.add_column(sa.Column("probe_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(
            "fk_requirements_probe", "requirement_probes", ["employer_id", "probe_id"], ["employer_id", "id"]
        )
        table.create_check_constraint(op.f("ck_requirements_origin_known"), ORIGINS)
    op.execute("UPDATE requirements SET origin = 'quote' WHERE insight_id IS NOT NULL")


def _watch() -> None:
    """What SQLite dropped with the table: the triggers of search."""
    if _on_sqlite():
        search.watch("role_need")


def downgrade() -> None:
    history.unprotect("role_need_editions")
    op.drop_table("role_need_editions")
    with op.batch_alter_table("requirements") as table:
        table.drop_constraint(op.f("ck_requirements_origin_known"), type_="check")
        table.drop_constraint("fk_requirements_probe", type_="foreignkey")
        table.drop_column("probe_id")
        table.drop_column("behaviours")
        table.drop_column("origin")
    op.execute("UPDATE role_needs SET stage = 'closed_unfilled' WHERE stage = 'expired'")
    _narrow()


def _narrow() -> None:
    with op.batch_alter_table("role_needs") as table:
        for name in ("copied_from_id", "merged_into_id"):
            table.drop_constraint(op.f(f"fk_role_needs_{name}"), type_="foreignkey")
        for name in ("stage_known", *NEWER):
            table.drop_constraint(op.f(f"ck_role_needs_{name}"), type_="check")
        table.create_check_constraint(op.f("ck_role_needs_stage_known"), f"stage IN ({STAGES})")
        for name in (*WORDS, "employment_type", "waived", "starts_until", "expires_on"):
            table.drop_column(name)
        for name in ("copied_from_id", "merged_into_id"):
            table.drop_column(name)
    _watch()
