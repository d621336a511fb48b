"""Every page that a person of the demo world can reach by links: it is there, well made, and asks the database little."""

from collections import Counter, deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest
import sqlalchemy as sa
import time_machine
from werkzeug.exceptions import NotFound

from marketplace.accounts.models import Membership, Person
from marketplace.db import db
from marketplace.demo import actions as demo
from tests.conftest import counted, undone
from tests.worlds import NOON

STATEMENTS = 25  # at most, for any page
ALIKE = 2  # pages of one route that are looked at
MOST = 150  # pages a person visits
FILES = ("/static/", "/sign-out")


def walk(client: Any, counting: Any) -> Iterator[str]:
    """Follow the links of every page from the first one on; gives back what is wrong."""
    waiting, seen, alike = deque(["/"]), {"/"}, Counter[str]()
    while waiting and sum(alike.values()) < MOST:
        url = waiting.popleft()
        with counting() as statements:
            response = client.get(url)
        alike[_endpoint(client, url)] += 1
        if response.status_code in {301, 302, 303}:
            links = [response.location]
        elif response.status_code != 200:
            yield f"{url} answered {response.status_code}"
            continue
        elif response.mimetype != "text/html":
            continue  # a file to keep
        else:
            page = client._page(response, None, check=False)
            yield from page.faults
            if len(statements) > STATEMENTS:
                yield f"{url} sends {len(statements)} statements (at most {STATEMENTS})"
            links = list(page.links.values())
        for link in map(_inside, links):
            if link and link not in seen and alike[_endpoint(client, link)] < ALIKE:
                seen.add(link)
                waiting.append(link)


def _inside(link: str) -> str:
    """The path of a link within the site, or nothing."""
    parts = urlsplit(urldefrag(link).url)
    if parts.netloc not in {"", "localhost"} or parts.scheme not in {"", "http", "https"}:
        return ""
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return path if path.startswith("/") and not path.startswith(FILES) else ""


def _endpoint(client: Any, link: str) -> str:
    try:
        return str(client.application.url_map.bind("localhost").match(urlsplit(link).path)[0])
    except NotFound:
        return link


def memberships() -> list[Membership]:
    """The people whose accounts are printed, one each."""
    addresses = [address for _label, address, _password in demo.accounts()]
    people = sa.select(Membership).join(Person).where(Person.email.in_(addresses)).order_by(Person.email)
    return list(db.session.scalars(people).unique())


@pytest.mark.once
@pytest.mark.xdist_group("demo")
def test_every_page_that_somebody_can_reach_is_well_made(demo_world):
    with time_machine.travel(NOON, tick=False), undone(demo_world.app):
        wrong = list(walk(demo_world.app.test_client(), counted))
        for membership in memberships():
            client = demo_world.app.test_client()
            client.sign_in(membership)
            wrong += [f"{membership.side}: {fault}" for fault in walk(client, counted)]
    assert wrong == [], "\n".join(wrong)


def test_a_missing_page_and_a_badly_made_one_are_found(app, client, counting):
    from flask import render_template_string

    from marketplace.web.access import public

    bare = '<!doctype html><html lang="en"><title>Bad</title><h2>Bad</h2><a href="/nowhere">On</a></html>'
    before = app.view_functions["home.index"]
    app.view_functions["home.index"] = public(lambda: render_template_string(bare))
    try:
        assert list(walk(client, counting)) == [
            "/: 0 h1 headings, one is wanted",
            "/: h2 “Bad” follows h0",
            "/nowhere answered 404",
        ]
    finally:
        app.view_functions["home.index"] = before
