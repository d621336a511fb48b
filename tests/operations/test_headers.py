"""Every answer carries the headers that keep a browser from being used against its person."""

import re

import pytest
from werkzeug.routing import AnyConverter, PathConverter, UUIDConverter

from marketplace.sides import Side
from tests.factories.accounts import make_actor

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = "Strict-Transport-Security"


def faults(response):
    """What the headers of an answer lack."""
    headers = response.headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers.get("Content-Security-Policy", "").split(";"))
    wanted = {"object-src": "'none'", "base-uri": "'none'", "frame-ancestors": "'none'"}
    yield from (f"{name} is {headers.get(name)}" for name, value in EXPECTED.items() if headers.get(name) != value)
    yield from (f"{name} is {policy.get(name)}" for name, value in wanted.items() if policy.get(name) != value)
    scripts = policy.get("script-src", policy.get("default-src", "*"))
    if re.search(r"unsafe-|\*|https?:|data:", scripts):
        yield f"script-src is {scripts}"
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        yield "no Permissions-Policy"
    if re.search(r"\d", headers.get("Server", "")) or "X-Powered-By" in headers:
        yield "a banner with a version"
    if not headers.get("X-Request-Id"):
        yield "no number"


def addresses(app):
    """An address of every route; ids lead nowhere, so many are 404: errors have headers too."""
    some = {UUIDConverter: "0f8fad5b-d9cb-469f-a165-70867728950e", PathConverter: "guildhall.css"}
    for rule in app.url_map.iter_rules():
        values = {
            name: min(of.items) if isinstance(of, AnyConverter) else some.get(type(of), "1")
            for name, of in rule._converters.items()
        }
        with app.test_request_context():
            yield rule, app.url_for(rule.endpoint, **values)


@pytest.mark.once
@pytest.mark.parametrize("side", [None, *Side])
def test_every_route_answers_with_them_whoever_asks(app, client, side):
    signed_in = side is not None
    if signed_in:
        client.sign_in(make_actor(side))
    found, asked = [], 0
    for rule, address in addresses(app):
        if rule.endpoint == "accounts.sign_out":
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            asked += 1
            with client.open(address, method=method) as response:
                found += [f"{method} {rule.endpoint}: {fault}" for fault in faults(response)]
                page = response.mimetype == "text/html" and not address.startswith("/static")
                if signed_in and page and response.headers.get("Cache-Control") != "no-store":
                    found.append(f"{method} {rule.endpoint}: may be kept by the browser")
    assert found == []
    assert asked > 100


@pytest.mark.parametrize("path", ["/", "/static/favicon.svg", "/nowhere", "/healthz", "/readyz", "/metrics"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE", "PATCH"])
def test_every_method_is_answered_with_them(client, path, method):
    with client.open(path, method=method) as response:
        assert list(faults(response)) == []


def test_another_host_s_name_is_answered_with_them(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["guildhall.example"])
    assert list(faults(client.get("/", headers={"Host": "evil.example"}))) == []


def test_a_failure_is_answered_with_them(app, client, monkeypatch):
    def fails():
        raise RuntimeError

    monkeypatch.setitem(app.view_functions, "web.healthz", fails)
    client.expects_bug = True
    response = client.get("/healthz")
    assert response.status_code == 500
    assert list(faults(response)) == []


def test_only_production_tells_browsers_to_come_by_https_for_a_year(client, production):
    assert HSTS not in client.get("/").headers
    response = production.test_client().get("/healthz", headers={"Host": "guildhall.example"})
    assert response.headers[HSTS] == "max-age=31536000; includeSubDomains"
    assert list(faults(response)) == []


def test_pages_hold_no_script_or_style_of_their_own(client):
    client.sign_in(make_actor(Side.STAFF))
    for path in ("/", "/cohorts", "/style", "/nowhere"):
        text = client.get(path).text
        assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|\son\w+=\"|<style|javascript:", text) == [], path
