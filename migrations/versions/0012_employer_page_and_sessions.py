"""The employer's page in versions, guides that freeze, and sessions with times on offer, sittings and live notes."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations import freezing, history

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SIZES = "size IN ('up_to_19', 'up_to_99', 'up_to_499', 'over_500', 'unknown')"
SIDES = "side IN ('jobseeker', 'employer', 'staff', 'funder', 'admin')"
RELATION = "stage IN ('first_contact', 'in_conversation', 'working_together', 'resting', 'ended')"
STAGES_BEFORE = "stage IN ('scheduled', 'under_way', 'completed', 'cancelled')"
STAGES = (
    "stage IN ('proposed', 'times_asked', 'scheduled', 'under_way', 'paused', 'completed', 'missed_by_employer', "
    "'missed_by_team', 'cancelled')"
)
# What a stage of before means where a new one is taken away again.
BACK = {
    "proposed": "scheduled",
    "times_asked": "scheduled",
    "paused": "under_way",
    "missed_by_employer": "cancelled",
    "missed_by_team": "cancelled",
}
WORDS = ("goals", "growth_challenges", "pains", "recruiting", "hiring_process")
HISTORIES = ("employer_changes", "employer_editions", "answer_revisions")
TABLES = (
    "topic_times",
    "quote_marks",
    "answer_revisions",
    "session_interviewees",
    "session_interviewers",
    "session_slots",
    "guide_probes",
    "employer_editions",
    "employer_changes",
)


def upgrade() -> None:
    """Add it all; a probe of a question becomes the first of its probes, and a copied quote is no longer kept twice."""
    _employers()
    _guides()
    _sessions()
    _notes()
    for table in HISTORIES:
        history.protect(table)
    op.execute(
        "UPDATE requirements SET words = '' WHERE insight_id IS NOT NULL "
        "AND words = (SELECT quote FROM insights WHERE insights.id = requirements.insight_id)"
    )


def _employers() -> None:
    with op.batch_alter_table("employers") as employers:
        for name in ("pains", "recruiting"):
            employers.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        employers.add_column(sa.Column("stage", sa.String(length=40), nullable=False, server_default="in_conversation"))
        employers.create_check_constraint(op.f("ck_employers_stage_known"), RELATION)
    _history("employer_changes", "employers")
    op.create_table(
        "employer_editions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("side", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sector", sa.String(length=120), nullable=False),
        sa.Column("region", sa.String(length=120), nullable=False),
        sa.Column("size", sa.String(length=40), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in WORDS),
        sa.CheckConstraint(SIZES, name=op.f("ck_employer_editions_size_known")),
        sa.CheckConstraint(SIDES, name=op.f("ck_employer_editions_side_known")),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_employer_editions_employer_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_employer_editions_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer_editions")),
        sa.UniqueConstraint("employer_id", "seq", name=op.f("uq_employer_editions_employer_id_seq")),
    )


def _guides() -> None:
    op.create_table(
        "guide_probes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["guide_questions.id"], name=op.f("fk_guide_probes_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guide_probes")),
        sa.UniqueConstraint("question_id", "position", name=op.f("uq_guide_probes_question_id_position")),
    )
    # A question has one probe so far, which may as well have the question's id.
    op.execute(
        "INSERT INTO guide_probes (id, question_id, position, words) "
        "SELECT id, id, 1, probe FROM guide_questions WHERE probe <> ''"
    )
    op.drop_column("guide_questions", "probe")
    freezing.freeze()


def _sessions() -> None:
    _restage(STAGES, more=True)
    op.create_table(
        "session_slots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["discovery_sessions.id"], name=op.f("fk_session_slots_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_slots")),
        sa.UniqueConstraint("session_id", "starts_at", name=op.f("uq_session_slots_session_id_starts_at")),
    )
    op.create_table(
        "session_interviewers",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["discovery_sessions.id"], name=op.f("fk_session_interviewers_session_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_session_interviewers_person_id")),
        sa.PrimaryKeyConstraint("session_id", "person_id", name=op.f("pk_session_interviewers")),
    )
    op.create_table(
        "session_interviewees",
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id", "session_id"],
            ["discovery_sessions.employer_id", "discovery_sessions.id"],
            name="fk_session_interviewees_session",
        ),
        sa.ForeignKeyConstraint(
            ["employer_id", "contact_id"],
            ["employer_contacts.employer_id", "employer_contacts.id"],
            name="fk_session_interviewees_contact",
        ),
        sa.PrimaryKeyConstraint("session_id", "contact_id", name=op.f("pk_session_interviewees")),
    )


def _notes() -> None:
    op.create_table(
        "answer_revisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Uuid(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("tab", sa.String(length=36), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("became_version", sa.Integer(), nullable=True),
        sa.Column("aside", sa.String(length=40), nullable=True),
        sa.Column("settles_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "aside IN ('meanwhile', 'quoted', 'not_open')", name=op.f("ck_answer_revisions_aside_known")
        ),
        sa.CheckConstraint(
            "(aside IS NULL) = (became_version IS NOT NULL)", name=op.f("ck_answer_revisions_kept_one_way")
        ),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_answer_revisions_answer_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["people.id"], name=op.f("fk_answer_revisions_written_by_id")),
        sa.ForeignKeyConstraint(["settles_id"], ["answer_revisions.id"], name=op.f("fk_answer_revisions_settles_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_revisions")),
        sa.UniqueConstraint("answer_id", "seq", name=op.f("uq_answer_revisions_answer_id_seq")),
    )
    op.create_table(
        "quote_marks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("marked_by_id", sa.Uuid(), nullable=False),
        sa.Column("marked_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id", "session_id"],
            ["discovery_sessions.employer_id", "discovery_sessions.id"],
            name="fk_quote_marks_session",
        ),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_quote_marks_answer_id")),
        sa.ForeignKeyConstraint(["marked_by_id"], ["people.id"], name=op.f("fk_quote_marks_marked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_marks")),
    )
    op.create_index(op.f("ix_quote_marks_session_id"), "quote_marks", ["session_id"])
    op.create_table(
        "topic_times",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("sitting", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.CheckConstraint("seconds >= 0", name=op.f("ck_topic_times_never_backwards")),
        sa.ForeignKeyConstraint(["session_id"], ["discovery_sessions.id"], name=op.f("fk_topic_times_session_id")),
        sa.ForeignKeyConstraint(["question_id"], ["guide_questions.id"], name=op.f("fk_topic_times_question_id")),
        sa.PrimaryKeyConstraint("session_id", "question_id", "sitting", name=op.f("pk_topic_times")),
    )


def _restage(stages: str, *, more: bool) -> None:
    """Give sessions other stages; with `more` also what a plan now says, else take that away."""
    checks = {"minutes_in_range": "minutes BETWEEN 15 AND 480", "sitting_counted": "sitting >= 1"}
    known = op.f("ck_discovery_sessions_stage_known")
    with op.batch_alter_table("discovery_sessions") as sessions:
        sessions.drop_constraint(known, type_="check")
        sessions.create_check_constraint(known, stages)
        for column in _planned() if more else ():
            sessions.add_column(column)
        for name, rule in checks.items():
            label = op.f(f"ck_discovery_sessions_{name}")
            if more:
                sessions.create_check_constraint(label, rule)
            else:
                sessions.drop_constraint(label, type_="check")
        for column in () if more else _planned():
            sessions.drop_column(column.name)


def _planned() -> list[sa.Column[object]]:
    return [
        sa.Column("minutes", sa.Integer(), nullable=False, server_default="60"),
        sa.Column("is_remote", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("place", sa.String(length=300), nullable=False, server_default=""),
        sa.Column("may_record", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("calendar_sequence", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("sitting", sa.Integer(), nullable=False, server_default="1"),
    ]


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
        sa.CheckConstraint(SIDES, name=op.f(f"ck_{table}_side_known")),
        sa.ForeignKeyConstraint(["subject_id"], [f"{subject}.id"], name=op.f(f"fk_{table}_subject_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f(f"fk_{table}_actor_id")),
        sa.ForeignKeyConstraint(["note_id"], ["change_notes.id"], name=op.f(f"fk_{table}_note_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f(f"uq_{table}_subject_id_seq")),
    )


def downgrade() -> None:
    """Take it away; sessions at a new stage go to the nearest one of before."""
    for table in HISTORIES:
        history.unprotect(table)
    freezing.thaw()
    op.add_column("guide_questions", sa.Column("probe", sa.Text(), nullable=False, server_default=""))
    op.execute(
        "UPDATE guide_questions SET probe = coalesce((SELECT words FROM guide_probes "
        "WHERE guide_probes.question_id = guide_questions.id AND guide_probes.position = 1), '')"
    )
    for table in TABLES:
        op.drop_table(table)
    for new, old in BACK.items():
        op.execute(f"UPDATE discovery_sessions SET stage = '{old}' WHERE stage = '{new}'")
    _restage(STAGES_BEFORE, more=False)
    with op.batch_alter_table("employers") as employers:
        employers.drop_constraint(op.f("ck_employers_stage_known"), type_="check")
        for name in ("stage", "recruiting", "pains"):
            employers.drop_column(name)
