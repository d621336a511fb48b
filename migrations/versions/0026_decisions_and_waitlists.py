"""The order of a waitlist and its rules; decisions proposed and released together; who waits for a later cohort."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.search import watch

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

OUTCOMES = ("accept", "waitlist", "defer", "not_select")
OPEN = "undone_at IS NULL AND finished_at IS NULL"
# Column, what it is without a word of anybody, the least and the most.
RULES = (("hold_hours", 48, 1, 720), ("grace_days", 7, 0, 90))


def upgrade() -> None:
    """Whoever is on a waitlist stands there in the order of the applications."""
    for name, usual, least, most in RULES:
        # One statement for both engines: to add a CHECK otherwise, SQLite would make the table anew.
        op.execute(
            f"ALTER TABLE cohorts ADD COLUMN {name} INTEGER DEFAULT {usual} NOT NULL "
            f"CONSTRAINT ck_cohorts_{name}_in_range CHECK ({name} BETWEEN {least} AND {most})"
        )
    op.add_column("applications", sa.Column("waitlist_rank", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE applications SET waitlist_rank = (SELECT count(*) FROM applications AS before "
        "WHERE before.cohort_id = applications.cohort_id AND before.stage = 'waitlisted' AND "
        "(before.submitted_at < applications.submitted_at "
        "OR (before.submitted_at = applications.submitted_at AND before.id <= applications.id))) "
        "WHERE stage = 'waitlisted'"
    )
    _releases()
    _proposals()
    _deferrals()


def _releases() -> None:
    op.create_table(
        "decision_releases",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("undone_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Uuid(), nullable=True),
        sa.Column("finished_at", UtcDateTime(timezone=True), nullable=True),
        *_row("decision_releases"),
        *_keys("decision_releases", cohort_id="cohorts", created_by_id="people", undone_by_id="people"),
        _check("decision_releases", "counted", "total >= 1 AND done >= 0 AND missed >= 0 AND done + missed <= total"),
        _check("decision_releases", "undone_or_finished", "undone_at IS NULL OR finished_at IS NULL"),
        _check("decision_releases", "undone_by_somebody", "(undone_at IS NULL) = (undone_by_id IS NULL)"),
    )
    op.create_index("ix_decision_releases_cohort_id", "decision_releases", ["cohort_id"])
    _once("uq_decision_releases_one_open", "decision_releases", "cohort_id", OPEN)


def _proposals() -> None:
    op.create_table(
        "decision_proposals",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("to_cohort_id", sa.Uuid(), nullable=True),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=True),
        sa.Column("settled_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        *_row("decision_proposals"),
        *_keys(
            "decision_proposals",
            application_id="applications",
            to_cohort_id="cohorts",
            proposed_by_id="people",
            release_id="decision_releases",
        ),
        sa.UniqueConstraint("application_id", name=op.f("uq_decision_proposals_application_id")),
        _check("decision_proposals", "outcome_known", f"outcome IN {OUTCOMES}"),
        _check("decision_proposals", "deferred_to_a_cohort", "(outcome = 'defer') = (to_cohort_id IS NOT NULL)"),
        _check("decision_proposals", "settled_by_a_release", "settled_at IS NULL OR release_id IS NOT NULL"),
    )
    op.create_index("ix_decision_proposals_release_id", "decision_proposals", ["release_id"])


def _deferrals() -> None:
    op.create_table(
        "deferrals",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("from_cohort_id", sa.Uuid(), nullable=False),
        sa.Column("to_cohort_id", sa.Uuid(), nullable=False),
        sa.Column("asked_words", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        *_row("deferrals"),
        *_keys(
            "deferrals",
            application_id="applications",
            from_cohort_id="cohorts",
            to_cohort_id="cohorts",
            asked_by_id="people",
            answered_by_id="people",
        ),
        _check("deferrals", "to_another_cohort", "from_cohort_id <> to_cohort_id"),
        _check("deferrals", "answered_at_a_moment", "(agreed IS NULL) = (answered_at IS NULL)"),
    )
    for column in ("application_id", "from_cohort_id", "to_cohort_id"):
        op.create_index(f"ix_deferrals_{column}", "deferrals", [column])
    _once("uq_deferrals_once", "deferrals", "application_id", "agreed IS NULL OR agreed")


def _row(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _keys(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, target in targets.items()
    ]


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _once(name: str, table: str, column: str, where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, [column], unique=True, sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    """The order is lost, and what was proposed. An application that went to a later cohort stays there."""
    for table in ("deferrals", "decision_proposals", "decision_releases"):
        op.drop_table(table)
    op.drop_column("applications", "waitlist_rank")
    with op.batch_alter_table("cohorts") as batch:
        for name, *_rest in RULES:
            batch.drop_constraint(batch.f(f"ck_cohorts_{name}_in_range"), type_="check")
            batch.drop_column(name)
    if op.get_bind().dialect.name == "sqlite":
        watch("cohort")
