"""What pages cost beside /healthz, in CPU of the site and of the database: ratios that carry over to other machines.

    python bench/bench_load.py [--engine sqlite|postgresql|both] [--people 2000] [--times 1]
    python bench/bench_load.py --deployed 8001

The first starts a site of its own for each engine: one gunicorn process of four threads, on a fresh database. The
second sends the same pages to the deployment whose settings are in the environment and which listens on that port.
"""

import argparse
import contextlib
import http.client
import itertools
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import psutil  # noqa: E402 -- the project is found by its place
import sqlalchemy as sa  # noqa: E402

from config import Settings  # noqa: E402
from marketplace.accounts.actions import Proof, begin_sign_in  # noqa: E402
from marketplace.accounts.models import Membership, Person  # noqa: E402
from marketplace.app import create_app  # noqa: E402
from marketplace.db import db  # noqa: E402
from marketplace.outbox.delivery import clock as moment  # noqa: E402
from marketplace.sides import Side  # noqa: E402
from marketplace.supply.applications.models import Application, Stage  # noqa: E402
from marketplace.supply.jobseekers.models import Jobseeker  # noqa: E402
from tests import engines  # noqa: E402
from tests.factories.accounts import make_membership  # noqa: E402
from tests.factories.programs import make_cohort  # noqa: E402

CLIENTS = 4
TICK = os.sysconf("SC_CLK_TCK")
KEY = "a key of the bench only 0123456789abcdef"
TARGETS = {"list": 12, "detail": 12, "dashboard": 30, "search": 30, "submit": 15, "export": 160}
TIMES = {"healthz": 800, "list": 120, "detail": 120, "dashboard": 60, "search": 60, "submit": 120, "export": 6}
MIX = "list " * 9 + "detail " * 8 + "submit " * 3  # 45/40/15; the export is measured alone


@dataclass
class World:
    """What the clients need: a cookie, its token, and rows to ask for."""

    cookie: str
    token: str
    cohort: uuid.UUID
    applications: list[uuid.UUID]


# ---- rows --------------------------------------------------------------------------------------------


def fill(site, people):
    """One program team, 24 cohorts, and so many people with two applications each."""
    with site.app_context():
        now, mark = moment(), uuid.uuid4().hex[:8]
        staff = make_membership(Side.STAFF)
        cohorts = [make_cohort().id for _number in range(24)]
        ids = [uuid.uuid4() for _number in range(people)]
        rows = {
            Person: [
                {"id": key, "name": f"Person {n}", "email": f"{mark}-{n}@guildhall.example", "created_at": now}
                for n, key in enumerate(ids)
            ],
            Membership: [{"person_id": key, "side": Side.JOBSEEKER, "started_at": now} for key in ids],
            Jobseeker: [{"id": key, "created_at": now} for key in ids],
            Application: [
                {
                    "cohort_id": cohorts[(n + half * 7) % 24],
                    "jobseeker_id": key,
                    "reference": f"{mark[:4]}-{n}-{half}",
                    "motivation": "I have run a busy shift for years. " * 5,
                    "stage": Stage.SUBMITTED,
                    "submitted_at": now,
                    "created_at": now,
                }
                for n, key in enumerate(ids)
                for half in (0, 1)
            ],
        }
        for kind, values in rows.items():
            for begin in range(0, len(values), 500):
                db.session.execute(sa.insert(kind), values[begin : begin + 500])
        secret = begin_sign_in(staff, now=now, proof=Proof(now, now, second_factor_at=now))
        db.session.commit()
        applications = list(db.session.scalars(sa.select(Application.id).where(Application.cohort_id.in_(cohorts))))
        world = World(*signed(site, secret), cohorts[0], applications)
        db.session.remove()
        db.engine.dispose()
    return world


def signed(site, secret):
    """A browser's cookie for a sign-in, and the token of its forms."""
    from flask import session
    from flask_wtf.csrf import generate_csrf

    with site.test_request_context():
        token = generate_csrf()
        held = {"_user_id": secret, "_fresh": True, "csrf_token": session["csrf_token"]}
        value = site.session_interface.get_signing_serializer(site).dumps(held)
    return f"{site.config['SESSION_COOKIE_NAME']}={value}", token


# ---- processes ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def served(address, folder):
    """A site of our own: its port, and the processes that answer."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    words = ["-m", "gunicorn", "-c", "python:marketplace.web.processes", "--workers", "1", "--max-requests", "0"]
    environment = engines.environment(address) | {"DATA_FOLDER": folder, "SECRET_KEY": KEY}
    with Path(folder, "log").open("w") as log:
        child = subprocess.Popen(  # noqa: S603 -- our own server
            [sys.executable, *words, "--bind", f"127.0.0.1:{port}", "wsgi:app"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        wait_for(port)
        send(port, {}, [("GET", "/healthz", None)])  # answered by a process that has started
        ours = [child.pid, *(one.pid for one in psutil.Process(child.pid).children(recursive=True))]
        assert port in listening(ours), "somebody else answers on this port"
        yield port, ours[1:]
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(40)


def listening(pids):
    return {
        connection.laddr.port
        for pid in pids
        for connection in psutil.Process(pid).net_connections()
        if connection.laddr
    }


def wait_for(port, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
    raise SystemExit("the site did not begin to listen")


def cpu(pids):
    """Seconds of CPU that these processes and their ended children have used."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, fields[11:15]))
    return total / TICK


def back_ends(site):
    """The processes of the PostgreSQL server that the site uses; none for SQLite or a server elsewhere."""
    with site.app_context():
        if db.engine.dialect.name == "sqlite":
            return []
        pid = db.session.scalar(sa.text("SELECT pg_backend_pid()"))
        with contextlib.suppress(psutil.Error):
            server = psutil.Process(pid).parent()
            return [server.pid, *(child.pid for child in server.children())]
    return []


# ---- requests ----------------------------------------------------------------------------------------


class Client(threading.Thread):
    """One browser that asks one thing after the other and keeps its times."""

    def __init__(self, port, headers, work):
        super().__init__()
        self.port, self.headers, self.work = port, headers, work
        self.times, self.bad = [], []

    def run(self):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for method, path, body in self.work:
            began = time.perf_counter()
            line.request(method, path, body, self.headers)
            answer = line.getresponse()
            answer.read()
            self.times.append(time.perf_counter() - began)
            if answer.status not in ({302, 303} if method == "POST" else {200}):
                self.bad.append((method, path, answer.status))


def requests(world, kind, times):
    """What to send, so many times."""
    applications = itertools.cycle(world.applications)
    for _number in range(times):
        if kind == "submit":
            words = {"csrf_token": world.token, "once": str(uuid.uuid4())}
            row = world.applications.pop()
            yield "POST", f"/applications/{row}/start-review", urlencode(words)
        else:
            path = {
                "healthz": "/healthz",
                "list": f"/applications?cohort={world.cohort}",
                "detail": f"/applications/{next(applications)}",
                "dashboard": "/",
                "search": "/search?q=person",
            }[kind]
            yield "GET", path, None


def send(port, headers, work):
    """Let a few clients share the work; gives back seconds of each answer and of the whole."""
    work = list(work)
    clients = [Client(port, headers, work[number::CLIENTS]) for number in range(CLIENTS)]
    began = time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    took = time.perf_counter() - began
    bad = [one for client in clients for one in client.bad]
    assert not bad, f"{len(bad)} answers were not those of a page or a form: {bad[:3]}"
    return [seconds for client in clients for seconds in client.times], took


def measure(site, port, headers, world, pids, *, times):
    """Kind → CPU ms a request, median and p95 in ms, requests a second."""
    found = {}
    send(port, headers, requests(world, "list", 40))  # every thread has its connection
    pids = [*pids, *back_ends(site)]
    for kind, often in TIMES.items():
        if kind == "export":
            continue  # the software has no export yet
        send(port, headers, requests(world, kind, 12))
        work = list(requests(world, kind, often * times))
        found[kind] = one(port, headers, work, pids)
    work = [next(iter(requests(world, kind, 1))) for kind in MIX.split() * (8 * times)]
    found["mix"] = one(port, headers, work, pids)
    return found


def one(port, headers, work, pids):
    before = cpu(pids)
    seconds, took = send(port, headers, work)
    used = (cpu(pids) - before) * 1000 / len(work)
    ranked = sorted(seconds)
    return used, statistics.median(ranked) * 1000, ranked[int(len(ranked) * 0.95)] * 1000, len(work) / took


def report(title, found):
    base = found["healthz"]
    print(f"\n{title}\n{'':<12}{'CPU ms':>9}{'ratio':>8}{'target':>8}{'':>7}{'p50 ms':>9}{'p95 ms':>9}{'a second':>10}")
    for kind, (used, middle, late, rate) in found.items():
        ratio, target = used / base[0], TARGETS.get(kind)
        held = "" if target is None else ("ok" if ratio <= target else "OVER")
        print(f"{kind:<12}{used:>9.2f}{ratio:>8.1f}{target or '':>8}{held:>7}{middle:>9.1f}{late:>9.1f}{rate:>10.0f}")
    slower = base[3] / found["mix"][3]
    print(f"the mix is {slower:.1f} times slower than healthz (target: at most 30); errors 0")


# ---- what is run -------------------------------------------------------------------------------------


def on_engine(kind, people, times):
    engines.start(kind)
    with tempfile.TemporaryDirectory() as folder:
        address = engines.make_database(kind, "bench")
        site = create_app(
            Settings(environment="development", secret_key=KEY, database_url=address, data_folder=Path(folder))
        )
        began = time.monotonic()
        world = fill(site, people)
        print(f"{kind}: {people} people, {len(world.applications)} applications in {time.monotonic() - began:.0f} s")
        try:
            with served(address, folder) as (port, pids):
                headers = {"Cookie": world.cookie, "Content-Type": "application/x-www-form-urlencoded"}
                report(kind, measure(site, port, headers, world, pids, times=times))
        finally:
            engines.drop_database(kind, "bench")


def on_deployed(port, people, times):
    site = create_app()
    world = fill(site, people)
    host = (site.config["TRUSTED_HOSTS"] or ["127.0.0.1"])[0]
    headers = {
        "Host": host,
        "Cookie": world.cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-Proto": "https",
        "Referer": f"https://{host}/",
    }
    listeners = {one.pid for one in psutil.process_iter() if port in listening_of(one)}
    assert listeners, f"nobody listens on port {port}"
    report(f"deployed on port {port}", measure(site, port, headers, world, listeners, times=times))


def listening_of(process):
    with contextlib.suppress(psutil.Error):
        return {line.laddr.port for line in process.net_connections() if line.status == psutil.CONN_LISTEN}
    return set()


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    words.add_argument("--people", type=int, default=2000)
    words.add_argument("--times", type=int, default=1, help="how often the usual number of requests")
    words.add_argument("--deployed", type=int, metavar="PORT", help="measure the deployment of this environment")
    given = words.parse_args()
    if given.deployed:
        on_deployed(given.deployed, given.people, given.times)
        return
    for kind in ("sqlite", "postgresql") if given.engine == "both" else (given.engine,):
        on_engine(kind, given.people, given.times)


if __name__ == "__main__":
    main()
