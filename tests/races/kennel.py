"""A process that starts workers by forking, so that killing one and starting the next costs no import.

Reads `start GRACE` and `wait PID` from its input; answers with an id, or with an exit code.
"""

import os
import signal
import sys
import time
from datetime import datetime, timedelta

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


def main() -> None:
    """Serve the commands until the input ends."""
    worker.LEASE = timedelta(seconds=float(os.environ["KENNEL_LEASE"]))
    worker.TRIES = int(os.environ.get("KENNEL_TRIES", "100"))
    worker.pause = lambda _tries: timedelta(seconds=0.2)
    if os.environ.get("KENNEL_WITHOUT") == "leases":
        without_leases()
    app = create_app()
    app.extensions["jobs"] |= {"add": add, "poison": poison}
    for line in sys.stdin:
        word, argument = line.split()
        if word == "wait":
            print(os.waitstatus_to_exitcode(os.waitpid(int(argument), 0)[1]), flush=True)
            continue
        child = os.fork()
        if child == 0:
            jobs.run(app, threads=1, grace=float(argument))
            sys.stdout.flush()
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main()
