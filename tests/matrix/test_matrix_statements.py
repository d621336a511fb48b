"""No page asks the database more than 25 times, whoever reads it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.db import db
from tests.conftest import Statements
from tests.matrix.test_matrix_access import rules, written
from tests.matrix.world import PERSONAS

MOST = 25


@contextmanager
def counted() -> Iterator[Statements]:
    """The statements sent on the connection that the world lives on."""
    statements = Statements()
    sa.event.listen(db.engines[None], "before_cursor_execute", statements.listen)
    try:
        yield statements
    finally:
        sa.event.remove(db.engines[None], "before_cursor_execute", statements.listen)


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_page_asks_at_most_25_times(desk: Any, persona: str) -> None:
    said, asked = written(), {}
    for rule in rules(desk.app):
        if "GET" in (rule.methods or ()) and persona in said[rule.endpoint]:
            with counted() as statements:
                desk.clients[persona].get(desk.address(rule))
            asked[rule.endpoint] = len(statements)
    assert {endpoint: count for endpoint, count in asked.items() if count > MOST} == {}
    assert len(asked) > 8  # the pages that everybody may read, at least
