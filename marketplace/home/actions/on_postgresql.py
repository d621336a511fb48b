"""A PostgreSQL database dumped and restored by PostgreSQL's own programs; the password never stands in a command."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.engine import URL, Connection

from marketplace.errors import Refused

FILE = "database.dump"
PATIENT: Final = "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c lock_timeout=60000"

# Tables and functions, without the schema itself: what was granted on that stays.
EMPTY: Final = """
DO $$ DECLARE found record; BEGIN
  FOR found IN SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('DROP TABLE %I CASCADE', found.name);
  END LOOP;
  FOR found IN SELECT oid::regprocedure AS name FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e') LOOP
    EXECUTE format('DROP FUNCTION %s CASCADE', found.name);
  END LOOP;
END $$
"""


def copy_out(url: URL, to: Path, programs: str) -> tuple[str, dict[str, int]]:
    """Dump one snapshot, the same that the rows are counted in."""
    program = _program("pg_dump", programs)
    with _connected(url) as connection:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        # Without rights, which name this server's roles, and without the views of reports, which `flask roles` makes.
        _run(url, program, "--format=custom", "--no-owner", "--no-acl", "--no-comments", "--exclude-schema=reports",
             f"--snapshot={snapshot}", f"--file={to}")  # fmt: skip
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        return version, _counts(connection)


def put_back(url: URL, source: Path, programs: str) -> None:
    """Empty the database, then restore the dump in one transaction."""
    program = _program("pg_restore", programs)
    _run(url, program, "--list", str(source))  # readable at all, before anything is dropped
    with _connected(url) as connection, connection.begin():
        connection.execute(sa.text(EMPTY))
    _run(url, program, "--no-owner", "--no-acl", "--exit-on-error", "--single-transaction",
         f"--dbname={url.database}", str(source))  # fmt: skip


def counts(url: URL) -> dict[str, int]:
    """Table → rows; empty where there is no table."""
    with _connected(url) as connection:
        return _counts(connection)


def _counts(connection: Connection) -> dict[str, int]:
    names = connection.exec_driver_sql(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
    ).scalars()
    return {
        name: connection.execute(sa.select(sa.func.count()).select_from(sa.table(name))).scalar_one() for name in names
    }


@contextmanager
def _connected(url: URL) -> Iterator[Connection]:
    engine = sa.create_engine(url, hide_parameters=True, connect_args={"options": PATIENT})
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _program(name: str, folder: str) -> str:
    found = shutil.which(name, path=folder or None)
    if found is None:
        raise Refused(
            _(
                "%(name)s was not found. Install PostgreSQL's client programs, of the server's version or newer, "
                "or name their folder in PG_BIN.",
                name=name,
            )
        )
    return found


def _run(url: URL, program: str, *words: str) -> None:
    done = subprocess.run(  # noqa: S603 -- a program of PostgreSQL, words of ours
        [program, *words], env=_environment(url), capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [""])[0]
        raise Refused(_("%(name)s did not do it. It said: %(words)s", name=Path(program).name, words=said))


def _environment(url: URL) -> dict[str, str]:
    """Where the server is and who we are, as PostgreSQL's programs read it from the environment."""
    query = {key: value for key, value in url.query.items() if isinstance(value, str)}
    said = {
        "HOME": str(Path.home()),  # of a .pgpass
        "LC_ALL": "C",
        "PGHOST": url.host or query.get("host"),
        "PGPORT": str(url.port) if url.port else query.get("port"),
        "PGUSER": url.username or query.get("user"),
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": query.get("sslmode"),
        "PGSSLROOTCERT": query.get("sslrootcert"),
        "PGPASSFILE": query.get("passfile"),
    }
    return {name: value for name, value in said.items() if value}
