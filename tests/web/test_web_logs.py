"""What is written down of a request: enough to find it again, nothing about anybody."""

import io
import json
import logging
import re
from typing import Any

import pytest
import sqlalchemy as sa
import structlog

from marketplace.sides import Side
from marketplace.web import logs
from tests.factories.accounts import make_actor, make_person
from tests.page import Page

CANARY = "Quillonette"


class Written(io.StringIO):
    """What the process would have written in production."""

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    @property
    def requests(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["event"] == "request"]


@pytest.fixture
def written():
    stream = Written()
    handler = logs.lines(json=True, stream=stream)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_request_is_one_line_with_route_and_side_and_not_with_address_or_person(client, written):
    client.sign_in(make_actor(Side.STAFF, person=make_person(name=f"{CANARY} Person")))
    client.get(f"/cohorts?{CANARY}={CANARY}@guildhall.example", headers={"User-Agent": CANARY, "Referer": CANARY})
    (line,) = written.requests
    assert {name: line[name] for name in ("method", "route", "status", "side", "level", "logger")} == {
        "method": "GET",
        "route": "cohorts.listing",
        "status": 200,
        "side": "staff",
        "level": "info",
        "logger": "guildhall.request",
    }
    assert set(line) - {"ms", "timestamp", "event", "request_id"} == {
        "method",
        "route",
        "status",
        "side",
        "level",
        "logger",
    }
    assert line["ms"] > 0
    assert CANARY not in written.getvalue()


def test_what_is_asked_every_few_seconds_leaves_no_line(client, written):
    client.get("/healthz")
    client.get("/static/favicon.svg").close()
    assert written.requests == []


@pytest.mark.parametrize("status", ["404", "405", "413", "400"])
def test_the_number_of_a_request_stands_on_its_error_page_in_its_header_and_in_its_line(client, written, status):
    answer = {
        "404": lambda: client.get(f"/{CANARY}"),
        "405": lambda: client.put("/"),
        "413": lambda: client.send("/sign-in", email="a@b.example", password="x" * 1_100_000),
        "400": lambda: client.post("/sign-in", data={"email": f"{CANARY}@b.example"}),
    }[status]()
    if isinstance(answer, Page):
        number, text, code = answer.headers["X-Request-Id"], answer.html, answer.status
    else:
        number, text, code = answer.headers["X-Request-Id"], answer.text, answer.status_code
    assert re.fullmatch(r"[0-9a-f]{16}", number)
    if status != "405":  # a PUT without a token is turned away before its method is looked at
        assert str(code) == status
    assert number in text
    assert written.requests[-1]["request_id"] == number
    assert CANARY not in written.getvalue()


def test_an_unexpected_error_tells_the_reader_its_number_and_the_log_its_place(app, client, written):
    def fails():
        raise ValueError(f"{CANARY} of {CANARY}@guildhall.example")

    name = "web.style"
    view = app.view_functions[name]
    app.view_functions[name] = fails
    client.expects_bug = True
    try:
        response = client.get("/style")
    finally:
        app.view_functions[name] = view
    assert response.status_code == 500
    assert response.headers["X-Request-Id"] in response.text
    for inside in (CANARY, "ValueError", "Traceback", "site-packages", ".py"):
        assert inside not in response.text
    (bug,) = [line for line in written.lines if line["level"] == "error"]
    assert bug["error"] == ["builtins.ValueError"]
    assert bug["frames"][-1].startswith("tests/web/test_web_logs.py:")
    assert bug["request_id"] == response.headers["X-Request-Id"]
    assert CANARY not in written.getvalue()


def test_an_error_of_the_database_is_told_without_its_row(app, written):
    from marketplace.accounts.models import Person
    from marketplace.db import db

    taken = make_person(name=CANARY, email="quillonette@guildhall.example")
    try:
        with db.session.begin_nested():
            db.session.execute(sa.insert(Person).values(name=CANARY, email=taken.email, created_at=taken.created_at))
    except sa.exc.IntegrityError as error:
        app.logger.exception("unexpected %s", type(error).__name__)
    (line,) = written.lines
    assert line["error"][0] == "sqlalchemy.exc.IntegrityError"
    assert "23505" in line["error"][1] or "CONSTRAINT" in line["error"][1]
    assert CANARY.lower() not in written.getvalue().lower()


# ---- request numbers --------------------------------------------------------------------------------


def number_of(client, peer, given):
    return client.get("/", environ_overrides={"REMOTE_ADDR": peer}, headers={"X-Request-Id": given}).headers[
        "X-Request-Id"
    ]


@pytest.mark.parametrize("given", ["number-of-the-proxy", "0f8fad5b-d9cb-469f-a165-70867728950e"])
def test_a_stranger_does_not_choose_the_number_of_a_request(client, given):
    assert number_of(client, "198.51.100.7", given) != given


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("number-of-the-proxy", True),
        ("0f8fad5b-d9cb-469f-a165-70867728950e", True),
        ("short", False),
        ("x" * 65, False),
        ("with a space in it", False),
        ('"},{"event":"forged', False),
        ("........", False),
    ],
)
def test_a_proxy_of_ours_chooses_it_when_it_is_well_formed(app, client, monkeypatch, given, taken):
    from marketplace.web.proxies import Proxies

    app_itself = app.wsgi_app.inner
    monkeypatch.setattr(app, "wsgi_app", Proxies(app_itself, ["192.0.2.0/24"]))
    assert (number_of(client, "192.0.2.1", given) == given) is taken


@pytest.mark.parametrize(
    ("peer", "trusted", "seen"),
    [
        ("192.0.2.1", ["192.0.2.0/24"], "203.0.113.5"),
        ("198.51.100.7", ["192.0.2.0/24"], "198.51.100.7"),
        ("198.51.100.7", [], "198.51.100.7"),
        ("2001:db8::1", ["2001:db8::1"], "203.0.113.5"),
        ("", ["unix"], "203.0.113.5"),
        ("", [], None),
        ("not an address", ["192.0.2.0/24"], "not an address"),
    ],
)
def test_whose_address_a_request_has_is_said_by_trusted_proxies_only(peer, trusted, seen):
    from marketplace.web.proxies import Proxies

    told = {}

    def inner(environ, _start):
        told.update(environ)
        return []

    headers = {
        "HTTP_X_FORWARDED_FOR": "10.0.0.1, 203.0.113.5",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_X_REQUEST_ID": "x",
    }
    Proxies(inner, trusted)({"REMOTE_ADDR": peer, "wsgi.url_scheme": "http", "HTTP_HOST": "h", **headers}, None)
    assert (told["REMOTE_ADDR"] or None) == seen
    trusts = seen == "203.0.113.5"
    assert told["wsgi.url_scheme"] == ("https" if trusts else "http")
    assert ("HTTP_X_FORWARDED_FOR" in told, "HTTP_X_REQUEST_ID" in told) == (trusts, trusts)


# ---- scrubbing --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("mail to jay@guildhall.example failed", "mail to [removed] failed"),
        ("postgresql://guildhall:pa55word@db/guildhall", "postgresql://[removed]db/guildhall"),
        ("Authorization: Bearer abc.def-123", "Authorization: [removed]"),
        ("GET /reset?token=abc HTTP", "GET /reset[removed] HTTP"),
        ("token 3c9f0c1a2b3c4d5e6f708192a3b4c5d6e7f80910 used", "token [removed] used"),
        ("row 0f8fad5b-d9cb-469f-a165-70867728950e", "row 0f8fad5b-d9cb-469f-a165-70867728950e"),
        ("uq_applications_one_live_application_a_person", "uq_applications_one_live_application_a_person"),
        ("one\r\ntwo\x1b[31m\u2028three\x00", r"one\r\ntwo\x1b[31m\u2028three\x00"),
        ("plain words, stage 3 of 4", "plain words, stage 3 of 4"),
    ],
)
def test_what_is_private_is_taken_out_of_words(words, left):
    assert logs.scrubbed(words) == left


def test_values_under_private_names_are_taken_out_whole_however_deep(written):
    structlog.stdlib.get_logger("guildhall.test").warning(
        "event",
        password=CANARY,
        given={"csrf_token": CANARY, "rows": [{"email": CANARY, "count": 3}]},
        motivation=CANARY,
    )
    (line,) = written.lines
    assert line["given"] == {"csrf_token": "[removed]", "rows": [{"email": "[removed]", "count": 3}]}
    assert CANARY not in written.getvalue()


@pytest.mark.parametrize("json_lines", [True, False])
def test_no_word_can_begin_a_line_of_its_own(json_lines):
    stream = io.StringIO()
    handler = logs.lines(json=json_lines, stream=stream)
    forged = 'x\r\n{"event": "request", "status": 200}\u2028\x85\x0b'
    logger = logging.getLogger("guildhall.forgery")
    logger.addHandler(handler)
    logger.propagate = False
    try:
        logger.warning("a job called %s failed", forged)
        structlog.stdlib.get_logger("guildhall.forgery").warning(forged, **{forged: forged})
    finally:
        logger.removeHandler(handler)
        logger.propagate = True
    assert len(stream.getvalue().splitlines()) == 2


def test_the_worker_writes_the_same_lines(app, session, written):
    from marketplace.outbox import worker
    from marketplace.outbox.actions import queue_job

    queue_job("missing", dedupe_key="missing", email=f"{CANARY}@guildhall.example")
    session.commit()
    tally = worker.drain(jobs=app.extensions["jobs"])
    assert tally.failed == 1, written.getvalue()
    assert [line["logger"] for line in written.lines if "missing" in line["event"]] == ["marketplace.outbox.worker"]
    assert CANARY not in written.getvalue()
