"""How long the numbers beside the requirements of a role take, with thousands of people in the live pool.

    python -m bench.bench_what_if [PEOPLE]

A fresh SQLite file with PEOPLE graduates (10,000 unless given) who hold fifteen competencies each of the
starter vocabulary. Timed is what the request asks of the database and the
matcher, by the clock of the processor and that of the wall.
"""

import os
import random
import sys
import tempfile
import time
import uuid
from pathlib import Path

FOLDER = tempfile.TemporaryDirectory()
os.environ["GUILDHALL_ENV"] = "testing"
os.environ["DATA_FOLDER"] = FOLDER.name
os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER.name}/bench.sqlite"

import sqlalchemy as sa  # noqa: E402 -- the settings are read when the app is imported
from flask_migrate import upgrade  # noqa: E402

from marketplace.app import create_app  # noqa: E402
from marketplace.competencies import actions  # noqa: E402
from marketplace.competencies.models import Competency  # noqa: E402
from marketplace.db import db, transaction  # noqa: E402
from marketplace.hiring.matches import queries  # noqa: E402
from marketplace.sides import Side  # noqa: E402
from marketplace.supply.enrolments.models import Stage  # noqa: E402
from marketplace.supply.jobseekers.models import CompetencyClaim  # noqa: E402
from marketplace.web.access import now  # noqa: E402
from tests.factories.accounts import make_actor  # noqa: E402
from tests.factories.demand import make_requirement, make_role_need  # noqa: E402
from tests.factories.supply import make_enrolment, make_jobseeker  # noqa: E402


def copied(table, row_id, count, **changing):
    """A row of a table again and again, with an id of its own and what `changing` gives for each; the ids."""
    row = dict(db.session.execute(sa.select(table).where(table.c.id == row_id)).mappings().one())
    ids = changing.pop("ids", None) or [uuid.uuid4() for _ in range(count)]
    changed = [{name: make(place) for name, make in changing.items()} for place in range(count)]
    db.session.execute(sa.insert(table), [row | {"id": ids[place]} | changed[place] for place in range(count)])
    return ids


def people(count, rng):
    """Graduates like one made by the factories; their own rows are copies of hers."""
    first = make_jobseeker(consented=True)
    enrolment = make_enrolment(jobseeker=first, stage=Stage.GRADUATED_ON_TIME)
    tables = db.metadata.tables
    ids = copied(tables["people"], first.id, count, email=lambda place: f"p{place}@example.test")
    theirs = {"jobseeker_id": ids.__getitem__}
    copied(tables["jobseekers"], first.id, count, ids=ids)
    consent = db.session.scalar(sa.select(tables["consents"].c.id).where(tables["consents"].c.jobseeker_id == first.id))
    copied(tables["consents"], consent, count, **theirs)
    told = theirs | {"reference": lambda place: f"B{place:06}"}
    applications = copied(tables["applications"], enrolment.application_id, count, **told)
    copied(tables["enrolments"], enrolment.id, count, application_id=applications.__getitem__, **theirs)
    mark = db.session.scalar(
        sa.select(tables["ready_marks"].c.id).where(tables["ready_marks"].c.jobseeker_id == first.id)
    )
    copied(tables["ready_marks"], mark, count, **theirs)
    known = db.session.scalars(sa.select(Competency.id)).all()
    claim = {"created_at": now(), "version": 1}
    db.session.execute(
        sa.insert(CompetencyClaim),
        [
            claim | {"jobseeker_id": person, "competency_id": held, "level": rng.randint(1, 4)}
            for person in ids
            for held in rng.sample(known, 15)
        ],
    )


def main():
    count, rng = int(dict(enumerate(sys.argv)).get(1, "10000")), random.Random(1)
    app = create_app()
    with app.app_context():
        upgrade(directory=str(Path(__file__).parent.parent / "migrations"))
        with transaction():
            actions.load_starter(now=now())
            people(count, rng)
            need = make_role_need()
            for place, competency in enumerate(rng.sample(list(db.session.scalars(sa.select(Competency))), 8)):
                make_requirement(need, competency=competency, level=2, position=place)
            need_id, person = need.id, make_actor(Side.STAFF)
        for what in ("first look, everybody read", *["again"] * 5):
            began, used = time.perf_counter(), time.process_time()
            with transaction(read_only=True):
                found = queries.outlook(db.session.get(type(need), need_id), person, now().date())
            used, took = 1000 * (time.process_time() - used), 1000 * (time.perf_counter() - began)
            print(f"{what:<30}{used:8.1f} ms of the processor, {took:8.1f} ms by the clock")
        print(f"{found.people:,} people, {found.now} meet every must of {len(found.rows)}; asked for by {person.side}")


if __name__ == "__main__":
    main()
