"""What people can rely on while things break: processes killed, a lock held, a disk full, a server told to stop."""

import random
import resource
import statistics
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import psutil
import pytest
import sqlalchemy as sa

from marketplace.accounts.models import Organisation
from marketplace.db import db
from marketplace.demand.employers.models import Employer, EmployerContact
from marketplace.sides import Side
from tests.conftest import wait_until
from tests.factories import accounts
from tests.races.live import Answer, Browser, Live, at_once, in_background, rows_of

BACK_WITHIN = 5  # seconds; the middle of several, since a busy machine may miss one


class Told:
    """What the writers of a test were told about each name that they sent."""

    def __init__(self) -> None:
        self.prefix = f"Rook {uuid.uuid4().hex[:8]}"
        self.answers: dict[str, Answer] = {}

    def write(self, browser: Browser) -> Answer:
        """Add an employer with its contact: rows of three tables."""
        name = f"{self.prefix} {uuid.uuid4()}"
        answer = add_employer(browser, name)
        self.answers[name] = answer
        return answer

    @property
    def acknowledged(self) -> set[str]:
        return {name for name, answer in list(self.answers.items()) if answer.done}

    @property
    def possible(self) -> set[str]:
        return {name for name, answer in list(self.answers.items()) if answer.done or answer.status == 0}

    def serving(self, live: Live) -> list[psutil.Process]:
        """The processes that have answered and live: one that is killed while it is born has nothing in hand."""
        answered = {answer.process for answer in list(self.answers.values())}
        return [process for process in live.workers() if str(process.pid) in answered]

    def check(self, live: Live) -> None:
        """What was acknowledged is stored, what is stored was asked for, and each thing is whole."""
        stored = {
            name: (employers, contacts)
            for name, employers, contacts in live.rows(
                sa.select(Organisation.name, sa.func.count(Employer.id), sa.func.count(EmployerContact.id))
                .outerjoin(Employer, Employer.id == Organisation.id)
                .outerjoin(EmployerContact, EmployerContact.employer_id == Employer.id)
                .where(Organisation.name.startswith(self.prefix))
                .group_by(Organisation.name)
            )
        }
        assert self.acknowledged <= set(stored) <= self.possible
        assert set(stored.values()) <= {(1, 1)}


def add_employer(browser: Browser, name: str, **others: str) -> Answer:
    words = {"name": name, "contact_name": "Ada", "contact_email": "ada@guildhall.example", "size": "unknown"}
    return browser.post("/employers/new", **words | others)


def staff(live: Live) -> Browser:
    return live.browser(live.make(lambda: live.signed_in(accounts.make_membership(Side.STAFF))))


def test_a_killed_process_loses_nothing_that_was_acknowledged(make_live: Callable[[str], Live], thorough: bool) -> None:
    """F01."""
    live = make_live("killed")
    live.start(preload=not thorough)
    browser, told, waits = staff(live), Told(), list[float]()

    def load(stop: Event) -> None:
        while not stop.is_set():
            told.write(browser)

    with in_background(load, times=4):
        for _kill in range(25 if thorough else 5):
            time.sleep(random.uniform(0.08, 0.2))
            wait_until(lambda: bool(told.serving(live)), seconds=60)
            random.choice(told.serving(live)).kill()
            before, begun = len(told.acknowledged), time.monotonic()
            wait_until(lambda before=before: len(told.acknowledged) > before, seconds=60)
            waits.append(time.monotonic() - begun)
    told.check(live)
    assert statistics.median(waits) <= BACK_WITHIN
    print(f"acknowledged {len(told.acknowledged)} of {len(told.answers)}, back within {max(waits):.1f} s")
    live.wait_for_processes()


@contextmanager
def write_lock_held(live: Live, seconds: float) -> Iterator[None]:
    """Somebody beside the server holds what every writer needs."""
    with live.app.app_context():
        connection: Any = db.engine.raw_connection()
    on_sqlite = live.address.startswith("sqlite")
    cursor = connection.cursor()
    cursor.execute("BEGIN IMMEDIATE" if on_sqlite else "LOCK TABLE organisations IN EXCLUSIVE MODE")

    def let_go() -> None:
        time.sleep(seconds)
        connection.rollback()

    holder = threading.Thread(target=let_go)
    holder.start()
    try:
        yield
    finally:
        holder.join()
        cursor.close()
        connection.close()


def wait_for_a_lock(live: Live, seconds: float = 3) -> None:
    browser, told = staff(live), Told()
    assert {answer.status for answer in at_once([lambda: told.write(browser)] * 4)} == {302}
    with write_lock_held(live, seconds):
        answers = at_once([lambda: told.write(browser)] * 6 + [lambda: browser.get("/employers")] * 2)
        assert {answer.status for answer in answers[6:]} == {200}, "reading needs no lock"
    for answer in answers[:6]:
        assert answer.status in {302, 503}, "never a 500"
        assert answer.status == 302 or int(answer.retry_after) > 0
        assert "sqlite" not in answer.body.lower()
    assert told.write(browser).done
    told.check(live)


def test_who_meets_a_held_lock_waits_or_is_told_when_to_come_back(live: Live) -> None:
    """F07."""
    wait_for_a_lock(live)


def test_without_the_wait_and_its_sentence_a_held_lock_is_an_error(unguarded: Live) -> None:
    with pytest.raises(AssertionError):
        wait_for_a_lock(unguarded, seconds=6)


def test_a_server_told_to_stop_finishes_what_it_does(make_live: Callable[[str], Live]) -> None:
    """F06, the web's half: SIGTERM in a request of two seconds."""
    live = make_live("stopped")
    live.start()
    answers: list[Answer] = []
    asking = threading.Thread(target=lambda: answers.append(Browser(live.port).get("/t/slow")))
    asking.start()
    time.sleep(0.7)
    assert live.stop(within=15) == 0
    asking.join()
    assert [(answer.status, answer.body) for answer in answers] == [(200, "slow\n")]


@pytest.mark.once
def test_on_a_full_disk_people_still_read_and_writers_are_told(live: Live, engine_name: str) -> None:
    """F05, on SQLite: no file of the server may grow, as on a disk that is full."""
    if engine_name != "sqlite":
        pytest.skip("the database's disk is its server's")
    browser, told = staff(live), Told()
    assert told.write(browser).done
    with no_file_grows(live):
        refused = [told.write(browser) for _try in range(12)]
        assert {answer.status for answer in refused} <= {302, 503, 507}
        last = refused[-1]
        assert last.status in {503, 507}
        assert int(last.retry_after) > 0
        assert "no room left" in last.body
        assert browser.get("/employers").status == 200
        assert browser.get("/healthz").status == 200
    assert told.write(browser).done, "writes work again without a restart"
    told.check(live)


@contextmanager
def no_file_grows(live: Live) -> Iterator[None]:
    """The processes of the server may make no file longer than the log of the database is now."""
    log_size = Path(live.address.removeprefix("sqlite:///") + "-wal").stat().st_size
    limits = {process.pid: resource.prlimit(process.pid, resource.RLIMIT_FSIZE) for process in live.workers()}
    for pid, (_soft, hard) in limits.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (log_size + 9000, hard))
    try:
        yield
    finally:
        for pid, limit in limits.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limit)


def test_a_database_that_is_stopped_and_started_again_is_found_again(
    make_live: Callable[[str], Live], own_server: Any
) -> None:
    """F04, on a PostgreSQL of our own: stopped without a word, started three seconds later."""
    live = Live(own_server.address, own_server.folder)
    live.start()
    try:
        browser, told = staff(live), Told()

        def load(stop: Event) -> None:
            while not stop.is_set():
                told.write(browser)
                time.sleep(0.02)

        once, name = str(uuid.uuid4()), f"{told.prefix} again"
        with in_background(load, times=2):
            wait_until(lambda: len(told.acknowledged) > 5)
            own_server.stop()
            time.sleep(0.3)
            down = [add_employer(browser, name, once=once) for _try in range(3)]
            assert {answer.status for answer in down} <= {0, 503}
            assert browser.get("/healthz").status == 200
            own_server.start()
            begun = time.monotonic()
            wait_until(lambda: add_employer(browser, name, once=once).done, seconds=2 * BACK_WITHIN)
            print(f"back {time.monotonic() - begun:.1f} s after the database")
        assert add_employer(browser, name, once=once).done, "a repeat is answered like the first"
        told.answers[name] = Answer(302)
        told.check(live)
        assert {answer.status for answer in told.answers.values()} <= {0, 302, 503}
        assert live.one(rows_of(Organisation).where(Organisation.name == name)) == 1
    finally:
        live.close()
