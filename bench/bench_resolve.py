"""How well and how fast names are resolved, beside WRatio and trigram Jaccard over all names, in one run.

    OMP_NUM_THREADS=1 python -m bench.bench_resolve [DATA] [--only PART] [--vocabulary FILE] [--most 500] [--wratio 40]

DATA is a folder as `bench.data` describes it. Without one, the starter vocabulary stands in: short, and
good for nothing but ratios. Absolute times hold for an idle core; the ratios carry over. The parts:
*costs* (index, fit, file, memory), *texts* (accuracy and time beside the peers), *labels* (each label
is its concept), *bounds* (hostile and long texts). A vocabulary kept in FILE is built once.
"""

import argparse
import os
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench import data
from bench.peers import Ranker, trigrams, wratio
from marketplace.matcher import Concept, Vocabulary

#: So many suggestions are shown.
SHOWN = 5
SETS = (
    ("alternative_labels", "label"), ("messy", "label"), ("noise", "label"),
    ("jobads_tech_span", "posting"), ("jobads_house_span", "posting"),
    ("jobads_tech_sent", "posting"), ("jobads_house_sent", "posting"),
)  # fmt: skip

HOSTILE = {
    "a million letters": "a" * 1_000_000,
    "a million words": "weld " * 200_000,
    "distinct words": " ".join(f"{a}{b}{c}ing" for a in "bdfgklmn" for b in "aeiou" for c in "bdfgklmnprst"),
    "combining marks": "e" + "\u0301" * 10_000,
    "nothing": "\x00" * 5_000,
    "lone surrogates": "\ud800\udfff" * 5_000,
    "right to left": "\u202e" * 500 + "gnidlew" + "\u202c" * 500,
    "pictures": "👩‍🔧" * 5_000,
    "brackets": "(" * 5_000 + "x" + ")" * 5_000,
    "years": "1" * 5_000 + " years" * 500,
    "separators": ",;/ and " * 5_000,
    "wide": "\ufdfa" * 5_000,
    "cut words": " ".join(f"{a}{b}." for a in ("con", "pro", "man", "dis", "ass") for b in "aeioudrst"),
}


def clock(what: str, work: Callable[[], object]) -> object:
    began, spent = time.perf_counter(), time.process_time()
    made = work()
    print(
        f"{what:<28}{time.perf_counter() - began:8.2f} s, of them {time.process_time() - spent:.2f} s on the processor"
    )
    return made


def resident() -> float:
    """Megabytes that this process holds for itself, without what it maps from files."""
    with Path("/proc/self/status").open() as file:
        rows = dict(line.split(":", 1) for line in file)
    return int(rows["RssAnon"].split()[0]) / 1024


def measured(rank: Ranker, asked: list[data.Query]) -> dict[str, float]:
    times, firsts, fives, ranks, shares = [], 0, 0, 0.0, 0.0
    for text, wanted in asked:
        began = time.perf_counter()
        found = rank(text)
        times.append(1000 * (time.perf_counter() - began))
        places = [place for place, one in enumerate(found) if one in wanted]
        firsts += 0 in places
        fives += bool(places and places[0] < SHOWN)
        ranks += 1 / (1 + places[0]) if places else 0
        shares += sum(place < SHOWN for place in places) / min(SHOWN, len(wanted))
    times.sort()
    return {
        "hit@1": firsts / len(asked), "hit@5": fives / len(asked), "MRR": ranks / len(asked),
        "RP@5": shares / len(asked),
        "p50": statistics.median(times), "p99": times[int(0.99 * (len(times) - 1))],
    }  # fmt: skip


def told(name: str, row: dict[str, float], ours: dict[str, float]) -> None:
    figures = "  ".join(f"{key} {row[key]:.3f}" for key in ("hit@1", "hit@5", "MRR", "RP@5"))
    ratio = f"  {row['p50'] / ours['p50']:.1f} × our time" if row is not ours else ""
    print(f"  {name:<12}{figures}  p50 {row['p50']:.2f} ms  p99 {row['p99']:.2f} ms{ratio}")


def ranker(vocabulary: Vocabulary, source: str) -> Ranker:
    return lambda text: [row.concept_id for row in vocabulary.resolve(text, 10, source=source).suggestions]


def sure(vocabulary: Vocabulary, asked: list[data.Query]) -> tuple[float, float, float]:
    """The share that may be taken without asking at 95 % precision; what is accepted; how often that is right."""
    rows, accepted = [], []
    for text, wanted in asked:
        found = vocabulary.resolve(text, source="posting")
        if found.suggestions:
            rows.append((-found.suggestions[0].confidence, found.suggestions[0].concept_id in wanted))
        accepted += [found.accepted in wanted] if found.accepted else []
    rows.sort(key=lambda row: row[0])
    best = 0
    for count in range(1, len(rows) + 1):
        if sum(right for _, right in rows[:count]) >= 0.95 * count:
            best = count
    return best / len(asked), len(accepted) / len(asked), sum(accepted) / max(len(accepted), 1)


def compared(
    vocabulary: Vocabulary, concepts: list[Concept], sets: list[tuple[str, str, list[data.Query]]], wr: int
) -> None:
    peers = {"trigrams": trigrams(concepts), "WRatio": wratio(concepts)}
    for name, source, asked in sets:
        print(f"{name}: {len(asked)} texts, as {source}")
        ours = measured(ranker(vocabulary, source), asked)
        told("resolve", ours, ours)
        told("trigrams", measured(peers["trigrams"], asked), ours)
        told(f"WRatio ({wr})", measured(peers["WRatio"], asked[:wr]), ours)
        if name.endswith("span"):
            share, accepted, right = sure(vocabulary, asked)
            print(
                f"  taken without asking at 95 % precision {share:.3f}; "
                f"accepted {accepted:.3f}, of them right {right:.3f}"
            )


def costs(concepts: list[Concept]) -> Vocabulary:
    """Index, fit, file, load and memory; the vocabulary that is measured is the loaded one."""
    count = sum(1 + len(concept.labels) for concept in concepts)
    print(f"{len(concepts)} concepts, {count} labels; {os.environ.get('OMP_NUM_THREADS', 'all')} threads")
    clock("index", lambda: Vocabulary.build(concepts, fitted=False))
    built = clock("index and fit", lambda: Vocabulary.build(concepts))
    assert isinstance(built, Vocabulary)
    print(f"  the fit says: {dict(built.report)}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vocabulary"
        clock("save", lambda: built.save(path))
        print(f"  {path.stat().st_size / 1e6:.0f} MB")
        before = resident()
        loaded = clock("load", lambda: Vocabulary.load(path, digest=built.digest))
        assert isinstance(loaded, Vocabulary)
        loaded.resolve_many([concept.preferred + "s" for concept in concepts[:300]])
        print(f"{'resident beyond the file':<28}{max(0.0, resident() - before):8.1f} MB after 300 texts")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{'highest of the process':<28}{peak:8.1f} MB")
    return loaded


def owned(vocabulary: Vocabulary, concepts: list[Concept]) -> None:
    """Every label that one concept has resolves to it."""
    owners: dict[str, set[str]] = {}
    for concept in concepts:
        for label in (concept.preferred, *concept.labels):
            owners.setdefault(" ".join(label.casefold().split()), set()).add(concept.id)
    asked = [
        (label, wanted)
        for label, wanted in data.named(concepts)
        if len(owners[" ".join(label.casefold().split())]) == 1
    ]
    wrong = [label for label, wanted in asked if vocabulary.resolve(label, 1).accepted not in wanted]
    print(f"labels of one concept: {len(asked)}, not resolved to it {len(wrong)} {wrong[:5]}")


def bounds(vocabulary: Vocabulary) -> None:
    """What hostile and long texts cost, beside a phrase of thirty characters that no key finds."""
    usual = fastest(lambda: vocabulary.resolve("mend teh kitchen doors of cafe"))
    print(f"thirty characters: {usual:.2f} ms")
    for name, text in HOSTILE.items():
        for source in ("label", "posting"):
            took = fastest(partial(vocabulary.resolve, text, source=source))
            print(f"  {name:<18} as {source:<8}{took:8.2f} ms, {took / usual:5.1f} × thirty characters")
    concepts = list(vocabulary.concepts.values())[:2000]
    prose = " ".join(f"{row.preferred.capitalize()}. {row.description}" for row in concepts)[:200_000]
    noise = "".join(random.Random(2).choices("abcdefghij klmnopqrst,uvw xyz.", k=200_000))
    for name, text in (("prose", prose), ("chance", noise), ("one letter", "a" * 200_000)):
        began = time.process_time()
        found = vocabulary.extract(text)
        print(
            f"extract, {len(text):,} characters of {name}: {time.process_time() - began:.2f} s, {len(found)} mentions"
        )


def fastest(work: Callable[[], object]) -> float:
    """Milliseconds of the processor, the least of five: others on the machine only ever add."""
    times = []
    for _ in range(5):
        began = time.process_time()
        work()
        times.append(1000 * (time.process_time() - began))
    return min(times)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("data", type=Path, nargs="?")
    options.add_argument("--most", type=int, default=500, help="texts of each set")
    options.add_argument("--wratio", type=int, default=40, help="texts for WRatio, which is slow")
    options.add_argument("--only", choices=("costs", "texts", "labels", "bounds"), help="this part alone")
    options.add_argument("--vocabulary", type=Path, help="where the built vocabulary is kept")
    given = options.parse_args()
    rng = random.Random(1)
    if given.data:
        concepts = data.esco(given.data)
        sets = [(name, source, data.queries(given.data, name)) for name, source in SETS]
    else:
        concepts, asked = data.held_out(data.starter(), rng)
        noise = data.mistyped([row for row in data.named(concepts) if rng.randrange(5) == 0], 1, rng)
        sets = [
            ("held out", "label", asked),
            ("messy", "label", data.mistyped(asked, 2, rng)),
            ("noise", "label", noise),
        ]
    vocabulary = costs(concepts) if given.only in (None, "costs") else data.built(concepts, given.vocabulary)
    drawn = [(name, source, rng.sample(asked, min(given.most, len(asked)))) for name, source, asked in sets]
    if given.only in (None, "texts"):
        compared(vocabulary, concepts, drawn, given.wratio)
    if given.only in (None, "labels"):
        owned(vocabulary, concepts)
    if given.only in (None, "bounds"):
        bounds(vocabulary)


if __name__ == "__main__":
    main()
