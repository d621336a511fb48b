"""No page asks the database more than 25 times, whoever reads it."""

from typing import Any

import pytest

from tests.conftest import counted
from tests.matrix.test_matrix_access import rules, written
from tests.matrix.world import PERSONAS

MOST = 25
A_TABLE_EACH = {"jobseekers.my_data"}  # a file of everything that is kept about somebody, rarely asked for


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_page_asks_at_most_25_times(desk: Any, persona: str) -> None:
    said, asked = written(), {}
    for rule in rules(desk.app):
        if "GET" in (rule.methods or ()) and persona in said[rule.endpoint]:
            with counted() as statements:
                desk.clients[persona].get(desk.address(rule))
            asked[rule.endpoint] = len(statements)
    assert {endpoint: count for endpoint, count in asked.items() if count > MOST and endpoint not in A_TABLE_EACH} == {}
    assert len(asked) > 8  # the pages that everybody may read, at least
