"""What the last hour before a deadline costs: 300 applications sent, and the list of a cohort with 2,000 of them.

    python -m bench.bench_supply [--engine sqlite|postgresql|both] [--times 1]

One program with a cohort of 200 applications and one of 2,000, written by bulk insert, and 300 people who send theirs
through the form. The list of the large cohort may take 1.5 times as long as that of the small one, on its first and
on its last page. A site of its own for each engine, as in `bench_load`.
"""

import argparse
import tempfile
import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa

from bench import bench_load as load
from bench.bench_demand import measure, statements
from config import Settings
from marketplace.accounts.actions import Proof, begin_sign_in
from marketplace.accounts.models import Membership, Person
from marketplace.app import create_app
from marketplace.db import db
from marketplace.outbox.delivery import clock as moment
from marketplace.sides import Side
from marketplace.supply.applications.models import Application, Stage
from marketplace.supply.jobseekers.models import Jobseeker
from tests import engines
from tests.factories.accounts import make_membership
from tests.factories.programs import make_cohort
from tests.factories.supply import make_ready_jobseeker

FEW, MANY, LATE = 200, 2_000, 300
TARGET = 1.5  # of a list of 2,000 beside that of 200
STAGES = (Stage.SUBMITTED, Stage.SCREENING, Stage.IN_REVIEW, Stage.NOT_SELECTED)
WORDS = "I have run a busy shift for years, and want to plan what others do. " * 5


@dataclass
class World:
    """What is asked for: the cookie of staff, two cohorts, one application, and who sends one."""

    cookie: str
    few: uuid.UUID
    many: uuid.UUID
    application: uuid.UUID
    late: list[tuple[str, str]]


def fill(site):
    """Write both cohorts, and sign in staff and those who send theirs late."""
    with site.app_context():
        now = moment()
        staff = make_membership(Side.STAFF)
        few, many = make_cohort(seats=30).id, make_cohort(seats=30).id
        _applications(few, FEW, now)
        rows = _applications(many, MANY, now)
        late = [_late(now) for _number in range(LATE)]
        secret = begin_sign_in(staff, now=now, proof=Proof(now, now, second_factor_at=now))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    cookie, _token = load.signed(site, secret)
    return World(cookie, few, many, rows[0], [load.signed(site, one) for one in late])


def _applications(cohort_id, number, now):
    people, rows = [uuid.uuid4() for _n in range(number)], [uuid.uuid4() for _n in range(number)]
    mark = uuid.uuid4().hex[:8]
    filled = {
        Person: [
            {"id": key, "name": f"Person {n}", "email": f"{mark}-{n}@guildhall.example", "created_at": now}
            for n, key in enumerate(people)
        ],
        Membership: [{"person_id": key, "side": Side.JOBSEEKER, "started_at": now} for key in people],
        Jobseeker: [{"id": key, "created_at": now} for key in people],
        Application: [
            {
                "id": rows[n],
                "cohort_id": cohort_id,
                "jobseeker_id": key,
                "reference": f"{mark[:4]}-{n}",
                "motivation": WORDS,
                "stage": STAGES[n % len(STAGES)],
                "submitted_at": now - timedelta(minutes=n),
                "created_at": now,
            }
            for n, key in enumerate(people)
        ],
    }
    for kind, values in filled.items():
        for begin in range(0, number, 500):
            db.session.execute(sa.insert(kind), values[begin : begin + 500])
    return rows


def _late(now):
    """The sign-in of somebody with an experience and a competency."""
    person_id = make_ready_jobseeker().id
    member = db.session.scalar(sa.select(Membership).where(Membership.person_id == person_id))
    return begin_sign_in(member, now=now, proof=Proof(now, now))


def paths_of(world):
    """Page → address. The last page is asked for beside the first one."""
    lists = {
        f"{name} {when}": f"/applications?cohort={cohort}{more}"
        for name, cohort, last in (("200", world.few, 8), ("2,000", world.many, 80))
        for when, more in (("first", ""), ("last", f"&page={last}"), ("screening", "&stage=screening"))
    }
    return {"healthz": "/healthz", **lists, "one of them": f"/applications/{world.application}"}


def submissions(port, world, pids):
    """CPU ms of each application that is sent in the last hour."""
    found = []
    for cookie, token in world.late:
        words = {"csrf_token": token, "once": str(uuid.uuid4()), "motivation": WORDS}
        found.append(("POST", f"/cohorts/{world.many}/apply", urlencode(words), cookie))
    before = load.cpu(pids)
    times = []
    for method, path, body, cookie in found:
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        times += load.send(port, headers, [(method, path, body)])[0]
    return (load.cpu(pids) - before) * 1000 / len(found), sorted(times)


def report(kind, found, sent, late):
    base = found["healthz"][0]
    print(f"\n{kind}\n{'':<16}{'CPU ms':>9}{'ratio':>8}{'beside 200':>12}{'':>6}{'p95 ms':>9}{'statements':>12}")
    for name, (used, _middle, p95, _rate) in found.items():
        small = found.get(name.replace("2,000", "200"))
        beside = used / small[0] if name.startswith("2,000") else None
        held = "" if beside is None else "ok" if beside <= TARGET else "OVER"
        print(f"{name:<16}{used:>9.2f}{used / base:>8.1f}{'' if beside is None else format(beside, '.2f'):>12}"
              f"{held:>6}{p95:>9.1f}{sent[name]:>12}")  # fmt: skip
    used, times = late
    print(f"{LATE} applications sent: {used:.1f} ms of CPU each, {used / base:.1f} times /healthz; "
          f"p95 {times[int(LATE * 0.95)] * 1000:.0f} ms, longest {times[-1] * 1000:.0f} ms; errors 0")  # fmt: skip


def on_engine(kind, times):
    engines.start(kind)
    with tempfile.TemporaryDirectory() as folder:
        address = engines.make_database(kind, "bench_supply")
        site = create_app(
            Settings(environment="development", secret_key=load.KEY, database_url=address, data_folder=Path(folder))
        )
        try:
            world = fill(site)
            paths = paths_of(world)
            sent = statements(site, world.cookie, paths)
            with load.served(address, folder) as (port, pids):
                found = measure(site, port, pids, world.cookie, paths, times=times)
                late = submissions(port, world, [*pids, *load.back_ends(site)])
            report(kind, found, sent, late)
        finally:
            with site.app_context():
                db.session.remove()
                db.engine.dispose()
            engines.drop_database(kind, "bench_supply")


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    words.add_argument("--times", type=int, default=1, help="how often the usual number of requests")
    given = words.parse_args()
    for kind in ("sqlite", "postgresql") if given.engine == "both" else (given.engine,):
        on_engine(kind, given.times)


if __name__ == "__main__":
    main()
