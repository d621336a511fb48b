"""How fast a two-sided market is allocated, beside the textbook way; in one run, on one thread.

    python bench/bench_allocate.py [--applicants 50000] [--programs 6000] [--places 40000]

Each applicant lists twelve programs, popular ones more often; half of a program's order is how
good an applicant is for everybody, half its own view. The textbook way is deferred acceptance in
rounds with sorted lists, without heaps; it
is run at a tenth of the size. Only ratios carry over to other machines.
"""

import argparse
import os
import time
from collections import defaultdict

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from marketplace.matcher import allocate, greedy, measured, verdict

LISTED = 12
Lists = dict[str, list[str]]


def market(applicants: int, programs: int, places: int, seed: int) -> tuple[Lists, Lists, dict[str, int]]:
    rng = np.random.default_rng(seed)
    popular = 1 / np.arange(1, programs + 1) ** 0.6
    drawn = rng.choice(programs, size=(applicants, 3 * LISTED), p=popular / popular.sum())
    wishes = {f"a{who}": [f"p{p}" for p in list(dict.fromkeys(row))[:LISTED]] for who, row in enumerate(drawn.tolist())}
    good, asked = rng.random(applicants), defaultdict(list)
    for who, listed in enumerate(wishes.values()):
        for program in listed:
            asked[program].append(who)
    orders = {}
    for program in (f"p{p}" for p in range(programs)):
        who = np.array(asked[program], dtype=int)
        orders[program] = [f"a{w}" for w in who[np.argsort(-(good[who] + rng.random(len(who))))].tolist()]
    counts = np.bincount(rng.integers(0, programs, places), minlength=programs)
    return wishes, orders, {f"p{p}": int(count) for p, count in enumerate(counts)}


def textbook(wishes: Lists, orders: Lists, places: dict[str, int]) -> dict[str, str | None]:
    """Rounds in which everybody without a place asks the next program, which sorts all who ask by its list."""
    asking, got = dict.fromkeys(wishes, 0), dict.fromkeys(wishes)
    while waiting := [who for who, program in got.items() if program is None and asking[who] < len(wishes[who])]:
        asked = defaultdict(list)
        for who in waiting:
            asked[wishes[who][asking[who]]].append(who)
            asking[who] += 1
        for program, arriving in asked.items():
            inside = [who for who, have in got.items() if have == program]
            ordered = sorted([*inside, *arriving], key=orders[program].index)
            for place, who in enumerate(ordered):
                got[who] = program if place < places[program] else None
    return got


def timed(work):
    """The result and the seconds of the processor: on a busy machine the clock tells of the others' work."""
    start = time.process_time()
    return work(), time.process_time() - start


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--applicants", type=int, default=50_000)
    options.add_argument("--programs", type=int, default=6_000)
    options.add_argument("--places", type=int, default=40_000)
    given = options.parse_args()
    wishes, orders, places = market(given.applicants, given.programs, given.places, 1)
    result, took = timed(lambda: allocate(wishes, orders, places, seed=1))
    found, checked = timed(lambda: verdict(result, wishes, orders, places))
    print(
        f"{len(wishes):,} applicants, {len(orders):,} programs, {sum(places.values()):,} places: {took:.2f} s, "
        f"{'nothing' if found.holds else 'something'} wrong with it (checked in {checked / took:.2f} of that time)"
    )
    other, longer = timed(lambda: allocate(wishes, orders, places, seed=1, proposing="programs"))
    first_come, _ = timed(lambda: greedy(wishes, orders, places, seed=1))
    print(f"  with the programs asking {longer / took:.2f} times as long")
    for name, way in (("stable", result), ("programs asking", other), ("first come", first_come)):
        told = measured(way, wishes, orders, places, {})
        print(
            f"  {name}: placed {told.matched / len(wishes):.1%}, first wish {told.first / len(wishes):.1%}, "
            f"mean wish {told.ranks / told.matched:.2f}, {told.blocking:,} blocking pairs"
        )
    small = market(given.applicants // 10, given.programs // 10, given.places // 10, 2)
    ours, mine = timed(lambda: allocate(*small, seed=1))
    theirs, peer = timed(lambda: textbook(*small))
    print(
        f"at a tenth: {mine:.3f} s; textbook rounds {peer:.2f} s, {peer / mine:.0f} times as long, "
        f"same result: {ours == theirs}"
    )


if __name__ == "__main__":
    main()
