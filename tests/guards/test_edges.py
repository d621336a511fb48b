"""Effects live at the edge: the middle is handed `actor` and `now`, raises Refused, and never commits."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guards.reading import PACKAGE, ROOT, is_middle, python_files, short

pytestmark = pytest.mark.once

CLOCKS = frozenset(
    {
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "date.today",
        "datetime.date.today",
        "time.time",
        "timezone.now",
    }
)
EDGE_PACKAGES = frozenset({"flask", "flask_wtf", "wtforms", "werkzeug"})
CLOCK_READERS = frozenset({"access.py", "cli.py", "delivery.py"})  # the request's one clock, commands, the worker


def faults(path: Path, *, middle: bool) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        where = f"{short(path)}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Call):
            yield from (f"{where} {fault}" for fault in _call(node, path, middle=middle))
        if middle and isinstance(node, ast.Import | ast.ImportFrom):
            for name in _imported(node):
                if name.split(".")[0] in EDGE_PACKAGES:
                    yield f"{where} imports {name}: HTTP belongs into views"
        if middle and isinstance(node, ast.Name) and node.id == "current_user":
            yield f"{where} asks for current_user: take `actor` as a parameter"
        if (
            path.name != "config.py"
            and isinstance(node, ast.Attribute)
            and ast.unparse(node) == "os.environ"
            and path.name != "cli.py"
        ):
            yield f"{where} reads the environment: config.py is the only reader"


def _call(node: ast.Call, path: Path, *, middle: bool) -> Iterator[str]:
    called = ast.unparse(node.func)
    if middle and called.endswith(".commit"):
        yield "commits: the request or transaction() does that"
    if called in CLOCKS and path.name not in CLOCK_READERS:
        yield f"reads the clock ({called}): take `now` as a parameter"


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]


def test_the_middle_has_no_effects():
    paths = [path for path in python_files(PACKAGE) if "matcher" not in path.relative_to(ROOT).parts]
    assert [fault for path in paths for fault in faults(path, middle=is_middle(path))] == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("db.session.commit()", "commits: the request or transaction() does that"),
        ("datetime.now(UTC)", "reads the clock (datetime.now): take `now` as a parameter"),
        ("datetime.utcnow()", "reads the clock (datetime.utcnow): take `now` as a parameter"),
        ("date.today()", "reads the clock (date.today): take `now` as a parameter"),
        ("who = current_user", "asks for current_user: take `actor` as a parameter"),
        ("from flask import request", "imports flask: HTTP belongs into views"),
        ("import werkzeug.exceptions", "imports werkzeug.exceptions: HTTP belongs into views"),
        ("key = os.environ['KEY']", "reads the environment: config.py is the only reader"),
    ],
)
def test_an_effect_in_the_middle_is_found(tmp_path, line, said):
    path = tmp_path / "actions.py"
    path.write_text(f"{line}\n")
    assert list(faults(path, middle=True)) == [f"actions.py:1 {said}"]


def test_translation_and_the_handed_in_moment_are_allowed(tmp_path):
    path = tmp_path / "actions.py"
    path.write_text("from flask_babel import gettext as _\n\ndef close(row, *, now):\n    row.closed_at = now\n")
    assert list(faults(path, middle=True)) == []
