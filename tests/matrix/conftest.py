"""One world for each file of the matrix: whatever is tried in it is undone before the next try."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from tests.conftest import NOW, undone
from tests.matrix.desk import Desk


@pytest.fixture(scope="module")
def desk(_app: Flask) -> Iterator[Desk]:
    """The world, its neighbour, and a browser for each person."""
    with time_machine.travel(NOW, tick=False), undone(_app):
        yield Desk(_app)
