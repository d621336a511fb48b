"""No page asks the database more than 25 times, whoever reads it."""

from typing import Any

import pytest
from flask import Flask

from tests.matrix.test_matrix_access import rules, written
from tests.matrix.world import PERSONAS, build

MOST = 25


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_page_asks_at_most_25_times(app: Flask, persona: str, new_client: Any, counting: Any) -> None:
    world, said, client = build(), written(), new_client()
    if world.people[persona]:
        client.sign_in(world.people[persona])
    asked = {}
    for rule in rules(app):
        if "GET" in rule.methods and persona in said[rule.endpoint]:
            address = world.address(rule, app)
            with counting() as statements:
                client.get(address)
            asked[rule.endpoint] = len(statements)
    assert {endpoint: count for endpoint, count in asked.items() if count > MOST} == {}
    assert len(asked) > 8  # the pages that everybody may read, at least
