"""What the pages of outcomes cost beside /healthz, at 6,000 and at 60,000 applications, and what the job costs.

    python -m bench.bench_outcomes [--engine sqlite|postgresql|both] [--rounds 3] [--small]

2,000 people, 60 cohorts and 6,000 applications, then ten times as many, written by bulk insert and counted by the
job that counts (`outcomes_world`). Pages are sent one after the other in rounds, the middle of which is told. In the
large world a page may cost 30 times what /healthz does, with at most 25 statements, as many as in the small one, and
12 times what it costs there. A site of its own for each engine, as in `bench_load`. `--small` leaves out the large one.
"""

import argparse
import os
import statistics
import tempfile
import uuid
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import g

from bench import bench_load as load
from bench.bench_demand import statements
from bench.outcomes_world import TODAY, World, begin, fill
from config import Settings
from marketplace.accounts.actions import Proof, begin_sign_in
from marketplace.accounts.models import Membership, OrganisationKind
from marketplace.app import create_app
from marketplace.db import db, transaction
from marketplace.demand.board import actions as board
from marketplace.outbox.delivery import clock as moment
from marketplace.outcomes.measures.actions import count_program
from marketplace.outcomes.reports import actions as reports
from marketplace.outcomes.snapshots import actions as snapshots
from marketplace.outcomes.snapshots import queries as frozen
from marketplace.outcomes.snapshots.queries import KEYS
from marketplace.sides import Role, Side
from marketplace.supply.cohorts.models import Cohort
from tests import engines
from tests.factories.accounts import make_membership, make_organisation

FEW, MANY, MOST, TARGET, GROWTH = 60, 600, 25, 30, 12
OFTEN, EACH = 400, 12  # requests of /healthz, and of each page, in a round
SINCE = TODAY - timedelta(days=360)
PAGES = {
    "everybody": "/outcomes",
    "one program": "/outcomes?program={program}",
    "one cohort": "/outcomes?cohort={cohort}",
    "a period": f"/outcomes?since={SINCE}",
    "one employer": "/outcomes?employer={employer}",
    "one province": "/outcomes?province=Province+3",
    "province, period": f"/outcomes?province=Province+3&since={SINCE}",
    "partners": "/outcomes/partners",
    "... of a period": f"/outcomes/partners?since={SINCE}",
    "competencies": "/outcomes/competencies",
    "... of a program": "/outcomes/competencies?program={program}",
    "people behind": "/outcomes/people/starter_placement/yes",
    "... with a reason": "/outcomes/people/starter_placement/no?because={because}",
    "... at an employer": "/outcomes/people/starter_placement/base?employer={employer}",
    "frozen reports": "/frozen-reports",
    "a frozen version": "/frozen-versions/{version}",
    "people behind it": "/frozen-versions/{version}/people/starter_placement/count",
    "value, for staff": "/employers/{employer}/value",
}
JOBSEEKER = {"what happened": "/what-happened", "... in a program": "/programs/{program}/what-happened"}
OWNER = {"value, for owner": "/employers/{employer}/value"}


def sides(world, words):
    """Who asks for which pages: the sign-in of each with their addresses."""
    told = {name: path.format(**words) for name, path in PAGES.items()}
    owner = make_membership(Side.EMPLOYER, organisation_id=world.employers[0], role=Role.OWNER)
    jobseeker = db.session.scalar(sa.select(Membership).where(Membership.person_id == world.people[0]))
    return [
        (db.session.get_one(Membership, world.staff), {"healthz": "/healthz", **told}),
        (jobseeker, {name: path.format(**words) for name, path in JOBSEEKER.items()}),
        (owner, {name: path.format(**words) for name, path in OWNER.items()}),
    ]


def cookie_of(site, member):
    now = moment()
    secret = begin_sign_in(member, now=now, proof=Proof(now, now, second_factor_at=now))
    db.session.commit()
    g.pop("csrf_token", None)  # each gets a token of their own
    return load.signed(site, secret)[0]


# ---- counting -------------------------------------------------------------------------------------------


def count(site, world):
    """Count every program; gives back seconds of CPU, here and in the database, for each thousand people."""
    pids = [os.getpid(), *load.back_ends(site)]
    began = load.cpu(pids)
    for program in world.programs:
        with transaction():
            count_program(program_id=str(program), now=moment())
    spent = load.cpu(pids) - began
    with transaction():
        board.summarize(now=moment())
    return spent / len(world.people) * 1000


def freeze(world, cohorts):
    """Freeze a report over these cohorts, step by step as the job does; gives back its version."""
    actor = db.session.get_one(Membership, world.staff).actor()
    rows = [db.session.get_one(Cohort, key) for key in cohorts]
    told = {"title": f"Report over {len(rows)}", "as_of": TODAY, "keys": list(KEYS), "now": moment()}
    report = snapshots.create(cohorts=rows, actor=actor, **told)
    freezing = snapshots.freeze(report, reason="", actor=actor, now=moment())
    while freezing.finished_at is None:
        snapshots.carry_on(freezing_id=str(freezing.id), now=moment())
    db.session.commit()
    return frozen.newest(report.id).id


def publish(world, cohorts):
    """Publish the figures of these cohorts."""
    actor = db.session.get_one(Membership, world.staff).actor()
    funder = make_organisation(OrganisationKind.FUNDER).id
    for key in cohorts:
        row = db.session.get_one(Cohort, key)
        row = reports.release(row, organisation_id=funder, as_of=TODAY, actor=actor, now=moment())
        reports.publish(row, actor=actor, now=moment())
    db.session.commit()


# ---- measuring ------------------------------------------------------------------------------------------


def grown(site, world, cohorts, server, rounds):
    """Add cohorts, count, freeze and publish: CPU of the job; page → its ratio and its statements."""
    with site.app_context():
        job, asked = _more(site, world, cohorts)
        db.session.remove()
    sent = {name: n for cookie, paths in asked for name, n in statements(site, cookie, paths).items()}
    with load.served(*server) as (port, pids):
        cookie, paths = asked[0]
        load.send(port, {"Cookie": cookie}, [("GET", paths["everybody"], None)] * 24)  # every thread has its connection
        used = measure(port, [*pids, *load.back_ends(site)], asked, rounds)
    return job, {name: (middle, sent[name]) for name, middle in used.items()}


def _more(site, world, cohorts):
    known = len(world.cohorts)
    fill(world, cohorts - known)
    db.session.commit()
    db.session.execute(sa.text("ANALYZE"))
    db.session.commit()
    job = count(site, world)
    new = [key for key, _program, _day in world.cohorts[known:]]
    publish(world, [key for key, program, _day in world.cohorts[known:] if program == world.programs[0]])
    for key in new[:: len(new) // (cohorts // 15)]:
        freeze(world, [key])
    words = {
        "version": freeze(world, [key for key, _program, _day in world.cohorts]),
        "program": world.programs[0],
        "cohort": world.cohorts[0][0],
        "employer": world.employers[0],
        "because": "left_early",
    }
    db.session.execute(sa.text("ANALYZE"))
    return job, [(cookie_of(site, member), paths) for member, paths in sides(world, words)]


def measure(port, pids, asked, rounds):
    """Page → times of what /healthz costs in the same round, the middle of the rounds."""
    found = {}
    for number in range(rounds + 1):  # the first one compiles
        base = 0.0
        for cookie, paths in asked:
            for name, path in paths.items():
                often = OFTEN if name == "healthz" else EACH
                used = load.one(port, {"Cookie": cookie}, [("GET", path, None)] * often, pids)[0]
                base = used if name == "healthz" else base
                found.setdefault(name, []).append(used / base if number else None)
    return {name: statistics.median(ratios[1:]) for name, ratios in found.items() if name != "healthz"}


def report(kind, few, many):
    print(f"\n{kind}: the job takes {few[0]:.2f} s of CPU for 1,000 people, {many[0]:.2f} s in the large world")
    print(f"{'times /healthz':<20}{'small':>8}{'large':>8}{'growth':>8}{'statements':>14}")
    for name, (ratio, sent) in many[1].items():
        small, before = few[1][name]
        held = ratio <= TARGET and sent <= MOST and ratio <= GROWTH * small and sent == before
        said = "ok" if held else "OVER"
        print(f"{name:<20}{small:>8.1f}{ratio:>8.1f}{ratio / small:>8.2f}{before:>8}{sent:>6}  {said}")


def on_engine(kind, rounds, *, large):
    engines.start(kind)
    with tempfile.TemporaryDirectory() as folder:
        name = f"bench_outcomes_{uuid.uuid4().hex[:6]}"
        address = engines.make_database(kind, name)
        site = create_app(
            Settings(environment="development", secret_key=load.KEY, database_url=address, data_folder=Path(folder))
        )
        try:
            with site.app_context():
                world: World = begin()
                db.session.commit()
                db.session.remove()
            few = grown(site, world, FEW, (address, folder), rounds)
            report(kind, few, grown(site, world, MANY, (address, folder), rounds) if large else few)
        finally:
            with site.app_context():
                db.session.remove()
                db.engine.dispose()
            engines.drop_database(kind, name)


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    words.add_argument("--rounds", type=int, default=3, help="how often each page is measured")
    words.add_argument("--small", action="store_true", help="the small world alone")
    given = words.parse_args()
    for kind in ("sqlite", "postgresql") if given.engine == "both" else (given.engine,):
        on_engine(kind, given.rounds, large=not given.small)


if __name__ == "__main__":
    main()
