"""How fast and how well names are resolved, against rapidfuzz's WRatio over all labels.

    python bench/bench_resolve.py FOLDER [QUERIES.tsv …]

FOLDER holds the ESCO skills as `skills_en.csv`, in the columns of the ESCO portal's download.
A file of queries has the columns `query` and `concept_uris`. Without one, labels with two
neighbouring letters swapped are looked up. Only ratios carry over to other machines.
"""

import argparse
import csv
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from rapidfuzz import fuzz, process, utils

from marketplace.matcher import Concept, Vocabulary

Query = tuple[str, set[str]]
Ranker = Callable[[str], list[str]]


def concepts(folder: Path) -> list[Concept]:
    with (folder / "skills_en.csv").open(newline="", encoding="utf-8") as file:
        return [
            Concept(row["conceptUri"], row["preferredLabel"], labels(row["altLabels"]), row["description"])
            for row in csv.DictReader(file)
        ]


def labels(cell: str) -> tuple[str, ...]:
    return tuple(label.strip() for label in cell.splitlines() if label.strip())


def queries(path: Path) -> list[Query]:
    with path.open(newline="", encoding="utf-8") as file:
        return [(row["query"], set(row["concept_uris"].split())) for row in csv.DictReader(file, delimiter="\t")]


def swapped(known: list[Concept], rng: random.Random) -> list[Query]:
    drawn = [(rng.choice((concept.preferred, *concept.labels)), concept.id) for concept in rng.choices(known, k=500)]
    return [(swap(label, rng.randrange(max(1, len(label) - 1))), {concept_id}) for label, concept_id in drawn]


def swap(label: str, at: int) -> str:
    return label[:at] + label[at : at + 2][::-1] + label[at + 2 :]


def measure(name: str, rank: Ranker, asked: list[Query]) -> float:
    times, first, five = [], 0, 0
    for query, wanted in asked:
        start = time.perf_counter()
        found = rank(query)
        times.append(1000 * (time.perf_counter() - start))
        first += bool(wanted & set(found[:1]))
        five += bool(wanted & set(found[:5]))
    middle, slow = statistics.median(times), sorted(times)[int(0.95 * len(times))]
    shares = f"first {first}/{len(asked)} = {first / len(asked):.3f}, among five {five / len(asked):.3f}"
    print(f"  {name:12} {shares}; p50 {middle:.2f} ms, p95 {slow:.2f} ms")
    return middle


def wratio(known: list[Concept]) -> Ranker:
    owners = [(label, concept.id) for concept in known for label in (concept.preferred, *concept.labels)]
    cleaned = [utils.default_process(label) for label, _ in owners]

    def rank(query: str) -> list[str]:
        found = process.extract(query, cleaned, scorer=fuzz.WRatio, processor=utils.default_process, limit=20)
        return list(dict.fromkeys(owners[place][1] for _, _, place in found))[:5]

    return rank


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("queries", type=Path, nargs="*")
    options.add_argument("--most", type=int, default=500, help="queries of each file")
    options.add_argument("--wratio", type=int, default=30, help="queries for WRatio, which is slow")
    given = options.parse_args()
    known, rng = concepts(given.folder), random.Random(1)
    start = time.perf_counter()
    vocabulary = Vocabulary.build(known)
    count = sum(1 + len(concept.labels) for concept in known)
    print(f"{len(known)} concepts, {count} labels; built in {time.perf_counter() - start:.1f} s")
    sets = {path.stem: queries(path) for path in given.queries} or {"swapped letters": swapped(known, rng)}
    for name, asked in sets.items():
        drawn = rng.sample(asked, min(given.most, len(asked)))
        print(name)
        ours = measure("resolve", lambda text: [s.concept_id for s in vocabulary.resolve(text).suggestions], drawn)
        theirs = measure("WRatio", wratio(known), drawn[: given.wratio])
        print(f"  resolve is {theirs / ours:.0f} times faster")


if __name__ == "__main__":
    main()
