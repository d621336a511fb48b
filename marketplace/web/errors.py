"""Errors as pages that say what to do next; refusals as the page that was being filled, every word kept."""

import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from marketplace.db import db
from marketplace.errors import NO_ROOM, Busy, Refused, TooMany, sentence_for
from marketplace.web import metrics
from marketplace.web.forms import answer_again
from marketplace.web.models import Submission
from marketplace.web.site import remember_last
from marketplace.web.violations import is_double, violated

KNOWN = frozenset({400, 404, 405, 409, 413, 429, 500, 503, 507})


def init_app(app: Flask) -> None:
    """Register the one handler of each kind of failure."""
    app.register_error_handler(Refused, refuse)
    app.register_error_handler(TooMany, _too_many)
    app.register_error_handler(Busy, _no_room)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(IntegrityError, _violation)
    app.register_error_handler(OperationalError, _unavailable)
    app.register_error_handler(InterfaceError, _unavailable)
    app.register_error_handler(NoConnection, _rest)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _bug)
    app.context_processor(lambda: {"refusal": lambda: g.get("refusal", "")})


def refuse(refusal: Refused) -> Any:
    """Show the page of the refused form again with the sentence on top (409), or the 409 page."""
    db.session.rollback()
    g.refusal = refusal.sentence
    form = g.get("refused_form")
    if form is not None:
        form.once.data = str(uuid.uuid4())
    page = g.get("refused_page")
    if page is None:
        return error_page(409, refusal.sentence)
    response = make_response(page())
    response.status_code = 409
    return response


def _too_many(refusal: TooMany) -> Any:
    db.session.rollback()
    return error_page(429, refusal.sentence, headers={"Retry-After": str(refusal.seconds)})


def _no_room(refusal: Busy) -> Any:
    response = refuse(refusal)
    response.status_code = 503
    response.headers["Retry-After"] = "2"
    return response


def _stale(_error: SQLAlchemyError) -> Any:
    return refuse(
        Refused(
            _("Somebody else changed this a moment ago, so nothing was saved. Look at the page again, then decide.")
        )
    )


def _violation(error: IntegrityError) -> Any:
    name = violated(error)
    db.session.rollback()
    if name == "pk_submissions":
        return _second_arrival(error)
    sentence = sentence_for(name)
    if sentence is not None:
        return refuse(Refused(sentence))
    if not (name or "").endswith("_seq"):  # the next step of a history, which somebody else has just written
        current_app.logger.error("unmapped constraint %s", name)
    return _stale(error) if is_double(error) else error_page(500)


def _second_arrival(error: IntegrityError) -> Any:
    first = db.session.get(Submission, uuid.UUID(g.refused_form.once.data))
    if first is None:
        raise error
    try:
        return answer_again(first)
    except Refused as refusal:
        return refuse(refusal)


# What passes when one waits: lock not available, serialization failure, deadlock, statement time-out, server stopping.
PASSING = frozenset({"55P03", "40001", "40P01", "57014", "57P01", "57P02", "57P03"})
FULL = frozenset({"53100"})
FULL_WORDS = ("disk is full", "disk i/o error")  # SQLite says the second where a file may not grow
WAIT = 5  # seconds, for whoever asks again by itself


def _unavailable(error: DBAPIError) -> Any:
    """A database that cannot answer now: full (507) or busy, stopped, starting (503); anything else is a bug."""
    state, words = getattr(error.orig, "sqlstate", None), str(error.orig).lower()
    if state in FULL or any(full in words for full in FULL_WORDS):
        _note_no_room()
        return _rest(error, 507)
    if error.connection_invalidated or state in PASSING or "database is locked" in words or "connect" in words:
        return _rest(error, 503)
    return _bug(error)


def _note_no_room() -> None:
    """Leave a sign for `/readyz`, whichever process is asked: an empty file takes no room."""
    with suppress(OSError):
        Path(current_app.config["DATA_FOLDER"], NO_ROOM).touch()


def _rest(error: SQLAlchemyError, code: int = 503) -> Any:
    """Say so on a page that asks the database nothing; in plain words where even that fails."""
    try:
        db.session.rollback()
        metrics.BUSY.labels(db.engine.dialect.name).inc()
    except SQLAlchemyError:
        db.session.close()
    kind = getattr(error, "orig", error)
    current_app.logger.warning("the database did not answer: %s", type(kind).__name__)
    g._login_user = AnonymousUserMixin()  # noqa: SLF001 -- Flask-Login would ask the database who this is
    try:
        response = error_page(code)
    except SQLAlchemyError:
        response = Response(_("Guildhall is resting for a moment. Nothing of this was kept: try again."), code)
        response.mimetype = "text/plain"
    response.headers["Retry-After"] = str(WAIT)
    return response


def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:  # noqa: PLR2004 -- a redirect raised as an exception
        return error
    if isinstance(error, SecurityError):  # a host that is not ours: no address of a page can be built for it
        return Response(_("This address is not one of ours. Check it, then try again."), 400, mimetype="text/plain")
    return error_page(error.code, headers=dict(error.get_headers()))


def _bug(error: Exception) -> Any:
    db.session.rollback()
    current_app.logger.error("unexpected %s", type(error).__name__, exc_info=error)
    return error_page(500)


def error_page(code: int, sentence: str = "", headers: dict[str, str] | None = None) -> Response:
    """The page of an HTTP error; shows the request id and nothing of the inside."""
    shown = code if code in KNOWN else (400 if code < 500 else 500)  # noqa: PLR2004
    if code >= 500:  # noqa: PLR2004 -- the database may be what failed
        remember_last()
    html = render_template(
        f"errors/{shown}.html", sentence=sentence, back=_way_back(), request_id=g.get("request_id", "")
    )
    response = make_response(html, code)
    for name in ("Allow", "Retry-After"):
        if headers and name in headers:
            response.headers[name] = headers[name]
    return response


def _way_back() -> str | None:
    referrer = request.referrer or ""
    # One slash: two would lead to another host.
    return (
        "/" + referrer.removeprefix(request.host_url).lstrip("/\\") if referrer.startswith(request.host_url) else None
    )
