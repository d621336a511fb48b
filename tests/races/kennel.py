"""A process that starts workers by forking, so that killing one and starting the next costs no import.

Reads lines of JSON from its input. `{"wait": PID}` is answered with an exit code; anything else starts a worker and
is answered with its id: `environment` and `lease` in seconds, `tries`, `grace`, and `without` for a guard taken out.
"""

import json
import os
import signal
import sys
import time
from datetime import datetime, timedelta

from flask import Flask

from marketplace.accounts.models import Organisation, OrganisationKind
from marketplace.app import create_app
from marketplace.db import db
from marketplace.outbox import jobs, worker
from marketplace.outbox.models import OutboxItem


def add(*, name: str, seconds: float = 0, now: datetime) -> None:
    """A job with an effect that can be counted; `seconds` of it are hard work."""
    db.session.add(Organisation(kind=OrganisationKind.EMPLOYER, name=name, created_at=now))
    db.session.flush()
    for _step in range(int(seconds * 20)):
        time.sleep(0.05)


def poison(*, now: datetime) -> None:
    """A job that takes its process with it, each time."""
    os.kill(os.getpid(), signal.SIGKILL)


def without_leases() -> None:
    """Nobody minds what somebody else has in hand."""
    worker._free = lambda now: (worker.unsettled(), OutboxItem.not_before <= now)

    def settle(item_id, _owner, **values):
        item = db.session.get_one(OutboxItem, item_id)
        item.done_at, item.body_text = worker.clock(), ""

    worker._settle = settle


def start(app: Flask, *, lease: float, tries: int, grace: float, without: str) -> None:
    """Be a worker, until killed or told to stop."""
    worker.LEASE = timedelta(seconds=lease)
    worker.TRIES = tries
    worker.pause = lambda _tries: timedelta(seconds=0.2)
    if without == "leases":
        without_leases()
    jobs.run(app, threads=1, grace=grace)
    os._exit(0)


def app_for(environment: dict[str, str]) -> Flask:
    """The application with these settings and the jobs of these tests."""
    os.environ.update(environment)
    app = create_app()
    app.extensions["jobs"] |= {"add": add, "poison": poison}
    return app


def main() -> None:
    """Serve the commands until the input ends."""
    apps: dict[str, Flask] = {}
    for line in sys.stdin:
        asked = json.loads(line)
        if "wait" in asked:
            print(os.waitstatus_to_exitcode(os.waitpid(asked["wait"], 0)[1]), flush=True)
            continue
        environment = asked.pop("environment")
        app = apps.get(environment["DATABASE_URL"]) or app_for(environment)
        apps[environment["DATABASE_URL"]] = app
        child = os.fork()
        if child == 0:
            start(app, **asked)
        print(child, flush=True)


if __name__ == "__main__":
    main()
