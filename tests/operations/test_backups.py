"""H04: a backup taken while people work, restored elsewhere: nothing acknowledged is lost, nothing half done is in it."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from marketplace.errors import Refused
from marketplace.home.actions import backup as backups
from tests import engines
from tests.conftest import NOW, ROOT, wait_until
from tests.operations.conftest import connect, content, programs_of_postgresql

pytestmark = pytest.mark.xdist_group("operations")

# Two rows a transaction; a number is printed when the database has said that it keeps them.
WRITER = """
import sys
from marketplace.app import create_app
from marketplace.db import transaction
from marketplace.outbox.actions import queue_job
with create_app().app_context():
    for number in range(100_000):
        with transaction():
            queue_job("nothing", dedupe_key=f"left-{number}")
            queue_job("nothing", dedupe_key=f"right-{number}")
        print(number, flush=True)
"""


@pytest.fixture
def write_load(tmp_path):
    """`write_load(address)` writes until the test ends; gives back the file with what was acknowledged."""
    children = []

    def begin(address: str) -> Path:
        said = tmp_path / "acknowledged"
        with said.open("w") as out:
            children.append(
                subprocess.Popen(
                    [sys.executable, "-c", WRITER],
                    cwd=ROOT,
                    env=engines.environment(address) | {"DATA_FOLDER": str(tmp_path / "writer")},
                    stdout=out,
                )
            )
        wait_until(lambda: len(said.read_text().split()) > 20, seconds=60)
        return said

    yield begin
    for child in children:
        child.kill()
        child.wait()


def numbers(said: Path) -> set[int]:
    """What was acknowledged so far; a line that is being written does not count."""
    return {int(number) for number in said.read_text().split("\n")[:-1]}


def halves(address: str) -> tuple[set[int], set[int]]:
    with connect(address).connect() as connection:
        keys = connection.execute(sa.text("SELECT dedupe_key FROM outbox_items WHERE name = 'nothing'")).scalars().all()
    return (
        {int(key.removeprefix("left-")) for key in keys if key.startswith("left-")},
        {int(key.removeprefix("right-")) for key in keys if key.startswith("right-")},
    )


def broken_invariants(address: str) -> list[str]:
    """What can never be true, asked of a whole database."""
    questions = {
        "seats": "SELECT c.id FROM cohorts c WHERE c.seats_taken > c.seats OR c.seats_taken < 0",
        "one live application": "SELECT cohort_id FROM applications WHERE stage NOT IN ('withdrawn', 'lapsed', "
        "'not_selected', 'expired', 'ineligible') GROUP BY cohort_id, jobseeker_id HAVING count(*) > 1",
        "openings": "SELECT id FROM role_needs WHERE filled > openings",
        "gapless histories": "SELECT subject_id FROM application_changes GROUP BY subject_id HAVING max(seq) <> count(*)",
        "told stages": "SELECT a.id FROM applications a JOIN application_changes h ON h.subject_id = a.id WHERE h.seq = "
        "(SELECT max(seq) FROM application_changes WHERE subject_id = a.id) AND h.to_stage <> a.stage",
    }
    with connect(address).connect() as connection:
        return [name for name, question in questions.items() if connection.execute(sa.text(question)).first()]


def test_what_was_acknowledged_before_a_backup_is_in_it_and_nothing_is_in_halves(
    copies, blanks, flask, write_load, tmp_path, record_property
):
    address, elsewhere = copies("live"), blanks("elsewhere")
    files = tmp_path / "data" / "files"
    (files / "one").mkdir(parents=True)
    (files / "one" / "letter.pdf").write_bytes(b"a letter")
    said = write_load(address)
    place = backups.Place(sa.make_url(address), files, programs_of_postgresql())
    acknowledged = numbers(said)  # and at once, so that no checkpoint of the writer's helps
    backups.back_up(place, tmp_path / "backup", now=NOW)
    wait_until(lambda: numbers(said) > acknowledged, seconds=60)  # it went on writing

    began = time.monotonic()
    restored = flask(elsewhere, "restore", tmp_path / "backup", DATA_FOLDER=str(tmp_path / "new"))
    assert restored.returncode == 0, restored.stderr
    record_property("restored_in_seconds", round(time.monotonic() - began, 1))
    left, right = halves(elsewhere)
    assert acknowledged <= left == right
    assert broken_invariants(elsewhere) == []
    assert (tmp_path / "new" / "files" / "one" / "letter.pdf").read_bytes() == b"a letter"
    assert "seconds" in restored.stdout
    assert serves(elsewhere, tmp_path / "new")


def serves(address: str, folder: Path) -> bool:
    """Whether the site shows the restored programs' pages, and can take a new row."""
    from config import Settings
    from marketplace.app import create_app

    app = create_app(Settings(environment="testing", database_url=address, data_folder=folder))
    pages = [app.test_client().get(path).status_code for path in ("/", "/cohorts", "/sign-in")]
    from marketplace.db import db

    with app.app_context():
        with db.engine.begin() as connection:
            connection.execute(sa.text("INSERT INTO change_notes (id, words) VALUES (:id, 'after')"), {"id": "0" * 32})
        db.engine.dispose()
    return pages == [200, 200, 200]


def test_a_restored_database_is_the_backed_up_one_row_for_row(copies, blanks, command, tmp_path):
    address, elsewhere = copies("live"), blanks("elsewhere")
    assert command(address, "backup", tmp_path / "backup").exit_code == 0
    assert command(elsewhere, "restore", tmp_path / "backup").exit_code == 0
    assert content(elsewhere) == content(address)
    listed = json.loads((tmp_path / "backup" / "manifest.json").read_text())
    assert listed["rows"]["people"] == len(content(address)["people"]) > 0
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "backup").iterdir()} == {0o600}


def test_histories_stay_protected_after_a_restore(copies, blanks, command, tmp_path):
    address, elsewhere = copies("live"), blanks("elsewhere")
    command(address, "backup", tmp_path / "backup")
    command(elsewhere, "restore", tmp_path / "backup")
    assert guards_of(elsewhere) == guards_of(address) != set()


def guards_of(address):
    """Table and name of every trigger that keeps a history as it is."""
    with connect(address).connect() as connection:
        listed = (
            "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
            if connection.dialect.name == "sqlite"
            else "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        rows = connection.execute(sa.text(listed)).all()
    return {(table, name) for table, name in rows if table.endswith("_changes")}


def test_neither_a_backup_nor_rows_are_replaced_without_a_yes(copies, command, tmp_path):
    address = copies("live")
    assert command(address, "backup", tmp_path / "backup").exit_code == 0
    before = (tmp_path / "backup" / "manifest.json").read_text()
    again = command(address, "backup", tmp_path / "backup")
    assert (again.exit_code, "--yes" in again.stderr) == (1, True)
    assert (tmp_path / "backup" / "manifest.json").read_text() == before
    over = command(address, "restore", tmp_path / "backup")
    assert (over.exit_code, "--yes" in over.stderr) == (1, True)
    with connect(address).begin() as connection:
        connection.execute(sa.text("INSERT INTO change_notes (id, words) VALUES (:id, 'later')"), {"id": "1" * 32})
    assert command(address, "restore", tmp_path / "backup", "--yes").exit_code == 0
    with connect(address).connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM change_notes WHERE words = 'later'")).scalar() == 0
    assert command(address, "backup", tmp_path / "backup", "--yes").exit_code == 0


def test_a_spoilt_backup_and_one_of_a_newer_version_are_refused(copies, blanks, command, tmp_path):
    address, elsewhere = copies("live"), blanks("elsewhere")
    backup = tmp_path / "backup"
    assert command(address, "backup", backup).exit_code == 0
    manifest = backup / "manifest.json"
    words = manifest.read_text()
    newer = json.loads(words) | {"schema": "9999"}
    manifest.write_text(json.dumps(newer))
    refused = command(elsewhere, "restore", backup)
    assert (refused.exit_code, "newer version" in refused.stderr) == (1, True)
    manifest.write_text(words)
    (file,) = backup.glob("database.*")
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    refused = command(elsewhere, "restore", backup)
    assert (refused.exit_code, "not as it was written" in refused.stderr) == (1, True)


def test_where_postgresql_s_programs_are_missing_it_says_what_to_install(copies, command, tmp_path, engine_name):
    if engine_name == "sqlite":
        pytest.skip("SQLite needs no program")
    said = command(copies("live"), "backup", tmp_path / "backup", PG_BIN=str(tmp_path))
    assert said.exit_code == 1
    assert said.stderr.strip() == (
        "Error: pg_dump was not found. Install PostgreSQL's client programs, of the server's version or newer, "
        "or name their folder in PG_BIN."
    )
    assert not (tmp_path / "backup").exists()


def test_an_old_write_ahead_log_is_not_read_into_the_restored_file(copies, command, tmp_path, engine_name):
    if engine_name != "sqlite":
        pytest.skip("a matter of SQLite")
    address = copies("live")
    assert command(address, "backup", tmp_path / "backup").exit_code == 0
    path = Path(sa.make_url(address).database or "")
    killed = subprocess.run(
        [
            sys.executable,
            "-c",
            (
                "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA journal_mode=WAL');"
                "c.execute(\"UPDATE people SET name = 'Someone from the old log'\"); c.commit(); os._exit(9)"
            ),
            str(path),
        ],
        check=False,
    )
    assert killed.returncode == 9
    assert path.with_name(f"{path.name}-wal").stat().st_size > 0
    assert command(address, "restore", tmp_path / "backup", "--yes").exit_code == 0
    with connect(address).connect() as connection:
        assert "old log" not in str(connection.execute(sa.text("SELECT name FROM people")).scalars().all())


def test_a_folder_that_is_no_backup_is_never_replaced(app, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one").write_text("mine")
    place = backups.Place(sa.make_url("sqlite:///nowhere.db"), tmp_path / "files")
    with pytest.raises(Refused, match="no backup"):
        backups.back_up(place, tmp_path / "letters", now=NOW, replace=True)
    assert (tmp_path / "letters" / "one").read_text() == "mine"
