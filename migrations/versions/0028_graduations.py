"""Enrolments that pause, move and end for a reason; requirements to graduate, certificates, and who is ready."""

import secrets
import uuid
from typing import Any

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect, unprotect

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

BEFORE = ("enrolled", "active", "graduated_on_time", "graduated_late", "withdrew", "dismissed")
STAGES = (*BEFORE[:2], "paused", *BEFORE[2:], "not_completing", "transferred")
INTENTS = ("new_job", "stay_with_employer", "self_enrichment", "further_education")
REASONS = (
    "health",
    "care",
    "money",
    "work",
    "moved_away",
    "dates",
    "not_for_me",
    "absence",
    "conduct",
    "no_contact",
    "requirements",
    "died",
    "detained",
    "military",
    "other",
    "not_said",
)
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
# What a stage that the former software does not know comes nearest to.
NEAREST = {"paused": "active", "not_completing": "dismissed", "transferred": "withdrew"}

# What hangs on an enrolment and is otherwise only ever appended.
APPENDED = ("enrolment_changes", "attendances")


def _words(*words: str, name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=40)


def upgrade() -> None:
    """Whoever said at the start what they want said it then; whoever left did so on the day of the last step."""
    op.add_column("cohorts", sa.Column("census_on", sa.Date(), nullable=True))
    _columns()
    _fill()
    _constraints()
    _living("stage NOT IN ('withdrew', 'dismissed', 'not_completing', 'transferred')")
    _requirements()
    _certificates()
    _issue()
    _ready()


def _columns() -> None:
    op.drop_index("uq_enrolments_one_live", "enrolments")
    with op.batch_alter_table("enrolments") as batch:
        batch.drop_constraint(batch.f("ck_enrolments_stage_known"), type_="check")
        batch.drop_constraint(batch.f("fk_enrolments_application"), type_="foreignkey")
        batch.drop_constraint(batch.f("uq_enrolments_application_id"), type_="unique")
        batch.alter_column("intent", existing_type=_words(*INTENTS, name="intent"), nullable=True)
        batch.add_column(sa.Column("first_cohort_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("transferred_from_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("intent_at", UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("left_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("left_for", _words(*REASONS, name="reason"), nullable=True))


def _fill() -> None:
    op.execute("UPDATE enrolments SET first_cohort_id = cohort_id, intent_at = enrolled_at")
    day = "date({})" if op.get_bind().dialect.name == "sqlite" else "CAST({} AS date)"
    last = day.format("max(at)")
    op.execute(
        "UPDATE enrolments SET left_for = 'not_said', left_on = COALESCE("
        f"(SELECT {last} FROM enrolment_changes WHERE subject_id = enrolments.id), {day.format('enrolled_at')}) "
        "WHERE stage IN ('withdrew', 'dismissed')"
    )


def _constraints() -> None:
    checks = {
        "stage_known": f"stage IN {STAGES}",
        "left_for_known": f"left_for IN {REASONS}",
        "left_on_a_day": (
            "(stage IN ('withdrew', 'dismissed', 'not_completing', 'transferred')) = (left_on IS NOT NULL)"
        ),
        "left_for_a_reason": "(left_on IS NULL) = (left_for IS NULL)",
        "answered_at_a_moment": "(intent IS NULL) = (intent_at IS NULL)",
        "begins_where_it_began": "(transferred_from_id IS NULL) = (cohort_id = first_cohort_id)",
    }
    with op.batch_alter_table("enrolments") as batch:
        batch.alter_column("first_cohort_id", existing_type=sa.Uuid(), nullable=False)
        for name, rule in checks.items():
            batch.create_check_constraint(batch.f(f"ck_enrolments_{name}"), rule)
        batch.create_unique_constraint(batch.f("uq_enrolments_transferred_from_id"), ["transferred_from_id"])
        for column, table in (("first_cohort_id", "cohorts"), ("transferred_from_id", "enrolments")):
            batch.create_foreign_key(batch.f(f"fk_enrolments_{column}"), table, [column], ["id"])
        _application(batch, "first_cohort_id")
        batch.create_index(batch.f("ix_enrolments_application_id"), ["application_id"])
        batch.create_index(batch.f("ix_enrolments_first_cohort_id"), ["first_cohort_id"])
    last = sa.text("stage <> 'transferred'")
    op.create_index(
        "uq_enrolments_one_of_an_application",
        "enrolments",
        ["application_id"],
        unique=True,
        sqlite_where=last,
        postgresql_where=last,
    )


def _application(batch: Any, cohort: str) -> None:  # Any: what batch_alter_table gives
    batch.create_foreign_key(
        batch.f("fk_enrolments_application"),
        "applications",
        ["jobseeker_id", cohort, "application_id"],
        ["jobseeker_id", "cohort_id", "id"],
    )


def _living(rule: str) -> None:
    op.create_index(
        "uq_enrolments_one_live",
        "enrolments",
        ["jobseeker_id", "cohort_id"],
        unique=True,
        sqlite_where=sa.text(rule),
        postgresql_where=sa.text(rule),
    )


# ---- what it takes, what it gives ------------------------------------------------------------------------


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.Uuid(), nullable=False)


def _ids(table: str, **columns: str) -> list[Any]:  # Any: columns and constraints
    """Columns that point to other tables, and their keys; `?` before the table's name lets one be empty."""
    found: list[Any] = []
    for name, target in columns.items():
        found.append(sa.Column(name, sa.Uuid(), nullable=target.startswith("?")))
        found.append(sa.ForeignKeyConstraint([name], [f"{target.strip('?')}.id"], name=op.f(f"fk_{table}_{name}")))
    return found


def _checks(table: str, **rules: str) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}")) for name, rule in rules.items()]


def _only_one(name: str, table: str, columns: list[str], where: str) -> None:
    some = sa.text(where)
    op.create_index(name, table, columns, unique=True, sqlite_where=some, postgresql_where=some)


def _requirements() -> None:
    table, kinds = "graduation_requirements", ("competencies", "attendance", "item")
    op.create_table(
        table,
        *_ids(table, cohort_id="cohorts", set_by_id="people", removed_by_id="?people"),
        sa.Column("kind", _words(*kinds, name="requirementkind"), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("share", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        _id(),
        *_checks(
            table,
            kind_known=f"kind IN {kinds}",
            level_of_competencies="(kind = 'competencies') = (level IS NOT NULL)",
            share_of_attendance="(kind = 'attendance') = (share IS NOT NULL)",
            words_of_an_item="(kind = 'item') = (words <> '')",
            level_known="level BETWEEN 0 AND 4",
            share_in_percent="share BETWEEN 1 AND 100",
            removed_by_somebody="(removed_at IS NULL) = (removed_by_id IS NULL)",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_cohort_id"), table, ["cohort_id"])
    _only_one(f"uq_{table}_one_of_a_kind", table, ["cohort_id", "kind"], "removed_at IS NULL AND kind <> 'item'")
    _ticks()


def _ticks() -> None:
    table = "requirement_ticks"
    op.create_table(
        table,
        *_ids(
            table,
            requirement_id="graduation_requirements",
            enrolment_id="enrolments",
            ticked_by_id="people",
            taken_back_by_id="?people",
        ),
        sa.Column("ticked_at", UtcDateTime(), nullable=False),
        sa.Column("taken_back_at", UtcDateTime(), nullable=True),
        _id(),
        *_checks(table, taken_back_by_somebody="(taken_back_at IS NULL) = (taken_back_by_id IS NULL)"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_enrolment_id"), table, ["enrolment_id"])
    _only_one(f"uq_{table}_once", table, ["requirement_id", "enrolment_id"], "taken_back_at IS NULL")


def _certificates() -> None:
    table, shown, reasons = "certificates", ("full", "initials"), ("mistake", "not_met", "asked")
    op.create_table(
        table,
        *_ids(table, enrolment_id="enrolments", issued_by_id="people", revoked_by_id="?people"),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("shows_name", _words(*shown, name="nameshown"), nullable=True),
        sa.Column("shows_competencies", sa.Boolean(), nullable=False),
        sa.Column("chosen_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_for", _words(*reasons, name="revokedfor"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _id(),
        *_checks(
            table,
            shows_name_known=f"shows_name IN {shown}",
            revoked_for_known=f"revoked_for IN {reasons}",
            revoked_for_a_reason="(revoked_at IS NULL) = (revoked_for IS NULL)",
            revoked_by_somebody="(revoked_at IS NULL) = (revoked_by_id IS NULL)",
            shown_since_chosen="shows_name IS NULL OR chosen_at IS NOT NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("code", name=op.f(f"uq_{table}_code")),
        sa.UniqueConstraint("enrolment_id", name=op.f(f"uq_{table}_enrolment_id")),
    )


def _issue() -> None:
    """Whoever graduated before gets the certificate of that day; nobody can look it up until the person says so."""
    found = sa.text(
        "SELECT e.id, c.actor_id, c.at FROM enrolments e JOIN enrolment_changes c ON c.subject_id = e.id "
        "WHERE c.move IN ('graduate_on_time', 'graduate_late') AND e.graduated_on IS NOT NULL AND c.actor_id IS NOT NULL"
    ).columns(id=sa.Uuid(), actor_id=sa.Uuid(), at=UtcDateTime())
    table = sa.table(
        "certificates",
        sa.column("id", sa.Uuid()),
        sa.column("enrolment_id", sa.Uuid()),
        sa.column("issued_by_id", sa.Uuid()),
        sa.column("issued_at", UtcDateTime()),
        *(sa.column(name) for name in ("code", "shows_competencies", "version")),
    )
    for enrolment_id, actor_id, at in op.get_bind().execute(found).all():
        code = "".join(secrets.choice(ALPHABET) for _letter in range(16))
        row = {"enrolment_id": enrolment_id, "issued_by_id": actor_id, "issued_at": at, "shows_competencies": False}
        op.execute(sa.insert(table).values(id=uuid.uuid4(), code=code, version=1, **row))


def _ready() -> None:
    table, reasons = "ready_marks", ("evidence", "not_available", "asked", "renewed", "other")
    op.create_table(
        table,
        *_ids(
            table,
            enrolment_id="enrolments",
            jobseeker_id="jobseekers",
            marked_by_id="people",
            withdrawn_by_id="?people",
        ),
        sa.Column("marked_at", UtcDateTime(), nullable=False),
        sa.Column("lapses_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_for", _words(*reasons, name="nolonger"), nullable=True),
        _id(),
        *_checks(
            table,
            withdrawn_for_known=f"withdrawn_for IN {reasons}",
            withdrawn_for_a_reason="(withdrawn_at IS NULL) = (withdrawn_for IS NULL)",
            withdrawn_by_somebody="(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in ("enrolment_id", "jobseeker_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    _only_one(f"uq_{table}_one", table, ["jobseeker_id"], "withdrawn_at IS NULL")
    _ready_evidence()


def _ready_evidence() -> None:
    table = "ready_evidence"
    op.create_table(
        table,
        *_ids(table, mark_id="ready_marks", assessment_id="assessments"),
        _id(),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("mark_id", "assessment_id", name=op.f(f"uq_{table}_mark_id_assessment_id")),
    )
    for column in ("mark_id", "assessment_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


# ---- the way back --------------------------------------------------------------------------------------


def downgrade() -> None:
    """Who went on in another cohort is in the first one again; who has not answered yet looks for a new job."""
    for table in (
        "ready_evidence",
        "ready_marks",
        "certificates",
        "requirement_ticks",
        "graduation_requirements",
    ):
        op.drop_table(table)
    _join_again()
    _take_constraints()
    for stage, nearest in NEAREST.items():
        op.execute(f"UPDATE enrolments SET stage = '{nearest}', version = version + 1 WHERE stage = '{stage}'")
    op.execute("UPDATE enrolments SET intent = 'new_job' WHERE intent IS NULL")
    with op.batch_alter_table("enrolments") as batch:
        for name in ("left_for", "left_on", "intent_at", "transferred_from_id", "first_cohort_id"):
            batch.drop_column(name)
        batch.alter_column("intent", existing_type=_words(*INTENTS, name="intent"), nullable=False)
        batch.create_check_constraint(batch.f("ck_enrolments_stage_known"), f"stage IN {BEFORE}")
        batch.create_unique_constraint(batch.f("uq_enrolments_application_id"), ["application_id"])
        _application(batch, "cohort_id")
    _living("stage NOT IN ('withdrew', 'dismissed')")
    op.drop_column("cohorts", "census_on")


def _take_constraints() -> None:
    for name in ("uq_enrolments_one_of_an_application", "uq_enrolments_one_live"):
        op.drop_index(name, "enrolments")
    with op.batch_alter_table("enrolments") as batch:
        for name in ("ix_enrolments_application_id", "ix_enrolments_first_cohort_id"):
            batch.drop_index(batch.f(name))
        for name in ("first_cohort_id", "transferred_from_id", "application"):
            batch.drop_constraint(batch.f(f"fk_enrolments_{name}"), type_="foreignkey")
        batch.drop_constraint(batch.f("uq_enrolments_transferred_from_id"), type_="unique")
        for name in (
            "stage_known",
            "left_for_known",
            "left_on_a_day",
            "left_for_a_reason",
            "answered_at_a_moment",
            "begins_where_it_began",
        ):
            batch.drop_constraint(batch.f(f"ck_enrolments_{name}"), type_="check")


def _join_again() -> None:
    """What hangs on a later row hangs on the first one again, which stands where the later one stood."""
    bind = op.get_bind()
    moved = {row[0]: row[1] for row in bind.execute(sa.text("SELECT id, transferred_from_id FROM enrolments"))}
    later = {row: first for row, first in moved.items() if first is not None}
    for table in APPENDED:
        unprotect(table)
    for row in sorted(later, key=lambda one: _depth(one, moved), reverse=True):
        _put_back(bind, row, later[row])
    for table in APPENDED:
        protect(table)


def _depth(row: Any, moved: dict[Any, Any]) -> int:  # Any: ids, of two kinds on two engines
    return 0 if moved[row] is None else 1 + _depth(moved[row], moved)


def _put_back(bind: sa.Connection, row: Any, first: Any) -> None:  # Any: ids, of two kinds on two engines
    ids = {"later": row, "first": first}
    asked = sa.inspect(bind)
    bind.execute(sa.text("DELETE FROM enrolment_changes WHERE subject_id = :later"), ids)
    for table in asked.get_table_names():
        for key in asked.get_foreign_keys(table):
            if key["referred_table"] == "enrolments" and table not in {"enrolments", "enrolment_changes"}:
                column = key["constrained_columns"][0]
                bind.execute(sa.text(f"UPDATE {table} SET {column} = :first WHERE {column} = :later"), ids)
    kept = ("stage", "graduated_on", "left_on", "left_for")
    values = bind.execute(sa.text(f"SELECT {', '.join(kept)} FROM enrolments WHERE id = :later"), ids).one()
    bind.execute(sa.text("DELETE FROM enrolments WHERE id = :later"), ids)
    said = ", ".join(f"{name} = :{name}" for name in kept)
    bind.execute(sa.text(f"UPDATE enrolments SET {said} WHERE id = :first"), ids | dict(zip(kept, values, strict=True)))
