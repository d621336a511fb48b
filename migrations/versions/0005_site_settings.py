"""site settings, mail texts, former names of organisations, and what administrators did"""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect, unprotect

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DEEDS = (
    "shut_out",
    "let_in",
    "place_ended",
    "sign_in_ended",
    "sign_ins_ended",
    "second_factor_reset",
    "lead_made",
    "lead_unmade",
    "invited",
    "invited_again",
    "invitation_cancelled",
    "renamed",
    "merged",
    "settings_changed",
    "mail_changed",
    "mail_reset",
)


def upgrade() -> None:
    _settings()
    _names()
    op.create_table(
        "admin_acts",
        sa.Column("deed", sa.Enum(*DEEDS, name="deed", native_enum=False, length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"deed IN {DEEDS}", name=op.f("ck_admin_acts_deed_known")),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_admin_acts_actor_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_admin_acts_person_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_admin_acts_organisation_id")),
        sa.ForeignKeyConstraint(["note_id"], ["change_notes.id"], name=op.f("fk_admin_acts_note_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin_acts")),
    )
    op.create_index(op.f("ix_admin_acts_person_id"), "admin_acts", ["person_id"])
    op.create_index(op.f("ix_admin_acts_organisation_id"), "admin_acts", ["organisation_id"])
    protect("admin_acts")


def _settings() -> None:
    op.create_table(
        "site_settings",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("site_name", sa.String(length=80), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("sender_name", sa.String(length=80), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_site_settings_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_settings")),
    )
    op.create_table(
        "mail_texts",
        sa.Column("template", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("paragraphs", sa.Text(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("template", name=op.f("pk_mail_texts")),
    )


def _names() -> None:
    op.create_table(
        "organisation_aliases",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=400), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_organisation_aliases_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_aliases")),
        sa.UniqueConstraint(
            "organisation_id", "name_key", name=op.f("uq_organisation_aliases_organisation_id_name_key")
        ),
    )
    op.create_table(
        "organisation_mergers",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=False),
        sa.Column("merged_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("organisation_id <> into_id", name=op.f("ck_organisation_mergers_into_another")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_organisation_mergers_organisation_id")
        ),
        sa.ForeignKeyConstraint(["into_id"], ["organisations.id"], name=op.f("fk_organisation_mergers_into_id")),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_organisation_mergers")),
    )
    op.create_index(op.f("ix_organisation_mergers_into_id"), "organisation_mergers", ["into_id"])


def downgrade() -> None:
    unprotect("admin_acts")
    for table in ("admin_acts", "organisation_mergers", "organisation_aliases", "mail_texts", "site_settings"):
        op.drop_table(table)
