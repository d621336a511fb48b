"""H03: migrations are run by one at a time, keep what is there, and stay away from what a newer version made."""

import subprocess
import sys
import time
import uuid

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from tests import engines
from tests.conftest import ROOT
from tests.operations.conftest import columns, connect, content

pytestmark = pytest.mark.xdist_group("operations")

HEAD = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
MIGRATE = """
import sys
from tests.engines import bare_app
from flask_migrate import downgrade, upgrade
with bare_app(sys.argv[1]).app_context():
    upgrade() if sys.argv[2] == "up" else downgrade(revision=sys.argv[2])
"""


def begin(address, to="up"):
    return subprocess.Popen(
        [sys.executable, "-c", MIGRATE, address, to],
        cwd=ROOT,
        env=engines.environment(address),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def migrate(address, to="up"):
    process = begin(address, to)
    _said, errors = process.communicate(timeout=170)
    return process.returncode, errors


# What the first release kept in a column and later ones keep in rows of their own.
MOVED = {
    ("guide_questions", "probe"),
    ("insights", "theme"),
    ("offers", "conditions"),
    ("retention_checkpoints", "stage"),  # whoever has no work looks for some, or does not: another word
}
# Bookkeeping by that ending, and nobody's history: its lines go when they have served.
COUNTED = {"address_changes", "vocabulary_changes"}


def version(address):
    with connect(address).connect() as connection:
        return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars().all()


def test_an_empty_database_comes_to_the_head_though_three_begin_at_once(blanks):
    address = blanks("together")
    processes = [begin(address) for _number in range(3)]
    said = [process.communicate(timeout=170)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], said
    assert version(address) == [HEAD]


def test_rows_survive_the_way_down_to_the_first_release_and_up_again(copies):
    address = copies("there_and_back")
    assert migrate(address, "0001") == (0, "")
    before = {
        table: [column for column in names if (table, column) not in MOVED] for table, names in columns(address).items()
    }
    rows = content(address, before)
    assert {table for table, values in rows.items() if values} > {"people", "applications", "offers", "placements"}
    assert migrate(address) == (0, "")
    assert version(address) == [HEAD]
    assert content(address, before) == rows


def test_one_step_down_and_up_again_is_no_loss_either(copies):
    address = copies("one_step")
    assert migrate(address, "-1") == (0, "")
    before = columns(address)
    rows = content(address, before)
    assert migrate(address) == (0, "")
    assert content(address, before) == rows


def test_a_claim_that_rests_on_an_observation_alone_is_the_persons_own_word_before_there_were_any(copies):
    address = copies("own_word")
    with connect(address).begin() as connection:
        one = connection.execute(sa.text("SELECT id FROM competency_claims WHERE stage = 'evidence_linked'")).scalar()
        rests = sa.text("UPDATE evidence_items SET kind = 'observation' WHERE claim_id = :one")
        assert connection.execute(rests, {"one": one}).rowcount
    assert migrate(address, "0019") == (0, "")
    with connect(address).connect() as connection:
        stage = sa.text("SELECT stage FROM competency_claims WHERE id = :one")
        linked = sa.text("SELECT count(*) FROM competency_claims WHERE stage = 'evidence_linked'")
        assert connection.execute(stage, {"one": one}).scalar() == "claimed"
        assert connection.execute(linked).scalar()  # what rests on more is as it was


def copied(connection, table, of, **changes):
    found = connection.execute(sa.text(f"SELECT * FROM {table} WHERE id = :of"), {"of": of}).mappings().one()
    values = dict(found) | changes
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({places})"), values)


def test_what_was_noted_of_who_went_on_hangs_on_the_first_row_before_anybody_could(copies):
    address, later = copies("went_on"), uuid.uuid4().hex
    with connect(address).begin() as connection:
        note, first, there = connection.execute(
            sa.text(
                "SELECT a.id, e.id, c.id FROM attendances a JOIN enrolments e ON e.id = a.enrolment_id "
                "JOIN cohorts c ON c.id NOT IN (SELECT o.cohort_id FROM enrolments o WHERE o.jobseeker_id = e.jobseeker_id) "
                "WHERE e.left_on IS NULL AND e.transferred_from_id IS NULL"
            )
        ).first()
        gone = "stage = 'transferred', left_on = '2026-05-04', left_for = 'dates', graduated_on = NULL"
        connection.execute(sa.text(f"UPDATE enrolments SET {gone} WHERE id = :first"), {"first": first})
        goes_on = {"stage": "active", "left_on": None, "left_for": None}
        copied(connection, "enrolments", first, id=later, cohort_id=there, transferred_from_id=first, **goes_on)
        copied(connection, "attendances", note, id=later, enrolment_id=later, seq=7)
    assert migrate(address, "0027") == (0, "")
    with connect(address).connect() as connection:
        noted = "SELECT e.stage FROM attendances a JOIN enrolments e ON e.id = a.enrolment_id WHERE a.seq = 7"
        assert connection.execute(sa.text(noted)).scalars().all() == ["active"]
        with pytest.raises(sa.exc.DatabaseError):
            connection.execute(sa.text("DELETE FROM attendances"))


def test_a_history_is_still_protected_when_rows_have_been_through_every_migration(copies):
    address = copies("protected")
    migrate(address, "0001")
    migrate(address)
    protected = [table for table in columns(address) if table.endswith("_changes") and table not in COUNTED]
    spared = []
    for table in protected:
        with connect(address).connect() as connection:
            filled = connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar()
            try:
                connection.execute(sa.text(f"DELETE FROM {table}"))
                spared += [table] if filled else []
            except sa.exc.DatabaseError:
                pass
    assert spared == []


def test_a_database_of_a_newer_version_is_left_alone_with_a_sentence(copies):
    address = copies("newer")
    with connect(address).begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    before = columns(address)
    code, said = migrate(address)
    assert code == 1
    assert "9999" in said
    assert "made by a newer one" in said
    assert columns(address) == before


def test_a_migration_gives_up_soon_behind_a_lock_and_changes_nothing(copies, engine_name):
    if engine_name != "postgresql":
        pytest.skip("SQLite has one lock, and the site is stopped for a migration")
    address = copies("behind")
    before = columns(address)
    with connect(address).begin() as connection:
        connection.execute(sa.text("LOCK TABLE people IN ACCESS SHARE MODE"))
        connection.execute(sa.text("SELECT count(*) FROM applications"))
        began = time.monotonic()
        code, said = migrate(address, "base")
        took = time.monotonic() - began
    assert code == 1
    assert "lock timeout" in said
    assert took < 60
    assert columns(address) == before
