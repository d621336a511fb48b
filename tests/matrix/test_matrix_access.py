"""Every route against everybody: `access.toml` says who gets in, and each of them tries."""

import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.matrix.world import PERSONAS, build

FILE = Path(__file__).parent / "access.toml"
SKIPPED = {"static"}
WITH_ALL = {"jobseekers.remove_claim"}  # takes its evidence away with it


def rules(app: Flask) -> Iterator[Rule]:
    """Every route but files: those that show first, those that take something away last."""
    found = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in SKIPPED]
    return iter(
        sorted(found, key=lambda rule: ("POST" in rule.methods, ".remove_" in rule.endpoint, rule.endpoint in WITH_ALL))
    )


def written() -> dict[str, list[str]]:
    """Route → who gets in, as the file says; `everybody` means all of them."""
    said = tomllib.loads(FILE.read_text())["routes"]
    return {route: list(PERSONAS) if who == "everybody" else who.split() for route, who in said.items()}


def outcome(response: Any) -> str:
    """`in`, `404` or `sign in`: what a try came to. A refusal or a form shown again is in."""
    if response.status_code == 404:
        return "404"
    if response.status_code in {302, 303} and "/sign-in" in (response.location or ""):
        return "sign in"
    assert response.status_code < 500, response.request.path
    return "in"


def attempt(client: Any, rule: Rule, address: str) -> str:
    if "POST" in rule.methods:
        return outcome(client.post(address, data={"csrf_token": client.csrf_token(), "once": str(uuid.uuid4())}))
    return outcome(client.get(address))


def test_every_route_is_in_the_file_and_nothing_else(app: Flask) -> None:
    assert sorted({rule.endpoint for rule in rules(app)}) == sorted(written())


@pytest.mark.parametrize("persona", PERSONAS)
def test_each_person_gets_in_where_the_file_says_and_nowhere_else(app: Flask, persona: str, new_client: Any) -> None:
    said, found, expected = written(), {}, {}
    world, client = build(), new_client()
    denied, signed_in = "sign in" if persona == "anonymous" else "404", False
    for rule in rules(app):
        if rule.endpoint == "accounts.sign_out":
            continue
        of_accounts = rule.endpoint.startswith("accounts.")  # these may sign out, or in as somebody else
        if world.people[persona] and (of_accounts or not signed_in):
            client.sign_in(world.people[persona])
        signed_in = not of_accounts
        found[rule.endpoint] = attempt(client, rule, world.address(rule, app))
        who = said[rule.endpoint]
        expected[rule.endpoint] = "in" if persona in who else denied if who else "404"
    assert {e: f for e, f in found.items() if f != expected[e]} == {}


@pytest.mark.parametrize("persona", [p for p in PERSONAS if p != "anonymous"])
def test_what_is_missing_is_a_404_for_everybody(app: Flask, persona: str, new_client: Any) -> None:
    world = build()
    client = new_client()
    client.sign_in(world.people[persona])
    for rule in rules(app):
        ids = [name for name in rule.arguments if name.endswith("_id")]
        if ids:
            if rule.endpoint.startswith("accounts."):
                client.sign_in(world.people[persona])
            nobody = world.address(rule, app, **dict.fromkeys(ids, uuid.UUID(int=7)))
            assert attempt(client, rule, nobody) == "404", rule.endpoint


def test_a_stranger_is_answered_alike_for_what_exists_and_what_does_not(app: Flask, new_client: Any) -> None:
    world, said = build(), written()
    for rule in rules(app):
        ids = [name for name in rule.arguments if name.endswith("_id")]
        if ids and "anonymous" not in said[rule.endpoint] and "GET" in rule.methods:
            there, nowhere = (
                new_client().get(world.address(rule, app, **other))
                for other in ({}, dict.fromkeys(ids, uuid.UUID(int=7)))
            )
            assert (there.status_code, there.text.replace(there.request.path, "")) == (
                302,
                there.text.replace(there.request.path, ""),
            )
            assert nowhere.status_code == 302
            assert there.location.split("?")[0] == nowhere.location.split("?")[0] == "/sign-in"
