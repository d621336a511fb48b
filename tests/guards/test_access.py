"""Every route declares who may enter, and keeps everybody else out."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, Rule

from marketplace.accounts.models import Membership, Organisation, OrganisationKind, Person
from marketplace.sides import Role, Side
from marketplace.web.access import Entry, open_to, public

OPEN_FILES = frozenset({"static"})  # Flask's own: files without secrets
KINDS = {
    Side.EMPLOYER: OrganisationKind.EMPLOYER,
    Side.STAFF: OrganisationKind.PROGRAM_TEAM,
    Side.FUNDER: OrganisationKind.FUNDER,
}
PERSONAS = [
    (Side.JOBSEEKER, None),
    *((Side.EMPLOYER, role) for role in Role),
    (Side.STAFF, None),
    (Side.FUNDER, None),
    (Side.ADMIN, None),
]


def undeclared(app: Flask) -> Iterator[str]:
    """Routes that do not say who may enter."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in OPEN_FILES and not isinstance(entry_of(app, rule), Entry):
            yield f"{rule.endpoint} ({rule.rule}) needs @open_to(…) or @public"


def entry_of(app: Flask, rule: Rule) -> Any:
    return getattr(app.view_functions[rule.endpoint], "entry", None)


def address(rule: Rule) -> str:
    """The rule's address with ids that no row has."""
    made = {name: _made_up(rule, name) for name in rule.arguments}
    adapter = rule.map.bind("localhost") if rule.map else None
    assert adapter is not None
    return adapter.build(rule.endpoint, made, method=_method(rule))


def _made_up(rule: Rule, name: str) -> Any:
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return {"UUIDConverter": uuid.uuid4(), "IntegerConverter": 1}.get(type(converter).__name__, "word")


def _method(rule: Rule) -> str:
    methods = rule.methods or set()
    return "GET" if "GET" in methods else next(iter(sorted(methods - {"OPTIONS", "HEAD"})))


def ask(client: Any, rule: Rule) -> Any:
    """The status and the location that a client gets at a route."""
    page = client.get(address(rule)) if _method(rule) == "GET" else client.send(address(rule))
    return (page.status_code, page.location) if hasattr(page, "status_code") else (page.status, page.location)


def private_rules(app: Flask) -> list[Rule]:
    return [
        rule for rule in app.url_map.iter_rules() if rule.endpoint not in OPEN_FILES and not entry_of(app, rule).public
    ]


def make_membership(session: Any, side: Side, role: Role | None) -> Membership:
    then = datetime.now(UTC)
    person = Person(name="Somebody", email=f"{uuid.uuid4()}@example.test", created_at=then, confirmed_at=then)
    organisation = Organisation(kind=KINDS[side], name="Somewhere", created_at=then) if side in KINDS else None
    membership = Membership(person=person, organisation=organisation, side=side, role=role, started_at=then)
    session.add(membership)
    session.flush()
    return membership


def test_every_route_says_who_may_enter(app):
    assert list(undeclared(app)) == []


def test_a_route_without_a_declaration_is_found():
    app = Flask("sample")
    app.add_url_rule("/open", "open", public(lambda: "ok"))
    app.add_url_rule("/staff", "staff", open_to(Side.STAFF)(lambda: "ok"))
    app.add_url_rule("/forgotten", "forgotten", lambda: "ok")
    assert list(undeclared(app)) == ["forgotten (/forgotten) needs @open_to(…) or @public"]


def test_nobody_signed_in_gets_the_sign_in_page_everywhere(app, client):
    wrong = []
    for rule in private_rules(app):
        status, location = ask(client, rule)
        if status != 302 or "/sign-in" not in (location or ""):
            wrong.append(f"{rule.endpoint}: {status} {location}")
    assert wrong == []


@pytest.mark.parametrize(("side", "role"), PERSONAS)
def test_a_route_of_others_is_not_found(app, client, session, side, role):
    actor = client.sign_in(make_membership(session, side, role))
    wrong = []
    for rule in private_rules(app):
        if not entry_of(app, rule).admits(actor):
            status, _location = ask(client, rule)
            if status != 404:
                wrong.append(f"{rule.endpoint}: {status}")
    assert wrong == []


@pytest.mark.parametrize(("side", "role"), PERSONAS)
def test_a_missing_row_is_not_found_by_those_who_may_enter(app, client, session, side, role):
    actor = client.sign_in(make_membership(session, side, role))
    wrong = []
    for rule in private_rules(app):
        ids = [name for name in rule.arguments if name.endswith("_id")]
        if ids and entry_of(app, rule).admits(actor):
            status, _location = ask(client, rule)
            if status != 404:
                wrong.append(f"{rule.endpoint}: {status}")
    assert wrong == []
