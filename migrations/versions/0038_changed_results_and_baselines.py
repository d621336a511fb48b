"""What staff changed in a round, never overwritten, and whether people worked before the program, as they said it."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect, unprotect

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

PERIODS = ("hour", "year")
READINGS = ("contested", "upheld", "not_upheld")
DECIDED = ("cleared", "not_cleared")
MOST_ROUNDS = 20


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """What nobody was asked so far stays unknown."""
    _baselines()
    _changes()
    _readings((*READINGS, "taken_back"), "stage IN ('contested', 'taken_back')")
    _number_rounds()


def _readings(stages: tuple[str, ...], unanswered: str) -> None:
    """Other stages of a contested reading. SQLite writes the table anew, so what is partial goes before."""
    table = "contested_readings"
    op.drop_index("uq_contested_readings_one_open", table)
    with op.batch_alter_table(table) as batch:
        for name in ("stage_known", "answered_at_a_moment"):
            batch.drop_constraint(batch.f(f"ck_{table}_{name}"), type_="check")
    with op.batch_alter_table(table) as batch:
        listed = ", ".join(f"'{stage}'" for stage in stages)
        batch.create_check_constraint(batch.f(f"ck_{table}_stage_known"), f"stage IN ({listed})")
        batch.create_check_constraint(
            batch.f(f"ck_{table}_answered_at_a_moment"), f"({unanswered}) = (answered_at IS NULL)"
        )
    one = sa.text("stage = 'contested'")
    index = {"unique": True, "sqlite_where": one, "postgresql_where": one}
    op.create_index("uq_contested_readings_one_open", table, ["match_part_id"], **index)


def _number_rounds() -> None:
    """0031 called every interview the first round: those of one referral are numbered by time, as the rooms count them.

    A round is one more than the decided ones before it; what was missed or called off was no round of its own. Only
    where all of a referral say 1, so that nothing that was numbered since is touched.
    """
    rows = sa.table("interviews", *(sa.column(name) for name in ("id", "referral_id", "stage", "number", "created_at")))
    bind = op.get_bind()
    many = sa.select(rows.c.referral_id).group_by(rows.c.referral_id)
    many = many.having((sa.func.count() > 1) & (sa.func.max(rows.c.number) == 1))
    found = sa.select(rows.c.id, rows.c.referral_id, rows.c.stage).where(rows.c.referral_id.in_(many))
    decided: dict[object, int] = {}
    for row_id, referral_id, stage in bind.execute(found.order_by(rows.c.created_at, rows.c.id)).all():
        number = min(decided.get(referral_id, 0) + 1, MOST_ROUNDS)
        if number > 1:
            bind.execute(sa.update(rows).where(rows.c.id == row_id).values(number=number))
        decided[referral_id] = number if stage in DECIDED else number - 1


def _baselines() -> None:
    table = "enrolment_baselines"
    op.create_table(
        table,
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("worked_before", sa.Boolean(), nullable=True),
        sa.Column("hours_per_week", sa.Numeric(4, 1), nullable=True),
        sa.Column("wage", sa.Numeric(10, 2), nullable=True),
        sa.Column("wage_period", sa.Enum(*PERIODS, name="wageperiod", native_enum=False, length=40), nullable=True),
        sa.Column("said_by_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}")) for name, rule in _said_rightly().items()),
        _points(table, "application_id", "applications"),
        _points(table, "said_by_id", "people"),
        _points(table, "note_id", "change_notes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_baselines")),
        sa.UniqueConstraint("application_id", "seq", name=op.f("uq_enrolment_baselines_application_id_seq")),
    )
    protect(table)


def _said_rightly() -> dict[str, str]:
    return {
        "wage_period_known": "wage_period IN ('hour', 'year')",
        "wage_for_a_time": "(wage IS NULL) = (wage_period IS NULL)",
        "wage_of_work": "(hours_per_week IS NULL AND wage IS NULL) OR (worked_before IS NOT NULL AND worked_before)",
        "hours_possible": "hours_per_week > 0 AND hours_per_week <= 80",
        "wage_above_nothing": "wage > 0",
        "corrected_with_a_reason": "(seq > 1) = (note_id IS NOT NULL)",
    }


def _changes() -> None:
    table = "round_result_changes"
    op.create_table(
        table,
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=True),
        sa.Column("to_id", sa.Uuid(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        _points(table, "result_id", "round_results"),
        _points(table, "from_id", "referrals"),
        _points(table, "to_id", "referrals"),
        _points(table, "by_id", "people"),
        _points(table, "note_id", "change_notes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_result_changes")),
        sa.UniqueConstraint("result_id", "seq", name=op.f("uq_round_result_changes_result_id_seq")),
    )
    protect(table)


def downgrade() -> None:
    """What was said goes with its table; the numbers of rounds stay. A reading that was taken back stands as it is."""
    op.execute(
        "UPDATE contested_readings SET stage = 'not_upheld', reason = 'means_other', answered_at = contested_at, "
        "answered_by_id = (SELECT jobseeker_id FROM referrals WHERE referrals.id = contested_readings.referral_id) "
        "WHERE stage = 'taken_back'"
    )
    _readings(READINGS, "stage = 'contested'")
    for table in ("round_result_changes", "enrolment_baselines"):
        unprotect(table)
        op.drop_table(table)
