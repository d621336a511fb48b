"""How long the import of an ESCO download takes: first, again, and what it costs the typeahead.

    python bench/bench_import.py PATH [DATABASE_URL]

PATH is what `flask competencies import` takes. Without a database address, a fresh SQLite file is used.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))
FOLDER = tempfile.TemporaryDirectory()
os.environ.setdefault("GUILDHALL_ENV", "testing")
os.environ["DATABASE_URL"] = dict(enumerate(sys.argv)).get(2, f"sqlite:///{FOLDER.name}/bench.sqlite")

from flask_migrate import upgrade  # noqa: E402 -- the settings are read when the app is imported

from marketplace.app import create_app  # noqa: E402
from marketplace.competencies import actions, queries  # noqa: E402
from marketplace.db import transaction  # noqa: E402
from marketplace.web.access import now  # noqa: E402

TYPED = ("exc", "excel", "customer", "negotation", "fork", "plan rout", "calm", "data analy")


def timed(what, work):
    began = time.perf_counter()
    result = work()
    print(f"{what:<34}{(time.perf_counter() - began) * 1000:>10.1f} ms")
    return result


def suggesting():
    times = []
    for words in TYPED * 5:
        began = time.perf_counter()
        queries.suggest(words)
        times.append((time.perf_counter() - began) * 1000)
    return median(times), max(times)


def main():
    files = actions.find_esco(Path(sys.argv[1]))
    with create_app().app_context():
        upgrade(directory=str(Path(__file__).parent.parent / "migrations"))
        first = timed("first import", lambda: actions.import_esco(files, now=now(), unit=transaction))
        again = timed("again", lambda: actions.import_esco(files, now=now(), unit=transaction))
        with transaction(read_only=True):
            timed("vocabulary built", queries.vocabulary)
            timed("vocabulary kept", queries.vocabulary)
            middle, longest = suggesting()
    print(f"{'suggestions, median and longest':<34}{middle:>10.1f} ms {longest:>10.1f} ms")
    print(
        f"added {first.added}, then {again.added}; changed {again.changed}; errors {len(first.errors)}; "
        f"relations {first.links_added}, then {again.links_added}"
    )


if __name__ == "__main__":
    main()
