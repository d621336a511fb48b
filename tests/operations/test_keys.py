"""H08: a key is exchanged without signing anybody out: the old one is read until it is dropped."""

import re
import uuid

import pytest

from config import Settings
from marketplace.app import create_app
from marketplace.db import db
from tests.client import Client
from tests.factories.accounts import make_actor, make_person

OLD = "the first key: 4f1a9c7be2d05836"
NEW = "the second key: 93b1f6c0a9e2d84"


@pytest.fixture
def installation(app, tmp_path):
    """`installation(key, *fallbacks)` is the site with these keys, on this test's database."""

    def make(key, *fallbacks):
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        settings = Settings(
            environment="testing",
            secret_key=key,
            secret_key_fallbacks=list(fallbacks),
            database_url=url,
            data_folder=tmp_path,
        )
        site = create_app(settings, TESTING=True, MAIL_BACKEND="locmem")
        site.test_client_class = Client
        with site.app_context():
            db.engines[None].dispose()
        db._app_engines[site] = db._app_engines[app]  # the transaction that the test undoes
        return site

    return make


def browser(site, cookie):
    client = site.test_client()
    client.set_cookie("guildhall", cookie)
    return client


def signed_in(site, cookie):
    with site.app_context():
        return browser(site, cookie).get("/account").status_code == 200


def cookie_of(site, actor):
    with site.app_context():
        client = site.test_client()
        client.sign_in(actor)
        return client.get_cookie("guildhall").value


def test_a_sign_in_lives_through_the_exchange_and_ends_when_the_old_key_is_dropped(installation):
    cookie = cookie_of(installation(OLD), make_actor())
    assert signed_in(installation(OLD), cookie)
    assert signed_in(installation(NEW, OLD), cookie)
    assert not signed_in(installation(NEW), cookie)


def test_a_form_that_was_open_during_the_exchange_is_taken(installation):
    before, during, after = installation(OLD), installation(NEW, OLD), installation(NEW)
    with before.app_context():
        client = before.test_client()
        page = client.get("/sign-in").text
        cookie = client.get_cookie("guildhall").value
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)
    words = {"csrf_token": token, "once": str(uuid.uuid4()), "email": "nobody@guildhall.example", "password": "wrong"}
    answers = []
    for site in (during, after):
        with site.app_context():
            answers.append(browser(site, cookie).post("/sign-in", data=words).status_code)
    assert answers[0] != 400
    assert answers[1] == 400


def test_what_is_signed_anew_is_signed_with_the_new_key(installation):
    cookie = cookie_of(installation(NEW, OLD), make_actor())
    assert signed_in(installation(NEW), cookie)
    assert not signed_in(installation(OLD), cookie)


def test_a_link_in_a_mail_rests_on_no_key(installation, session):
    from datetime import UTC, datetime

    from marketplace.accounts.actions.tokens import make_token
    from marketplace.accounts.models import TokenPurpose

    _token, secret = make_token(make_person(), TokenPurpose.RESET_PASSWORD, now=datetime.now(UTC))
    session.commit()
    for site in (installation(OLD), installation(NEW, OLD), installation(NEW)):
        with site.test_request_context():
            assert site.test_client().get(site.url_for("accounts.reset_page", secret=secret)).status_code == 200
