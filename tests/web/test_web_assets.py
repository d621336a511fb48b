"""Styles and scripts: built files when there are some, else the plain ones."""

import json

import pytest
from flask import Flask

from marketplace.web import assets

pytestmark = pytest.mark.once


@pytest.fixture
def make_site(tmp_path):
    """Makes a site whose static folder holds a plain style, and what was built of it."""

    def make(**built):
        (tmp_path / "guildhall.css").write_text("body { margin: 0 }")
        if built:
            (tmp_path / "build").mkdir()
            (tmp_path / "build" / "manifest.json").write_text(json.dumps(built))
            for path in built.values():
                (tmp_path / path).write_text("body{margin:0}")
        site = Flask("site", static_folder=tmp_path, static_url_path="/static")
        assets.init_app(site)
        return site

    return make


def address_of(site, name):
    with site.test_request_context():
        return site.jinja_env.globals["asset"](name)


def test_without_a_build_the_plain_file_serves(make_site):
    site = make_site()
    assert address_of(site, "guildhall.css") == "/static/guildhall.css"
    with site.test_client().get("/static/guildhall.css") as answer:
        assert answer.headers["Cache-Control"] == "no-cache"


def test_a_built_file_is_named_by_the_manifest_and_kept_for_good(make_site):
    site = make_site(**{"guildhall.css": "build/guildhall-ABC.css"})
    assert address_of(site, "guildhall.css") == "/static/build/guildhall-ABC.css"
    with site.test_client().get("/static/build/guildhall-ABC.css") as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("words", ["", "{", "[1]", '{"guildhall.css": 7}', '"words"', "\\x00", "null"])
def test_a_damaged_manifest_leaves_the_plain_files_and_one_line_in_the_log(make_site, tmp_path, caplog, words):
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "manifest.json").write_text(words)
    assert address_of(make_site(), "guildhall.css") == "/static/guildhall.css"
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_a_built_file_that_is_gone_is_served_plain(make_site, tmp_path):
    make_site(**{"guildhall.css": "build/guildhall-ABC.css"})
    (tmp_path / "build" / "guildhall-ABC.css").unlink()
    assert address_of(make_site(), "guildhall.css") == "/static/guildhall.css"


def test_a_file_that_was_not_built_is_served_plain(make_site):
    site = make_site(**{"guildhall.css": "build/guildhall-ABC.css"})
    assert address_of(site, "theme.js") == "/static/theme.js"


def test_a_missing_built_file_is_not_kept(make_site):
    answer = make_site().test_client().get("/static/build/gone.css")
    assert answer.status_code == 404
    assert "immutable" not in answer.headers.get("Cache-Control", "")
