"""Interviews with rounds, panels and shared days, scorecards, feedback, and what candidates tell in confidence."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

BEFORE = (
    *("proposed", "scheduled", "cleared", "not_cleared", "cancelled_by_employer", "cancelled_by_candidate"),
    *("no_show_candidate", "no_show_employer"),
)
STAGES = (*BEFORE[:2], "reschedule_requested", "held", "scored", *BEFORE[2:])
KINDS = ("first_talk", "technical", "team", "trial", "final")
HIRE = ("strong_no", "no", "yes", "strong_yes")
LIVE_BEFORE = "stage IN ('proposed', 'scheduled')"
OPEN = "stage IN ('proposed', 'scheduled', 'reschedule_requested', 'held', 'scored')"
MOMENT_BEFORE = (
    "stage NOT IN ('scheduled', 'cleared', 'not_cleared', 'no_show_candidate', 'no_show_employer') "
    "OR starts_at IS NOT NULL"
)
MOMENT = "stage IN ('proposed', 'cancelled_by_employer', 'cancelled_by_candidate') OR starts_at IS NOT NULL"
# What a stage that the former software does not know comes nearest to.
NEAREST = {"reschedule_requested": "proposed", "held": "scheduled", "scored": "scheduled"}
COUNTS = {"number": "1", "reschedules_allowed": "2", "employer_reschedules": "0", "candidate_reschedules": "0"}
CHECKS = {
    "kind_known": f"kind IN {KINDS}",
    "number_in_range": "number BETWEEN 1 AND 20",
    "decide_within_days": "decide_within BETWEEN 1 AND 30",
    "reschedules_allowed": (
        "employer_reschedules BETWEEN 0 AND reschedules_allowed "
        "AND candidate_reschedules BETWEEN 0 AND reschedules_allowed"
    ),
}
MOMENTS = ("decide_by", "feedback_by", "scorecards_shared_at", "settled_at")


def _words(*words: str, name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=40)


def upgrade() -> None:
    """Whoever arranged an interview takes part in it; what is scheduled is to be decided five days after it."""
    _interviews()
    _panel()
    _days()
    _scorecards()
    _told()
    _fill()


def _interviews() -> None:
    op.drop_index("uq_interviews_one_live", "interviews")
    with op.batch_alter_table("interviews") as batch:
        for name in ("stage_known", "scheduled_at_a_moment"):
            batch.drop_constraint(batch.f(f"ck_interviews_{name}"), type_="check")
        for name, default in (COUNTS | {"decide_within": "5"}).items():
            batch.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text(default)))
        kind = sa.Column("kind", _words(*KINDS, name="kind"), nullable=False, server_default="first_talk")
        batch.add_column(kind)
        batch.add_column(sa.Column("bring", sa.Text(), nullable=False, server_default=""))
        for name in MOMENTS:
            batch.add_column(sa.Column(name, UtcDateTime(), nullable=True))
    with op.batch_alter_table("interviews") as batch:
        checks = {"stage_known": f"stage IN {STAGES}", "scheduled_at_a_moment": MOMENT} | CHECKS
        for name, rule in checks.items():
            batch.create_check_constraint(batch.f(f"ck_interviews_{name}"), rule)
    _one_live(OPEN)


def _one_live(rule: str) -> None:
    where = sa.text(rule)
    op.create_index(
        "uq_interviews_one_live",
        "interviews",
        ["referral_id"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


# ---- new tables ------------------------------------------------------------------------------------------


def _id() -> list[Any]:  # Any: columns and constraints
    return [sa.Column("id", sa.Uuid(), nullable=False)]


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _to(table: str, **columns: str) -> list[Any]:  # Any: columns and constraints
    """Columns that point to other tables, and their keys; `?` before the table's name lets one be empty."""
    found: list[Any] = []
    for name, target in columns.items():
        found.append(sa.Column(name, sa.Uuid(), nullable=target.startswith("?")))
        found.append(sa.ForeignKeyConstraint([name], [f"{target.strip('?')}.id"], name=op.f(f"fk_{table}_{name}")))
    return found


def _of_employer(table: str, column: str, target: str, name: str, *, nullable: bool = False) -> list[Any]:
    """A column that points to a row of the same employer."""
    columns = [sa.Column(column, sa.Uuid(), nullable=nullable)]
    key = sa.ForeignKeyConstraint(
        ["employer_id", column], [f"{target}.employer_id", f"{target}.id"], name=f"fk_{table}_{name}"
    )
    return [*columns, key]


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _employer() -> sa.Column[Any]:
    return sa.Column("employer_id", sa.Uuid(), nullable=False)


def _panel() -> None:
    table = "interview_panel"
    op.create_table(
        table,
        _employer(),
        *_of_employer(table, "interview_id", "interviews", "interview"),
        *_to(table, person_id="people"),
        *_id(),
        _key(table),
        _unique(table, "interview_id", "person_id"),
    )
    _index(table, "interview_id")
    _index(table, "person_id")


def _days() -> None:
    table = "interview_days"
    op.create_table(
        table,
        _employer(),
        *_of_employer(table, "role_need_id", "role_needs", "role_need"),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        *_to(table, made_by_id="people"),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        *_id(),
        _key(table),
        _unique(table, "employer_id", "id"),
    )
    _index(table, "role_need_id")
    table = "shared_slots"
    op.create_table(
        table,
        _employer(),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        *_of_employer(table, "day_id", "interview_days", "day"),
        *_of_employer(table, "taken_by_id", "interviews", "interview", nullable=True),
        *_id(),
        _key(table),
        _unique(table, "day_id", "starts_at"),
        _unique(table, "taken_by_id"),
    )
    with op.batch_alter_table("interview_slots") as batch:
        batch.add_column(sa.Column("shared_slot_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_interview_slots_shared_slot_id"), "shared_slots", ["shared_slot_id"], ["id"]
        )
        batch.create_index(batch.f("ix_interview_slots_shared_slot_id"), ["shared_slot_id"])


def _scorecards() -> None:
    table = "interview_scorecards"
    op.create_table(
        table,
        _employer(),
        *_of_employer(table, "interview_id", "interviews", "interview"),
        *_to(table, author_id="people"),
        sa.Column("hire", _words(*HIRE, name="hire"), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("handed_in_at", UtcDateTime(), nullable=False),
        *_id(),
        sa.CheckConstraint(f"hire IN {HIRE}", name=op.f(f"ck_{table}_hire_known")),
        _key(table),
        _unique(table, "interview_id", "author_id"),
    )
    _index(table, "interview_id")
    table = "interview_scores"
    op.create_table(
        table,
        *_to(table, scorecard_id="interview_scorecards", requirement_id="requirements"),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        *_id(),
        sa.CheckConstraint("points BETWEEN 1 AND 4", name=op.f(f"ck_{table}_points_known")),
        _key(table),
        _unique(table, "scorecard_id", "requirement_id"),
    )
    _index(table, "requirement_id")


def _told() -> None:
    table = "interview_feedback"
    op.create_table(
        table,
        _employer(),
        *_of_employer(table, "interview_id", "interviews", "interview"),
        sa.Column("words", sa.Text(), nullable=False),
        *_to(table, written_by_id="people"),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *_id(),
        _key(table),
        _unique(table, "interview_id"),
    )
    table = "interview_reports"
    op.create_table(
        table,
        *_to(table, interview_id="interviews", settled_by_id="?people"),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        *_id(),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)", name=op.f(f"ck_{table}_settled_by_somebody")
        ),
        _key(table),
    )
    _index(table, "interview_id")


def _fill() -> None:
    bind, names = op.get_bind(), ("id", "employer_id", "arranged_by_id")
    table = sa.table(
        "interviews",
        *(sa.column(name, sa.Uuid()) for name in names),
        *(sa.column(name, UtcDateTime()) for name in ("starts_at", "decide_by")),
        sa.column("minutes", sa.Integer()),
        sa.column("stage", sa.String()),
    )
    panel = sa.table("interview_panel", *(sa.column(n, sa.Uuid()) for n in (*names[:2], "interview_id", "person_id")))
    for row in bind.execute(sa.select(table)).all():
        # one panel row for each: an id of its own is not needed beyond that, so the interview's serves
        bind.execute(
            sa.insert(panel).values(
                id=row.id, employer_id=row.employer_id, interview_id=row.id, person_id=row.arranged_by_id
            )
        )
        if row.stage == "scheduled":
            decide_by = row.starts_at + timedelta(minutes=row.minutes, days=5)
            bind.execute(sa.update(table).where(table.c.id == row.id).values(decide_by=decide_by))


# ---- the way back --------------------------------------------------------------------------------------


def downgrade() -> None:
    """Scorecards, feedback and reports go; what was held waits for its outcome again."""
    with op.batch_alter_table("interview_slots") as batch:
        batch.drop_index(batch.f("ix_interview_slots_shared_slot_id"))
        batch.drop_constraint(batch.f("fk_interview_slots_shared_slot_id"), type_="foreignkey")
        batch.drop_column("shared_slot_id")
    for table in (
        "interview_reports",
        "interview_feedback",
        "interview_scores",
        "interview_scorecards",
        "shared_slots",
        "interview_days",
        "interview_panel",
    ):
        op.drop_table(table)
    op.drop_index("uq_interviews_one_live", "interviews")
    with op.batch_alter_table("interviews") as batch:
        for name in ("stage_known", "scheduled_at_a_moment", *CHECKS):
            batch.drop_constraint(batch.f(f"ck_interviews_{name}"), type_="check")
    for stage, nearest in NEAREST.items():
        op.execute(f"UPDATE interviews SET stage = '{nearest}', version = version + 1 WHERE stage = '{stage}'")
    with op.batch_alter_table("interviews") as batch:
        for name in (*MOMENTS, "bring", "kind", "decide_within", *COUNTS):
            batch.drop_column(name)
        batch.create_check_constraint(batch.f("ck_interviews_stage_known"), f"stage IN {BEFORE}")
        batch.create_check_constraint(batch.f("ck_interviews_scheduled_at_a_moment"), MOMENT_BEFORE)
    _one_live(LIVE_BEFORE)
