"""Every page against strange addresses: whatever its view asks of the address is found by watching it ask.

A filter that is added later joins by being read. Beside them: the bodies that no form sends.
"""

import itertools
import json
import uuid
from typing import Any, ClassVar
from urllib.parse import quote_from_bytes, unquote

import pytest
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from marketplace.demand.employers.models import Employer
from marketplace.supply.jobseekers.models import Jobseeker
from tests.matrix.allowances import BY_ITS_LINK
from tests.matrix.desk import Desk, state
from tests.page import Page

STRANGE = {
    "empty": b"",
    "far too long": b"Z" * 100_000,
    "NUL": b"a\x00b",
    "a lone surrogate": b"\xed\xa0\x80",
    "no text": b"\xff\xfe",
    "beyond every number": b"1" + b"0" * 30,
    "below zero": b"-1",
    "no number": b"inf",
    "no day": b"0000-00-00",
    "beyond every day": b"99999-12-31",
    "wildcards": b"%_%",
    "right to left": "\u202eda\u202c".encode() + "\u0301".encode() * 5_000,
    "an id of nobody": str(uuid.UUID(int=7)).encode(),
    "markup": b'"><script>zibbel()</script>{{7*7}}',
    "a line break": b"a\r\nSet-Cookie: zibbel=1",
    "elsewhere": b"//elsewhere.example/\\",
}
IDS = ("1", "1" + "0" * 30, "-1", "%00", "%ff", "a" * 5_000, "..%2f..", "0000", "{7}", "%ed%a0%80")
BOOKS = {"disclosures"}
FINE = {200, 301, 302, 303, 308, 400, 404, 405, 409, 410, 413, 414}


class Asked(ImmutableMultiDict[str, str]):
    """What came with the address, noting what was asked of it."""

    names: ClassVar[set[str]] = set()

    def get(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        Asked.names.add(key)
        return super().get(key, *args, **kwargs)

    def getlist(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        Asked.names.add(key)
        return super().getlist(key, *args, **kwargs)

    def __getitem__(self, key: Any) -> Any:
        Asked.names.add(key)
        return super().__getitem__(key)


def pages(desk: Desk) -> list[Rule]:
    return [
        rule
        for rule in desk.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint != "static" and desk.said.get(rule.endpoint)
    ]


def fetch(desk: Desk, rule: Rule, query: str = "", *, by: str = "") -> Any:
    """The page as the person of the route; nothing of it stays."""
    with desk.undone():
        return desk.clients[by or desk.person(rule)].get(desk.address(rule) + query)


@pytest.fixture(scope="module")
def asked(desk: Desk) -> dict[str, dict[str, str]]:
    """Route → the names that its page asks of the address, each with a person for whom it does."""
    kept, found = desk.app.request_class, {}

    class Watched(kept):  # type: ignore[misc, valid-type]
        @property
        def args(self) -> Any:
            return Asked(super().args)

    desk.app.request_class = Watched
    try:
        for rule in pages(desk):
            found[rule.endpoint] = {}
            for person in desk.said[rule.endpoint]:
                Asked.names = set()
                fetch(desk, rule, by=person)
                found[rule.endpoint] |= dict.fromkeys(Asked.names, person)
    finally:
        desk.app.request_class = kept
    return found


def test_the_filters_are_found(asked: dict[str, dict[str, str]]) -> None:
    assert set(asked["applications.listing"]) >= {"cohort", "stage", "page"}
    assert set(asked["employers.listing"]) >= {"q", "page"}


@pytest.mark.parametrize("kind", STRANGE)
def test_whatever_an_address_asks_is_answered_with_sense_and_changes_nothing(
    desk: Desk, asked: dict[str, dict[str, str]], kind: str
) -> None:
    faults = {}
    for rule in pages(desk):
        for name, person in sorted(asked[rule.endpoint].items()):
            answer = fetch(desk, rule, f"?{name}={quote_from_bytes(STRANGE[kind])}", by=person)
            if answer.status_code not in FINE:
                faults[rule.endpoint, name] = answer.status_code
            if "<script>zibbel" in answer.text or "zibbel" in answer.headers.get("Set-Cookie", ""):
                faults[rule.endpoint, name] = "echoed as it came"
            if (answer.location or "").startswith(("//", "http://elsewhere", "https://elsewhere", "/\\")):
                faults[rule.endpoint, name] = answer.location
    assert faults == {}


def test_no_page_changes_anything_but_what_it_discloses(desk: Desk) -> None:
    """B15, whoever asks. Of the bookkeeping, a disclosure is written before an identity is shown."""
    changed = {}
    for rule in pages(desk):
        for person in desk.said[rule.endpoint]:
            with desk.undone():
                desk.clients[person].get(desk.address(rule))
                moved = desk.changes() - BOOKS
            if moved:
                changed[rule.endpoint, person] = moved
    assert changed == {}


def test_a_value_that_is_sent_twice_is_answered_with_sense(desk: Desk, asked: dict[str, dict[str, str]]) -> None:
    faults = {}
    for rule in pages(desk):
        for name, person in asked[rule.endpoint].items():
            answer = fetch(desk, rule, f"?{name}=Zibbel&{name}=7", by=person)
            if answer.status_code not in FINE:
                faults[rule.endpoint, name] = answer.status_code
    assert faults == {}


def test_wildcards_are_letters(desk: Desk, asked: dict[str, dict[str, str]]) -> None:
    """A list that is asked for `%` shows no more than one that is asked for a word that nobody has."""

    def links(rule: Rule, word: str) -> int:
        shown = fetch(desk, rule, f"?q={word}", by=asked[rule.endpoint]["q"])
        return len(Page(html=shown.get_data(as_text=True)).all("main a"))

    searched = [rule for rule in pages(desk) if "q" in asked[rule.endpoint]]
    assert len(searched) > 2
    faults = {
        (rule.endpoint, word): links(rule, word)
        for rule in searched
        for word in ("a%25e", "e_e", "%25e%25")
        if links(rule, word) != links(rule, "qzx~qzx")
    }
    assert faults == {}


@pytest.mark.once  # they never come as far as a database
def test_an_id_that_is_none_is_a_404_on_every_route(desk: Desk) -> None:
    """None of them leads to a route with an id; each route is asked for by one of them, in turn."""
    faults, turn = {}, itertools.cycle(range(len(IDS)))
    for rule in desk.app.url_map.iter_rules():
        ids = [name for name, converter in rule._converters.items() if type(converter).__name__ == "UUIDConverter"]
        if not ids or not desk.said.get(rule.endpoint):
            continue
        method, address = "POST" if "POST" in (rule.methods or ()) else "GET", desk.address(rule)
        wrong = [address.replace(str(matched(desk, address, method)[1][ids[0]]), bad) for bad in IDS]
        faults |= {url[:120]: "leads there" for url in wrong if matched(desk, url, method)[0] == rule.endpoint}
        with desk.undone():
            client, url = desk.clients[desk.person(rule)], wrong[next(turn)]
            words = {"csrf_token": desk.tokens[desk.person(rule)], "once": str(uuid.uuid4())}
            answer = client.post(url, data=words) if method == "POST" else client.get(url)
        if answer.status_code not in {404, 405, 308}:
            faults[url[:120]] = str(answer.status_code)
    assert faults == {}


def matched(desk: Desk, address: str, method: str) -> tuple[str, dict[str, Any]]:
    """The endpoint that an address leads to, with its values; "" where it leads nowhere."""
    try:
        return desk.app.url_map.bind("").match(unquote(address), method=method)
    except HTTPException:
        return "", {}


# ---- bodies that no form sends ------------------------------------------------------------------------------


BODIES = {
    "JSON in place of a form": ("application/json", json.dumps({"name": "Zibbel"}).encode()),
    "JSON as plain text": ("text/plain", json.dumps({"name": "Zibbel"}).encode()),
    "ten megabytes of JSON": ("application/json", b"[" + b"1," * 5_000_000 + b"1]"),
    "brackets without end": ("application/json", b"[" * 100_000),
    "two thousand fields": ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(2_000))),
    "one field two thousand times": ("application/x-www-form-urlencoded", b"&".join([b"name=1"] * 2_000)),
    "two thousand parts": (
        "multipart/form-data; boundary=cut",
        b"".join(b'--cut\r\nContent-Disposition: form-data; name="a%d"\r\n\r\n1\r\n' % n for n in range(2_000))
        + b"--cut--\r\n",
    ),
    "a part without an end": (
        "multipart/form-data; boundary=cut",
        b'--cut\r\nContent-Disposition: form-data; name="a"',
    ),
    "no boundary": ("multipart/form-data", b"--cut\r\n\r\n1"),
    "nothing at all": ("", b""),
}


@pytest.mark.once
@pytest.mark.parametrize("kind", BODIES)
def test_a_body_that_no_form_sends_is_refused_and_changes_nothing(desk: Desk, kind: str) -> None:
    content_type, body = BODIES[kind]
    faults = {}
    read_by_the_server = kind not in {"JSON in place of a form", "nothing at all"}  # the same for every route
    for rule in list(desk.routes())[:: 10 if read_by_the_server else 1]:
        if rule.endpoint in BY_ITS_LINK:
            continue
        with desk.undone():
            client = desk.clients[desk.person(rule)]
            answer = client.post(desk.address(rule), data=body, content_type=content_type)
            if answer.status_code not in {400, 413}:
                faults[rule.endpoint] = answer.status_code
    assert faults == {}
    assert state() == desk.before


@pytest.mark.once
@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_no_header_and_no_field_makes_a_get_into_a_post(desk: Desk, header: str) -> None:
    for rule in pages(desk)[:40]:
        with desk.undone():
            client = desk.clients[desk.person(rule)]
            plain = client.get(desk.address(rule)).status_code
            assert client.get(desk.address(rule) + "?_method=POST", headers={header: "POST"}).status_code == plain
    assert state() == desk.before


def test_what_the_rows_hold_is_what_the_tests_look_for(desk: Desk) -> None:
    """The world of this file is not empty: it has two employers and two people, or nothing could leak or change."""
    assert len(desk.before[Employer.__tablename__]) > 1
    assert len(desk.before[Jobseeker.__tablename__]) > 1
