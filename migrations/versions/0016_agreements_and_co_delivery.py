"""Agreements with their text and fingerprint, legal entities, renewal; what partners give to a cohort's training."""

import hashlib
import uuid

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BEFORE = ("prospect", "agreement_sent", "signed", "active", "on_hold", "ended")
STAGES = (
    "prospect",
    "invited",
    "in_discussion",
    "agreement_sent",
    "signed",
    "active",
    "on_hold",
    "renewing",
    "ended",
)
PAPER = ("draft", "sent", "signed", "countersigned", "on_hold", "ended")
SIDES = ("jobseeker", "employer", "staff", "funder", "admin")
# The terms as every partner read them until now.
TERMS = (
    "You meet people who are vetted and ready for the roles you hire for, and whom hiring often passes over.",
    "You tell the program team within ten working days whether you want to meet somebody, and why not when you do not.",
    "You give the hours below to the training, at times that you choose with the program team.",
    "The people you intend to hire are an intention. It is not a promise of a job, and nobody is told that it is.",
    (
        "Other partners read your name and nothing else. Your number, your roles and your words stand in public only "
        "where you agree to be named and quoted."
    ),
    "Either side can end this at any time. What was promised to people who are already in conversation with you is kept.",
)


def upgrade() -> None:
    """Whoever was sent an agreement has one with the terms that the page said."""
    op.add_column("consortia", sa.Column("terms", sa.Text(), server_default="", nullable=False))
    op.add_column("consortia", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    _stages(STAGES, ("signed", "active", "on_hold", "renewing"))
    _agreements()
    _first_agreements()
    _co_delivery()


def _stages(stages: tuple[str, ...], signed: tuple[str, ...]) -> None:
    with op.batch_alter_table("hiring_partners") as batch:
        batch.drop_constraint(batch.f("ck_hiring_partners_stage_known"), type_="check")
        batch.drop_constraint(batch.f("ck_hiring_partners_signed_when_active"), type_="check")
        batch.create_check_constraint(batch.f("ck_hiring_partners_stage_known"), f"stage IN {stages}")
        batch.create_check_constraint(
            batch.f("ck_hiring_partners_signed_when_active"), f"stage NOT IN {signed} OR signed_at IS NOT NULL"
        )


def _agreements() -> None:
    op.create_table(
        "legal_entities",
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_legal_entities_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_entities")),
        sa.UniqueConstraint("employer_id", "name", name=op.f("uq_legal_entities_employer_id_name")),
    )
    op.create_table(
        "agreements",
        sa.Column("hiring_partner_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", _words(*PAPER, name="agreementstage"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("legal_entity_id", sa.Uuid(), nullable=True),
        sa.Column("intended_hires", sa.Integer(), nullable=False),
        sa.Column("intended_roles", sa.String(length=300), nullable=False),
        sa.Column("co_delivery_hours", sa.Numeric(precision=5, scale=1), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("signed_by_id", sa.Uuid(), nullable=True),
        sa.Column("signed_at", UtcDateTime(), nullable=True),
        sa.Column("countersigned_by_id", sa.Uuid(), nullable=True),
        sa.Column("countersigned_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"stage IN {PAPER}", name=op.f("ck_agreements_stage_known")),
        sa.CheckConstraint(
            "stage = 'ended' OR (stage = 'draft') = (fingerprint = '')", name=op.f("ck_agreements_frozen_once_sent")
        ),
        sa.CheckConstraint("(fingerprint = '') = (sent_at IS NULL)", name=op.f("ck_agreements_sent_with_fingerprint")),
        sa.CheckConstraint(
            "stage NOT IN ('signed', 'countersigned', 'on_hold') OR signed_at IS NOT NULL",
            name=op.f("ck_agreements_signed_at_a_moment"),
        ),
        sa.CheckConstraint(
            "(signed_at IS NULL) = (signed_by_id IS NULL)", name=op.f("ck_agreements_signed_by_somebody")
        ),
        sa.CheckConstraint(
            "(countersigned_at IS NULL) = (countersigned_by_id IS NULL)",
            name=op.f("ck_agreements_countersigned_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["hiring_partner_id"], ["hiring_partners.id"], name=op.f("fk_agreements_hiring_partner_id")
        ),
        sa.ForeignKeyConstraint(["legal_entity_id"], ["legal_entities.id"], name=op.f("fk_agreements_legal_entity_id")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["people.id"], name=op.f("fk_agreements_signed_by_id")),
        sa.ForeignKeyConstraint(["countersigned_by_id"], ["people.id"], name=op.f("fk_agreements_countersigned_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("hiring_partner_id", "number", name=op.f("uq_agreements_hiring_partner_id_number")),
    )
    _history("agreement_changes", "agreements")


def _first_agreements() -> None:
    text = "\n".join(TERMS)
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    partners = sa.table(
        "hiring_partners",
        sa.column("id", sa.Uuid()),
        sa.column("signed_by_id", sa.Uuid()),
        sa.column("signed_at", UtcDateTime()),
        sa.column("created_at", UtcDateTime()),
        sa.column("agreement_ends_on", sa.Date()),
        sa.column("co_delivery_hours", sa.Numeric(5, 1)),
        *(sa.column(name) for name in ("stage", "intended_hires", "intended_roles")),
    )
    changes = sa.table(
        "hiring_partner_changes",
        sa.column("subject_id", sa.Uuid()),
        sa.column("actor_id", sa.Uuid()),
        sa.column("at", UtcDateTime()),
        sa.column("move"),
    )
    connection = op.get_bind()
    told = {(row.subject_id, row.move): row for row in connection.execute(sa.select(changes))}
    rows = []
    for row in connection.execute(sa.select(partners)):
        if row.stage == "prospect" or (row.stage == "ended" and row.signed_at is None):
            continue
        sent, counter = told.get((row.id, "send_agreement")), told.get((row.id, "countersign"))
        rows.append(
            {
                "id": uuid.uuid4(),
                "hiring_partner_id": row.id,
                "number": 1,
                "stage": {"agreement_sent": "sent", "active": "countersigned"}.get(row.stage, row.stage),
                "text": text,
                "fingerprint": fingerprint,
                "intended_hires": row.intended_hires,
                "intended_roles": row.intended_roles,
                "co_delivery_hours": row.co_delivery_hours,
                "ends_on": row.agreement_ends_on,
                "created_at": row.created_at,
                "sent_at": sent.at if sent else row.created_at,
                "signed_by_id": row.signed_by_id,
                "signed_at": row.signed_at,
                "countersigned_by_id": counter.actor_id if counter else None,
                "countersigned_at": counter.at if counter and counter.actor_id else None,
                "version": 1,
            }
        )
    agreements = sa.table(
        "agreements",
        *(sa.column(name, sa.Uuid()) for name in ("id", "hiring_partner_id", "signed_by_id", "countersigned_by_id")),
        *(sa.column(name, UtcDateTime()) for name in ("created_at", "sent_at", "signed_at", "countersigned_at")),
        sa.column("ends_on", sa.Date()),
        sa.column("co_delivery_hours", sa.Numeric(5, 1)),
        *(
            sa.column(name)
            for name in ("number", "stage", "text", "fingerprint", "intended_hires", "intended_roles", "version")
        ),
    )
    if rows:
        op.bulk_insert(agreements, rows)


def _co_delivery() -> None:
    stages = ("offered", "scheduled", "held", "cancelled")
    op.create_table(
        "co_deliveries",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("hiring_partner_id", sa.Uuid(), nullable=False),
        sa.Column("module_id", sa.Uuid(), nullable=True),
        sa.Column("stage", _words(*stages, name="deliverystage"), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=4, scale=1), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("met", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"stage IN {stages}", name=op.f("ck_co_deliveries_stage_known")),
        sa.CheckConstraint("hours > 0 AND hours <= 24", name=op.f("ck_co_deliveries_hours_in_range")),
        sa.CheckConstraint("met BETWEEN 0 AND 9999", name=op.f("ck_co_deliveries_met_in_range")),
        sa.CheckConstraint("(stage = 'held') = (met IS NOT NULL)", name=op.f("ck_co_deliveries_met_when_held")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_co_deliveries_cohort_id")),
        sa.ForeignKeyConstraint(
            ["hiring_partner_id"], ["hiring_partners.id"], name=op.f("fk_co_deliveries_hiring_partner_id")
        ),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_co_deliveries_module_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_co_deliveries")),
    )
    op.create_index(op.f("ix_co_deliveries_cohort_id"), "co_deliveries", ["cohort_id"])
    op.create_index(op.f("ix_co_deliveries_hiring_partner_id"), "co_deliveries", ["hiring_partner_id"])
    _history("co_delivery_changes", "co_deliveries")
    op.create_table(
        "given_hours",
        sa.Column("co_delivery_id", sa.Uuid(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=4, scale=1), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("hours BETWEEN -24 AND 24", name=op.f("ck_given_hours_hours_in_range")),
        sa.ForeignKeyConstraint(["co_delivery_id"], ["co_deliveries.id"], name=op.f("fk_given_hours_co_delivery_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["people.id"], name=op.f("fk_given_hours_entered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_given_hours")),
    )
    op.create_index(op.f("ix_given_hours_co_delivery_id"), "given_hours", ["co_delivery_id"])
    protect("given_hours")


def _words(*words: str, name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=40)


def _history(table: str, subject: str) -> None:
    op.create_table(
        table,
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("side", _words(*SIDES, name="side"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"side IN {SIDES}", name=op.f(f"ck_{table}_side_known")),
        sa.ForeignKeyConstraint(["subject_id"], [f"{subject}.id"], name=op.f(f"fk_{table}_subject_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f(f"fk_{table}_actor_id")),
        sa.ForeignKeyConstraint(["note_id"], ["change_notes.id"], name=op.f(f"fk_{table}_note_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f(f"uq_{table}_subject_id_seq")),
    )
    protect(table)


def downgrade() -> None:
    """Who is talked with is a prospect again, who renews is active."""
    for table in ("given_hours", "co_delivery_changes", "co_deliveries"):
        op.drop_table(table)
    for table in ("agreement_changes", "agreements", "legal_entities"):
        op.drop_table(table)
    op.execute("UPDATE hiring_partners SET stage = 'prospect' WHERE stage IN ('invited', 'in_discussion')")
    op.execute("UPDATE hiring_partners SET stage = 'active' WHERE stage = 'renewing'")
    _stages(BEFORE, ("signed", "active", "on_hold"))
    op.drop_column("consortia", "version")
    op.drop_column("consortia", "terms")
