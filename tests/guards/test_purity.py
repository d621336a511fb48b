"""The matcher is a plain library: importing it loads no web and no database."""

import ast
import subprocess
import sys

import pytest

from tests.guards.reading import ROOT

pytestmark = pytest.mark.once

HEAVY = ("flask", "sqlalchemy", "wtforms", "werkzeug", "jinja2", "marketplace.db", "marketplace.web")


def loaded_by(statement: str) -> list[str]:
    """Which of the heavy modules are loaded after a statement in a fresh process."""
    asked = f"import sys; {statement}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    return list(ast.literal_eval(done.stdout))


def test_the_matcher_alone_loads_neither_web_nor_database():
    assert loaded_by("import marketplace.matcher") == []


def test_a_library_that_needs_the_database_is_found():
    assert "sqlalchemy" in loaded_by("import marketplace.db")
