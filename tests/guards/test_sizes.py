"""Size is a smell detector: what grows past these is split by noun."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guards.reading import PACKAGE, ROOT, body_lines, functions, is_views, python_files, short, statements

pytestmark = pytest.mark.once

FILE, FUNCTION = 300, 25  # lines
STORY = 400  # lines of a file of tests: the story of one feature
VIEW = 12  # statements: the formatter writes one call over many lines


def faults(path: Path) -> Iterator[str]:
    source = path.read_text()
    lines = source.count("\n")
    tests = path.is_relative_to(ROOT / "tests")
    if lines > (STORY if tests else FILE):
        yield f"{short(path)} has {lines} lines (at most {STORY if tests else FILE}): split it by noun"
    if tests:
        return
    for function in functions(ast.parse(source)):
        if body_lines(function) > FUNCTION:
            yield (
                f"{short(path)}:{function.lineno} {function.name} has {body_lines(function)} lines "
                f"(at most {FUNCTION}): give its parts names"
            )
        if is_views(path) and statements(function) > VIEW:
            yield (
                f"{short(path)}:{function.lineno} {function.name} does {statements(function)} things "
                f"(at most {VIEW}): move what decides into actions or queries"
            )


def test_files_functions_and_views_stay_small():
    paths = [*python_files(PACKAGE, ROOT / "tests"), ROOT / "config.py", ROOT / "wsgi.py"]
    assert [fault for path in paths for fault in faults(path)] == []


def test_a_long_file_is_found(tmp_path):
    path = tmp_path / "actions.py"
    path.write_text("x = 1\n" * 301)
    assert list(faults(path)) == ["actions.py has 301 lines (at most 300): split it by noun"]


def test_a_long_function_is_found_and_its_docstring_does_not_count(tmp_path):
    path = tmp_path / "actions.py"
    path.write_text(
        'def short():\n    """' + "words\n" * 30 + '"""\n    return 1\n\ndef long():\n' + "    x = 1\n" * 26
    )
    assert [fault.split(" has")[0] for fault in faults(path)] == ["actions.py:35 long"]


def test_a_view_that_does_too_much_is_found(tmp_path):
    path = tmp_path / "views.py"
    path.write_text('@blueprint.get("/x")\n@public\ndef page():\n' + "    x = 1\n" * 13)
    assert list(faults(path)) == [
        "views.py:3 page does 13 things (at most 12): move what decides into actions or queries"
    ]
