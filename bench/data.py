"""Reads the downloads that the measurements run on; each is given as a folder, none is part of the project.

    DATA/esco/skills_en.csv            in the columns of the ESCO portal's download
    DATA/onet/Technology Skills.txt    of the O*NET text download
    DATA/queries/*.tsv                 columns `query` and `concept_uris`

Without a folder, the starter vocabulary stands in, its alternative labels held out or mistyped by chance.
"""

import csv
import random
from pathlib import Path

from marketplace.matcher import Concept, Vocabulary
from marketplace.matcher.distort import distorted

Query = tuple[str, set[str]]

STARTER = Path(__file__).parent.parent / "marketplace/competencies/data/starter.csv"


def esco(folder: Path) -> list[Concept]:
    with (folder / "esco" / "skills_en.csv").open(newline="", encoding="utf-8") as file:
        return [
            Concept(row["conceptUri"], row["preferredLabel"], lines(row["altLabels"]), row["description"])
            for row in csv.DictReader(file)
        ]


def lines(cell: str) -> tuple[str, ...]:
    return tuple(label.strip() for label in cell.splitlines() if label.strip())


def queries(folder: Path, name: str) -> list[Query]:
    with (folder / "queries" / f"{name}.tsv").open(newline="", encoding="utf-8") as file:
        return [(row["query"], set(row["concept_uris"].split())) for row in csv.DictReader(file, delimiter="\t")]


def technologies(folder: Path) -> list[str]:
    with (folder / "onet" / "Technology Skills.txt").open(newline="", encoding="utf-8") as file:
        return sorted({row["Example"] for row in csv.DictReader(file, delimiter="\t")})


def starter() -> list[Concept]:
    with STARTER.open(newline="", encoding="utf-8") as file:
        return [
            Concept(row["code"], row["preferred_label"], tuple(filter(None, row["labels"].split("|"))))
            for row in csv.DictReader(file)
        ]


def held_out(concepts: list[Concept], rng: random.Random) -> tuple[list[Concept], list[Query]]:
    """The concepts without one alternative label each, and those labels."""
    kept, asked = [], []
    for concept in concepts:
        others = sorted(set(concept.labels) - {concept.preferred})
        out = rng.choice(others) if others else None
        kept.append(Concept(concept.id, concept.preferred, tuple(x for x in others if x != out), concept.description))
        if out:
            asked.append((out, {concept.id}))
    return kept, asked


def mistyped(asked: list[Query], times: int, rng: random.Random) -> list[Query]:
    return [(distorted(text, times, rng), wanted) for text, wanted in asked]


def named(concepts: list[Concept]) -> list[Query]:
    """Every label with the concepts that have it."""
    return [(label, {concept.id}) for concept in concepts for label in (concept.preferred, *concept.labels)]


def built(concepts: list[Concept], kept: Path | None) -> Vocabulary:
    """The vocabulary of these, out of the file when it is there, else built and put there."""
    if kept is not None and kept.exists():
        return Vocabulary.load(kept)
    vocabulary = Vocabulary.build(concepts)
    if kept is not None:
        vocabulary.save(kept)
    return vocabulary
