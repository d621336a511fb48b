"""Episodes that rest, are prolonged and end for a reason; claims side by side; evidence; checks; links that confirm."""

import uuid
from typing import Any

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.episodes import keep_apart, let_meet
from migrations.history import protect, unprotect

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

BEFORE = ("claimed", "confirmed", "verified", "disputed", "ended", "cancelled_before_start")
STAGES = (
    *("claimed", "confirmed", "verified", "active", "suspended", "extended"),
    *("disputed", "ended", "cancelled_before_start"),
)
OPEN = ("claimed", "disputed", "cancelled_before_start")
KINDS = ("permanent", "term", "casual", "apprenticeship", "self_employed")
SOURCES = ("partner", "consortium_other", "own_search", "retained")
ENDS = ("quit", "laid_off", "dismissed", "contract_end", "moved_on", "other")
LEVELS = ("self_report", "third_party_unverified", "employer_confirmed", "document", "wage_record")
CHECKS_BEFORE = ("scheduled", "employed_same", "employed_other", "not_employed", "unreachable")
WAITING = ("scheduled", "due", "attempting")
SAID = ("employed_same", "employed_other", "not_employed_seeking", "not_seeking", "in_education")
CHECKS = (*WAITING, *SAID, "excluded", "unreachable")
EXCLUDED = ("died", "health", "detained", "military")
SIDES = ("jobseeker", "employer", "staff", "funder", "admin")
PERIODS = ("hour", "year")
WAYS = ("mail", "phone", "message", "in_person")
RESULTS = ("sent", "reached", "no_answer", "left_word", "wrong_contact")
PAPERS = ("offer_letter", "pay_slip", "employer_letter", "wage_record")
APPENDED = ("checkpoint_changes", "checkpoint_answers", "contact_attempts", "placement_claims")
RUNNING_BEFORE = "full_time AND stage IN ('claimed', 'confirmed', 'verified')"
RUNNING = "full_time AND stage IN ('claimed', 'confirmed', 'verified', 'active', 'suspended', 'extended')"


def _words(*words: str, name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=40)


def _ids(table: str, **columns: str) -> list[Any]:  # Any: columns and constraints
    """Columns that point to other tables, and their keys; `?` before the table's name lets one be empty."""
    found: list[Any] = []
    for name, target in columns.items():
        found.append(sa.Column(name, sa.Uuid(), nullable=target.startswith("?")))
        found.append(sa.ForeignKeyConstraint([name], [f"{target.strip('?')}.id"], name=op.f(f"fk_{table}_{name}")))
    return found


def _checks(table: str, **rules: str) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}")) for name, rule in rules.items()]


def _id(table: str) -> list[Any]:  # Any: a column and its key
    return [sa.Column("id", sa.Uuid(), nullable=False), sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]


def _numbered(table: str, column: str) -> list[Any]:  # Any: a column and a constraint
    unique = sa.UniqueConstraint(column, "seq", name=op.f(f"uq_{table}_{column}_seq"))
    return [sa.Column("seq", sa.Integer(), nullable=False), unique]


def upgrade() -> None:
    """What was verified rested on what both sides said; what ended did so for the reason of its last step."""
    _episodes()
    _checkpoints()
    _changes()
    _answers()
    _contacts()
    _claims()
    _evidence()
    _links()
    for table in APPENDED:
        protect(table)


# ---- episodes ----------------------------------------------------------------------------------------


def _full_time(rule: str) -> None:
    some = sa.text(rule)
    op.create_index(
        "uq_placements_one_full_time",
        "placements",
        ["jobseeker_id"],
        unique=True,
        sqlite_where=some,
        postgresql_where=some,
    )


def _episodes() -> None:
    op.drop_index("uq_placements_one_full_time", "placements")
    with op.batch_alter_table("placements") as batch:
        for name in ("stage_known", "confirmed_by_both", "verified_when_counted"):
            batch.drop_constraint(batch.f(f"ck_placements_{name}"), type_="check")
        for name in ("employer_id", "referral_id", "offer_id"):
            batch.alter_column(name, existing_type=sa.Uuid(), nullable=True)
        for column in _columns():
            batch.add_column(column)
    _fill()
    with op.batch_alter_table("placements") as batch:
        for name, rule in _rules().items():
            batch.create_check_constraint(batch.f(f"ck_placements_{name}"), rule)
        batch.create_foreign_key(batch.f("fk_placements_follows_id"), "placements", ["follows_id"], ["id"])
        batch.create_index(batch.f("ix_placements_follows_id"), ["follows_id"])
    _full_time(RUNNING)
    keep_apart()


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("employer_name", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("follows_id", sa.Uuid(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ended_for", _words(*ENDS, name="endreason"), nullable=True),
        sa.Column("kind", _words(*KINDS, name="employmentkind"), nullable=False, server_default="permanent"),
        sa.Column("source", _words(*SOURCES, name="source"), nullable=False, server_default="partner"),
        sa.Column("subsidised", sa.Boolean(), nullable=True),
        sa.Column("evidence_level", _words(*LEVELS, name="evidence"), nullable=True),
    ]


def _fill() -> None:
    op.execute("UPDATE placements SET evidence_level = 'employer_confirmed' WHERE verified_at IS NOT NULL")
    reason = "SELECT max(reason) FROM placement_changes WHERE subject_id = placements.id AND move = 'end'"
    op.execute(f"UPDATE placements SET ended_for = ({reason}) WHERE ended_on IS NOT NULL")
    op.execute(
        f"UPDATE placements SET ended_for = 'other' WHERE ended_on IS NOT NULL "
        f"AND (ended_for IS NULL OR ended_for NOT IN {ENDS})"
    )


def _rules() -> dict[str, str]:
    verified = ("claimed", "confirmed", *OPEN[1:])
    return {
        "stage_known": f"stage IN {STAGES}",
        "kind_known": f"kind IN {KINDS}",
        "source_known": f"source IN {SOURCES}",
        "ended_for_known": f"ended_for IN {ENDS}",
        "evidence_level_known": f"evidence_level IN {LEVELS}",
        "matched_or_not": "(offer_id IS NULL) = (referral_id IS NULL)",
        "matched_with_an_employer": "offer_id IS NULL OR employer_id IS NOT NULL",
        "employer_named": "employer_id IS NOT NULL OR employer_name <> ''",
        "confirmed_by_both": f"stage IN {OPEN} OR confirmed_at IS NOT NULL",
        "verified_when_counted": f"stage IN {verified} OR verified_at IS NOT NULL",
        "verified_on_something": "(verified_at IS NULL) = (evidence_level IS NULL)",
        "ended_for_a_reason": "(ended_on IS NULL) = (ended_for IS NULL)",
        "ended_after_it_began": "ended_on >= starts_on",
        "agreed_until_after_it_begins": "ends_on >= starts_on",
        "follows_another": "follows_id <> id",
    }


# ---- checks ------------------------------------------------------------------------------------------


def _checkpoints() -> None:
    table = "retention_checkpoints"
    with op.batch_alter_table(table) as batch:
        for name in ("stage_known", "answered_at_a_moment"):
            batch.drop_constraint(batch.f(f"ck_{table}_{name}"), type_="check")
        batch.alter_column("day", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("enrolment_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("quarter", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("asked_at", UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("reminded_at", UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("excluded_for", _words(*EXCLUDED, name="excludedfor"), nullable=True))
    op.execute(f"UPDATE {table} SET stage = 'not_employed_seeking' WHERE stage = 'not_employed'")
    op.execute(f"UPDATE {table} SET evidence_level = 'third_party_unverified' WHERE evidence_level = 'third_party'")
    with op.batch_alter_table(table) as batch:
        for name, rule in _check_rules().items():
            batch.create_check_constraint(batch.f(f"ck_{table}_{name}"), rule)
        batch.create_foreign_key(batch.f(f"fk_{table}_enrolment_id"), "enrolments", ["enrolment_id"], ["id"])
        batch.create_index(batch.f(f"ix_{table}_enrolment_id"), ["enrolment_id"])
        batch.create_index(batch.f(f"ix_{table}_due_on"), ["due_on"])
        batch.create_index(f"uq_{table}_one_of_a_quarter", ["enrolment_id", "quarter"], unique=True)


def _check_rules() -> dict[str, str]:
    return {
        "stage_known": f"stage IN {CHECKS}",
        "excluded_for_known": f"excluded_for IN {EXCLUDED}",
        "quarter_known": "quarter IN (2, 4)",
        "day_or_quarter": "(day IS NULL) <> (quarter IS NULL)",
        "quarter_of_an_enrolment": "(quarter IS NULL) = (enrolment_id IS NULL)",
        "answered_at_a_moment": f"(stage IN {WAITING}) = (answered_at IS NULL)",
        "excluded_for_a_reason": "(stage = 'excluded') = (excluded_for IS NOT NULL)",
        "attempted_when_attempting": "stage <> 'attempting' OR attempts > 0",
    }


def _changes() -> None:
    table = "checkpoint_changes"
    op.create_table(
        table,
        *_ids(table, subject_id="retention_checkpoints", actor_id="?people", note_id="?change_notes"),
        *_numbered(table, "subject_id"),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        sa.Column("side", _words(*SIDES, name="side"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        *_checks(table, side_known=f"side IN {SIDES}"),
        *_id(table),
    )


def _answers() -> None:
    table, found = "checkpoint_answers", (*SAID, "excluded", "unreachable", "left")
    op.create_table(
        table,
        *_ids(table, checkpoint_id="retention_checkpoints", said_by_id="?people", note_id="?change_notes"),
        *_numbered(table, "checkpoint_id"),
        sa.Column("found", _words(*found, name="found"), nullable=False),
        sa.Column("evidence_level", _words(*LEVELS, name="evidence"), nullable=True),
        sa.Column("excluded_for", _words(*EXCLUDED, name="excludedfor"), nullable=True),
        sa.Column("side", _words(*SIDES, name="side"), nullable=False),
        sa.Column("by_link", sa.Boolean(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        *_checks(
            table,
            found_known=f"found IN {found}",
            evidence_level_known=f"evidence_level IN {LEVELS}",
            excluded_for_known=f"excluded_for IN {EXCLUDED}",
            side_known=f"side IN {SIDES}",
            known_somehow="(found = 'unreachable') = (evidence_level IS NULL)",
            excluded_for_a_reason="(found = 'excluded') = (excluded_for IS NOT NULL)",
            left_answers_nothing="found <> 'left' OR (side <> 'jobseeker' AND NOT stands)",
        ),
        *_id(table),
    )
    beside = sa.text("NOT stands")
    op.create_index(f"ix_{table}_beside", table, ["checkpoint_id"], sqlite_where=beside, postgresql_where=beside)


def _contacts() -> None:
    table = "contact_attempts"
    op.create_table(
        table,
        *_ids(table, checkpoint_id="retention_checkpoints", by_id="?people", note_id="?change_notes"),
        *_numbered(table, "checkpoint_id"),
        sa.Column("way", _words(*WAYS, name="contactway"), nullable=False),
        sa.Column("result", _words(*RESULTS, name="contactresult"), nullable=False),
        sa.Column("asked_side", _words(*SIDES, name="side"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        *_checks(
            table,
            way_known=f"way IN {WAYS}",
            result_known=f"result IN {RESULTS}",
            asked_side_known=f"asked_side IN {SIDES}",
        ),
        *_id(table),
    )


# ---- what each side said, what shows it, links --------------------------------------------------------


def _claims() -> None:
    table = "placement_claims"
    op.create_table(
        table,
        *_ids(table, placement_id="placements", said_by_id="?people"),
        *_numbered(table, "placement_id"),
        sa.Column("side", _words(*SIDES, name="side"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("works_there", sa.Boolean(), nullable=False),
        sa.Column("job_title", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("hours_per_week", sa.Numeric(precision=4, scale=1), nullable=False),
        sa.Column("wage", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("wage_period", _words(*PERIODS, name="wageperiod"), nullable=False),
        *_checks(table, side_known=f"side IN {SIDES}", wage_period_known=f"wage_period IN {PERIODS}"),
        *_id(table),
    )
    _first_claims()


def _first_claims() -> None:
    """What the placement says now was said by who claimed it, when they did."""
    said = ("job_title", "starts_on", "hours_per_week", "wage", "wage_period")
    kept = f"id, claimed_by_side, claimed_at, {', '.join(said)}"
    into = f"id, placement_id, seq, side, at, works_there, {', '.join(said)}"
    rows = op.get_bind().execute(sa.text("SELECT id FROM placements")).scalars().all()
    statement = sa.text(
        f"INSERT INTO placement_claims ({into}) SELECT :claim, id, 1, claimed_by_side, claimed_at, :yes, "
        f"{', '.join(said)} FROM (SELECT {kept} FROM placements WHERE id = :placement) AS claimed"
    )
    for row in rows:
        claim = uuid.uuid4() if op.get_bind().dialect.name != "sqlite" else uuid.uuid4().hex
        op.get_bind().execute(statement, {"claim": claim, "yes": True, "placement": row})


def _evidence() -> None:
    table = "placement_evidence"
    op.create_table(
        table,
        *_ids(table, placement_id="placements", given_by_id="people", organisation_id="?organisations"),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f(f"fk_{table}_document_id"), ondelete="SET NULL"
        ),
        sa.Column("kind", _words(*PAPERS, name="paperkind"), nullable=False),
        sa.Column("given_by_side", _words(*SIDES, name="side"), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        *_checks(table, kind_known=f"kind IN {PAPERS}", given_by_side_known=f"given_by_side IN {SIDES}"),
        sa.UniqueConstraint("document_id", name=op.f(f"uq_{table}_document_id")),
        *_id(table),
    )
    for column in ("placement_id", "given_by_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _links() -> None:
    table = "confirmation_links"
    op.create_table(
        table,
        *_ids(table, placement_id="placements", checkpoint_id="?retention_checkpoints", membership_id="memberships"),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        *_checks(table, lives_for_a_while="expires_at > created_at"),
        sa.UniqueConstraint("token_hash", name=op.f(f"uq_{table}_token_hash")),
        *_id(table),
    )
    for column in ("placement_id", "checkpoint_id", "membership_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


# ---- the way back -------------------------------------------------------------------------------------


def downgrade() -> None:
    """Work that came of no match is not known before; what rests or is prolonged is verified; a quarter is not asked."""
    for table in APPENDED:
        unprotect(table)
    for table in ("confirmation_links", "placement_evidence", *APPENDED):
        op.drop_table(table)
    _checkpoints_back()
    _episodes_back()


def _checkpoints_back() -> None:
    table = "retention_checkpoints"
    op.execute(f"DELETE FROM {table} WHERE quarter IS NOT NULL")
    op.execute(f"DELETE FROM {table} WHERE placement_id IN (SELECT id FROM placements WHERE offer_id IS NULL)")
    op.drop_index(f"uq_{table}_one_of_a_quarter", table)
    with op.batch_alter_table(table) as batch:
        for name in _check_rules():
            batch.drop_constraint(batch.f(f"ck_{table}_{name}"), type_="check")
        batch.drop_constraint(batch.f(f"fk_{table}_enrolment_id"), type_="foreignkey")
        for name in ("enrolment_id", "due_on"):
            batch.drop_index(batch.f(f"ix_{table}_{name}"))
        for name in ("excluded_for", "reminded_at", "asked_at", "attempts", "quarter", "enrolment_id"):
            batch.drop_column(name)
    op.execute(f"UPDATE {table} SET stage = 'scheduled' WHERE stage IN ('due', 'attempting')")
    op.execute(f"UPDATE {table} SET stage = 'not_employed' WHERE stage IN {SAID[2:]}")
    op.execute(f"UPDATE {table} SET stage = 'unreachable' WHERE stage = 'excluded'")
    op.execute(f"UPDATE {table} SET evidence_level = 'third_party' WHERE evidence_level = 'third_party_unverified'")
    op.execute(f"UPDATE {table} SET evidence_level = 'document' WHERE evidence_level = 'wage_record'")
    with op.batch_alter_table(table) as batch:
        batch.alter_column("day", existing_type=sa.Integer(), nullable=False)
        batch.create_check_constraint(batch.f(f"ck_{table}_stage_known"), f"stage IN {CHECKS_BEFORE}")
        batch.create_check_constraint(
            batch.f(f"ck_{table}_answered_at_a_moment"), "(stage = 'scheduled') = (answered_at IS NULL)"
        )


def _episodes_back() -> None:
    let_meet()
    op.drop_index("uq_placements_one_full_time", "placements")
    _forget_unmatched()
    with op.batch_alter_table("placements") as batch:
        for name in _rules():
            batch.drop_constraint(batch.f(f"ck_placements_{name}"), type_="check")
        batch.drop_index(batch.f("ix_placements_follows_id"))
        batch.drop_constraint(batch.f("fk_placements_follows_id"), type_="foreignkey")
        for name in ("employer_id", "referral_id", "offer_id"):
            batch.alter_column(name, existing_type=sa.Uuid(), nullable=False)
        for column in _columns():
            batch.drop_column(column.name)
    op.execute(
        "UPDATE placements SET stage = 'verified', version = version + 1 WHERE stage IN ('active', 'suspended', 'extended')"
    )
    with op.batch_alter_table("placements") as batch:
        batch.create_check_constraint(batch.f("ck_placements_stage_known"), f"stage IN {BEFORE}")
        batch.create_check_constraint(
            batch.f("ck_placements_confirmed_by_both"),
            "stage NOT IN ('confirmed', 'verified', 'ended') OR confirmed_at IS NOT NULL",
        )
        batch.create_check_constraint(
            batch.f("ck_placements_verified_when_counted"),
            "stage NOT IN ('verified', 'ended') OR verified_at IS NOT NULL",
        )
    _full_time(RUNNING_BEFORE)


def _forget_unmatched() -> None:
    unprotect("placement_changes")
    op.execute("UPDATE placements SET follows_id = NULL")
    op.execute("DELETE FROM placement_changes WHERE subject_id IN (SELECT id FROM placements WHERE offer_id IS NULL)")
    op.execute("DELETE FROM placements WHERE offer_id IS NULL")
    protect("placement_changes")
