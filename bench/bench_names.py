"""Acronyms, and names that must be kept apart, beside WRatio, in one run.

    OMP_NUM_THREADS=1 python -m bench.bench_names DATA [--only acronyms|merges] [--vocabulary FILE]

Each part runs alone with `--only`; a vocabulary kept in FILE is built once.

Acronyms: O*NET technologies that end in their own initials (*Structured query language SQL*), as they
stand and with the initials in parentheses, asked for by the initials. False merges: labels with a
typing error against their own concept, and labels against the nearest label of another one; at the
threshold that keeps 95 % of the former, how many of the latter would be merged.
"""

import argparse
import random
import re
import time
from collections import Counter
from pathlib import Path

from rapidfuzz import fuzz, process

from bench import data
from bench.peers import wratio
from marketplace.matcher import Concept, Vocabulary
from marketplace.matcher.distort import typo

#: The labels that a different one is looked for among: all of them would take an hour.
AMONG = 4000
TRAILING = re.compile(r"^(?P<name>.*[a-z].*?) (?P<short>[A-Z]{2,6})(?: software)?$")


def acronyms(names: list[str]) -> list[tuple[str, str, str]]:
    """(name, expansion, initials) where the initials are those of the words before, and only one name has them."""
    rows = []
    for name in names:
        found = TRAILING.match(name)
        words = re.findall(r"[A-Za-z]+", found["name"]) if found else []
        plain = "".join(word[0] for word in words).upper()
        small = "".join(
            word[0] for word in words if word.lower() not in ("and", "of", "for", "the", "in", "to")
        ).upper()
        if found and found["short"] in (plain, small):
            rows.append((name, found["name"], found["short"]))
    count = Counter(short for _, _, short in rows)
    return [row for row in rows if count[row[2]] == 1]


def short_names(folder: Path, most: int) -> None:
    names = data.technologies(folder)
    rows = acronyms(names)[: max(most, 150)]
    for how in ("trailing", "parenthesised"):
        shown = {name: f"{long} ({short})" if how == "parenthesised" else name for name, long, short in rows}
        concepts = [Concept(name, shown.get(name, name)) for name in names]
        vocabulary, peer = Vocabulary.build(concepts), wratio(concepts)
        first = [vocabulary.resolve(short).suggestions[:1] for _, _, short in rows]
        ours = sum(bool(found) and found[0].concept_id == name for found, (name, _, _) in zip(first, rows, strict=True))
        theirs = sum(peer(short)[:1] == [name] for name, _, short in rows[:150])
        print(
            f"acronyms, {how}: {len(rows)}, hit@1 {ours / len(rows):.3f}; WRatio {theirs / len(rows[:150]):.3f} of 150"
        )


def confidence(vocabulary: Vocabulary, text: str, concept_id: str) -> float:
    return max(
        (s.confidence for s in vocabulary.resolve(text, 10).suggestions if s.concept_id == concept_id), default=0.0
    )


def different(labels: list[str], owners: dict[str, str], count: int, rng: random.Random) -> list[tuple[str, str]]:
    """Labels, each with the most alike (WRatio) of another concept among four thousand drawn by chance."""
    pairs = []
    for label in rng.sample(labels, count):
        near = process.extract(label, rng.sample(labels, AMONG), scorer=fuzz.WRatio, limit=5)
        pairs += [(label, found) for found, _, _ in near if owners[found] != owners[label]][:1]
    return pairs


def merges(folder: Path, rng: random.Random, pairs: int, kept: Path | None) -> None:
    concepts = data.esco(folder)
    named = data.named(concepts)
    labels = [label for label, _ in named]
    vocabulary = data.built(concepts, kept)
    owners = {label: next(iter(wanted)) for label, wanted in named}
    same = [(typo(label, rng), label) for label in rng.sample(labels, pairs * 2 // 5)]
    others = different(labels, owners, pairs * 3 // 5, rng)
    print(f"{len(same)} labels with a typing error, {len(others)} beside a label of another concept")
    for name, score in (
        ("resolve", lambda text, label: confidence(vocabulary, text, owners[label])),
        ("WRatio", fuzz.WRatio),
    ):
        began = time.process_time()
        found = sorted(score(*pair) for pair in same)
        bar = found[int(0.05 * len(found))]
        false = sum(score(*pair) >= bar for pair in others) / len(others)
        print(
            f"false merges at 95 % recall, {name}: {false:.4f} (threshold {bar:.3f}); "
            f"{time.process_time() - began:.1f} s of the processor"
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("data", type=Path)
    options.add_argument("--most", type=int, default=600, help="acronyms")
    options.add_argument("--pairs", type=int, default=5000, help="pairs of names, two in five with a typing error")
    options.add_argument("--only", choices=("acronyms", "merges"), help="this part alone")
    options.add_argument("--vocabulary", type=Path, help="where the built vocabulary is kept")
    given = options.parse_args()
    if given.only != "merges":
        short_names(given.data, given.most)
    if given.only != "acronyms":
        merges(given.data, random.Random(1), given.pairs, given.vocabulary)


if __name__ == "__main__":
    main()
