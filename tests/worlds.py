"""The demo world, seeded through its command into an installation of its own, and what tells two such worlds apart."""

import hashlib
import json
import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
import time_machine
from flask import Flask

from tests import engines

if TYPE_CHECKING:
    from click.testing import Result

TODAY = date(2026, 9, 15)
NOON = datetime(2026, 9, 15, 16, tzinfo=UTC)


@dataclass
class Demo:
    """The site, and how many seconds of work its world was."""

    app: Flask
    seconds: float


@contextmanager
def installation(engine_name: str, folder: Path) -> Iterator[Flask]:
    """A migrated installation of its own, gone afterwards."""
    from config import Settings
    from marketplace.app import create_app
    from marketplace.db import db
    from tests.client import Client
    from tests.conftest import TESTING

    name = f"demo_{uuid.uuid4().hex[:8]}"
    address = engines.make_database(engine_name, name)
    app = create_app(Settings(environment="testing", database_url=address, data_folder=folder), **TESTING)
    app.test_client_class = Client
    try:
        yield app
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        engines.drop_database(engine_name, name)


def demo(app: Flask, *words: str) -> "Result":
    """What `flask demo …` answers."""
    return app.test_cli_runner().invoke(args=["demo", *words])


def seeded(app: Flask) -> Demo:
    """Seed the world as it stands at noon of its day."""
    began = time.process_time()
    with time_machine.travel(NOON, tick=False):
        result = demo(app, "seed", "--today", TODAY.isoformat())
    assert result.exit_code == 0, result.output
    return Demo(app, time.process_time() - began)


# ---- the content of a database, without ids ---------------------------------------------------------

# Drawn by lot: references of applications, the place of people with the same score (it hangs on the role's id), and
# what hangs on that: who was put on a shortlist out of turn, and how a round went.
BY_LOT = {
    "counted_dimensions.value",  # ids of employers and pools
    "counted_days.value",
    "counted_groups.value",
    "counted_programs.value",
    "certificates.code",
    "reference",
    "rank",
    "digest",
    "password",
    "token_hash",
    "stamp",
    "seed",
    "subject",
    "dedupe_key",
    "search_text",
    "sealed",
    "match_inputs.content",
    "referral_changes.at",
    "referral_changes.reason",
    "round_proposals.measures",
    "round_proposals.result",
    "round_snapshots.lists",
}
ID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
BY_VISITORS = {"sign_ins", "disclosures", "submissions", "attempts", "known_devices", "search_entries"}


def digest():
    """A digest of every row. People are named by address; other ids are left out, for they are drawn anew each time."""
    from marketplace.accounts.models import Person
    from marketplace.competencies.models import CompetencyLabel
    from marketplace.db import Base, db

    people = dict(db.session.execute(sa.select(Person.id, Person.email)).all())
    told = {}
    for table in Base.metadata.sorted_tables:
        if table.name in BY_VISITORS:
            continue
        kept = [column for column in table.c if not {column.name, str(column)} & BY_LOT]
        rows = [[_told(value, people) for value in row] for row in db.session.execute(sa.select(*kept))]
        told[table.name] = sorted(json.dumps(row) for row in rows)
    assert len(told[CompetencyLabel.__tablename__]) > 100
    return {name: hashlib.sha256("\n".join(rows).encode()).hexdigest() for name, rows in told.items()}


def _told(value, people):
    if isinstance(value, uuid.UUID):
        return people.get(value, "")
    if isinstance(value, dict) and "requirements" in value:  # an edition of a role need
        return {**value, "requirements": [{**row, "competency": row["name"]} for row in value["requirements"]]}
    if isinstance(value, dict | list):
        return json.dumps(_unnamed(value))
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _unnamed(value):
    """A JSON value without its ids; a dict as its sorted pairs, for nothing hangs on the order of its keys."""
    if isinstance(value, dict):
        return sorted(([ID.sub("", key), _unnamed(one)] for key, one in value.items()), key=json.dumps)
    if isinstance(value, list):
        return [_unnamed(one) for one in value]
    return ID.sub("", value) if isinstance(value, str) else value
