"""Reviews of applications: a rubric per cohort, who reviews what, and what each reviewer saw."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

MESSAGE = "a rubric in use stays as it is"
FROZEN = "EXISTS (SELECT 1 FROM rubrics WHERE frozen_at IS NOT NULL AND id = {row}.rubric_id)"
RULES = (
    ("rubrics", "update", "OLD.frozen_at IS NOT NULL"),
    ("rubrics", "delete", "OLD.frozen_at IS NOT NULL"),
    ("rubric_criteria", "insert", FROZEN.format(row="NEW")),
    ("rubric_criteria", "update", f"{FROZEN.format(row='OLD')} OR {FROZEN.format(row='NEW')}"),
    ("rubric_criteria", "delete", FROZEN.format(row="OLD")),
)


def upgrade() -> None:
    """Nine tables, all empty."""
    _rounds()
    _rubrics()
    _reviews()
    _freeze()
    for table in ("review_round_changes", "review_changes", "review_editions"):
        protect(table)


def _rounds() -> None:
    op.create_table(
        "review_rounds",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("reviewers_each", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("stage IN ('preparing', 'blind', 'open')", name=op.f("ck_review_rounds_stage_known")),
        sa.CheckConstraint("reviewers_each BETWEEN 1 AND 9", name=op.f("ck_review_rounds_reviewers_in_range")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_review_rounds_cohort_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_rounds")),
        sa.UniqueConstraint("cohort_id", name=op.f("uq_review_rounds_cohort_id")),
    )
    _history("review_round_changes", "review_rounds")


def _rubrics() -> None:
    op.create_table(
        "rubrics",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("frozen_at", UtcDateTime(), nullable=True),
        sa.Column("copied_from_id", sa.Uuid(), nullable=True),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("edition >= 1", name=op.f("ck_rubrics_edition_counts")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_rubrics_cohort_id")),
        sa.ForeignKeyConstraint(["copied_from_id"], ["rubrics.id"], name=op.f("fk_rubrics_copied_from_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_rubrics_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubrics")),
        sa.UniqueConstraint("cohort_id", "edition", name=op.f("uq_rubrics_cohort_id_edition")),
    )
    op.create_table(
        "rubric_criteria",
        sa.Column("rubric_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        *(sa.Column(f"level_{level}", sa.String(length=300), nullable=False) for level in range(1, 5)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 1 AND 100", name=op.f("ck_rubric_criteria_weight_in_range")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubrics.id"], name=op.f("fk_rubric_criteria_rubric_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric_criteria")),
    )
    op.create_index(op.f("ix_rubric_criteria_rubric_id"), "rubric_criteria", ["rubric_id"])


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("rubric_id", sa.Uuid(), nullable=True),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("weight_known", sa.Integer(), nullable=True),
        sa.Column("assigned_by_id", sa.Uuid(), nullable=False),
        sa.Column("assigned_at", UtcDateTime(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('assigned', 'begun', 'submitted', 'conflicted', 'released')", name=op.f("ck_reviews_stage_known")
        ),
        sa.CheckConstraint(
            "(stage = 'submitted') = (submitted_at IS NOT NULL AND points IS NOT NULL AND weight_known IS NOT NULL "
            "AND rubric_id IS NOT NULL)",
            name=op.f("ck_reviews_counted_when_in"),
        ),
        sa.CheckConstraint("points BETWEEN weight_known AND weight_known * 4", name=op.f("ck_reviews_points_in_range")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_reviews_application_id")),
        sa.ForeignKeyConstraint(["assigned_by_id"], ["people.id"], name=op.f("fk_reviews_assigned_by_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["people.id"], name=op.f("fk_reviews_reviewer_id")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubrics.id"], name=op.f("fk_reviews_rubric_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("application_id", "reviewer_id", name=op.f("uq_reviews_application_id_reviewer_id")),
    )
    op.create_index(op.f("ix_reviews_reviewer_id"), "reviews", ["reviewer_id"])
    op.create_index("ix_reviews_application_id_stage", "reviews", ["application_id", "stage"])
    _history("review_changes", "reviews")
    _scores()


def _scores() -> None:
    op.create_table(
        "review_scores",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("criterion_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("cannot_tell", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name=op.f("ck_review_scores_level_known")),
        sa.CheckConstraint("level IS NULL OR NOT cannot_tell", name=op.f("ck_review_scores_level_or_cannot_tell")),
        sa.ForeignKeyConstraint(["criterion_id"], ["rubric_criteria.id"], name=op.f("fk_review_scores_criterion_id")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_review_scores_review_id")),
        sa.PrimaryKeyConstraint("review_id", "criterion_id", name=op.f("pk_review_scores")),
    )
    op.create_table(
        "review_editions",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.Uuid(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("weight_known", sa.Integer(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_review_editions_review_id")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubrics.id"], name=op.f("fk_review_editions_rubric_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_editions")),
        sa.UniqueConstraint("review_id", "edition", name=op.f("uq_review_editions_review_id_edition")),
    )


def _history(table: str, subject: str) -> None:
    op.create_table(
        table,
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("side", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "side IN ('jobseeker', 'employer', 'staff', 'funder', 'admin')", name=op.f(f"ck_{table}_side_known")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f(f"fk_{table}_actor_id")),
        sa.ForeignKeyConstraint(["note_id"], ["change_notes.id"], name=op.f(f"fk_{table}_note_id")),
        sa.ForeignKeyConstraint(["subject_id"], [f"{subject}.id"], name=op.f(f"fk_{table}_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f(f"uq_{table}_subject_id_seq")),
    )


def _freeze() -> None:
    """Refuse every change of a rubric that is frozen, and of its criteria, on either engine."""
    for table, verb, condition in RULES:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                f"CREATE TRIGGER {table}_frozen_{verb} BEFORE {verb.upper()} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )
            continue
        row, name = "OLD" if verb == "delete" else "NEW", f"{table}_refuse_{verb}"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {condition} THEN RAISE EXCEPTION '{MESSAGE}'; END IF; RETURN {row}; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_frozen_{verb} BEFORE {verb.upper()} ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION {name}()"
        )


def downgrade() -> None:
    """Rubrics and reviews are lost; applications and decisions stay."""
    for table in (
        "review_editions",
        "review_scores",
        "review_changes",
        "reviews",
        "rubric_criteria",
        "rubrics",
        "review_round_changes",
        "review_rounds",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for table, verb, _condition in RULES:
            op.execute(f"DROP FUNCTION {table}_refuse_{verb}()")
