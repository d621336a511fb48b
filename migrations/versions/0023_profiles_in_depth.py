"""Profiles in depth: evidence that is reviewed and lapses, what people want, pools, equity apart, and being forgotten."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect, unprotect

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

KINDS = ("experience", "link", "story", "assessment", "observation")
BEFORE = ("claimed", "evidence_linked", "demonstrated", "not_demonstrated")
STAGES = (
    "claimed",
    "evidence_linked",
    "waiting_review",
    "in_review",
    "demonstrated",
    "not_demonstrated",
    "expired",
)
FORMER = {
    "shown_when_assessed": "(stage IN ('demonstrated', 'not_demonstrated')) = (shown_level IS NOT NULL)",
    "demonstrated_at_a_level": "(stage = 'demonstrated') = (COALESCE(shown_level, 0) > 0)",
}
RULES = {
    "shown_when_assessed": "stage NOT IN ('demonstrated', 'not_demonstrated', 'expired') OR shown_level IS NOT NULL",
    "own_word_before": "stage NOT IN ('claimed', 'evidence_linked') OR shown_level IS NULL",
    "demonstrated_at_a_level": "stage NOT IN ('demonstrated', 'expired') OR shown_level > 0",
    "not_shown_at_none": "stage <> 'not_demonstrated' OR shown_level = 0",
    "reviewed_by_somebody": "(stage = 'in_review') = (reviewer_id IS NOT NULL)",
}


def upgrade() -> None:
    """Nobody's claim changes; new tables are empty."""
    with op.batch_alter_table("competency_claims") as batch:
        batch.add_column(sa.Column("lapses_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("asked_at", UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("reviewer_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(batch.f("fk_competency_claims_reviewer_id"), "people", ["reviewer_id"], ["id"])
        _rules(batch, FORMER, STAGES, RULES)
    with op.batch_alter_table("evidence_items") as batch:
        batch.add_column(sa.Column("reason", sa.String(length=40), server_default="", nullable=False))
        batch.add_column(sa.Column("document_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(batch.f("fk_evidence_items_document_id"), "documents", ["document_id"], ["id"])
        batch.drop_constraint(batch.f("ck_evidence_items_kind_known"), type_="check")
        batch.create_check_constraint(batch.f("ck_evidence_items_kind_known"), f"kind IN {(*KINDS, 'file')}")
        batch.create_check_constraint(
            batch.f("ck_evidence_items_file_named"), "(kind = 'file') = (document_id IS NOT NULL)"
        )
    _wants()
    _apart()


def _rules(batch, gone, stages, rules) -> None:
    for name in gone:
        batch.drop_constraint(batch.f(f"ck_competency_claims_{name}"), type_="check")
    batch.drop_constraint(batch.f("ck_competency_claims_stage_known"), type_="check")
    batch.create_check_constraint(batch.f("ck_competency_claims_stage_known"), f"stage IN {stages}")
    for name, rule in rules.items():
        batch.create_check_constraint(batch.f(f"ck_competency_claims_{name}"), rule)


def _wants() -> None:
    op.create_table(
        "wants",
        sa.Column("jobseeker_id", sa.Uuid(), nullable=False),
        sa.Column("roles", sa.String(length=400), nullable=False),
        sa.Column("sectors", sa.String(length=400), nullable=False),
        sa.Column("hours_at_least", sa.Integer(), nullable=True),
        sa.Column("hours_at_most", sa.Integer(), nullable=True),
        sa.Column("from_home", sa.Enum("no", "some", "only", name="fromhome", native_enum=False, length=40)),
        sa.Column("commute_minutes", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_home IN ('no', 'some', 'only')", name=op.f("ck_wants_from_home_known")),
        sa.CheckConstraint("hours_at_least BETWEEN 1 AND 80", name=op.f("ck_wants_least_in_range")),
        sa.CheckConstraint("hours_at_most BETWEEN 1 AND 80", name=op.f("ck_wants_most_in_range")),
        sa.CheckConstraint("hours_at_least <= hours_at_most", name=op.f("ck_wants_least_before_most")),
        sa.CheckConstraint("commute_minutes BETWEEN 0 AND 300", name=op.f("ck_wants_commute_in_range")),
        sa.ForeignKeyConstraint(["jobseeker_id"], ["jobseekers.id"], name=op.f("fk_wants_jobseeker_id")),
        sa.PrimaryKeyConstraint("jobseeker_id", name=op.f("pk_wants")),
    )
    op.create_table(
        "blocked_employers",
        sa.Column("jobseeker_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("key <> ''", name=op.f("ck_blocked_employers_names_something")),
        sa.ForeignKeyConstraint(["jobseeker_id"], ["jobseekers.id"], name=op.f("fk_blocked_employers_jobseeker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocked_employers")),
        sa.UniqueConstraint("jobseeker_id", "key", name=op.f("uq_blocked_employers_jobseeker_id_key")),
    )
    op.create_index(op.f("ix_blocked_employers_key"), "blocked_employers", ["key"])
    op.create_table(
        "pool_choices",
        sa.Column("jobseeker_id", sa.Uuid(), nullable=False),
        sa.Column("pool_id", sa.Uuid(), nullable=False),
        sa.Column("chosen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["jobseeker_id"], ["jobseekers.id"], name=op.f("fk_pool_choices_jobseeker_id")),
        sa.ForeignKeyConstraint(["pool_id"], ["pools.id"], name=op.f("fk_pool_choices_pool_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("jobseeker_id", "pool_id", name=op.f("pk_pool_choices")),
    )
    op.create_index(op.f("ix_pool_choices_pool_id"), "pool_choices", ["pool_id"])
    op.create_table(
        "competencies_set_aside",
        sa.Column("jobseeker_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["jobseeker_id"], ["jobseekers.id"], name=op.f("fk_competencies_set_aside_jobseeker_id")
        ),
        sa.ForeignKeyConstraint(
            ["competency_id"], ["competencies.id"], name=op.f("fk_competencies_set_aside_competency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competencies_set_aside")),
        sa.UniqueConstraint(
            "jobseeker_id", "competency_id", name=op.f("uq_competencies_set_aside_jobseeker_id_competency_id")
        ),
    )
    op.create_index(op.f("ix_competencies_set_aside_competency_id"), "competencies_set_aside", ["competency_id"])


def _apart() -> None:
    op.create_table(
        "equity_answers",
        sa.Column("jobseeker_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["jobseeker_id"], ["jobseekers.id"], name=op.f("fk_equity_answers_jobseeker_id")),
        sa.PrimaryKeyConstraint("jobseeker_id", name=op.f("pk_equity_answers")),
    )
    op.create_table(
        "equity_totals",
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equity_totals")),
    )
    protect("equity_totals")
    op.create_table(
        "erasures",
        sa.Column("person_hash", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("person_hash", name=op.f("uq_erasures_person_hash")),
    )
    protect("erasures")


def downgrade() -> None:
    """What is looked at is with its evidence again, what lapsed counts as it did, and a file is the story beside it."""
    for table in ("erasures", "equity_totals"):
        unprotect(table)
    for table in (
        "erasures",
        "equity_totals",
        "equity_answers",
        "competencies_set_aside",
        "pool_choices",
        "blocked_employers",
        "wants",
    ):
        op.drop_table(table)
    op.execute("UPDATE evidence_items SET kind = 'story', document_id = NULL WHERE kind = 'file'")
    with op.batch_alter_table("evidence_items") as batch:
        batch.drop_constraint(batch.f("ck_evidence_items_file_named"), type_="check")
        batch.drop_constraint(batch.f("ck_evidence_items_kind_known"), type_="check")
        batch.create_check_constraint(batch.f("ck_evidence_items_kind_known"), f"kind IN {KINDS}")
        batch.drop_constraint(batch.f("fk_evidence_items_document_id"), type_="foreignkey")
        batch.drop_column("document_id")
        batch.drop_column("reason")
    op.execute(
        "UPDATE competency_claims SET reviewer_id = NULL, stage = CASE WHEN shown_level > 0 THEN 'demonstrated' "
        "WHEN shown_level = 0 THEN 'not_demonstrated' ELSE 'evidence_linked' END "
        "WHERE stage IN ('waiting_review', 'in_review', 'expired')"
    )
    with op.batch_alter_table("competency_claims") as batch:
        _rules(batch, RULES, BEFORE, FORMER)
        batch.drop_constraint(batch.f("fk_competency_claims_reviewer_id"), type_="foreignkey")
        batch.drop_column("reviewer_id")
        batch.drop_column("asked_at")
        batch.drop_column("lapses_on")
