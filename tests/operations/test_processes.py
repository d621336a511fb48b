"""H05: two processes are one site: what one of them keeps, counts or knows, the other knows too."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import uuid
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from config import Settings
from marketplace.accounts.actions import begin_sign_in
from marketplace.administration.models import SiteSettings
from marketplace.app import create_app
from marketplace.db import db, transaction
from marketplace.outbox.delivery import clock
from marketplace.sides import Side
from marketplace.web.models import Submission
from marketplace.web.processes import forget_the_dead
from tests import engines
from tests.conftest import ROOT, wait_until
from tests.factories.accounts import make_membership
from tests.factories.competencies import make_competency
from tests.operations.conftest import connect, name_of

pytestmark = pytest.mark.xdist_group("operations")
KEY = "one key for two processes: 4f1a9c7be2d05836"


class Process:
    """One gunicorn with one worker process on a port of its own."""

    def __init__(self, address, folder):
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            self.port = door.getsockname()[1]
        words = ["-m", "gunicorn", "-c", "python:marketplace.web.processes", "--workers", "1"]
        environment = engines.environment(address) | {"SECRET_KEY": KEY, "DATA_FOLDER": str(folder)}
        environment["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        self.log = folder / f"{self.port}.log"
        with self.log.open("w") as log:
            self.child = subprocess.Popen(
                [sys.executable, *words, "--bind", f"127.0.0.1:{self.port}", "wsgi:app"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
            )

    def ask(self, path, cookie="", **words):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        line.request("POST" if words else "GET", path, urlencode(words) if words else None, headers)
        answer = line.getresponse()
        answer.text = answer.read().decode()
        line.close()
        return answer

    def up(self):
        assert self.child.poll() is None, self.log.read_text()[-2000:]
        try:
            return self.ask("/healthz").status == 200
        except OSError:
            return False


@pytest.fixture(scope="module")
def pair(engine_name, tmp_path_factory):
    """The address of the database, and two processes that serve it."""
    folder = tmp_path_factory.mktemp("pair")
    address = engines.make_database(engine_name, name_of("pair"))
    processes = [Process(address, folder), Process(address, folder)]
    try:
        for process in processes:
            wait_until(process.up, seconds=120)
        yield address, *processes
    finally:
        for process in processes:
            process.child.send_signal(signal.SIGTERM)
        for process in processes:
            assert process.child.wait(60) == 0
        engines.drop_database(engine_name, name_of("pair"))


@pytest.fixture
def third(pair, tmp_path):
    """A third process of the site: this one."""
    site = create_app(Settings(environment="testing", secret_key=KEY, database_url=pair[0], data_folder=tmp_path))
    yield site
    with site.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def cookie(third):
    """The cookie of a browser that one sign-in belongs to."""
    site = third
    with site.app_context():
        secret = begin_sign_in(make_membership(Side.JOBSEEKER), now=clock())
        db.session.commit()
        value = site.session_interface.get_signing_serializer(site).dumps({"_user_id": secret, "_fresh": True})
        db.session.remove()
    return f"guildhall={value}"


def token_in(answer):
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.text).group(1)


def kept(answer, cookie):
    given = answer.headers.get("Set-Cookie")
    return given.split(";")[0] if given else cookie


def test_a_sign_in_and_a_form_s_token_of_one_process_count_in_the_other_and_so_does_signing_out(pair, cookie):
    _address, one, other = pair
    page = one.ask("/account", cookie)
    assert page.status == other.ask("/account", cookie).status == 200
    cookie = kept(page, cookie)
    words = {"csrf_token": token_in(page), "once": str(uuid.uuid4())}
    assert other.ask("/sign-out", cookie, **words).status in {302, 303}
    assert one.ask("/account", cookie).status == 302


def test_a_form_sent_to_both_has_one_effect(pair, cookie):
    address, one, other = pair
    page = one.ask("/account", cookie)
    cookie = kept(page, cookie)
    words = {"csrf_token": token_in(page), "once": str(uuid.uuid4())}
    answers = [process.ask("/sign-out", cookie, **words) for process in (one, other)]
    assert {answer.status for answer in answers} <= {302, 303}
    with connect(address).connect() as connection:
        tokens = connection.execute(sa.select(Submission.token)).scalars().all()
    assert tokens.count(uuid.UUID(words["once"])) == 1


def test_wrong_passwords_are_counted_over_both_processes(pair):
    _address, *processes = pair
    statuses = []
    for number in range(30):
        process = processes[number % 2]
        page = process.ask("/sign-in")
        answer = process.ask(
            "/sign-in",
            kept(page, ""),
            csrf_token=token_in(page),
            once=str(uuid.uuid4()),
            email="somebody@guildhall.example",
            password=f"wrong {number}",
        )
        statuses.append(answer.status)
        if answer.status == 429:
            break
    assert statuses[-1] == 429, statuses
    assert len(statuses) <= 12, "each process counted for itself"
    page = processes[len(statuses) % 2].ask("/sign-in")
    again = processes[len(statuses) % 2].ask(
        "/sign-in",
        kept(page, ""),
        csrf_token=token_in(page),
        once=str(uuid.uuid4()),
        email="somebody@guildhall.example",
        password="wrong",
    )
    assert again.status == 429
    assert int(again.headers["Retry-After"]) > 0


def test_what_a_process_keeps_in_memory_follows_a_change_that_another_made(pair, third, cookie):
    _address, *processes = pair

    def known():
        return ["Zibbel welding" in process.ask("/competencies/suggest?q=zibbel", cookie).text for process in processes]

    def named():
        return ["Zibbel Hall" in process.ask("/sign-in").text for process in processes]

    assert (known(), named()) == ([False, False], [False, False])
    with third.app_context(), transaction():
        make_competency("Zibbel welding")
        names = {"site_name": "Zibbel Hall", "time_zone": "America/Toronto", "sender_name": "Zibbel Hall"}
        db.session.merge(SiteSettings(id=1, version=1, changed_at=clock(), **names))
    assert (known(), named()) == ([True, True], [True, True])


def test_figures_are_those_of_both_processes_whichever_is_asked(pair):
    _address, one, other = pair

    def asked(process):
        found = re.search(
            r'guildhall_requests_total\{route="home.for_employers",status="2xx"\} (\S+)', process.ask("/metrics").text
        )
        return float(found.group(1)) if found else 0

    before = asked(one)
    for process in (one, one, other):
        process.ask("/for-employers")
    assert asked(one) - before == asked(other) - before == 3


def test_a_process_that_begins_forgets_the_figures_of_those_that_are_gone_and_no_others(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait(60)
    for process in (os.getpid(), 1, gone.pid):
        (tmp_path / f"counter_{process}.db").touch()
    forget_the_dead(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {f"counter_{os.getpid()}.db", "counter_1.db"}
