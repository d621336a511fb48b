"""Rounds of choosing: who takes part, both sides' lists, the frozen lists, proposals, and what is decided."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect, unprotect

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

STAGES = ("open", "frozen", "proposed", "released", "abandoned")
PROPOSING = ("candidates", "employers")
SIDES = ("jobseeker", "employer", "staff", "funder", "admin")
APPENDED = ("matching_round_changes", "rank_lists", "round_snapshots", "round_proposals")


def _word(name: str, words: tuple[str, ...]) -> sa.Column[str]:
    return sa.Column(name, sa.Enum(*words, name=name, native_enum=False, length=40), nullable=False)


def _known(table: str, name: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{name} IN ({listed})", name=op.f(f"ck_{table}_{name}_known"))


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Seven tables, empty."""
    _rounds()
    _changes()
    _roles()
    _lists()
    _proposals()
    _results()
    for table in APPENDED:
        protect(table)


def _rounds() -> None:
    table = "matching_rounds"
    op.create_table(
        table,
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=True),
        _word("stage", STAGES),
        sa.Column("freezes_at", UtcDateTime(), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("frozen_at", UtcDateTime(), nullable=True),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("wanted_by_id", sa.Uuid(), nullable=True),
        _word("proposing", PROPOSING),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=True),
        sa.Column("released_by_id", sa.Uuid(), nullable=True),
        sa.Column("released_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _known(table, "stage", STAGES),
        _known(table, "proposing", PROPOSING),
        *_rules(table),
        _points(table, "program_id", "programs"),
        *(_points(table, f"{who}_by_id", "people") for who in ("opened", "wanted", "proposed", "released")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_rounds")),
    )
    op.create_index(op.f("ix_matching_rounds_program_id"), table, ["program_id"])


def _rules(table: str) -> list[sa.CheckConstraint]:
    released = (
        "(stage = 'released') = (released_by_id IS NOT NULL) AND (stage = 'released') = (released_at IS NOT NULL)"
    )
    rules = {
        "frozen_when": "stage IN ('open', 'abandoned') OR frozen_at IS NOT NULL",
        "proposed_by": "stage NOT IN ('proposed', 'released') OR proposed_by_id IS NOT NULL",
        "released_by": released,
        "released_by_another": "released_by_id IS NULL OR released_by_id <> proposed_by_id",
    }
    return [sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}")) for name, rule in rules.items()]


def _changes() -> None:
    table = "matching_round_changes"
    op.create_table(
        table,
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        _word("side", SIDES),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        _known(table, "side", SIDES),
        _points(table, "actor_id", "people"),
        _points(table, "note_id", "change_notes"),
        _points(table, "subject_id", "matching_rounds"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_round_changes")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f("uq_matching_round_changes_subject_id_seq")),
    )


def _roles() -> None:
    op.create_table(
        "round_roles",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("role_need_id", sa.Uuid(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("places >= 0", name=op.f("ck_round_roles_places_counted")),
        _points("round_roles", "round_id", "matching_rounds"),
        sa.ForeignKeyConstraint(
            ["employer_id", "role_need_id"],
            ["role_needs.employer_id", "role_needs.id"],
            name="fk_round_roles_role_need",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_roles")),
        sa.UniqueConstraint("round_id", "role_need_id", name=op.f("uq_round_roles_round_id_role_need_id")),
    )
    for column in ("employer_id", "role_need_id"):
        op.create_index(op.f(f"ix_round_roles_{column}"), "round_roles", [column])


def _lists() -> None:
    table = "rank_lists"
    op.create_table(
        table,
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("jobseeker_id", sa.Uuid(), nullable=True),
        sa.Column("role_need_id", sa.Uuid(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("ordered", sa.JSON(), nullable=False),
        sa.Column("kept_out", sa.JSON(), nullable=False),
        sa.Column("saved_by_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(jobseeker_id IS NULL) <> (role_need_id IS NULL)", name=op.f("ck_rank_lists_of_one_side")),
        _points(table, "round_id", "matching_rounds"),
        _points(table, "jobseeker_id", "jobseekers"),
        _points(table, "saved_by_id", "people"),
        sa.ForeignKeyConstraint(
            ["round_id", "role_need_id"],
            ["round_roles.round_id", "round_roles.role_need_id"],
            name="fk_rank_lists_role",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rank_lists")),
        sa.UniqueConstraint("round_id", "jobseeker_id", "seq", name=op.f("uq_rank_lists_round_id_jobseeker_id_seq")),
        sa.UniqueConstraint("round_id", "role_need_id", "seq", name=op.f("uq_rank_lists_round_id_role_need_id_seq")),
    )
    for column in ("jobseeker_id", "role_need_id"):
        op.create_index(op.f(f"ix_rank_lists_{column}"), table, [column])


def _proposals() -> None:
    op.create_table(
        "round_snapshots",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("lists", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _points("round_snapshots", "round_id", "matching_rounds"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_snapshots")),
        sa.UniqueConstraint("round_id", name=op.f("uq_round_snapshots_round_id")),
    )
    table = "round_proposals"
    op.create_table(
        table,
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("algorithm", sa.String(length=40), nullable=False),
        _word("proposing", PROPOSING),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("gone", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("result", sa.String(length=64), nullable=False),
        sa.Column("measures", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("blocking", "overfull", "unwanted")),
        sa.Column("id", sa.Uuid(), nullable=False),
        _known(table, "proposing", PROPOSING),
        _points(table, "round_id", "matching_rounds"),
        _points(table, "asked_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_proposals")),
        sa.UniqueConstraint("round_id", "seq", name=op.f("uq_round_proposals_round_id_seq")),
    )


def _results() -> None:
    table = "round_results"
    op.create_table(
        table,
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("jobseeker_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_id", sa.Uuid(), nullable=True),
        sa.Column("decided_id", sa.Uuid(), nullable=True),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(changed_by_id IS NULL) = (changed_at IS NULL)", name=op.f("ck_round_results_changed_by")),
        _points(table, "proposal_id", "round_proposals"),
        _points(table, "jobseeker_id", "jobseekers"),
        _points(table, "proposed_id", "referrals"),
        _points(table, "decided_id", "referrals"),
        _points(table, "changed_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_results")),
        sa.UniqueConstraint("proposal_id", "jobseeker_id", name=op.f("uq_round_results_proposal_id_jobseeker_id")),
    )
    for column in ("jobseeker_id", "proposed_id", "decided_id"):
        op.create_index(op.f(f"ix_round_results_{column}"), table, [column])


def downgrade() -> None:
    """Every round, its lists and what came of it are lost."""
    for table in APPENDED:
        unprotect(table)
    for table in (
        *("round_results", "round_proposals", "round_snapshots", "rank_lists"),
        *("round_roles", "matching_round_changes", "matching_rounds"),
    ):
        op.drop_table(table)
