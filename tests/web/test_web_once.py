"""Pieces of a page that are put together once for the same values."""

import pytest
from flask_babel import force_locale

from marketplace.web.templating import once

pytestmark = pytest.mark.once


def test_a_macro_is_asked_once_for_each_value_and_language(app):
    source = "{% macro greeting(seen, name) %}{% set _added = seen.append(1) %}<b>{{ name }}</b>{% endmacro %}"
    macro = app.jinja_env.from_string(source).module.greeting
    asked = Asked()
    with app.test_request_context():
        said = [str(once(macro, asked, name)) for name in ("Ada & Co", "Ada & Co", "Bo")]
        with force_locale("fr"):
            once(macro, asked, "Bo")
    assert said == ["<b>Ada &amp; Co</b>", "<b>Ada &amp; Co</b>", "<b>Bo</b>"]
    assert len(asked) == 3


class Asked(list[int]):
    """How often a macro was asked, which is no part of what it is asked for."""

    def __repr__(self) -> str:
        return "asked"
