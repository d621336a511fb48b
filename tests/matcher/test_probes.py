"""A growing table of what people write, in a vocabulary of our own: every row must come out right.

`x` the first suggestion is x · `=x` x is taken without asking · `!x` x is not the first suggestion ·
`!=x` x is not taken without asking · `~x` x, and the text says that it is missing · `!~x` x, and it does
not say so · `x@3` x at level 3 · `x+y` a list of x and y · `-` nothing.
"""

import csv
from pathlib import Path

import pytest

from marketplace.matcher import Concept, Vocabulary

DATA = Path(__file__).parent / "data"


def rows(name):
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


VOCABULARY = Vocabulary.build(
    Concept(row["id"], row["preferred"], tuple(filter(None, row["labels"].split("|"))))
    for row in rows("probe_vocabulary.csv")
)
PROBES = [(row["text"], row["expected"]) for row in rows("probes.csv")]


def firsts(resolution):
    return [part.suggestions[0].concept_id if part.suggestions else None for part in resolution.parts]


def comes_out(resolution, expected):
    first = resolution.suggestions[0].concept_id if resolution.suggestions else None
    sign = next((sign for sign in ("!~", "!=", "!", "~", "=") if expected.startswith(sign)), "")
    name, _, level = expected.removeprefix(sign).partition("@")
    checks = {
        "!~": (first, resolution.negated) == (name, False),
        "!=": resolution.accepted != name,
        "!": first != name,
        "~": (first, resolution.negated, resolution.accepted) == (name, True, None),
        "=": (first, resolution.accepted, resolution.negated) == (name, name, False),
        "": first == name and not resolution.negated and (not level or resolution.level == int(level)),
    }
    if expected == "-":
        return first is None
    if "+" in expected:
        return firsts(resolution) == expected.split("+") and resolution.accepted is None
    return checks[sign]


@pytest.mark.parametrize(("text", "expected"), PROBES)
def test_what_people_write_comes_out_as_what_they_mean(text, expected):
    resolution = VOCABULARY.resolve(text)
    assert comes_out(resolution, expected), resolution


def test_the_table_is_long_and_has_no_row_twice():
    assert len(PROBES) >= 150
    assert len({text for text, _ in PROBES}) == len(PROBES)
