"""What the test runner has to do for the tests to be as quick as they are written."""

import os

import pytest

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("runner")]


def test_tests_of_one_group_go_to_one_worker(request: pytest.FixtureRequest) -> None:
    """Else each worker builds what a group builds once. The runner tells a group by the end of a test's name."""
    assert request.node.nodeid.endswith("@runner") == ("PYTEST_XDIST_WORKER" in os.environ)
