"""One world for each file of the matrix: whatever is tried in it is undone before the next try."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from tests.conftest import NOW, undone
from tests.matrix.desk import Desk

#: What pages show to whom, how many statements they send, and what a password opens: as on the other database.
ONCE = {"test_matrix_canaries", "test_matrix_proof", "test_matrix_statements", "test_matrix_rows"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each file is read through by one worker: what it reads first, everything after looks at."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
            if item.path.stem in ONCE:
                item.add_marker(pytest.mark.once)


@pytest.fixture(scope="module")
def desk(_app: Flask) -> Iterator[Desk]:
    """The world, its neighbour, and a browser for each person."""
    with time_machine.travel(NOW, tick=False), undone(_app):
        yield Desk(_app)
