"""What every test stands on: a migrated database of its worker, and one transaction that is undone after each test."""

import io
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import hypothesis
import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from hypothesis.database import DirectoryBasedExampleDatabase
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, scoped_session

from tests import engines, worlds

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 9, 15, 14, 0, tzinfo=UTC)
TESTING = {
    "TESTING": True,
    "ENVIRONMENT": "testing",
    "SECRET_KEY": "a key for tests only, forty characters..",
    "MAIL_BACKEND": "locmem",
    "SERVER_NAME": None,
}

CANARIES = ("quillonette", "thread-and-needle")  # the tests' people and the demo's password
LOGGED = ("guildhall", "marketplace")

# A loaded machine is slow, not wrong: examples are limited in number, not in time.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    print_blob=True,
    database=DirectoryBasedExampleDatabase(engines.CACHE / "hypothesis"),
)
hypothesis.settings.load_profile("house")

pytest.register_assert_rewrite("tests.page", "tests.client")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=["sqlite", "postgresql"], default="sqlite", help="the database to test on")


def pytest_configure(config: pytest.Config) -> None:
    os.environ.setdefault("GUILDHALL_ENV", "testing")
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        engines.start(config.getoption("--engine"))


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {config.getoption('--engine')}"


@pytest.fixture(scope="session")
def engine_name(pytestconfig: pytest.Config) -> str:
    """`sqlite` or `postgresql`."""
    return str(pytestconfig.getoption("--engine"))


@pytest.fixture(scope="session")
def database(engine_name: str) -> Iterator[str]:
    """The address of this worker's own migrated, empty database."""
    name = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    yield engines.make_database(engine_name, name)
    engines.drop_database(engine_name, name)


def _templates() -> str:
    folder = engines.CACHE / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)


@pytest.fixture(scope="session")
def _app(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    from config import Settings
    from marketplace.app import create_app
    from marketplace.db import db
    from tests.client import Client

    settings = Settings(environment="testing", database_url=database, data_folder=tmp_path_factory.mktemp("data"))
    app = create_app(settings, **TESTING)
    app.test_client_class = Client
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(_templates())  # compiled once for all workers
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(_app: Flask) -> Iterator[Flask]:
    """The application, inside its context and inside a transaction that is undone after the test.

    What a request commits is a savepoint of that transaction: real to later requests, gone afterwards.
    """
    with undone(_app):
        yield _app


@contextmanager
def undone(app: Flask) -> Iterator[None]:
    """Inside, the application stands in one transaction that is undone at the end."""
    from marketplace.db import db

    with app.app_context():
        db.session.configure(join_transaction_mode="create_savepoint")  # else a rollback inside would end the whole
        engine = db.engines[None]
        with engine.connect() as connection:
            whole = connection.begin()
            if engine.dialect.name == "sqlite":
                sa.event.listen(connection, "savepoint", _readers_only_read)
            db.engines[None] = connection  # type: ignore[assignment]
            try:
                with _savepoints_end(engine.dialect):
                    yield
            finally:
                db.session.remove()
                db.engines[None] = engine
                connection.exec_driver_sql("PRAGMA query_only=OFF") if engine.dialect.name == "sqlite" else None
                whole.rollback()


@contextmanager
def _savepoints_end(dialect: sa.Dialect) -> Iterator[None]:
    """What is undone is over: a savepoint outlives its undoing, and thousands within each other are slow to look through."""
    undo = dialect.do_rollback_to_savepoint

    def undo_and_release(connection: Connection, name: str) -> None:
        undo(connection, name)
        dialect.do_release_savepoint(connection, name)

    with patch.object(dialect, "do_rollback_to_savepoint", undo_and_release):
        yield


def _readers_only_read(connection: Connection, _name: str) -> None:
    """A GET that writes fails here as it does on a server, where its transaction is opened read only."""
    from marketplace import db as module

    reading = module._reading.get()
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")


@pytest.fixture
def session(app: Flask) -> scoped_session[Session]:
    """The session that tests and factories write with; undone after the test."""
    from marketplace.db import db

    return db.session


@pytest.fixture
def client(app: Flask) -> Any:
    """A browser with no one signed in; `client.sign_in(membership)` signs somebody in."""
    return app.test_client()


@pytest.fixture
def new_client(app: Flask) -> Callable[[], Any]:
    """Makes further browsers, for stories with several people."""
    return app.test_client


@pytest.fixture
def now() -> Iterator[datetime]:
    """The moment at which the test happens; the clock of the whole process stands still there."""
    with time_machine.travel(NOW, tick=False):
        yield NOW


@dataclass
class Statements:
    """The SQL statements sent while counting (savepoints and settings left out)."""

    sent: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.sent)

    def listen(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip("( ").upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
            self.sent.append(statement)


@contextmanager
def counted() -> Iterator[Statements]:
    """The statements sent meanwhile to the database of the application at hand."""
    from marketplace.db import db

    statements = Statements()
    sa.event.listen(db.engines[None], "before_cursor_execute", statements.listen)
    try:
        yield statements
    finally:
        sa.event.remove(db.engines[None], "before_cursor_execute", statements.listen)


@pytest.fixture
def counting(app: Flask) -> Callable[[], Any]:
    """`with counting() as statements: client.get(…)`, then `len(statements)`."""
    return counted


@pytest.fixture(scope="session")
def demo_world(engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.Demo]:
    """The installation after `flask demo seed`, for tests that only look. They stand in the xdist group `demo`."""
    with worlds.installation(engine_name, tmp_path_factory.mktemp("demo")) as app:
        yield worlds.seeded(app)


@pytest.fixture(autouse=True)
def _mailbox_is_empty(request: pytest.FixtureRequest) -> None:
    """Nobody finds the mail of an earlier test."""
    if "app" in request.fixturenames:
        mail = request.getfixturevalue("app").extensions.get("mailman")
        if mail is not None:
            mail.outbox = []


@pytest.fixture(scope="session", autouse=True)
def _nobody_stands_in_a_log() -> Iterator[None]:
    """Whatever tests make the site log, as production writes it, holds none of the words that stand for a person."""
    from marketplace.web import logs

    written = io.StringIO()
    handler = logs.lines(json=True, stream=written)
    for name in LOGGED:
        logging.getLogger(name).addHandler(handler)
        logging.getLogger(name).setLevel(logging.INFO)
    yield
    for name in LOGGED:
        logging.getLogger(name).removeHandler(handler)
    told = [line for line in written.getvalue().splitlines() if any(word in line.lower() for word in CANARIES)]
    assert told == []


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Skipped journeys are said aloud: nobody should take a run without a browser for a whole one."""
    missed = [report for report in terminalreporter.stats.get("skipped", []) if "Chromium" in str(report.longrepr)]
    if missed:
        terminalreporter.write_sep(
            "!", f"{len(missed)} BROWSER JOURNEYS WERE SKIPPED: no Chromium found (apt-get install chromium)", red=True
        )


def wait_until(happens: Callable[[], bool], *, seconds: float = 10) -> None:
    """Wait for something of another process; fails when it does not happen in time."""
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, f"did not happen within {seconds} s"
        time.sleep(0.05)
