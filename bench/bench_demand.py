"""What the boards of the demand side cost beside /healthz, in CPU of the site and of the database.

    python -m bench.bench_demand [--engine sqlite|postgresql|both] [--times 1]

500 employers, 5,000 role needs, 50,000 requirements and 10,000 quotes, written by bulk insert; four requirements of
each employer rest on one of its twenty quotes. A site of its own for each engine, as in `bench_load`. The filtered
board counts 5,000 of the requirements at each request; the whole one is read from the summary that a job keeps, and
what that job takes is told beside it. The pages of themes count the quotes at each request.
"""

import argparse
import tempfile
import time
import uuid
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from bench import bench_load as load
from config import Settings
from marketplace.accounts.actions import Proof, begin_sign_in
from marketplace.accounts.models import Organisation, OrganisationKind
from marketplace.app import create_app
from marketplace.competencies.models import Competency, Kind
from marketplace.db import db, transaction
from marketplace.demand.board import actions as board
from marketplace.demand.discovery.models import (
    Answer,
    DiscoverySession,
    Insight,
    InsightKind,
    SessionStage,
    Theme,
)
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs.models import WEIGHTS, Requirement, RequirementKind, RoleNeed, Stage
from marketplace.outbox.delivery import clock as moment
from marketplace.sides import Side
from tests import engines
from tests.factories.accounts import make_membership
from tests.factories.demand import make_guide

EMPLOYERS, NEEDS, ASKED, COMPETENCIES, QUOTES, THEMES = 500, 10, 10, 400, 20, 60
RESTING = 4 * EMPLOYERS  # role needs with a requirement that rests on a quote
PROVINCES = tuple(f"Province {number}" for number in range(10))
TARGET = 30
PAGES = {
    "healthz": "/healthz",
    "whole board": "/demand",
    "filtered": "/demand?province=Province+3",
    "as a table": "/demand?province=Province+3&view=table&sort=openings",
    "one employer": "/demand?employer={employer}",
    "by a name": "/demand?name=works+49",
    "themes": "/discovery/themes",
    "of a sector": "/discovery/themes?sector=Sector+3",
    "of a year": "/discovery/themes?period=365&kind=pain",
    "new themes": "/discovery/saturation",
    "new in a year": "/discovery/saturation?period=365&kind=pain",
}
TIMES = {"healthz": 600}
KINDS = tuple(RequirementKind)


def fill(site: Flask) -> tuple[str, uuid.UUID]:
    """Write the market; gives back the cookie of a lead, and an employer."""
    with site.app_context():
        now = moment()
        staff = make_membership(Side.STAFF)
        guide = make_guide(1)
        people = {"created_by_id": staff.person_id, "created_at": now}
        employers = [uuid.uuid4() for _number in range(EMPLOYERS)]
        _insert(Organisation, [
            {"id": key, "kind": OrganisationKind.EMPLOYER, "name": f"Works {n}", "created_at": now}
            for n, key in enumerate(employers)
        ])  # fmt: skip
        _insert(Employer, [
            {"id": key, "name_key": f"works {n}", "sector": f"Sector {n % 12}", "created_at": now}
            for n, key in enumerate(employers)
        ])  # fmt: skip
        _needs(employers, people, _quotes(employers, people, guide, staff.person_id))
        secret = begin_sign_in(staff, now=now, proof=Proof(now, now, second_factor_at=now))
        db.session.commit()
        cookie, _token = load.signed(site, secret)
        db.session.remove()
        db.engine.dispose()
    return cookie, employers[0]


def _needs(employers, people, quotes):
    competencies = [uuid.uuid4() for _number in range(COMPETENCIES)]
    now = people["created_at"]
    _insert(Competency, [
        {"id": key, "code": f"bench-{n}", "source": "bench", "preferred": f"Do the thing number {n}",
         "kind": Kind.SKILL, "created_at": now} for n, key in enumerate(competencies)
    ])  # fmt: skip
    needs = [(uuid.uuid4(), key, n) for n, key in enumerate(employers * NEEDS)]
    _insert(RoleNeed, [
        {"id": key, "employer_id": employer, "title": f"Role {n}", "stage": Stage.OPEN, "openings": 1 + n % 5,
         "place": "Town", "province": PROVINCES[n % len(PROVINCES)], "hours_per_week": Decimal(40),
         "starts_from": now.date() + timedelta(days=n % 200), "confirmed_by_id": people["created_by_id"],
         "confirmed_at": now - timedelta(days=n % 180), **people} for key, employer, n in needs
    ])  # fmt: skip
    _insert(Requirement, [
        {"employer_id": employer, "role_need_id": key, "position": place, "level": 1 + (n + place) % 4,
         "competency_id": competencies[(n * 7 + place * 13) % COMPETENCIES], "kind": KINDS[(n + place) % 3],
         "insight_id": quotes[n % EMPLOYERS * QUOTES + n % QUOTES] if place == 0 and n < RESTING else None,
         "weight": WEIGHTS[KINDS[(n + place) % 3]]} for key, employer, n in needs for place in range(ASKED)
    ])  # fmt: skip


def _quotes(employers, people, guide, interviewer):
    now = people["created_at"]
    themes = [uuid.uuid4() for _number in range(THEMES)]
    merged = dict(zip(themes[11::12], themes[10::12], strict=True))
    _insert(Theme, [
        {"id": key, "name": f"Theme {n}", "folded": f"theme {n}", "into_id": merged.get(key), **people}
        for n, key in enumerate(themes)
    ])  # fmt: skip
    talks = [(uuid.uuid4(), uuid.uuid4(), key, n) for n, key in enumerate(employers)]
    _insert(DiscoverySession, [
        {"id": talk, "employer_id": employer, "guide_id": guide.id, "interviewer_id": interviewer, "may_quote": True,
         "stage": SessionStage.COMPLETED, "starts_at": now - timedelta(days=n % 300), "time_zone": "America/Halifax",
         "created_at": now} for talk, _answer, employer, n in talks
    ])  # fmt: skip
    _insert(Answer, [
        {"id": answer, "session_id": talk, "question_id": guide.questions[0].id, "words": "We lose people.",
         "written_at": now} for talk, answer, _employer, _n in talks
    ])  # fmt: skip
    quotes = [uuid.uuid4() for _talk in talks for _place in range(QUOTES)]
    _insert(Insight, [
        {"id": quotes[n * QUOTES + place], "employer_id": employer, "session_id": talk, "answer_id": answer,
         "words": "We lose people.", "kind": InsightKind.PAIN, "theme_id": themes[(n * 3 + place) % THEMES],
         "coded_by_id": interviewer, "created_at": now}
        for talk, answer, employer, n in talks for place in range(QUOTES)
    ])  # fmt: skip
    return quotes


def _insert(kind, rows):
    for begin in range(0, len(rows), 1000):
        db.session.execute(sa.insert(kind), rows[begin : begin + 1000])


def statements(site, cookie, paths):
    """Page → how many statements it sends."""
    found = {}
    with site.app_context():
        engine = db.engine
    client = site.test_client(use_cookies=False)
    for name, path in paths.items():
        seen = []
        note = lambda *_arguments: seen.append(1)  # noqa: E731, B023 -- heard and forgotten within this round
        sa.event.listen(engine, "before_cursor_execute", note)
        answer = client.get(path, headers={"Cookie": cookie})
        sa.event.remove(engine, "before_cursor_execute", note)
        assert answer.status == "200 OK", (path, answer.status)
        found[name] = len(seen)
    return found


def measure(site, port, pids, cookie, paths, *, times):
    """Page → CPU in ms for each request, after every thread has its connection."""
    pids = [*pids, *load.back_ends(site)]
    headers, found = {"Cookie": cookie}, {}
    for name, path in paths.items():
        load.send(port, headers, [("GET", path, None)] * 12)
        work = [("GET", path, None)] * (TIMES.get(name, 60) * times)
        found[name] = load.one(port, headers, work, pids)
    return found


def on_engine(kind, times):
    engines.start(kind)
    with tempfile.TemporaryDirectory() as folder:
        address = engines.make_database(kind, "bench_demand")
        site = create_app(
            Settings(environment="development", secret_key=load.KEY, database_url=address, data_folder=Path(folder))
        )
        try:
            began = time.monotonic()
            cookie, employer = fill(site)
            filled = time.monotonic() - began
            began = time.process_time()
            with site.app_context(), transaction():
                board.summarize(now=moment())
            print(f"\n{kind}: {EMPLOYERS * NEEDS * ASKED:,} requirements written in {filled:.0f} s; "
                  f"the job that counts them all takes {time.process_time() - began:.1f} s of CPU here")  # fmt: skip
            paths = {name: path.format(employer=employer) for name, path in PAGES.items()}
            sent = statements(site, cookie, paths)
            with load.served(address, folder) as (port, pids):
                report(measure(site, port, pids, cookie, paths, times=times), sent)
        finally:
            with site.app_context():
                db.session.remove()
                db.engine.dispose()
            engines.drop_database(kind, "bench_demand")


def report(found, sent):
    base = found["healthz"][0]
    print(f"{'':<14}{'CPU ms':>9}{'ratio':>8}{'target':>8}{'':>7}{'p50 ms':>9}{'p95 ms':>9}{'statements':>12}")
    for name, (used, middle, late, _rate) in found.items():
        ratio = used / base
        held = "" if name == "healthz" else "ok" if ratio <= TARGET else "OVER"
        target = "" if name == "healthz" else TARGET
        print(f"{name:<14}{used:>9.2f}{ratio:>8.1f}{target:>8}{held:>7}{middle:>9.1f}{late:>9.1f}{sent[name]:>12}")


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    words.add_argument("--times", type=int, default=1, help="how often the usual number of requests")
    given = words.parse_args()
    for kind in ("sqlite", "postgresql") if given.engine == "both" else (given.engine,):
        on_engine(kind, given.times)


if __name__ == "__main__":
    main()
