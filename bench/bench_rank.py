"""How fast a pool ranks, beside the usual ways, on a synthetic market; all in one run, on one thread.

    python bench/bench_rank.py [--candidates 100000] [--roles 10000] [--relations]

The market: 14,000 competencies in groups of 24, 15 holdings a candidate, 10 requirements a role,
six in ten of either from one group, the others by Zipf's law (exponent 0.8), one requirement in
five a must, every level and evidence. The usual ways, a loop with rapidfuzz's WRatio over the
names and `process.cdist` over them, are run on a sample and extrapolated: they grow with the
number of pairs. Ratios compare times of the processor; only they carry over to other machines.
"""

import argparse
import os
import random
import resource
import statistics
import string
import time
from collections import Counter

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from rapidfuzz import fuzz, process

from marketplace.matcher import Candidate, Concept, Holding, Match, Pool, Requirement, Role, Vocabulary, score

CONCEPTS, GROUP, HELD, ASKED = 14_000, 24, 15, 10
FROM_GROUP, MUSTS = 0.6, 0.2
EVIDENCE = ("verified", "evidenced", "declared")


def names(rng: random.Random) -> list[str]:
    words = ["".join(rng.choices(string.ascii_lowercase, k=rng.randint(4, 10))) for _ in range(4000)]
    return [" ".join(rng.choices(words, k=rng.randint(1, 4))) for _ in range(CONCEPTS)]


def mixed(rng: np.random.Generator, count: int, each: int) -> list[list[int]]:
    """For each of `count`, distinct concepts: six in ten from a group, the others by Zipf's law."""
    weights = 1 / np.arange(1, CONCEPTS + 1) ** 0.8
    popular = np.random.default_rng(5).permutation(CONCEPTS)
    drawn = popular[
        np.searchsorted(np.cumsum(weights / weights.sum()), rng.random((count, each))).clip(0, CONCEPTS - 1)
    ]
    group = rng.integers(0, CONCEPTS // GROUP, (count, 1)) * GROUP + rng.integers(0, GROUP, (count, each))
    return [list(dict.fromkeys(row)) for row in np.where(rng.random((count, each)) < FROM_GROUP, group, drawn).tolist()]


def candidates(rng: np.random.Generator, count: int, ids: list[str]) -> list[Candidate]:
    levels, evidence = rng.integers(1, 5, (count, HELD)).tolist(), rng.integers(0, 3, (count, HELD)).tolist()
    return [
        Candidate(
            f"p{place}",
            tuple(
                Holding(ids[concept], level, EVIDENCE[kind])
                for concept, level, kind in zip(row, levels[place], evidence[place], strict=False)
            ),
        )
        for place, row in enumerate(mixed(rng, count, HELD))
    ]


def roles(rng: np.random.Generator, count: int, ids: list[str]) -> list[Role]:
    needs, musts = rng.integers(1, 5, (count, ASKED)).tolist(), (rng.random((count, ASKED)) < MUSTS).tolist()
    return [
        Role(
            f"r{place}",
            tuple(
                Requirement(ids[concept], need, 3 if must else 2, "must" if must else "should")
                for concept, need, must in zip(row, needs[place], musts[place], strict=False)
            ),
        )
        for place, row in enumerate(mixed(rng, count, ASKED))
    ]


def related(ids: list[str], labels: list[str]) -> Vocabulary:
    """One broader concept for each group, and a related neighbour for every other concept."""
    return Vocabulary.build(
        Concept(
            ids[place],
            labels[place],
            broader=(ids[place - place % GROUP],) if place % GROUP else (),
            related=(ids[place + 1],) if place % 2 == 0 and place + 1 < len(ids) else (),
        )
        for place in range(len(ids))
    )


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def loop_pairs(people: list[Candidate], jobs: list[Role], label: dict[str, str]) -> float:
    """Pairs of candidate and role a second for a loop with WRatio over all names."""
    start, done = time.process_time(), 0
    for role in jobs[:20]:
        for candidate in people[:10]:
            held = [label[holding.concept_id] for holding in candidate.holdings]
            sum(max(fuzz.WRatio(label[row.concept_id], name) for name in held) for row in role.requirements)
            done += 1
    return done / (time.process_time() - start)


def cdist_pairs(people: list[Candidate], jobs: list[Role], label: dict[str, str]) -> float:
    """The same with token_sort_ratio over the distinct names of a larger sample."""
    people, jobs = people[:1000], jobs[:100]
    start = time.process_time()
    held = {
        concept: place for place, concept in enumerate(dict.fromkeys(h.concept_id for p in people for h in p.holdings))
    }
    wanted = {
        concept: place
        for place, concept in enumerate(dict.fromkeys(r.concept_id for j in jobs for r in j.requirements))
    }
    table = process.cdist(
        [label[concept] for concept in wanted],
        [label[concept] for concept in held],
        scorer=fuzz.token_sort_ratio,
        dtype=np.float32,
        workers=1,
    )
    owned = [np.array([held[h.concept_id] for h in person.holdings]) for person in people]
    for role in jobs:
        rows = table[[wanted[row.concept_id] for row in role.requirements]]
        [rows[:, own].max(axis=1).sum() for own in owned]
    return len(people) * len(jobs) / (time.process_time() - start)


def alone(matches: list[Match], people: list[Candidate], role: Role, vocabulary: Vocabulary | None) -> bool:
    """Whether the ranking is that of scoring everybody one by one, as far as scores go."""
    scored = sorted(
        (not m.eligible, -m.score)
        for m in (score(person, role, vocabulary) for person in people)
        if m.score is not None
    )
    return [(not m.eligible, -m.score) for m in matches] == scored[: len(matches)]


def growth(people: list[Candidate], jobs: list[Role], vocabulary: Vocabulary | None) -> None:
    """How the time of `rank_all` grows with the postings it touches: holders of what each role asks, added up."""
    seen = []
    for share in (8, 4, 2, 1):
        part = people[: len(people) // share]
        holders = Counter(held.concept_id for person in part for held in person.holdings)
        near = vocabulary.relations if vocabulary else lambda concept_id: (concept_id,)
        touched = sum(holders[held] for job in jobs for row in job.requirements for held in near(row.concept_id))
        pool = Pool(part, vocabulary, seed=1)
        used = time.process_time()
        pool.rank_all(jobs)
        seen.append((touched, time.process_time() - used))
    print("growth: " + ", ".join(f"{touched:.2g} postings {used:.2f} s" for touched, used in seen))
    exponent, _ = np.polyfit(*np.log(np.array(seen)).T, 1)
    print(f"  time grows with the postings touched to the power of {exponent:.2f}")


def peers(people: list[Candidate], jobs: list[Role], label: dict[str, str], used: float) -> None:
    pairs = len(people) * len(jobs)
    for name, rate in (
        ("loop with WRatio", loop_pairs(people, jobs, label)),
        ("cdist", cdist_pairs(people, jobs, label)),
    ):
        hours = pairs / rate / 3600
        print(
            f"{name}: {rate:,.0f} pairs/s, extrapolated {hours:.2g} h; "
            f"rank_all is {pairs / used / rate:,.0f} times as fast"
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--candidates", type=int, default=100_000)
    options.add_argument("--roles", type=int, default=10_000)
    options.add_argument("--relations", action="store_true", help="with a vocabulary that has relations")
    options.add_argument("--read", type=int, default=200, help="rankings to read, with every part")
    options.add_argument("--only", choices=["all"], help="rank_all, its growth and the peers alone")
    given = options.parse_args()
    rng = np.random.default_rng(1)
    ids, labels = [f"c{place}" for place in range(CONCEPTS)], names(random.Random(1))
    label = dict(zip(ids, labels, strict=True))
    vocabulary = related(ids, labels) if given.relations else None
    people, jobs = candidates(rng, given.candidates, ids), roles(rng, given.roles, ids)
    pairs = len(people) * len(jobs)
    print(f"{len(people):,} candidates, {len(jobs):,} roles, {pairs:,} pairs; {peak():.0f} MB before the pool")

    start = time.perf_counter()
    pool = Pool(people, vocabulary, seed=1)
    print(f"pool written in {time.perf_counter() - start:.2f} s")
    start, used = time.perf_counter(), time.process_time()
    ranked = pool.rank_all(jobs)
    swept, used = time.perf_counter() - start, time.process_time() - used
    print(
        f"rank_all, best 50 of each selected: {swept:.2f} s ({used:.2f} s of the processor), "
        f"{pairs / swept:.2g} pairs/s; peak {peak():.0f} MB"
    )
    if given.only == "all":
        growth(people, jobs, vocabulary)
        peers(people, jobs, label, used)
        return
    read = list(ranked.values())[: given.read]
    start = time.perf_counter()
    shown = sum(len(matches) for matches in read)
    took = time.perf_counter() - start
    whole = swept + took / max(len(read), 1) * len(jobs)
    print(f"  reading {len(read)} of them, {shown} matches with every part: {took:.2f} s; all of them: {whole:.0f} s")

    times = []
    for role in jobs[:30]:
        start = time.perf_counter()
        matches = pool.rank(role)
        times.append(1000 * (time.perf_counter() - start))
        assert matches == ranked[role.id]
    print(f"rank, one role with 50 explained: p50 {statistics.median(times):.1f} ms, slowest {max(times):.1f} ms")
    times = []
    for role in jobs[:30]:
        start = time.perf_counter()
        pool.what_if(role)
        times.append(1000 * (time.perf_counter() - start))
    print(f"what_if, every requirement: p50 {statistics.median(times):.1f} ms, slowest {max(times):.1f} ms")
    start = time.perf_counter()
    for place in range(200):
        pool.put(people[place])
        pool.rank(jobs[0], 1)
    print(f"put one and rank again: {1000 * (time.perf_counter() - start) / 200:.1f} ms")
    print(
        f"the same as scoring one by one: {all(alone(pool.rank(role), people, role, vocabulary) for role in jobs[:1])}"
    )

    growth(people, jobs, vocabulary)
    peers(people, jobs, label, used)


if __name__ == "__main__":
    main()
