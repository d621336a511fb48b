"""Do answers that must look alike also take alike long: whether somebody is known, whether a row exists.

    python bench/bench_alike.py [--tries 30]

Each pair is asked in turn, on a fresh SQLite site; what counts is the ratio of the two medians (aim: at most 1.25).
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
import uuid
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("GUILDHALL_ENV", "testing")

from config import Settings  # noqa: E402 -- the project is found by its place
from marketplace.app import create_app  # noqa: E402
from marketplace.db import db  # noqa: E402
from marketplace.sides import Side  # noqa: E402
from tests import engines  # noqa: E402
from tests.client import Client  # noqa: E402
from tests.conftest import TESTING  # noqa: E402
from tests.factories.accounts import make_actor, make_person  # noqa: E402
from tests.factories.hiring import make_offer  # noqa: E402

AIM = 1.25
ASKED_HERE = ("sign_in_account", "sign_in_anywhere", "sign_in_place", "sign_in_all", "mail_to", "mail_from", "mail_all")
NO_LIMITS = [f"{name}=100000/1" for name in ASKED_HERE]


def took(client, path, **words):
    """Seconds until the answer is there."""
    token = client.csrf_token()
    began = time.perf_counter()
    if words:
        client.post(path, data={"csrf_token": token, "once": str(uuid.uuid4()), **words})
    else:
        client.get(path)
    return time.perf_counter() - began


def compare(name, one, other, tries):
    """Ask both in turn and print the ratio of their medians."""
    one(), other()
    times = [(one(), other()) for _try in range(tries)]
    first, second = (statistics.median(column) for column in zip(*times, strict=True))
    ratio = max(first, second) / min(first, second)
    print(f"{name:<44}{first * 1000:>9.1f} ms{second * 1000:>9.1f} ms{ratio:>8.2f}  {'ok' if ratio <= AIM else 'OVER'}")


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--tries", type=int, default=30)
    tries = words.parse_args().tries
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/alike.sqlite"
        engines.migrate(address)
        site = create_app(
            Settings(environment="testing", database_url=address, data_folder=Path(folder)),
            **TESTING | {"LIMITS": NO_LIMITS},
        )
        site.test_client_class = Client
        with site.app_context():
            measure(site, tries)
            db.session.remove()
            db.engine.dispose()


def measure(site, tries):
    from marketplace.accounts.actions import hash_password

    known = make_person(password=hash_password("a long pass phrase")).email
    offer = make_offer()
    competitor = make_actor(Side.EMPLOYER)
    db.session.commit()
    addresses = {"known": lambda: known, "unknown": lambda: f"{uuid.uuid4().hex}@guildhall.example"}
    stranger = site.test_client()
    print(f"{'':<44}{'it is':>12}{'it is not':>12}{'ratio':>8}  (aim: at most {AIM})")
    for name, path, more in (
        ("sign in with a wrong password", "/sign-in", {"password": "wrong words"}),
        ("ask for a new password", "/forgotten-password", {}),
        ("register", "/register", {"name": "Somebody", "password": "a long pass phrase"}),
    ):
        known_one, other_one = (
            lambda which=which, path=path, more=more: took(stranger, path, email=addresses[which](), **more)
            for which in ("known", "unknown")
        )
        compare(name, known_one, other_one, tries)
    browser = site.test_client()
    browser.sign_in(competitor)
    compare(
        "another's offer, and one that does not exist",
        lambda: took(browser, f"/offers/{offer.id}"),
        lambda: took(browser, f"/offers/{uuid.uuid4()}"),
        tries,
    )


if __name__ == "__main__":
    main()
