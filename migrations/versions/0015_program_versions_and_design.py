"""Programs in depth: versions with their modules, what partners say of them, and for whom a program is made."""

import uuid

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect
from migrations.search import watch

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# column → type, default, name of its CHECK, the CHECK: one statement each, which leaves the triggers of the table alone
COLUMNS = {
    "model": ("VARCHAR(40)", "'demand_driven'", "model_known", "model IN ('demand_driven', 'supply_driven')"),
    "primary_customer": (
        "VARCHAR(40)",
        "'employers'",
        "primary_customer_known",
        "primary_customer IN ('employers', 'jobseekers')",
    ),
    "transformation": (
        "VARCHAR(40)",
        "'upskilling'",
        "transformation_known",
        "transformation IN ('upskilling', 'reskilling', 'newskilling')",
    ),
    "objective": ("TEXT", "''", "", ""),
    "sign_offs_needed": ("INTEGER", "0", "sign_offs_in_range", "sign_offs_needed BETWEEN 0 AND 99"),
    "commitment_percent": ("INTEGER", "0", "commitment_in_range", "commitment_percent BETWEEN 0 AND 100"),
    "version_number": ("INTEGER", "1", "", ""),
}


def upgrade() -> None:
    """What is there becomes version 1 of its program; nothing has to be signed off for it."""
    for name, (kind, default, rule, check) in COLUMNS.items():
        limit = f" CONSTRAINT ck_programs_{rule} CHECK ({check})" if rule else ""
        op.execute(f"ALTER TABLE programs ADD COLUMN {name} {kind} DEFAULT {default} NOT NULL{limit}")
    _versions()
    _first_versions()
    _modules()
    with op.batch_alter_table("cohorts") as batch:
        batch.add_column(sa.Column("version_number", sa.Integer(), server_default="1", nullable=False))
        batch.create_foreign_key(
            batch.f("fk_cohorts_version"),
            "program_versions",
            ["program_id", "version_number"],
            ["program_id", "number"],
        )
    _watch_cohorts()
    _reviews()
    _design()


def _versions() -> None:
    op.create_table(
        "program_versions",
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", _words("draft", "sent", "replaced", name="versionstage"), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=True),
        sa.Column("hours_per_week", sa.Numeric(precision=4, scale=1), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("stage IN ('draft', 'sent', 'replaced')", name=op.f("ck_program_versions_stage_known")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_program_versions_number_counts")),
        sa.CheckConstraint("(stage = 'draft') = (sent_at IS NULL)", name=op.f("ck_program_versions_sent_unless_draft")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_program_versions_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_versions")),
        sa.UniqueConstraint("program_id", "number", name=op.f("uq_program_versions_program_id_number")),
    )
    _history("program_version_changes", "program_versions")


def _first_versions() -> None:
    programs = sa.table("programs", sa.column("id", sa.Uuid()), sa.column("created_at", UtcDateTime()))
    versions = sa.table(
        "program_versions",
        sa.column("id", sa.Uuid()),
        sa.column("program_id", sa.Uuid()),
        sa.column("created_at", UtcDateTime()),
        *(sa.column(name) for name in ("number", "stage", "letter", "outcome", "version")),
    )
    rows = [
        {
            "id": uuid.uuid4(),
            "program_id": row.id,
            "created_at": row.created_at,
            "number": 1,
            "stage": "draft",
            "letter": "",
            "outcome": "",
            "version": 1,
        }
        for row in op.get_bind().execute(sa.select(programs))
    ]
    if rows:
        op.bulk_insert(versions, rows)


def _modules() -> None:
    with op.batch_alter_table("modules") as batch:
        batch.add_column(sa.Column("version_number", sa.Integer(), server_default="1", nullable=False))
        batch.add_column(sa.Column("lineage", sa.Uuid(), nullable=True))
        batch.add_column(
            sa.Column(
                "mode",
                _words("in_person", "live_online", "blended", "at_work", "own_pace", name="mode"),
                nullable=True,
            )
        )
        batch.add_column(sa.Column("hours", sa.Numeric(precision=5, scale=1), nullable=True))
    op.execute("UPDATE modules SET lineage = id")
    with op.batch_alter_table("modules") as batch:
        batch.alter_column("lineage", existing_type=sa.Uuid(), nullable=False)
        batch.create_check_constraint(
            batch.f("ck_modules_mode_known"), "mode IN ('in_person', 'live_online', 'blended', 'at_work', 'own_pace')"
        )
        batch.create_check_constraint(batch.f("ck_modules_hours_in_range"), "hours > 0 AND hours < 1000")
        batch.drop_constraint(batch.f("uq_modules_program_id_position"), type_="unique")
        batch.create_unique_constraint(
            batch.f("uq_modules_program_id_version_number_position"), ["program_id", "version_number", "position"]
        )
        batch.create_unique_constraint(
            batch.f("uq_modules_program_id_version_number_lineage"), ["program_id", "version_number", "lineage"]
        )
        batch.create_foreign_key(
            batch.f("fk_modules_version"),
            "program_versions",
            ["program_id", "version_number"],
            ["program_id", "number"],
        )


def _reviews() -> None:
    op.create_table(
        "version_reviews",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("hiring_partner_id", sa.Uuid(), nullable=False),
        sa.Column("stage", _words("asked", "signed_off", "objected", name="reviewstage"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("stage IN ('asked', 'signed_off', 'objected')", name=op.f("ck_version_reviews_stage_known")),
        sa.CheckConstraint(
            "(stage = 'asked') = (decided_at IS NULL)", name=op.f("ck_version_reviews_decided_unless_asked")
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)", name=op.f("ck_version_reviews_decided_by_somebody")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["program_versions.id"], name=op.f("fk_version_reviews_version_id")),
        sa.ForeignKeyConstraint(
            ["hiring_partner_id"], ["hiring_partners.id"], name=op.f("fk_version_reviews_hiring_partner_id")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["people.id"], name=op.f("fk_version_reviews_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_reviews")),
        sa.UniqueConstraint(
            "version_id", "hiring_partner_id", name=op.f("uq_version_reviews_version_id_hiring_partner_id")
        ),
    )
    op.create_index(op.f("ix_version_reviews_hiring_partner_id"), "version_reviews", ["hiring_partner_id"])
    _history("version_review_changes", "version_reviews")
    op.create_table(
        "module_comments",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("module_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Uuid(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)", name=op.f("ck_module_comments_answered_by_somebody")
        ),
        sa.ForeignKeyConstraint(["review_id"], ["version_reviews.id"], name=op.f("fk_module_comments_review_id")),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_module_comments_module_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["people.id"], name=op.f("fk_module_comments_written_by_id")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["people.id"], name=op.f("fk_module_comments_answered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_comments")),
    )
    op.create_index(op.f("ix_module_comments_review_id"), "module_comments", ["review_id"])


def _design() -> None:
    op.create_table(
        "pools",
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("overlooked", sa.Text(), nullable=False),
        sa.Column("strengths", sa.Text(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_pools_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pools")),
        sa.UniqueConstraint("program_id", "name", name=op.f("uq_pools_program_id_name")),
    )
    op.create_table(
        "barriers",
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("barrier", sa.String(length=300), nullable=False),
        sa.Column("support", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_barriers_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barriers")),
        sa.UniqueConstraint("program_id", "barrier", name=op.f("uq_barriers_program_id_barrier")),
    )
    kinds = ("experience_years", "right_to_work", "region", "language", "age", "other")
    operators = ("at_least", "at_most", "is", "one_of")
    op.create_table(
        "eligibility_rules",
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _words(*kinds, name="rulekind"), nullable=False),
        sa.Column("operator", _words(*operators, name="operator"), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("sentence", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"kind IN {kinds}", name=op.f("ck_eligibility_rules_kind_known")),
        sa.CheckConstraint(f"operator IN {operators}", name=op.f("ck_eligibility_rules_operator_known")),
        sa.CheckConstraint("value <> ''", name=op.f("ck_eligibility_rules_value_said")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_eligibility_rules_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eligibility_rules")),
        sa.UniqueConstraint("program_id", "sentence", name=op.f("uq_eligibility_rules_program_id_sentence")),
    )


def _words(*words: str, name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=40)


def _history(table: str, subject: str) -> None:
    sides = ("jobseeker", "employer", "staff", "funder", "admin")
    op.create_table(
        table,
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("side", _words(*sides, name="side"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"side IN {sides}", name=op.f(f"ck_{table}_side_known")),
        sa.ForeignKeyConstraint(["subject_id"], [f"{subject}.id"], name=op.f(f"fk_{table}_subject_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f(f"fk_{table}_actor_id")),
        sa.ForeignKeyConstraint(["note_id"], ["change_notes.id"], name=op.f(f"fk_{table}_note_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f(f"uq_{table}_subject_id_seq")),
    )
    protect(table)


def _watch_cohorts() -> None:
    """Copying a table of SQLite drops the triggers that its search stands on."""
    if op.get_bind().dialect.name == "sqlite":
        watch("cohort")


def downgrade() -> None:
    """Every program teaches what its first version taught."""
    for table in ("eligibility_rules", "barriers", "pools", "module_comments"):
        op.drop_table(table)
    for table in ("version_review_changes", "version_reviews"):
        op.drop_table(table)
    with op.batch_alter_table("cohorts") as batch:
        batch.drop_constraint(batch.f("fk_cohorts_version"), type_="foreignkey")
        batch.drop_column("version_number")
    _watch_cohorts()
    later = "(SELECT id FROM modules WHERE version_number > 1)"
    op.execute(f"UPDATE assessments SET module_id = NULL WHERE module_id IN {later}")
    op.execute(f"DELETE FROM module_competencies WHERE module_id IN {later}")
    op.execute("DELETE FROM modules WHERE version_number > 1")
    with op.batch_alter_table("modules") as batch:
        batch.drop_constraint(batch.f("fk_modules_version"), type_="foreignkey")
        batch.drop_constraint(batch.f("uq_modules_program_id_version_number_lineage"), type_="unique")
        batch.drop_constraint(batch.f("uq_modules_program_id_version_number_position"), type_="unique")
        batch.drop_constraint(batch.f("ck_modules_hours_in_range"), type_="check")
        batch.drop_constraint(batch.f("ck_modules_mode_known"), type_="check")
        batch.create_unique_constraint(batch.f("uq_modules_program_id_position"), ["program_id", "position"])
        for name in ("hours", "mode", "lineage", "version_number"):
            batch.drop_column(name)
    op.drop_table("program_version_changes")
    op.drop_table("program_versions")
    for name in reversed(COLUMNS):
        op.execute(f"ALTER TABLE programs DROP COLUMN {name}")
