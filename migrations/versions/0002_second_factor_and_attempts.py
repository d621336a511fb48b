"""second factor and attempts"""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ADDED = ("began_at", "proven_at", "second_factor_at", "awaits_code", "device")


def upgrade() -> None:
    """Sign-ins know when the password was proven and on what device; tries are counted where all workers see them."""
    _extend_sign_ins()
    op.create_table(
        "attempts",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_ends_at"), "attempts", ["ends_at"])
    op.create_table(
        "second_factors",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_second_factors_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_recovery_codes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("person_id", "code_hash", name=op.f("uq_recovery_codes_person_id_code_hash")),
    )
    op.create_table(
        "known_devices",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_used_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_known_devices_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_devices")),
        sa.UniqueConstraint("person_id", "secret_hash", name=op.f("uq_known_devices_person_id_secret_hash")),
    )
    op.create_index(op.f("ix_known_devices_last_used_at"), "known_devices", ["last_used_at"])
    op.create_table(
        "address_changes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_address_changes_email_folded")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_address_changes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_changes")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_address_changes_token_hash")),
    )
    op.create_index(op.f("ix_address_changes_person_id"), "address_changes", ["person_id"])


def _extend_sign_ins() -> None:
    """Nobody is signed out: what is open began, and was proven, when it was made. No other table refers to it."""
    for column in (
        sa.Column("began_at", UtcDateTime(), nullable=True),
        sa.Column("proven_at", UtcDateTime(), nullable=True),
        sa.Column("second_factor_at", UtcDateTime(), nullable=True),
        sa.Column("awaits_code", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("device", sa.String(length=80), server_default="", nullable=False),
    ):
        op.add_column("sign_ins", column)
    op.execute("UPDATE sign_ins SET began_at = created_at, proven_at = created_at")
    with op.batch_alter_table("sign_ins") as sign_ins:
        sign_ins.alter_column("began_at", existing_type=UtcDateTime(), nullable=False)
        sign_ins.alter_column("proven_at", existing_type=UtcDateTime(), nullable=False)


def downgrade() -> None:
    """Second factors are gone: whoever had one signs in with the password alone."""
    for table in ("address_changes", "known_devices", "recovery_codes", "second_factors", "attempts"):
        op.drop_table(table)
    with op.batch_alter_table("sign_ins") as sign_ins:
        for name in ADDED:
            sign_ins.drop_column(name)
