"""Every route against everybody: `access.toml` says who gets in, and each of them tries."""

import re
import tomllib
import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.matrix.world import PERSONAS

FILE = Path(__file__).parent / "access.toml"
SKIPPED = {"static"}
STRANGERS = {"anonymous", "Z"}
# Turned away from the routes of other sides by the same line as another person of theirs, who tries them all.
LIKE_ANOTHER = {"J2", "A_recruiter", "B", "X", "S_other", "lead"}


def rules(app: Flask) -> Iterator[Rule]:
    """Every route but files."""
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint not in SKIPPED)


@cache
def written() -> dict[str, list[str]]:
    """Route → who gets in, as the file says, its groups spelled out."""
    file = tomllib.loads(FILE.read_text())
    groups = {name: who.split() for name, who in file["groups"].items()}
    return {
        route: [persona for name in who.split() for persona in groups.get(name, [name])]
        for route, who in file["routes"].items()
    }


def outcome(response: Any) -> str:
    """`in`, `404` or `sign in`: what a try came to. A refusal or a form shown again is in."""
    if response.status_code == 404:
        return "404"
    if response.status_code in {302, 303} and "/sign-in" in (response.location or ""):
        return "sign in"
    assert response.status_code < 500, response.request.path
    return "in"


def method(rule: Rule) -> str:
    return "POST" if "POST" in (rule.methods or ()) else "GET"


def tokens(desk: Any, persona: str) -> dict[str, str]:
    return {"csrf_token": desk.tokens[persona], "once": str(uuid.uuid4())}


def attempt(desk: Any, persona: str, rule: Rule, **instead: Any) -> Any:
    """One try at a route with the rows of the world, undone afterwards."""
    client, address = desk.clients[persona], desk.address(rule, **instead)
    if method(rule) == "GET":
        return client.get(address)
    with desk.undone():
        return client.post(address, data=tokens(desk, persona))


def ids_in(rule: Rule) -> list[str]:
    return [name for name in rule.arguments if name.endswith("_id")]


# ---- the file ---------------------------------------------------------------------------------------


def test_every_route_is_in_the_file_and_nothing_else(app: Flask) -> None:
    assert sorted({rule.endpoint for rule in rules(app)}) == sorted(written())


def test_the_file_names_only_people_that_there_are() -> None:
    file = tomllib.loads(FILE.read_text())
    assert {persona for who in written().values() for persona in who} <= set(PERSONAS)
    assert set(file["groups"]["everybody"].split()) == set(PERSONAS)
    assert set(file["groups"]["signed_in"].split()) == set(PERSONAS) - STRANGERS
    assert set(file["groups"]).isdisjoint(PERSONAS)


def test_what_changes_something_has_a_route_and_a_permission_of_its_own(app: Flask) -> None:
    mixed = [rule.endpoint for rule in rules(app) if len((rule.methods or set()) - {"HEAD", "OPTIONS"}) != 1]
    assert mixed == []  # no route reads and changes
    assert {method for rule in rules(app) for method in rule.methods or ()} == {"GET", "HEAD", "OPTIONS", "POST"}
    views = [app.view_functions[rule.endpoint] for rule in rules(app)]
    assert len(set(map(id, views))) == len({rule.endpoint for rule in rules(app)})


# ---- who gets in --------------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", PERSONAS)
def test_each_person_gets_in_where_the_file_says_and_nowhere_else(desk: Any, persona: str) -> None:
    said, found, expected = written(), {}, {}
    denied = "sign in" if persona in STRANGERS else "404"
    for rule in rules(desk.app):
        entry, actor = desk.app.view_functions[rule.endpoint].entry, desk.world.people[persona]
        if persona in LIKE_ANOTHER and not entry.admits(actor):
            continue
        came, who = outcome(attempt(desk, persona, rule)), said[rule.endpoint]
        found[rule.endpoint] = "in" if entry.public and came == "sign in" else came  # a step of signing in
        expected[rule.endpoint] = "in" if persona in who else denied if who else "404"
    assert {e: f"{f}, should be {expected[e]}" for e, f in found.items() if f != expected[e]} == {}


MASKED = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|nonce-[^']+|[\w.-]{40,}|\b[0-9a-f]{16}\b")
COMES_AND_GOES = {"Date", "X-Request-Id", "Set-Cookie", "Content-Length", "Content-Security-Policy"}


def looks(response: Any) -> tuple[Any, ...]:
    """What somebody sees of an answer: status, words and headers, without what is random in each."""
    headers = {name: value for name, value in response.headers if name not in COMES_AND_GOES}
    return (
        response.status_code,
        MASKED.sub("*", response.get_data(as_text=True)),
        {name: MASKED.sub("*", value) for name, value in headers.items()},
    )


@pytest.mark.parametrize("persona", ["J2", "A_interviewer", "B", "X", "S_other", "Z"])
def test_what_is_somebody_elses_looks_like_what_is_not_there_and_nothing_changes(desk: Any, persona: str) -> None:
    said, tried, different, before = written(), 0, [], desk.changes()
    for rule in rules(desk.app):
        entry = desk.app.view_functions[rule.endpoint].entry
        if persona in said[rule.endpoint] or not ids_in(rule) or not entry.admits(desk.world.people[persona]):
            continue  # another side is turned away before any id is looked at
        tried += 1
        there, nowhere = (
            desk.clients[persona].open(desk.address(rule, **other), method=method(rule), data=tokens(desk, persona))
            for other in ({}, dict.fromkeys(ids_in(rule), uuid.uuid4()))
        )
        if looks(there) != looks(nowhere):
            different.append(rule.endpoint)
    assert (different, desk.changes()) == ([], before)
    assert tried > 3


@pytest.mark.parametrize("persona", [p for p in PERSONAS if p not in STRANGERS])
def test_what_is_missing_is_a_404_for_everybody(desk: Any, persona: str) -> None:
    said, found = written(), {}
    for rule in rules(desk.app):
        if ids_in(rule) and persona in said[rule.endpoint]:
            nobody = attempt(desk, persona, rule, **dict.fromkeys(ids_in(rule), uuid.UUID(int=7)))
            found[rule.endpoint] = outcome(nobody)
    assert {endpoint: came for endpoint, came in found.items() if came != "404"} == {}


def test_rows_are_named_by_random_ids_and_by_no_number(desk: Any) -> None:
    for rule in rules(desk.app):
        for name in ids_in(rule):
            assert type(rule._converters[name]).__name__ == "UUIDConverter", rule
            with desk.app.test_request_context():
                numbered = desk.address(rule).replace(str(desk.values(rule)[name]), "1")
            assert desk.clients["lead"].get(numbered).status_code == 404, numbered


# ---- somebody who was a member ------------------------------------------------------------------------


def test_a_former_member_is_a_stranger_with_the_cookie_of_yesterday(desk: Any) -> None:
    """The cookie is good until the place ends, and a stranger's from the next request on."""
    from marketplace.accounts.models import Membership
    from marketplace.db import db
    from tests.factories import supply

    rule = next(rule for rule in rules(desk.app) if rule.endpoint == "matches.referral")
    with desk.undone():
        place = db.session.get_one(Membership, desk.world.people["A_recruiter"].membership_id)
        assert outcome(desk.clients["A_recruiter"].get(desk.address(rule))) == "in"
        place.ended_at = supply.NOW
        db.session.commit()
        assert outcome(desk.clients["A_recruiter"].get(desk.address(rule))) == "sign in"
