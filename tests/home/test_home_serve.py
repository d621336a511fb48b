"""`flask serve`: finds a port, starts site and worker, and takes both away again."""

import os
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime
from urllib.error import URLError
from urllib.request import urlopen

import click
import psutil
import pytest
import sqlalchemy as sa

from marketplace.accounts.models import Person
from marketplace.home.cli import FIRST_PORT, listen
from tests import engines
from tests.conftest import ROOT, wait_until

pytestmark = pytest.mark.once


@pytest.fixture
def taken():
    """A port of this machine that somebody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        yield door.getsockname()[1]


def test_a_wanted_port_that_is_taken_is_said_so(app, taken):
    with pytest.raises(click.ClickException, match=f"Port {taken} is taken"):
        listen("127.0.0.1", taken)


def test_without_a_wish_the_first_free_port_is_taken():
    with listen("127.0.0.1", None) as first:
        first.listen()
        with listen("127.0.0.1", None) as second:
            assert FIRST_PORT <= first.getsockname()[1] < second.getsockname()[1]


@pytest.fixture
def lived_in(engine_name):
    """The address of a database in which somebody is already at home, so that nothing is seeded."""
    name = f"serve_{os.getpid()}"
    address = engines.make_database(engine_name, name)
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        connection.execute(
            sa.insert(Person).values(name="Somebody", email="somebody@guildhall.example", created_at=datetime.now(UTC))
        )
    engine.dispose()
    yield address
    engines.drop_database(engine_name, name)


def test_site_and_worker_start_together_and_end_together(lived_in, tmp_path):
    with listen("127.0.0.1", None) as door:
        port = door.getsockname()[1]
    environment = engines.environment(lived_in) | {"DATA_FOLDER": str(tmp_path), "PORT": str(port)}
    server = subprocess.Popen(
        [sys.executable, "-m", "flask", "serve"],
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_until(lambda: answers(port), seconds=150)
        first = psutil.Process(server.pid).children()
        assert len(first) == 1
        first[0].kill()
        wait_until(lambda: any(child not in first for child in psutil.Process(server.pid).children()), seconds=30)
        workers = psutil.Process(server.pid).children(recursive=True)
        server.send_signal(signal.SIGTERM)
        said, _nothing = server.communicate(timeout=60)
    finally:
        server.kill()
    assert f"http://127.0.0.1:{port}" in said
    assert "Traceback" not in said
    assert "First start" not in said
    assert [worker for worker in workers if worker.is_running() and worker.status() != psutil.STATUS_ZOMBIE] == []


def answers(port):
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return answer.status == 200
    except (URLError, ConnectionError):
        return False
