"""How long a search takes with thousands of people, beside reading every name; and what a changed row costs.

    python -m bench.bench_search [--people 20000] [--database ADDRESS]

A fresh SQLite file unless an address is given (of an empty database). The peer is LIKE '%words%' over the names and
addresses themselves, which ignores no accent. Only ratios carry over to other machines.
"""

import argparse
import os
import random
import sys
import tempfile
import time
import uuid
from statistics import median

ARGUMENTS = argparse.ArgumentParser()
ARGUMENTS.add_argument("--people", type=int, default=20_000)
ARGUMENTS.add_argument("--database", default="")
CHOSEN = ARGUMENTS.parse_args()
FOLDER = tempfile.TemporaryDirectory()
os.environ["GUILDHALL_ENV"] = "testing"
os.environ["DATA_FOLDER"] = FOLDER.name
os.environ["DATABASE_URL"] = CHOSEN.database or f"sqlite:///{FOLDER.name}/bench.sqlite"

import sqlalchemy as sa  # noqa: E402 -- the settings are read when the app is imported
from flask_migrate import upgrade  # noqa: E402

from marketplace.accounts.models import Person  # noqa: E402
from marketplace.app import create_app  # noqa: E402
from marketplace.db import db, transaction  # noqa: E402
from marketplace.search import queries  # noqa: E402
from marketplace.sides import Side  # noqa: E402
from marketplace.supply.jobseekers.models import Jobseeker  # noqa: E402
from marketplace.web.access import now  # noqa: E402
from tests.factories.accounts import make_actor  # noqa: E402

FIRST = [
    "Aïda",
    "Bram",
    "Céleste",
    "Dmitri",
    "Élodie",
    "Farah",
    "Gwen",
    "Håkon",
    "Ines",
    "Jürgen",
    "Kavi",
    "Łucja",
    "Mariam",
    "Noor",
    "Øyvind",
    "Priya",
    "Rosa",
    "Zoë",
]
LAST = [
    "Ebury",
    "Marchetti",
    "Quillon",
    "Ravensworth",
    "Halloway",
    "Brightwater",
    "Ødegaard",
    "Straße",
    "Vantongeren",
    "Oduya",
    "Corrigan",
    "Mallow",
]
ASKED = ("marchetti", "ravensw", "elodie quillon", "odegaard", "ma", "seeker19", "strasse zoe", "nobody at all", "%_%")


def people(count, first=0):
    """So many people with profiles, in bulk; the triggers note each of them."""
    dice, then = random.Random(7), now()
    made = [
        {
            "id": uuid.uuid4(),
            "name": f"{dice.choice(FIRST)} {dice.choice(LAST)}-{dice.choice(LAST)}",
            "email": f"seeker{number}@guildhall.example",
            "active": True,
            "epoch": 1,
            "created_at": then,
            "confirmed_at": then,
        }
        for number in range(first, first + count)
    ]
    db.session.execute(sa.insert(Person), made)
    db.session.execute(sa.insert(Jobseeker), [{"id": row["id"], "created_at": then} for row in made])


def timed(work, times=9):
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return median(took)


def naive(words):
    """Read every name and address."""
    rows = sa.select(Person)
    for word in words.split():
        rows = rows.where(
            sa.or_(Person.name.icontains(word, autoescape=True), Person.email.icontains(word, autoescape=True))
        )
    return db.session.scalars(rows.limit(7)).all()


def main():
    with create_app().app_context():
        upgrade(directory="migrations")
        with transaction():
            actor = make_actor(Side.STAFF)
            people(200)
        few = {words: searching(words, actor) for words in ASKED}
        began = time.perf_counter()
        with transaction():
            people(CHOSEN.people, 200)
        added = time.perf_counter() - began
        print(f"{CHOSEN.people} people added in {added:.1f} s, {added / CHOSEN.people * 1e6:.0f} µs each\n")
        print(f"{'asked':<18}{'ms':>8}{'with 200':>10}{'every name':>12}")
        for words in ASKED:
            many, peer = searching(words, actor), reading(words)
            print(f"{words:<18}{many:>8.1f}{few[words]:>10.1f}{peer:>12.1f}")
        with transaction():
            person = db.session.scalars(sa.select(Person).limit(1)).one()
            print(f"\none name changed: {timed(lambda: renamed(person), 50):.2f} ms")


def searching(words, actor):
    with transaction(read_only=True):
        return timed(lambda: queries.groups(words, actor=actor))


def reading(words):
    with transaction(read_only=True):
        return timed(lambda: naive(words))


def renamed(person):
    person.name = f"Zoë Straße {random.random()}"
    db.session.flush()


if __name__ == "__main__":
    sys.exit(main())
