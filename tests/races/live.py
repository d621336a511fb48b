"""A live server for races: two processes of four threads on a port of our own, and browsers that start together."""

import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import psutil
import sqlalchemy as sa
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from config import Settings
from marketplace.accounts.actions import begin_sign_in
from marketplace.accounts.models import Membership
from marketplace.app import create_app
from marketplace.db import db, transaction
from marketplace.sides import Actor
from tests.conftest import ROOT, TESTING, wait_until

KEY = TESTING["SECRET_KEY"]
PROCESSES = 2
THREADS = 4
Made = TypeVar("Made")


@dataclass(frozen=True)
class Answer:
    """What came back: `status` 0 when nothing did, so that nobody knows whether it was done."""

    status: int
    location: str = ""
    body: str = ""
    retry_after: str = ""
    process: str = ""
    seconds: float = 0.0

    @property
    def done(self) -> bool:
        return 200 <= self.status < 400


@dataclass
class Browser:
    """One browser: its cookie, and a token that its forms are accepted with."""

    port: int
    cookie: str = ""
    token: str = ""

    def get(self, path: str, *, timeout: float = 30) -> Answer:
        return self._ask("GET", path, None, timeout)

    def post(self, path: str, *, timeout: float = 30, **fields: Any) -> Answer:
        words = {"csrf_token": self.token, "once": str(uuid.uuid4()), **fields}
        return self._ask("POST", path, urlencode(words), timeout)

    def _ask(self, method: str, path: str, body: str | None, timeout: float) -> Answer:
        begun = time.monotonic()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = {"Connection": "close"} | ({"Cookie": f"guildhall={self.cookie}"} if self.cookie else {})
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            words = response.read().decode()
        except (OSError, HTTPException):
            return Answer(0, seconds=time.monotonic() - begun)
        finally:
            connection.close()
        return Answer(
            response.status,
            response.getheader("Location") or "",
            words,
            response.getheader("Retry-After") or "",
            response.getheader("X-Process") or "",
            time.monotonic() - begun,
        )


@dataclass
class Live:
    """An application, its database, and (once `start` was called) the server that serves it to browsers."""

    address: str
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    port: int = 0
    app: Flask = field(init=False)
    server: "subprocess.Popen[bytes] | None" = None

    def __post_init__(self) -> None:
        settings = Settings(environment="testing", database_url=self.address, data_folder=self.folder)
        self.app = create_app(settings, **TESTING)

    # ---- the world, from beside the server ----------------------------------------------------------

    def make(self, build: Callable[[], Made]) -> Made:
        """Build rows in one transaction; gives back what `build` returns, which should be plain values."""
        with self.app.app_context(), transaction():
            return build()

    def rows(self, statement: Any) -> list[Any]:
        """What the database holds now."""
        with self.app.app_context(), transaction(read_only=True):
            return list(db.session.execute(statement).all())

    def one(self, statement: Any) -> Any:
        """One value of the database."""
        return self.rows(statement)[0][0]

    def signed_in(self, who: Actor | Membership) -> str:
        """The secret of a new sign-in; inside `make`."""
        membership = db.session.get_one(Membership, who.membership_id) if isinstance(who, Actor) else who
        from marketplace.web.access import now

        return begin_sign_in(membership, now=now())

    def browser(self, secret: str = "", **carried: str) -> Browser:
        """A browser signed in by `signed_in`, or by nobody; `carried` is what else its session keeps."""
        raw = hashlib.sha1(secrets.token_bytes(16), usedforsecurity=False).hexdigest()
        kept = {"csrf_token": raw, **carried} | ({"_user_id": secret, "_fresh": True} if secret else {})
        signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        return Browser(self.port, signer.dumps(kept), URLSafeTimedSerializer(KEY, salt="wtf-csrf-token").dumps(raw))

    # ---- the server ---------------------------------------------------------------------------------

    def start(self, **environment: str) -> None:
        """Start the server as an installation does, and wait until both of its processes have answered."""
        door = socket.socket()
        door.bind(("127.0.0.1", 0))
        door.listen(128)
        self.port = door.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "-c", "python:marketplace.web.processes"]
        command += ["--workers", str(PROCESSES), "--threads", str(THREADS), "--bind", f"fd://{door.fileno()}"]
        command += ["--graceful-timeout", "10", "--max-requests", "0", "--log-level", "error"]
        with door, (self.folder / "server.log").open("ab") as log:
            self.server = subprocess.Popen(
                [*command, "tests.races.served:app"],
                cwd=ROOT,
                env=self.settings() | environment,
                pass_fds=[door.fileno()],
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        self.wait_for_processes()

    def settings(self) -> dict[str, str]:
        """The environment of whatever serves or works on this database."""
        return {
            **os.environ,
            "GUILDHALL_ENV": "testing",
            "DATABASE_URL": self.address,
            "DATA_FOLDER": str(self.folder),
            "SECRET_KEY": KEY,
            "FLASK_APP": "wsgi.py",
            **self.environment,
        }

    def wait_for_processes(self, processes: int = PROCESSES) -> None:
        """Wait until that many processes have answered, so that a race is one."""
        seen: set[str] = set()

        def all_there() -> bool:
            assert self.server is None or self.server.poll() is None, (self.folder / "server.log").read_text()[-3000:]
            answers = at_once([lambda: Browser(self.port).get("/healthz", timeout=5)] * 8)
            seen.update(answer.process for answer in answers if answer.done)
            return len(seen) >= processes

        wait_until(all_there, seconds=90)

    def workers(self) -> list[psutil.Process]:
        """The processes that answer requests."""
        assert self.server is not None
        return psutil.Process(self.server.pid).children()

    def stop(self, *, within: float = 15) -> int:
        """Ask the server to stop; its exit code."""
        assert self.server is not None
        self.server.send_signal(signal.SIGTERM)
        code = self.server.wait(within)
        self.server = None
        return code

    def close(self) -> None:
        """End the server by the ids of its processes, let the database go."""
        if self.server is not None and self.server.poll() is None:
            processes = psutil.Process(self.server.pid).children(recursive=True)
            self.server.kill()
            for process in processes:
                process.kill()
            self.server.wait()
        self.server = None
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


def at_once(calls: Sequence[Callable[[], Made]]) -> list[Made]:
    """Make all calls behind one barrier, each in a thread of its own; what each gave back, in their order."""
    barrier = threading.Barrier(len(calls))
    results: dict[int, Made] = {}

    def run(number: int, call: Callable[[], Made]) -> None:
        barrier.wait()
        results[number] = call()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[number] for number in range(len(calls))]


@contextmanager
def in_background(task: Callable[[threading.Event], None], times: int = 1) -> Iterator[None]:
    """Run `task(stop)` in `times` threads for as long as the block lasts."""
    stop = threading.Event()
    threads = [threading.Thread(target=task, args=(stop,), daemon=True) for _time in range(times)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)


def statuses(answers: Sequence[Answer]) -> dict[int, int]:
    """Status → how many."""
    return {status: sum(a.status == status for a in answers) for status in sorted({a.status for a in answers})}


def rows_of(table: Any) -> Any:
    """How many rows there are."""
    return sa.select(sa.func.count()).select_from(table)
