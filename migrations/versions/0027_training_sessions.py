"""Sessions of a cohort's training, attendance, calendars, barriers and supports, contacts; when a level was seen."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

SIDES = ("jobseeker", "employer", "staff", "funder", "admin")
STAGES = ("planned", "cancelled")
MARKS = ("present", "late", "excused", "absent")
KINDS = (
    "childcare",
    "transport",
    "device",
    "internet",
    "language",
    "money",
    "health",
    "time",
    "housing",
    "confidence",
    "other",
)
BARRIER_STAGES = ("open", "closed")
HELPED = ("yes", "partly", "no")
WAYS = ("in_person", "phone", "message", "mail", "video", "not_reached")
TIMINGS = ("before", "during", "after")


def upgrade() -> None:
    """What was seen until now was seen during the training."""
    _sessions()
    _attendances()
    _feeds()
    _barriers()
    _supports()
    _contacts()
    with op.batch_alter_table("assessments") as batch:
        batch.add_column(sa.Column("timing", _words(*TIMINGS, name="timing"), server_default="during", nullable=False))
        batch.create_check_constraint(batch.f("ck_assessments_timing_known"), f"timing IN {TIMINGS}")


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _words(*words: str, name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=40)


def _sessions() -> None:
    op.create_table(
        "training_sessions",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("module_id", sa.Uuid(), nullable=True),
        sa.Column("stage", _words(*STAGES, name="trainingstage"), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("led_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"stage IN {STAGES}", name=op.f("ck_training_sessions_stage_known")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_training_sessions_ends_after_it_starts")),
        _to("training_sessions", "cohort_id", "cohorts"),
        _to("training_sessions", "module_id", "modules"),
        _to("training_sessions", "led_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_sessions")),
    )
    op.create_index(op.f("ix_training_sessions_cohort_id"), "training_sessions", ["cohort_id"])
    op.create_index(
        "uq_training_sessions_one_at_a_time",
        "training_sessions",
        ["cohort_id", "starts_at", "title"],
        unique=True,
        sqlite_where=sa.text("stage = 'planned'"),
        postgresql_where=sa.text("stage = 'planned'"),
    )
    _history("training_session_changes", "training_sessions")


def _attendances() -> None:
    op.create_table(
        "attendances",
        sa.Column("training_session_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("mark", _words(*MARKS, name="mark"), nullable=False),
        sa.Column("minutes_late", sa.Integer(), nullable=True),
        sa.Column("noted_by_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"mark IN {MARKS}", name=op.f("ck_attendances_mark_known")),
        sa.CheckConstraint("mark = 'late' OR minutes_late IS NULL", name=op.f("ck_attendances_minutes_when_late")),
        sa.CheckConstraint("minutes_late BETWEEN 1 AND 999", name=op.f("ck_attendances_minutes_in_range")),
        _to("attendances", "training_session_id", "training_sessions"),
        _to("attendances", "enrolment_id", "enrolments"),
        _to("attendances", "noted_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
        sa.UniqueConstraint(
            "training_session_id",
            "enrolment_id",
            "seq",
            name=op.f("uq_attendances_training_session_id_enrolment_id_seq"),
        ),
    )
    op.create_index(op.f("ix_attendances_enrolment_id"), "attendances", ["enrolment_id"])
    protect("attendances")


def _feeds() -> None:
    op.create_table(
        "training_feeds",
        sa.Column("jobseeker_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        _to("training_feeds", "jobseeker_id", "jobseekers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_feeds")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_training_feeds_secret_hash")),
    )
    op.create_index(op.f("ix_training_feeds_jobseeker_id"), "training_feeds", ["jobseeker_id"])
    op.create_index(
        "uq_training_feeds_one_live",
        "training_feeds",
        ["jobseeker_id"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )


def _barriers() -> None:
    op.create_table(
        "training_barriers",
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _words(*KINDS, name="barrierkind"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("stage", _words(*BARRIER_STAGES, name="barrierstage"), nullable=False),
        sa.Column("raised_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"kind IN {KINDS}", name=op.f("ck_training_barriers_kind_known")),
        sa.CheckConstraint(f"stage IN {BARRIER_STAGES}", name=op.f("ck_training_barriers_stage_known")),
        _to("training_barriers", "enrolment_id", "enrolments"),
        _to("training_barriers", "raised_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_barriers")),
    )
    op.create_index(op.f("ix_training_barriers_enrolment_id"), "training_barriers", ["enrolment_id"])
    _history("training_barrier_changes", "training_barriers")


def _supports() -> None:
    op.create_table(
        "training_supports",
        sa.Column("barrier_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("helped", _words(*HELPED, name="helped"), nullable=True),
        sa.Column("helped_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"helped IN {HELPED}", name=op.f("ck_training_supports_helped_known")),
        sa.CheckConstraint(
            "(helped IS NULL) = (helped_at IS NULL)", name=op.f("ck_training_supports_helped_at_a_moment")
        ),
        _to("training_supports", "barrier_id", "training_barriers"),
        _to("training_supports", "given_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_supports")),
    )
    op.create_index(op.f("ix_training_supports_barrier_id"), "training_supports", ["barrier_id"])


def _contacts() -> None:
    op.create_table(
        "training_contacts",
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("contacted_on", sa.Date(), nullable=False),
        sa.Column("way", _words(*WAYS, name="way"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("next_step", sa.String(length=300), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("noted_by_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"way IN {WAYS}", name=op.f("ck_training_contacts_way_known")),
        sa.CheckConstraint("next_on >= contacted_on", name=op.f("ck_training_contacts_next_comes_later")),
        _to("training_contacts", "enrolment_id", "enrolments"),
        _to("training_contacts", "noted_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_contacts")),
    )
    op.create_index(op.f("ix_training_contacts_enrolment_id"), "training_contacts", ["enrolment_id"])


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
        _to(table, "subject_id", subject),
        _to(table, "actor_id", "people"),
        _to(table, "note_id", "change_notes"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f(f"uq_{table}_subject_id_seq")),
    )
    protect(table)


def downgrade() -> None:
    """The plan of the training and all that was noted about it are lost; levels stay, without when they were seen."""
    with op.batch_alter_table("assessments") as batch:
        batch.drop_constraint(batch.f("ck_assessments_timing_known"), type_="check")
        batch.drop_column("timing")
    for table in (
        *("training_contacts", "training_supports", "training_barrier_changes", "training_barriers"),
        *("training_feeds", "attendances", "training_session_changes", "training_sessions"),
    ):
        op.drop_table(table)
