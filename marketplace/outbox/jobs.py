"""The engine: Huey runs the rounds of the worker, a nudge after each commit, and the clock.

Everything that must not be lost is a row of the outbox. What Huey carries are reminders to look there:
it may lose any of them, since each worker looks once a minute anyway.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from flask import Flask
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer

from marketplace.db import db, transaction
from marketplace.outbox import worker
from marketplace.outbox.actions import queue_job
from marketplace.outbox.delivery import clock
from marketplace.outbox.hands import Hands, Stopped, TimeLimit
from marketplace.outbox.here import Here
from marketplace.outbox.models import OutboxItem, Worker
from marketplace.outbox.worker import Handler, unsettled

BEAT: Final = 10.0  # seconds between two heartbeats
UNDO: Final = 2.0  # seconds that an interrupted job has to roll back
GRACE: Final = 20.0  # seconds that a job in hand has to end after SIGTERM
TOO_LONG: Final = 75  # how the process ends when a job does not: whoever started it starts it again
LONGEST_PAUSE: Final = 1.0  # seconds until an idle worker hears a nudge

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ClockTask:
    """What is done once in each period: `run(now=…)`, safe to repeat. Periods count from midnight UTC."""

    name: str
    every: timedelta
    run: Handler
    label: Any = ""  # a lazy sentence

    def key(self, now: datetime) -> str:
        """The dedupe key of the period that `now` lies in: its uniqueness makes a period run once."""
        seconds = self.every.total_seconds()
        begun = datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)
        return f"clock:{self.name}:{begun:%Y-%m-%dT%H:%M}"


def connect(app: Flask) -> Huey:
    """Huey on the address of JOBS_URL, or on a SQLite file of the data folder. Messages are signed."""
    url = app.config["JOBS_URL"]
    common: dict[str, Any] = {  # Any: keywords of three classes without types
        "results": False,
        "serializer": SignedSerializer(secret=app.config["SECRET_KEY"]),
    }
    if url.startswith("redis"):
        return RedisHuey("guildhall", url=url, **common)
    if url.startswith("postgres"):
        return PostgresHuey("guildhall", dsn=url.replace("+psycopg://", "://"), **common)
    path = url.removeprefix("sqlite:///") or Path(app.config["DATA_FOLDER"]) / "jobs.db"
    return SqliteHuey("guildhall", filename=str(path), **common)


def init_app(app: Flask, jobs: worker.Jobs, tasks: tuple[ClockTask, ...], here: tuple[Handler, ...] = ()) -> None:
    """Hand the application what it does by name, by the clock and on each machine, and the nudge after a commit."""
    app.extensions["clock"], app.extensions["here"] = tasks, here
    twice = [task.name for task in tasks if jobs.get(task.name, task.run) is not task.run]
    if twice:
        raise ValueError(f"one name for a job and for another task of the clock: {', '.join(twice)}")
    app.extensions["jobs"] = {**jobs, **{task.name: task.run for task in tasks}}
    if not app.config["TESTING"]:
        app.extensions["nudge"] = _Nudge(app)


class Engine:
    """Huey with the two things that it does for us: `drain` on a nudge, and `minute` by the clock."""

    def __init__(self, app: Flask, hands: Hands) -> None:
        self.app, self.hands, self.huey = app, hands, connect(app)
        self.nudge = self.huey.task(name="drain")(self._drain)
        self.huey.periodic_task(crontab(), name="minute")(self._minute)

    def _drain(self) -> None:
        """Do what waits. A database that does not answer is asked again in the next minute."""
        try:
            with self.app.app_context():
                worker.drain(jobs=self.app.extensions["jobs"], hands=self.hands)
        except Stopped:
            return
        except sa.exc.SQLAlchemyError as error:
            log.warning("the outbox could not be read: %s", type(error).__name__)

    def _minute(self) -> None:
        try:
            with self.app.app_context():
                tick(self.app.extensions["clock"], clock())
        except sa.exc.SQLAlchemyError as error:
            log.warning("the clock could not be read: %s", type(error).__name__)
        self._drain()


class _Nudge:
    """Connects at the first nudge, so that a forked server process has a connection of its own."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._engine: Engine | None = None
        self._lock = threading.Lock()

    def __call__(self) -> None:
        """Wake one worker. Nothing depends on it, so a failure is only noted."""
        try:
            with self._lock:
                engine = self._engine = self._engine or Engine(self._app, Hands())
            if not engine.huey.pending_count():  # one reminder that nobody has heard yet is enough
                engine.nudge()
        except Exception as error:  # noqa: BLE001 -- three engines, each with errors of its own
            log.warning("the worker was not nudged: %s", type(error).__name__)


def tick(tasks: tuple[ClockTask, ...], now: datetime) -> int:
    """Queue the clock's tasks for the period that has begun; how many. Two schedulers queue a period once.

    A task whose last run still waits is left out, so that a failing one does not pile up.
    """
    with transaction(read_only=True):
        keys = {task.key(now) for task in tasks}
        known = set(db.session.scalars(sa.select(OutboxItem.dedupe_key).where(OutboxItem.dedupe_key.in_(keys))))
        waiting = set(db.session.scalars(sa.select(OutboxItem.name).where(unsettled()).distinct()))
    due = [task for task in tasks if task.key(now) not in known and task.name not in waiting]
    if not due:
        return 0
    with transaction():
        return sum(queue_job(task.name, dedupe_key=task.key(now)) for task in due)


def run(app: Flask, *, threads: int, grace: float = GRACE, parent: int | None = None) -> None:
    """Work until SIGTERM or Ctrl-C: then finish what is in hand within the grace time, or return its lease.

    With a `parent`, also until that process is gone.
    """
    logging.getLogger("huey").setLevel(logging.WARNING)  # it tells of every round
    hands = Hands()
    consumer = Engine(app, hands).huey.create_consumer(
        workers=threads,
        worker_type="thread",
        max_delay=LONGEST_PAUSE,
        shutdown_timeout=grace,
        graceful_signal="TERM",
    )
    hands.stopping = consumer.stop_flag.is_set
    consumer._signal_actions[signal.SIGINT] = (False, True)  # noqa: SLF001 -- as gentle as SIGTERM
    heart = Heart(app, hands, consumer.stop_flag, parent)
    heart.start()
    Here(app, hands, consumer.stop_flag).start()
    log.info("worker %s is there", hands.name)
    try:
        consumer.run()
    finally:
        _let_go(hands)
        heart.end()
    if hands.held:  # its thread cannot be ended, the process can
        os._exit(0)


def _let_go(hands: Hands) -> None:
    """Interrupt what did not end within the grace time, and wait a moment for it to be undone."""
    hands.interrupt(list(hands.held), Stopped)
    end = time.monotonic() + UNDO
    while hands.held and time.monotonic() < end:
        time.sleep(0.05)


class Heart(threading.Thread):
    """Says every few seconds that this process is there, and ends it when a job takes longer than it may."""

    def __init__(self, app: Flask, hands: Hands, stop: threading.Event, parent: int | None) -> None:
        super().__init__(name="heart", daemon=True)
        self._app, self._hands, self._stop_flag, self._parent = app, hands, stop, parent
        self._ended = threading.Event()
        self._interrupted: set[str] = set()

    def run(self) -> None:
        """Beat until the process ends."""
        while not self._ended.is_set():
            self._write(self._beat)
            self._write(lambda: worker.renew(self._hands))
            self._watch()
            if self._parent not in {None, os.getppid()}:
                self._stop_flag.set()
            self._ended.wait(BEAT)

    def _watch(self) -> None:
        """Interrupt what takes too long, once; end the process when that does not help."""
        late = self._hands.overdue()
        self._hands.interrupt(late - self._interrupted, TimeLimit)
        self._interrupted |= late
        if self._hands.overdue(worker.HARD):
            log.critical("a job took longer than it may: the worker ends, to be started again")
            self._write(lambda: worker.give_back(self._hands))
            os._exit(TOO_LONG)

    def end(self) -> None:
        """Return what is still in hand, and take the row of this process away."""
        self._ended.set()
        self._write(lambda: worker.give_back(self._hands))
        self._write(self._forget)

    def _write(self, what: Callable[[], None]) -> None:
        try:
            with self._app.app_context():
                what()
        except sa.exc.SQLAlchemyError as error:
            log.warning("no heartbeat could be written: %s", type(error).__name__)

    def _beat(self) -> None:
        now = clock()
        with transaction():
            beaten = db.session.scalar(
                sa.update(Worker).where(Worker.name == self._hands.name).values(beat_at=now).returning(Worker.id)
            )
            if beaten is None:
                db.session.add(Worker(name=self._hands.name, started_at=now, beat_at=now))

    def _forget(self) -> None:
        with transaction():
            db.session.execute(sa.delete(Worker).where(Worker.name == self._hands.name))
