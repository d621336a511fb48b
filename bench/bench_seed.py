"""How long the demo world takes to be there, on a fresh SQLite site.

    python bench/bench_seed.py

Seconds of the processor, and how many times what one `/healthz` takes (wanted: under 20 seconds on an idle core).
"""

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests import engines, worlds  # noqa: E402 -- the project is found by its place

TIMES = 200


def main() -> None:
    """Seed once and print what it took."""
    engines.start("sqlite")
    with tempfile.TemporaryDirectory() as folder, worlds.installation("sqlite", Path(folder)) as app:
        client = app.test_client()
        with app.app_context():  # the tests' client ends the transaction of the context that it stands in
            client.get("/healthz")
            began = time.process_time()
            for _time in range(TIMES):
                client.get("/healthz")
            once = (time.process_time() - began) / TIMES
        demo = worlds.seeded(app)
        print(f"flask demo seed: {demo.seconds:.1f} s on the processor, {demo.seconds / once:,.0f} x /healthz")


if __name__ == "__main__":
    main()
