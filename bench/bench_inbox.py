"""What the inbox costs: the page with 10,000 things that wait beside the one with 200, for a lead and a coordinator.

    python -m bench.bench_inbox [--engine sqlite|postgresql|both] [--times 9]

Applications to review, evidence to look at, employers who have not answered and offers that end, written by bulk
insert; every tenth of them was given to somebody, every twentieth put off. The page may take 1.5 times as long, and
asks the database as often, at most 25 times. Least time of several, since a busy machine only ever adds to it.
"""

import argparse
import tempfile
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from config import Settings
from marketplace.accounts.models import Membership, Person
from marketplace.app import create_app
from marketplace.db import db
from marketplace.demand.programs.models import Program
from marketplace.hiring.matches.models import MatchCandidate, Referral, ReferralStage
from marketplace.hiring.offers.models import Offer
from marketplace.hiring.offers.models import Stage as OfferStage
from marketplace.home.models import Act, InboxAct, Why
from marketplace.home.queries.listing import Inbox
from marketplace.home.queries.waiting import Asked
from marketplace.outbox.delivery import clock as moment
from marketplace.sides import Side
from marketplace.supply.applications.models import Application, Stage
from marketplace.supply.jobseekers.models import ClaimStage, CompetencyClaim, Jobseeker
from tests import engines
from tests.client import Client
from tests.conftest import TESTING, counted
from tests.factories.accounts import make_actor
from tests.factories.competencies import make_competency
from tests.factories.demand import make_role_need
from tests.factories.hiring import make_offer, make_run
from tests.factories.programs import make_cohort, make_coordinator, make_partner

FEW, MANY, TARGET, MOST = 200, 10_000, 1.5, 25
PAGES = ("/", "/?show=late", "/?kind=evidence", "/?show=nobodys&page=3", "/?program={program}")


@dataclass
class World:
    """Who looks, and what everything hangs on."""

    lead: Any
    coordinator: Any
    cohort: Any
    program: Program
    need: Any
    run: Any
    competency: Any
    offer: dict[str, Any]


def build() -> World:
    """A program with a partner and one role that people are shown for."""
    cohort = make_cohort(seats=30)
    program, need = cohort.program, make_role_need()
    partner = make_partner(employer=need.employer)
    program.consortium_id = partner.consortium_id
    sample = make_offer()
    skipped = {"id", "referral_id", "employer_id", "jobseeker_id", "expires_at", "version"}
    offer = {c.key: getattr(sample, c.key) for c in sa.inspect(Offer).column_attrs if c.key not in skipped}
    db.session.delete(sample)
    db.session.flush()
    people = make_actor(Side.STAFF), make_coordinator(program)
    return World(*people, cohort, program, need, make_run(need), make_competency(), offer)


def fill(world: World, people: int) -> None:
    """For each five people: five applications, three claims, one silent employer, one offer that ends: ten things."""
    now, mark = moment(), uuid.uuid4().hex[:8]
    ids = [uuid.uuid4() for _number in range(people)]
    ago = [now - timedelta(days=number % 60) for number in range(people)]
    _people(ids, mark, now)
    _add(
        Application,
        [
            {"id": uuid.uuid4(), "cohort_id": world.cohort.id, "jobseeker_id": key, "reference": f"{mark}{n}"[-20:]}
            | {"stage": Stage.IN_REVIEW, "submitted_at": ago[n], "created_at": now}
            for n, key in enumerate(ids)
        ],
    )
    _add(
        CompetencyClaim,
        [
            {"id": uuid.uuid4(), "jobseeker_id": key, "competency_id": world.competency.id, "level": 2}
            | {"stage": ClaimStage.WAITING_REVIEW, "asked_at": ago[n], "created_at": now}
            for n, key in enumerate(ids)
            if n % 5 in {0, 1, 2}
        ],
    )
    _talks(world, [key for n, key in enumerate(ids) if n % 5 in {0, 1}], mark)
    _acts(world, now)


def _people(ids: list[uuid.UUID], mark: str, now: Any) -> None:
    names = [
        {"id": key, "name": f"Person {n}", "email": f"{mark}-{n}@guildhall.example", "created_at": now}
        for n, key in enumerate(ids)
    ]
    _add(Person, names)
    _add(Membership, [{"person_id": key, "side": Side.JOBSEEKER, "started_at": now} for key in ids])
    _add(Jobseeker, [{"id": key, "created_at": now} for key in ids])


def _talks(world: World, ids: list[uuid.UUID], mark: str) -> None:
    now, known = moment(), db.session.scalar(sa.select(sa.func.count()).select_from(MatchCandidate)) or 0
    candidates = [
        {"id": uuid.uuid4(), "run_id": world.run.id, "jobseeker_id": key, "rank": known + n + 1, "score": 50.0}
        | {"eligible": True, "known_share": 1.0}
        for n, key in enumerate(ids)
    ]
    _add(MatchCandidate, candidates)
    same = {"employer_id": world.need.employer_id, "role_need_id": world.need.id, "created_at": now, "shared_at": now}
    rows = [
        same
        | {"id": uuid.uuid4(), "jobseeker_id": key, "match_candidate_id": candidates[n]["id"], "alias": f"{mark} {n}"}
        | {"stage": ReferralStage.OFFERED if n % 2 else ReferralStage.SHARED_WITH_EMPLOYER}
        | {"employer_answer": "interested" if n % 2 else "waiting", "candidate_answer": "interested"}
        | {"answer_by": (now - timedelta(days=n % 40 + 1)).date()}
        for n, key in enumerate(ids)
    ]
    _add(Referral, rows)
    _add(
        Offer,
        [
            world.offer
            | {"id": uuid.uuid4(), "referral_id": row["id"], "employer_id": row["employer_id"]}
            | {"jobseeker_id": row["jobseeker_id"], "stage": OfferStage.EXTENDED, "expires_at": now + timedelta(days=1)}
            for n, row in enumerate(rows)
            if n % 2
        ],
    )


def _acts(world: World, now: Any) -> None:
    inbox = Inbox(Asked(world.lead, now))
    keys = db.session.execute(sa.select(inbox.standing.c.kind, inbox.standing.c.subject_id)).all()
    made = set(db.session.scalars(sa.select(InboxAct.subject_id)))
    same = {"batch_id": uuid.uuid4(), "by_id": world.lead.person_id, "at": now - timedelta(hours=1), "seq": 1}
    acts = []
    for n, row in enumerate(keys):
        about = same | {"id": uuid.uuid4(), "kind": row.kind, "subject_id": row.subject_id}
        empty = {"until": None, "why": None, "assignee_id": None}
        if n % 20 == 0 and row.subject_id not in made:
            acts.append(about | empty | {"act": Act.SNOOZE, "until": now.date() + timedelta(days=4), "why": Why.AWAY})
        elif n % 10 == 1 and row.subject_id not in made:
            acts.append(about | empty | {"act": Act.ASSIGN, "assignee_id": world.lead.person_id})
    _add(InboxAct, acts)


def _add(table: Any, rows: list[dict[str, Any]]) -> None:
    for begin in range(0, len(rows), 500):
        db.session.execute(sa.insert(table), rows[begin : begin + 500])


def measure(site: Flask, world: World, times: int) -> dict[str, tuple[float, int]]:
    """Page and reader → the least milliseconds, and the statements."""
    found = {}
    for name in ("lead", "coordinator"):
        client = site.test_client()
        client.sign_in(getattr(world, name))
        for page in PAGES:
            address = page.format(program=world.program.id)
            took = []
            for number in range(times + 2):  # the first ones compile
                with counted() as statements:
                    began = time.perf_counter()
                    assert client.get(address).status_code == 200, address  # noqa: PLR2004
                    took.append((time.perf_counter() - began) * 1000 if number > 1 else 1e9)
            found[f"{name} {page}"] = (min(took), len(statements))
    return found


def run(kind: str, times: int) -> bool:
    """Make both worlds on one engine, print what they cost; whether it stays within the bounds."""
    engines.start(kind)
    with tempfile.TemporaryDirectory() as folder:
        address = engines.make_database(kind, "bench_inbox")
        site = create_app(Settings(environment="testing", database_url=address, data_folder=Path(folder)), **TESTING)
        site.test_client_class = Client
        try:
            with site.app_context():
                world = build()
                found = [_grown(site, world, people, times) for people in (FEW // 2, (MANY - FEW) // 2)]
        finally:
            with site.app_context():
                db.session.remove()
                db.engine.dispose()
            engines.drop_database(kind, "bench_inbox")
    return report(kind, *found)


def _grown(site: Flask, world: World, people: int, times: int) -> dict[str, tuple[float, int]]:
    fill(world, people)
    db.session.commit()
    db.session.execute(sa.text("ANALYZE"))
    db.session.commit()
    return measure(site, world, times)


def report(kind: str, few: dict[str, tuple[float, int]], many: dict[str, tuple[float, int]]) -> bool:
    """Print a line for each page: 200, 10,000, ratio, statements of both; whether all is within the bounds."""
    within = True
    for page, (least, asked) in few.items():
        ratio = many[page][0] / least
        within &= ratio <= TARGET and asked == many[page][1] <= MOST
        print(f"{kind:11} {page:40} {least:7.1f} ms {many[page][0]:7.1f} ms {ratio:5.2f} {asked:3} {many[page][1]:3}")
    return within


def main() -> None:
    """Exit with 1 beyond the bounds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="sqlite")
    parser.add_argument("--times", type=int, default=9)
    given = parser.parse_args()
    chosen = ("sqlite", "postgresql") if given.engine == "both" else (given.engine,)
    raise SystemExit(0 if False not in [run(engine, given.times) for engine in chosen] else 1)


if __name__ == "__main__":
    main()
