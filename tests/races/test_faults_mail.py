"""Mail and jobs while workers are killed: nothing lost, nothing for what was rolled back, each effect once."""

import json
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import Organisation
from marketplace.duties import CLOCK
from marketplace.errors import Refused
from marketplace.outbox import actions, jobs, queries
from marketplace.outbox.models import OutboxItem, Worker
from tests.conftest import ROOT, wait_until
from tests.races.live import Live, at_once, in_background, rows_of
from tests.races.sink import Sink, mail_server

MakeLive = Callable[[str], Live]


@dataclass
class Kennel:
    """Workers that may be killed."""

    process: "subprocess.Popen[str]"
    settings: dict[str, Any] = field(default_factory=dict)
    alive: list[int] = field(default_factory=list)

    def start(self, **others: Any) -> int:
        self.alive.append(self._ask(self.settings | others))
        return self.alive[-1]

    def kill(self) -> None:
        """Kill one of them in the middle of whatever it does."""
        victim = random.choice(self.alive)
        os.kill(victim, signal.SIGKILL)
        self.wait(victim)

    def wait(self, worker: int) -> int:
        """Wait for the end of a worker; its exit code."""
        self.alive.remove(worker)
        return self._ask({"wait": worker})

    def _ask(self, words: dict[str, Any]) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@pytest.fixture(scope="module")
def breeder() -> Iterator["subprocess.Popen[str]"]:
    """The process that forks workers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.races.kennel"],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    yield process
    process.kill()
    process.communicate()


MakeKennel = Callable[..., Any]


@pytest.fixture
def kennel(breeder: "subprocess.Popen[str]") -> MakeKennel:
    """Makes a place for workers on a database; they are nudged all the while, and gone afterwards."""

    @contextmanager
    def make(live: Live, sink: Sink | None = None, **others: Any) -> Iterator[Kennel]:
        mail = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(sink.port)} if sink is not None else {}
        settings = {"environment": live.settings() | mail, "lease": 2, "tries": 100, "grace": 5, "without": ""}
        workers = Kennel(breeder, settings | others)
        nudge = jobs._Nudge(live.app)

        def remind(stop: Event) -> None:
            while not stop.wait(0.3):
                with live.app.app_context():
                    nudge()

        try:
            with in_background(remind):
                yield workers
        finally:
            for worker in list(workers.alive):
                os.kill(worker, signal.SIGKILL)
                workers.wait(worker)
            if nudge._engine is not None:
                nudge._engine.huey.storage.close()

    return make


def queue_mails(number: int, to: str) -> None:
    """Queue so many mails, in the transaction under way."""
    for one in range(number):
        actions.queue_mail(
            to=f"{to}{one}@guildhall.example",
            subject="Your invitation",
            template="invitation",
            dedupe_key=f"{to}-{one}",
            name="Ada",
            inviter="Bea",
            organisation="Harbour team",
            side="staff",
            expires_at=datetime.now(UTC),
            url="https://hall.example/",
        )


def queue_jobs(names: list[str]) -> None:
    for name in names:
        actions.queue_job("add", dedupe_key=f"add-{name}", name=name)


def all_done(live: Live) -> bool:
    return not live.rows(queries.waiting().limit(1))


def queue_and_kill(live: Live, kennel: MakeKennel, *, mails: int, kills: int, **others: Any) -> None:
    """Queue mails and jobs, kill workers all the while, then see who got what."""
    names = [f"job {uuid.uuid4()}" for _n in range(mails // 5)]
    live.make(lambda: (queue_mails(mails, "kept"), queue_jobs(names)))

    def changed_their_mind() -> None:
        queue_mails(20, "undone")
        raise Refused("no")

    with pytest.raises(Refused):
        live.make(changed_their_mind)
    with mail_server() as sink, kennel(live, sink, **others) as workers:
        for _worker in range(2):
            workers.start()
        for number in range(kills):
            enough = (number + 1) * mails // (kills + 2)
            wait_until(lambda enough=enough: sink.count >= enough, seconds=60)
            workers.kill()
            workers.start()
        wait_until(lambda: all_done(live), seconds=60)
        time.sleep(0.3)
    assert set(sink.arrived) == {f"kept{one}@guildhall.example" for one in range(mails)}
    assert sink.doubled.total() <= kills
    assert {len(set(ids)) for ids in sink.arrived.values()} == {1}, "a repeat has the same Message-ID"
    made = live.rows(sa.select(Organisation.name).where(Organisation.name.startswith("job ")))
    assert sorted(name for (name,) in made) == sorted(names)
    assert live.one(rows_of(OutboxItem).where(OutboxItem.dead_at.is_not(None))) == 0
    print(f"{mails} mails, {kills} kills, {sink.doubled.total()} doubled")


def test_killed_workers_lose_no_mail_and_do_each_job_once(
    make_live: MakeLive, kennel: MakeKennel, thorough: bool
) -> None:
    """F02, F03. With RACES_FULL=1 the numbers of the check: 600 mails and 15 kills."""
    mails, kills = (600, 15) if thorough else (120, 5)
    queue_and_kill(make_live("mail"), kennel, mails=mails, kills=kills)


def test_without_leases_mail_is_doubled(make_live: MakeLive, kennel: MakeKennel) -> None:
    with pytest.raises(AssertionError):
        queue_and_kill(make_live("mail_unguarded"), kennel, mails=60, kills=0, without="leases")


def test_a_poison_job_is_given_up_while_others_go_on(make_live: MakeLive, kennel: MakeKennel) -> None:
    """F03."""
    live = make_live("poison")
    names = [f"job {one}" for one in range(5)]
    live.make(lambda: (actions.queue_job("poison", dedupe_key="poison"), queue_jobs(names)))
    with kennel(live, tries=3, lease=0.5) as workers:
        for _death in range(3):
            assert workers.wait(workers.start()) == -signal.SIGKILL
        workers.start()
        wait_until(lambda: all_done(live), seconds=30)
    given_up = live.rows(sa.select(OutboxItem.name, OutboxItem.last_error).where(OutboxItem.dead_at.is_not(None)))
    assert given_up == [("poison", "WorkerLost")]
    assert live.one(rows_of(Organisation).where(Organisation.name.in_(names))) == len(names)


def test_each_clock_task_runs_once_in_its_period_with_three_schedulers(make_live: MakeLive, kennel: MakeKennel) -> None:
    """I16, F03: queued in parallel, and done once each."""
    live = make_live("clock")
    now = datetime.now(UTC)

    def tick() -> int:
        with live.app.app_context():
            return jobs.tick(CLOCK, now)

    assert sum(at_once([tick] * 3)) == len(CLOCK)
    with kennel(live) as workers:
        for _worker in range(2):
            workers.start()
        wait_until(lambda: all_done(live), seconds=30)
    runs = live.rows(sa.select(OutboxItem.name, OutboxItem.attempts).where(queries.by_the_clock()))
    at_least = {(task.name, 1) for task in CLOCK}
    assert at_least <= set(runs)
    assert {attempts for _name, attempts in runs} == {1}


def test_the_engine_is_where_the_setting_says(make_live: MakeLive, kennel: MakeKennel, engine_name: str) -> None:
    """JOBS_URL: reminders in PostgreSQL, or in a SQLite file that has a name."""
    live = make_live("engine")
    where = live.address if engine_name == "postgresql" else f"sqlite:///{live.folder / 'reminders.db'}"
    live.environment["JOBS_URL"] = live.app.config["JOBS_URL"] = where
    with kennel(live) as workers:
        workers.start()
        wait_until(lambda: live.one(rows_of(Worker)) == 1, seconds=30)
        live.make(lambda: queue_jobs(["job elsewhere"]))
        wait_until(lambda: all_done(live), seconds=10)
    assert live.one(rows_of(Organisation).where(Organisation.name == "job elsewhere")) == 1
    assert not (live.folder / "jobs.db").exists()


def test_a_worker_told_to_stop_ends_its_job_or_gives_it_back(make_live: MakeLive, kennel: MakeKennel) -> None:
    """F06, the worker's half."""
    live = make_live("stopping")
    begun = sa.select(OutboxItem.id).where(OutboxItem.dedupe_key == "short", OutboxItem.attempts > 0)
    with kennel(live, lease=60) as workers:
        live.make(lambda: actions.queue_job("add", dedupe_key="short", name="job short", seconds=1.5))
        pid = workers.start()
        wait_until(lambda: bool(live.rows(begun)))
        os.kill(pid, signal.SIGTERM)
        assert workers.wait(pid) == 0
        assert live.one(rows_of(Organisation).where(Organisation.name == "job short")) == 1

        live.make(lambda: actions.queue_job("add", dedupe_key="long", name="job long", seconds=60))
        pid = workers.start(grace=0.5)
        mine = sa.select(OutboxItem.attempts, OutboxItem.leased_until, OutboxItem.done_at).where(
            OutboxItem.dedupe_key == "long"
        )
        wait_until(lambda: live.rows(mine)[0][0] == 1)
        os.kill(pid, signal.SIGTERM)
        assert workers.wait(pid) == 0
    assert live.rows(mine) == [(0, None, None)]
    assert live.one(rows_of(Organisation).where(Organisation.name == "job long")) == 0
    assert live.one(rows_of(Worker)) == 0, "who ends well takes its row away"
