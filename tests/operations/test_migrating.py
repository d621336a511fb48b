"""Migrations are run by one at a time, keep what is there, and stay away from what a newer version made."""

import subprocess
import sys
import time

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
    before = columns(address)
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


def test_a_history_is_still_protected_when_rows_have_been_through_every_migration(copies):
    address = copies("protected")
    migrate(address, "0001")
    migrate(address)
    protected = [table for table in columns(address) if table.endswith("_changes") and table != "address_changes"]
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
