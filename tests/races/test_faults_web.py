"""What people can rely on while things break: processes killed, a lock held, a server told to stop."""

import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import psutil
import pytest

from marketplace.accounts.models import Organisation
from marketplace.db import db
from tests.conftest import wait_until
from tests.races.live import Answer, Browser, Live, at_once, in_background, rows_of
from tests.races.writers import Told, add_employer, staff

BACK_WITHIN = 5  # seconds


def test_a_killed_process_loses_nothing_that_was_acknowledged(make_live: Callable[[str], Live]) -> None:
    """F01."""
    live = make_live("killed")
    live.start()
    browser, told, waits = staff(live), Told(), list[float]()

    def load(stop: Event) -> None:
        while not stop.is_set():
            told.write(browser)

    with in_background(load, times=4):
        for _kill in range(25):
            time.sleep(random.uniform(0.08, 0.2))
            wait_until(lambda: bool(told.serving(live)), seconds=60)
            random.choice(told.serving(live)).kill()
            before, begun = len(told.acknowledged), time.monotonic()
            wait_until(lambda before=before: len(told.acknowledged) > before, seconds=60)
            waits.append(time.monotonic() - begun)
    told.check(live)
    print(f"acknowledged {len(told.acknowledged)} of {len(told.answers)}, back within {max(waits):.1f} s")
    assert max(waits) <= BACK_WITHIN
    live.wait_for_processes()


def test_the_process_that_starts_the_others_holds_no_part_of_the_database(live: Live) -> None:
    """Else those that it starts would share a file, or a line to the server."""
    assert live.server is not None
    parent, ours = psutil.Process(live.server.pid), live.address.rpartition("/")[2]
    assert [file.path for file in parent.open_files() if ours in file.path] == []
    assert [line for line in parent.net_connections("all") if line.status == psutil.CONN_ESTABLISHED] == []


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
