"""The browser's side of a sign-in: what its cookie carries, who stands behind it, and where it goes next."""

from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, after_this_request, g, make_response, redirect, render_template, request, session
from flask_login import LoginManager, login_user

from marketplace.accounts import actions, queries
from marketplace.accounts.models import Membership, Person
from marketplace.db import bookkeep
from marketplace.web.access import now

SEEN_EVERY: Final = timedelta(minutes=1)


def init_login(app: Flask) -> None:
    """Let Flask-Login find the person behind the session's secret, and note when they were last seen."""
    manager = LoginManager(app)
    manager.session_protection = None  # the row decides; an address that changes on a train is no attack
    manager.user_loader(person_behind)
    app.after_request(_note_seen)
    app.context_processor(lambda: {"side_words": queries.SIDE_WORDS})


def person_behind(secret: str) -> Person | None:
    """The signed-in person with the `actor` of the membership chosen, or None when the sign-in is over."""
    sign_in = queries.signed_in(secret, now=now())
    if sign_in is None:
        return None
    g.seen_long_ago = now() - sign_in.last_seen_at >= SEEN_EVERY
    return _acting(sign_in.membership, secret)


def _acting(membership: Membership, secret: str) -> Person:
    person = membership.person
    person.actor, person.secret = membership.actor(), secret
    return person


def _note_seen(response: Response) -> Response:
    secret = session.get("_user_id")
    if g.pop("seen_long_ago", False) and secret:
        bookkeep(lambda: actions.note_seen(secret, now=now()))
    return response


def remember(membership: Membership, secret: str) -> None:
    """Begin the browser's session anew with this sign-in: nothing planted before it survives."""
    session.clear()
    login_user(_acting(membership, secret))
    session.permanent = queries.LIMITS[membership.side] is not queries.OFFICE
    g.pop("seen_long_ago", None)


def secret_of_browser() -> str:
    """The secret that this browser's session carries."""
    return str(session.get("_user_id", ""))


def onward(path: str | None):
    """A redirect to a path on this host; home when it is anything else."""
    start = request.script_root + "/"
    return redirect(path if path and leads_here(path) else start, 303)


def leads_here(path: str) -> bool:
    """Whether an address is a plain path on this host, whatever browsers make of slashes and control characters."""
    if not path.startswith("/") or path[1:2] in {"/", "\\"} or "\\" in path or not path.isprintable():
        return False
    parts = urlsplit(path)
    return not parts.scheme and not parts.netloc


def keep_private() -> None:
    """Keep the page of a link out of every cache."""

    @after_this_request
    def harden(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response


def link_over(again: str = "", again_label: str = ""):
    """The page of a link that opens nothing any more (410), with the way to a new one."""
    return make_response(render_template("accounts/link_over.html", again=again, again_label=again_label), 410)
