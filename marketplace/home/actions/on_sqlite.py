"""A SQLite file copied while it is written to, and put back without what its write-ahead log still says."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy.engine import URL

from marketplace.errors import Refused

FILE = "database.sqlite"


def copy_out(url: URL, to: Path, _programs: str) -> tuple[str, dict[str, int]]:
    """Write the file as of one moment with VACUUM INTO, and look whether it is sound."""
    source = Path(url.database or "")
    if not source.is_file():
        raise Refused(_("There is no database file yet. Run flask db upgrade first."))
    with closing(sqlite3.connect(source, timeout=60)) as connection:
        connection.execute("VACUUM INTO ?", [str(to)])
    return _looked_over(to)


def put_back(url: URL, source: Path, _programs: str) -> None:
    """Put the file in the place of the database. Whatever has the old one open must have been stopped."""
    target = Path(url.database or "")
    half = target.with_name(f"{target.name}.half")
    shutil.copyfile(source, half)
    _looked_over(half)
    half.chmod(0o600)
    with half.open("rb") as file:
        os.fsync(file.fileno())
    for ending in ("-wal", "-shm"):  # of the old file: they would be read into the new one
        target.with_name(target.name + ending).unlink(missing_ok=True)
    half.replace(target)


def counts(url: URL) -> dict[str, int]:
    """Table → rows; empty where there is no file."""
    path = Path(url.database or "")
    if not path.is_file():
        return {}
    with closing(sqlite3.connect(path, timeout=60)) as connection:
        return _counts(connection)


def _looked_over(path: Path) -> tuple[str, dict[str, int]]:
    with closing(sqlite3.connect(path)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise Refused(_("The copy of the database is not sound. Look at the disk, then try again."))
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise Refused(_("The database has rows that point nowhere. Nothing was kept."))
        (schema,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return schema, _counts(connection)


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    names = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    ours = [name for name, made in names.fetchall() if not made.upper().startswith("CREATE VIRTUAL TABLE")]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in ours}  # noqa: S608 -- names from the file itself
