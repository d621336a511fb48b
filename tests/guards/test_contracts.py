"""The import contracts of pyproject.toml hold, and a wrong import or a stray file breaks them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guards.reading import PACKAGE, ROOT

pytestmark = pytest.mark.once


def lint(folder: Path) -> tuple[int, str]:
    """Exit code and words of import-linter on the package in a folder."""
    asked = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", asked], cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path):
    """The package's Python files in a folder that a test may spoil."""
    shutil.copytree(
        PACKAGE, tmp_path / "marketplace", ignore=shutil.ignore_patterns("__pycache__", "static", "templates", "data")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copy(ROOT / "config.py", tmp_path)
    return tmp_path


def test_the_house_keeps_its_contracts():
    code, words = lint(ROOT)
    assert code == 0, words


@pytest.mark.parametrize(
    ("path", "line", "contract"),
    [
        ("demand/employers/models.py", "import marketplace.hiring.matches.models", "The house"),
        ("hiring/matches/models/runs.py", "import marketplace.hiring.offers.models", "Hiring: its rooms in order"),
        ("accounts/models.py", "import marketplace.accounts.queries", "Inside a room"),
        ("matcher/__init__.py", "import sqlalchemy", "The matcher knows no database and no web"),
        ("accounts/queries.py", "import werkzeug", "The middle knows no HTTP"),
        ("accounts/utils.py", "", "Inside a room"),
    ],
)
def test_a_breach_is_found(copy, path, line, contract):
    with (copy / "marketplace" / path).open("a") as file:
        file.write(f"\n{line}\n")
    code, words = lint(copy)
    broken = [row for row in words.splitlines() if row.endswith("BROKEN")]
    assert code != 0
    assert any(row.startswith(contract) for row in broken), words
