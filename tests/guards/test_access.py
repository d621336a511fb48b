"""Every route declares who may enter. Who gets in is tried by everybody in tests/matrix."""

from collections.abc import Iterator

from flask import Flask

from marketplace.sides import Side
from marketplace.web.access import Entry, open_to, public

OPEN_FILES = frozenset({"static"})  # Flask's own: files without secrets


def undeclared(app: Flask) -> Iterator[str]:
    """Routes that do not say who may enter."""
    for rule in app.url_map.iter_rules():
        entry = getattr(app.view_functions[rule.endpoint], "entry", None)
        if rule.endpoint not in OPEN_FILES and not isinstance(entry, Entry):
            yield f"{rule.endpoint} ({rule.rule}) needs @open_to(…) or @public"


def test_every_route_says_who_may_enter(app):
    assert list(undeclared(app)) == []


def test_a_route_without_a_declaration_is_found():
    app = Flask("sample")
    app.add_url_rule("/open", "open", public(lambda: "ok"))
    app.add_url_rule("/staff", "staff", open_to(Side.STAFF)(lambda: "ok"))
    app.add_url_rule("/forgotten", "forgotten", lambda: "ok")
    assert list(undeclared(app)) == ["forgotten (/forgotten) needs @open_to(…) or @public"]
