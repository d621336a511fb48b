"""The pages of accounts, and the loader of whoever is signed in."""

from datetime import timedelta
from typing import Final

from flask import Blueprint, Flask, Response, g, session
from flask_login import LoginManager

from marketplace.accounts import actions, queries
from marketplace.accounts.models import Person
from marketplace.db import bookkeep
from marketplace.web.access import now

SEEN_EVERY: Final = timedelta(minutes=1)

blueprint = Blueprint("accounts", __name__, template_folder="../templates")


def init_login(app: Flask) -> None:
    """Let Flask-Login find the person behind the session's secret, and note when they were last seen."""
    manager = LoginManager(app)
    manager.session_protection = None  # the row decides; an address that changes on a train is no attack
    manager.user_loader(person_behind)
    app.after_request(_note_seen)


def person_behind(secret: str) -> Person | None:
    """The signed-in person with the `actor` of the membership chosen, or None when the sign-in is over."""
    sign_in = queries.signed_in(secret, now=now())
    if sign_in is None:
        return None
    person = sign_in.membership.person
    person.actor = sign_in.membership.actor()
    person.secret = secret
    g.seen_long_ago = now() - sign_in.last_seen_at >= SEEN_EVERY
    return person


def _note_seen(response: Response) -> Response:
    secret = session.get("_user_id")
    if g.pop("seen_long_ago", False) and secret:
        bookkeep(lambda: actions.note_seen(secret, now=now()))
    return response
