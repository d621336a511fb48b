"""program assignments"""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LEADS = "ck_memberships_leads_are_staff"
LIVE = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Staff see the programs they are assigned to; those who are here already saw every program, and go on to."""
    _add_leads()
    op.execute("UPDATE memberships SET all_programs = true WHERE side = 'staff'")
    op.create_table(
        "program_assignments",
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("assigned_by_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_program_assignments_ended_by_somebody")
        ),
        sa.CheckConstraint("ended_at >= started_at", name=op.f("ck_program_assignments_ended_after_start")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_program_assignments_program_id")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_program_assignments_membership_id")
        ),
        sa.ForeignKeyConstraint(["assigned_by_id"], ["people.id"], name=op.f("fk_program_assignments_assigned_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["people.id"], name=op.f("fk_program_assignments_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_assignments")),
    )
    op.create_index(
        "uq_program_assignments_one_live",
        "program_assignments",
        ["program_id", "membership_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    op.create_index(op.f("ix_program_assignments_membership_id"), "program_assignments", ["membership_id"])


def _add_leads() -> None:
    """In SQLite the CHECK comes with the column: copying a table that others refer to is refused."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "ALTER TABLE memberships ADD COLUMN all_programs BOOLEAN DEFAULT 0 NOT NULL "
            f"CONSTRAINT {LEADS} CHECK (NOT all_programs OR side = 'staff')"
        )
        return
    op.add_column("memberships", sa.Column("all_programs", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_check_constraint(op.f(LEADS), "memberships", "NOT all_programs OR side = 'staff'")


def downgrade() -> None:
    """Everybody on the staff sees every program again."""
    op.drop_table("program_assignments")
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(LEADS), "memberships", type_="check")
    op.execute("ALTER TABLE memberships DROP COLUMN all_programs")
