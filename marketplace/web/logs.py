"""One line per request and per event: JSON in production, readable in development, nobody's data in either."""

import logging
import re
import secrets
import sys
import time
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any, Final, TextIO
from uuid import UUID

import structlog
from flask import Flask, Response, g, request

Event = MutableMapping[str, Any]

HERE: Final = Path(__file__).parents[2]
WELL_FORMED: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
QUIET: Final = ("/healthz", "/static/")  # asked every few seconds, say nothing

# ---- what may not stand in a line -------------------------------------------------------------------

PRIVATE_KEY: Final = re.compile(
    r"pass(word|phrase)?$|secret|token|cookie|authori[sz]ation|csrf|session|api_?key|e-?mail|address|phone|^name$"
    r"|motivation|notes?$|words?$|subject|body|résumé|resume",
    re.IGNORECASE,
)
ADDRESS: Final = re.compile(r"[^\s<>@,;:\"'()]{1,64}@[^\s<>@,;:\"'()]{1,255}")
CREDENTIALS: Final = re.compile(r"(?<=://)[^/@\s]+@")
BEARER: Final = re.compile(r"(?i)\b(bearer|basic)\s+\S+")
QUERY: Final = re.compile(r"\?[^\s?=&]+=\S*")
LONG: Final = re.compile(r"[A-Za-z0-9_-]{32,}")
GONE: Final = "[removed]"


def scrubbed(words: str) -> str:
    """A text without addresses of people, secrets or queries, on one line whatever it held."""
    for pattern in (CREDENTIALS, BEARER, ADDRESS, QUERY):
        words = pattern.sub(GONE, words)
    words = LONG.sub(_unless_id, words)
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in words)


def _unless_id(found: re.Match[str]) -> str:
    """Random ids of rows stay: without access they say nothing. Other long words with digits are secrets."""
    word = found.group()
    try:
        UUID(word)
    except ValueError:
        return GONE if any(sign.isdigit() for sign in word) else word
    return word if "-" in word else GONE


def scrub(_logger: object, _level: str, event: Event) -> Event:
    """Clean every value of an event, however deep; a private key loses its value whole."""
    return {scrubbed(key): _clean(key, value) for key, value in event.items()}


def _clean(key: str, value: Any) -> Any:  # Any: whatever was logged
    if key.startswith("_") or key == "exc_info" or value is None or isinstance(value, bool | int | float):
        return value
    if PRIVATE_KEY.search(key):
        return GONE
    if isinstance(value, Mapping):
        return {scrubbed(str(name)): _clean(str(name), inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean("", inner) for inner in value]
    return scrubbed(str(value))


def place_of_error(_logger: object, _level: str, event: Event) -> Event:
    """Say an exception's kind and where it came from, never its words: those may be what a person typed."""
    given = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else given if isinstance(given, BaseException) else None
    if given is True:
        error = sys.exc_info()[1]
    if error is not None:
        event["error"] = [_kind(one) for one in _chain(error)]
        event["frames"] = [_frame(frame) for frame in traceback.extract_tb(error.__traceback__)]
    return event


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = getattr(error, "orig", None) or error.__cause__


def _kind(error: BaseException) -> str:
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{kind} {code}" if code else kind


def _frame(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    short = path.relative_to(HERE) if path.is_relative_to(HERE) else Path(*path.parts[-3:])
    return f"{short}:{frame.lineno} {frame.name}"


# ---- how a line is written --------------------------------------------------------------------------

SHARED: Final = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


class Lines(logging.StreamHandler[TextIO]):
    """Where everything that is logged goes, ours and the libraries'."""


def lines(*, json: bool, stream: TextIO | None = None) -> Lines:
    """A handler that writes JSON, or colours for a terminal with whole tracebacks."""
    handler = Lines(stream)
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    rest = (
        (place_of_error, scrub, structlog.processors.JSONRenderer())
        if json
        else (scrub, structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback))
    )
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=list(SHARED), processors=[remove, *rest])
    )
    return handler


def configure(*, json: bool) -> None:
    """Send the whole process's log through one handler; safe to repeat."""
    root = logging.getLogger()
    root.handlers = [handler for handler in root.handlers if not isinstance(handler, Lines)] + [lines(json=json)]
    root.setLevel(logging.INFO)
    for talkative in ("alembic", "weasyprint.progress", "fontTools"):
        logging.getLogger(talkative).setLevel(logging.WARNING)


structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *SHARED,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
)

# ---- requests ---------------------------------------------------------------------------------------

log = structlog.stdlib.get_logger("guildhall.request")


def init_app(app: Flask) -> None:
    """Number every request, and write one line when it is answered. To be called before other parts."""
    if app.config["ENVIRONMENT"] != "testing":
        configure(json=app.config["ENVIRONMENT"] != "development")
    app.before_request(begin)
    app.after_request(_end)


def begin() -> None:
    """Give the request its number: a trusted proxy's when well-formed, else a new one."""
    given = request.headers.get("X-Request-Id", "")  # web.proxies has dropped what others sent
    g.request_id = given if WELL_FORMED.fullmatch(given) else secrets.token_hex(8)
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    if not request.path.startswith(QUIET):
        log.info(
            "request",
            method=request.method if request.method.isalpha() else GONE,
            route=request.endpoint or "none",
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
            side=side_of_request(),
        )
    return response


def side_of_request() -> str:
    """The side that the signed-in person acts for, or `nobody`; asks no database."""
    person = g.get("_login_user")
    actor = getattr(person, "actor", None)
    return actor.side.value if actor else "nobody"
