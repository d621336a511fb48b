"""The browser of the tests: signs in without a password, fills forms as a page offers them, checks each page."""

import contextvars
import logging
import uuid
from datetime import UTC, datetime
from typing import Any, cast

from flask import Flask
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from marketplace.accounts.actions import begin_sign_in
from marketplace.accounts.models import Membership
from marketplace.db import db
from marketplace.sides import Actor
from tests.page import Form, Page


class Bugs(logging.Handler):
    """Keeps the last unexpected exception, so that a test fails with it rather than with “500”."""

    def __init__(self) -> None:
        super().__init__()
        self.last: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1]:
            self.last = record.exc_info[1]
        elif record.levelno >= logging.ERROR:
            self.last = RuntimeError(record.getMessage())


class Client(FlaskClient):
    """Flask's test client as a person uses a browser.

    Each request runs in a context of its own (as on a server): nothing that it loads or remembers
    reaches the test, and what the test has changed is visible to it.
    """

    expects_bug = False

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        bugs = _bugs_of(self.application)
        bugs.last = None
        db.session.commit()
        response = cast("TestResponse", contextvars.Context().run(super().open, *args, **kwargs))
        db.session.expire_all()
        if response.status_code == 500 and not self.expects_bug:
            raise AssertionError(f"500 from {response.request.path}: {bugs.last!r}") from bugs.last
        return response

    def sign_in(self, who: Membership | Actor) -> Actor:
        """Sign this browser in for a membership, as a correct password would. Gives back the actor."""
        membership = who if isinstance(who, Membership) else db.session.get_one(Membership, who.membership_id)
        secret = begin_sign_in(membership, now=datetime.now(UTC))
        actor = membership.actor()
        db.session.commit()
        with self.session_transaction() as cookie:
            cookie["_user_id"] = secret
            cookie["_fresh"] = True
        return actor

    def get_page(self, url: str, *, status: int = 200, follow_redirects: bool = False, check: bool = True) -> Page:
        """GET a page, expect its status, and hold it to the rules of every page."""
        return self._page(self.get(url, follow_redirects=follow_redirects), status, check=check)

    def send(self, url: str, *, status: int | None = None, **fields: Any) -> Page:
        """POST fields with the tokens that any form has; a redirect is not followed (`page.location`)."""
        words = {"csrf_token": self.csrf_token(), "once": str(uuid.uuid4()), **fields}
        return self._page(
            self.post(url, data=words, content_type="multipart/form-data" if _files(words) else None), status
        )

    def submit(self, form: Form, *, status: int | None = None, **fields: Any) -> Page:
        """Send a form of a page as it stands, with these fields typed into it."""
        unknown = sorted(set(fields) - form.names)
        assert not unknown, f"the form to {form.action} has no field {unknown}"
        words = {**form.fields, **fields}
        if form.method == "get":
            return self._page(self.get(form.action, query_string=words), status or 200)
        return self._page(self.post(form.action, data=words), status)

    def follow(self, page: Page) -> Page:
        """The page that a redirect leads to."""
        assert page.location, f"{page.path} answered {page.status} and leads nowhere: {page.refusal}"
        return self.get_page(page.location)

    def csrf_token(self) -> str:
        """A token that this browser's next form is accepted with."""
        with self.session_transaction() as cookie:
            kept = dict(cookie)
        with self.application.test_request_context():
            from flask import g, session

            g.pop("csrf_token", None)  # made for an earlier session
            session.update(kept)
            token: str = generate_csrf()
            kept = dict(session)
        with self.session_transaction() as cookie:
            cookie.update(kept)
        return token

    def _page(self, response: TestResponse, status: int | None, *, check: bool = True) -> Page:
        html = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
        page = Page(
            html=html,
            status=response.status_code,
            location=response.location or "",
            path=response.request.path,
            headers=dict(response.headers),
        )
        if status is not None:
            assert page.status == status, f"{page.path} answered {page.status}: {page.refusal or page.location}"
        if check and html and not page.location and response.headers.get("HX-Request") is None and "<html" in html:
            assert page.faults == []
        return page


def _files(words: dict[str, Any]) -> bool:
    return any(isinstance(value, tuple) for value in words.values())


def _bugs_of(app: Flask) -> Bugs:
    for handler in app.logger.handlers:
        if isinstance(handler, Bugs):
            return handler
    bugs = Bugs()
    app.logger.addHandler(bugs)
    return bugs
