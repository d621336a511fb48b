"""Every figure that has a definition has an example counted by hand: shares and spreads in a table, others marked."""

import ast

import pytest

from marketplace.outcomes.measures.queries.keys import CURVES, MARKET, Key
from tests.guards.reading import ROOT, python_files

pytestmark = pytest.mark.once


def by_hand(source: str) -> set[str]:
    """The names of the figures of which the tests of a file say that they are counted by hand."""
    return {
        figure.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        for mark in node.decorator_list
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.by_hand"
        for figure in mark.args
        if isinstance(figure, ast.Attribute)
    }


def test_every_figure_that_is_no_share_of_people_has_an_example_counted_by_hand():
    found = {name for path in python_files(ROOT / "tests" / "outcomes") for name in by_hand(path.read_text())}
    assert {Key[name] for name in found} == {*MARKET, *CURVES}


def test_a_mark_on_something_that_is_not_run_is_no_example():
    assert by_hand("@pytest.mark.by_hand(Key.SEAT_FILL)\ndef helper(): pass") == set()
    assert by_hand("@pytest.mark.by_hand(Key.SEAT_FILL)\ndef test_it(): pass") == {"SEAT_FILL"}
