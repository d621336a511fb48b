"""Every stage of an application, what is asked of people, a form for each cohort, the profile as it was when sent."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.freezing import fix_forms, unfix_forms
from migrations.search import watch

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BEFORE = (
    "draft",
    "submitted",
    "in_review",
    "waitlisted",
    "accepted",
    "confirmed",
    "enrolled",
    "not_selected",
    "lapsed",
    "withdrawn",
)
STAGES = (
    "draft",
    "submitted",
    "screening",
    "more_info",
    "in_review",
    "decision_pending",
    "waitlisted",
    "deferred",
    "accepted",
    "confirmed",
    "enrolled",
    "not_selected",
    "lapsed",
    "withdrawn",
    "expired",
    "ineligible",
)
KINDS = ("short", "long", "one", "many", "scale", "file")
# What a stage that the former software does not know comes nearest to.
NEAREST = {
    "screening": "submitted",
    "more_info": "submitted",
    "decision_pending": "in_review",
    "deferred": "waitlisted",
    "expired": "withdrawn",
    "ineligible": "not_selected",
}


def upgrade() -> None:
    """Nobody moves: what stood at a stage stands there still."""
    _stages(
        STAGES,
        unsent=("draft", "withdrawn", "expired"),
        over=("not_selected", "lapsed", "withdrawn", "expired", "ineligible"),
    )
    _forms()
    _answers()
    _requests()
    with op.batch_alter_table("applications") as batch:
        batch.add_column(sa.Column("form_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(batch.f("fk_applications_form_id"), "application_forms", ["form_id"], ["id"])
    _watch()


def _forms() -> None:
    op.create_table(
        "application_forms",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("published_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_application_forms_counted_from_one")),
        sa.CheckConstraint(
            "(published_at IS NULL) = (published_by_id IS NULL)",
            name=op.f("ck_application_forms_published_by_somebody"),
        ),
        _to("application_forms", "cohort_id", "cohorts"),
        _to("application_forms", "created_by_id", "people"),
        _to("application_forms", "published_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_forms")),
        sa.UniqueConstraint("cohort_id", "number", name=op.f("uq_application_forms_cohort_id_number")),
    )
    _one("uq_application_forms_one_composed", "application_forms", "cohort_id", "published_at IS NULL")
    op.create_table(
        "form_questions",
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("lineage", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="questionkind", native_enum=False, length=40), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("help", sa.Text(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("depends_on", sa.Uuid(), nullable=True),
        sa.Column("depends_answer", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"kind IN {KINDS}", name=op.f("ck_form_questions_kind_known")),
        sa.CheckConstraint("label <> ''", name=op.f("ck_form_questions_asks_something")),
        sa.CheckConstraint(
            "(depends_on IS NULL) = (depends_answer = '')", name=op.f("ck_form_questions_depends_on_an_answer")
        ),
        _to("form_questions", "form_id", "application_forms"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_questions")),
        sa.UniqueConstraint("form_id", "lineage", name=op.f("uq_form_questions_form_id_lineage")),
    )
    fix_forms()


def _answers() -> None:
    op.create_table(
        "application_answers",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("lineage", sa.Uuid(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        _to("application_answers", "application_id", "applications"),
        _to("application_answers", "question_id", "form_questions"),
        _to("application_answers", "document_id", "documents"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_answers")),
        sa.UniqueConstraint("application_id", "lineage", name=op.f("uq_application_answers_application_id_lineage")),
    )
    for column in ("question_id", "document_id"):
        op.create_index(op.f(f"ix_application_answers_{column}"), "application_answers", [column])
    op.create_table(
        "profile_snapshots",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.CheckConstraint("format >= 1", name=op.f("ck_profile_snapshots_format_counted_from_one")),
        _to("profile_snapshots", "application_id", "applications"),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_profile_snapshots")),
    )


def _requests() -> None:
    op.create_table(
        "information_requests",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_information_requests_asks_something")),
        sa.CheckConstraint(
            "answered_at IS NULL OR closed_at IS NOT NULL", name=op.f("ck_information_requests_closed_when_answered")
        ),
        sa.CheckConstraint(
            "answered_at IS NULL OR answer <> '' OR document_id IS NOT NULL",
            name=op.f("ck_information_requests_answers_something"),
        ),
        _to("information_requests", "application_id", "applications"),
        _to("information_requests", "asked_by_id", "people"),
        _to("information_requests", "document_id", "documents"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_information_requests")),
    )
    op.create_index(op.f("ix_information_requests_application_id"), "information_requests", ["application_id"])
    _one("uq_information_requests_one_open", "information_requests", "application_id", "closed_at IS NULL")


def _one(name: str, table: str, column: str, of: str) -> None:
    some = sa.text(of)
    op.create_index(name, table, [column], unique=True, sqlite_where=some, postgresql_where=some)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _stages(stages: tuple[str, ...], *, unsent: tuple[str, ...], over: tuple[str, ...]) -> None:
    """SQLite makes the table anew: its partial index and the triggers of search are said again."""
    op.drop_index("uq_applications_one_live", "applications")
    with op.batch_alter_table("applications") as batch:
        for name in ("stage_known", "submitted_when_sent"):
            batch.drop_constraint(batch.f(f"ck_applications_{name}"), type_="check")
        batch.create_check_constraint(batch.f("ck_applications_stage_known"), f"stage IN {stages}")
        batch.create_check_constraint(
            batch.f("ck_applications_submitted_when_sent"), f"stage IN {unsent} OR submitted_at IS NOT NULL"
        )
    living = sa.text(f"stage NOT IN {over}")
    op.create_index(
        "uq_applications_one_live",
        "applications",
        ["jobseeker_id", "cohort_id"],
        unique=True,
        sqlite_where=living,
        postgresql_where=living,
    )
    _watch()


def _watch() -> None:
    """What SQLite dropped with the table: the triggers of search."""
    if op.get_bind().dialect.name == "sqlite":
        watch("application")


def downgrade() -> None:
    """Each application stands where the former software would have it; its history keeps the words."""
    op.drop_table("information_requests")
    op.drop_table("profile_snapshots")
    op.drop_table("application_answers")
    with op.batch_alter_table("applications") as batch:
        batch.drop_constraint(batch.f("fk_applications_form_id"), type_="foreignkey")
        batch.drop_column("form_id")
    unfix_forms()
    op.drop_table("form_questions")
    op.drop_table("application_forms")
    for stage, nearest in NEAREST.items():
        op.execute(f"UPDATE applications SET stage = '{nearest}', version = version + 1 WHERE stage = '{stage}'")
    _stages(BEFORE, unsent=("draft", "withdrawn"), over=("not_selected", "lapsed", "withdrawn"))
