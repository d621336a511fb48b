"""The browser's side of a sign-in: what its cookie carries, who stands behind it, and where it goes next."""

from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    after_this_request,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import LoginManager, current_user, login_user

from marketplace.accounts import actions, queries
from marketplace.accounts.models import Membership, Person, SignIn
from marketplace.accounts.views.callers import know_this_browser
from marketplace.db import bookkeep
from marketplace.web.access import me, now

SEEN_EVERY: Final = timedelta(minutes=1)
BACKGROUND: Final = "X-Background"  # a page that asks by itself says so, and keeps nobody signed in

# What somebody reaches of whom the site requires a second factor and who has none yet.
BEFORE_SECOND_FACTOR: Final = frozenset(
    {
        "static",
        "accounts.second_factor_page",
        "accounts.turn_on",
        "accounts.prove_page",
        "accounts.prove",
        "accounts.switch_page",
        "accounts.switch",
        "accounts.sign_out",
    }
)


def init_login(app: Flask) -> None:
    """Let Flask-Login find the person behind the session's secret, and note when they were last seen."""
    manager = LoginManager(app)
    manager.session_protection = None  # the row decides; an address that changes on a train is no attack
    manager.user_loader(person_behind)
    app.before_request(_second_factor_first)
    app.after_request(_note_seen)
    app.context_processor(lambda: {"side_words": queries.SIDE_WORDS})


def person_behind(secret: str) -> Person | None:
    """The signed-in person with the `actor` of the membership chosen, or None when the sign-in is over."""
    sign_in = queries.signed_in(secret, now=now())
    if sign_in is None:
        return None
    g.seen_long_ago = now() - sign_in.last_seen_at >= SEEN_EVERY
    g.proven_at = sign_in.proven_at
    g.needs_second_factor = second_factor_required(sign_in)
    return _acting(sign_in.membership, secret)


def second_factor_required(sign_in: SignIn) -> bool:
    """Whether the site asks a second factor of this sign-in that it has not seen."""
    office = queries.LIMITS[sign_in.membership.side] is queries.OFFICE
    return office and site_requires() and sign_in.second_factor_at is None


def site_requires() -> bool:
    """Whether program staff and administrators need a second factor here: always in production."""
    return current_app.config["SECOND_FACTOR"] == "required"


def _acting(membership: Membership, secret: str) -> Person:
    person = membership.person
    person.actor, person.secret = membership.actor(), secret
    return person


def _second_factor_first():
    """Lead whoever must set a second factor up to the page where they do, from everywhere else."""
    endpoint = request.endpoint or "static"
    if "_user_id" not in session or endpoint in BEFORE_SECOND_FACTOR or endpoint.startswith("web."):
        return None
    if current_user.is_authenticated and g.needs_second_factor:
        return redirect(url_for("accounts.second_factor_page"), 303)
    return None


def require_fresh_proof() -> None:
    """Ask for the password again, before something sensitive, when it was proven more than ten minutes ago."""
    actions.require_proof(g.proven_at, now=now())


def _note_seen(response: Response) -> Response:
    secret = session.get("_user_id")
    if g.pop("seen_long_ago", False) and secret and BACKGROUND not in request.headers:
        bookkeep(lambda: actions.note_seen(secret, now=now()), spared=True)
    return response


def come_in(entry: actions.Entry, path: str | None):
    """Where a proven password leads: to the page that asks for a code, or in."""
    if not entry.awaits_code:
        return welcome(entry.membership, entry.secret, path)
    session.clear()
    session["awaits"], session["next"] = entry.secret, path
    return redirect(url_for("accounts.code_page"), 303)


def welcome(membership: Membership, secret: str, path: str | None):
    """Sign this browser in and lead it on; whoever acts for several chooses the first time."""
    remember(membership, secret)
    know_this_browser(membership.person_id)
    if queries.must_choose(membership.person_id):
        return redirect(url_for("accounts.switch_page"), 303)
    return onward(path)


def remember(membership: Membership, secret: str) -> None:
    """Begin the browser's session anew with this sign-in: nothing planted before it survives."""
    session.clear()
    login_user(_acting(membership, secret))
    session.permanent = queries.LIMITS[membership.side] is not queries.OFFICE
    g.pop("seen_long_ago", None)


def stay(*, proven: bool = False, second_factor: bool | None = None) -> None:
    """Keep this browser signed in after a change that has ended every sign-in of the person."""
    membership = queries.membership(me().membership_id)
    secret = actions.renew_sign_in(
        secret_of_browser(), membership, now=now(), proven=proven, second_factor=second_factor
    )
    remember(membership, secret)


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
