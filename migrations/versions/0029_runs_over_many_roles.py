"""Match runs over many roles with what went into each, places on a shortlist, and readings that a person contests."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect, unprotect

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

STAGES = ("contested", "upheld", "not_upheld")
REASONS = (
    *("record_anew", "take_evidence", "names_mixed_up", "role_asks_wrongly"),
    *("nothing_shows_it", "seen_lower", "means_other", "lapsed"),
)
SIDES = ("jobseeker", "employer", "staff", "funder", "admin")
# What a run found, for whom, and who ran it. An employer or a competency that goes on in another one takes its ids along:
# `employer_id`, `role_need_id`, `requirement_id` and `via_id` stay open.
KEPT = {
    "match_runs": ("run_by_id", "at", "algorithm", "digest", "seed", "considered", "unscored", "not_shown"),
    "match_candidates": ("run_id", "jobseeker_id", "rank", "score", "eligible", "known_share"),
    "match_parts": (
        *("match_candidate_id", "position", "state", "have", "need", "evidence"),
        *("points", "points_if_raised", "most_points"),
    ),
}


def upgrade() -> None:
    """Runs of before have no inputs: what people held on their day is not known any more."""
    op.add_column("referrals", sa.Column("place", sa.Integer(), nullable=True))
    _inputs()
    _batches()
    _contested()
    for table, columns in KEPT.items():
        protect(table, columns)


def _ids(table: str, **columns: str) -> list[Any]:  # Any: columns and constraints
    """Columns that point to other tables, and their keys; `?` before the table's name lets one be empty."""
    found: list[Any] = []
    for name, target in columns.items():
        found.append(sa.Column(name, sa.Uuid(), nullable=target.startswith("?")))
        found.append(sa.ForeignKeyConstraint([name], [f"{target.strip('?')}.id"], name=op.f(f"fk_{table}_{name}")))
    return found


def _checks(table: str, **rules: str) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}")) for name, rule in rules.items()]


def _inputs() -> None:
    table = "match_inputs"
    op.create_table(
        table,
        *_ids(table, run_id="match_runs"),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("unsaid", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f(f"pk_{table}")),
    )
    protect(table)


def _batches() -> None:
    table = "match_batches"
    op.create_table(
        table,
        *_ids(table, requested_by_id="people", membership_id="memberships", cohort_id="?cohorts"),
        sa.Column("jobseeker_ids", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        *_checks(
            table,
            asks_for_something="total > 0",
            done_within_total="done BETWEEN 0 AND total",
            finished_when_done="(finished_at IS NULL) = (done < total)",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    _batch_roles()


def _batch_roles() -> None:
    table = "match_batch_roles"
    op.create_table(
        table,
        *_ids(table, batch_id="match_batches", run_id="?match_runs"),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("role_need_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id", "role_need_id"],
            ["role_needs.employer_id", "role_needs.id"],
            name="fk_match_batch_roles_role_need",
        ),
        *_checks(
            table,
            run_or_problem="run_id IS NULL OR problem = ''",
            settled_with_an_answer="(settled_at IS NULL) = (run_id IS NULL AND problem = '')",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("batch_id", "role_need_id", name=op.f(f"uq_{table}_batch_id_role_need_id")),
    )
    for column in ("role_need_id", "run_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _contested() -> None:
    table = "contested_readings"
    op.create_table(
        table,
        *_ids(table, referral_id="referrals", match_part_id="match_parts", answered_by_id="?people"),
        sa.Column("stage", sa.Enum(*STAGES, name="readingstage", native_enum=False, length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reason", sa.Enum(*REASONS, name="readingreason", native_enum=False, length=40), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("contested_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *_checks(
            table,
            stage_known=f"stage IN {STAGES}",
            reason_known=f"reason IN {REASONS}",
            answered_at_a_moment="(stage = 'contested') = (answered_at IS NULL)",
            answered_by_somebody="(answered_at IS NULL) = (answered_by_id IS NULL)",
            answered_for_a_reason="(answered_at IS NULL) = (reason IS NULL)",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in ("referral_id", "match_part_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    some = sa.text("stage = 'contested'")
    op.create_index(
        "uq_contested_readings_one_open",
        table,
        ["match_part_id"],
        unique=True,
        sqlite_where=some,
        postgresql_where=some,
    )
    _changes("contested_reading_changes", table)


def _changes(table: str, of: str) -> None:
    op.create_table(
        table,
        *_ids(table, subject_id=of, actor_id="?people", note_id="?change_notes"),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        sa.Column("side", sa.Enum(*SIDES, name="side", native_enum=False, length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *_checks(table, side_known=f"side IN {SIDES}"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f(f"uq_{table}_subject_id_seq")),
    )
    protect(table)


def downgrade() -> None:
    """What went into the runs, the requests and what was contested go; the runs themselves stay."""
    for table in KEPT:
        unprotect(table)
    for table in (
        "contested_reading_changes",
        "contested_readings",
        "match_batch_roles",
        "match_batches",
        "match_inputs",
    ):
        op.drop_table(table)
    op.drop_column("referrals", "place")
