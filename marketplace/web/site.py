"""What the site is called, its time zone and the name on its mails: as an administrator set it, else the settings."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import available_timezones

from flask import Flask, current_app, g
from sqlalchemy.exc import SQLAlchemyError


@dataclass(frozen=True)
class Site:
    """What holds for this request."""

    name: str
    time_zone: str
    sender_name: str


Reader = Callable[[], Site | None]


def init_app(app: Flask, read: Reader) -> None:
    """Give templates `site_name`. `read` finds what an administrator set; None when nobody has set anything.

    It is handed in because the room that keeps it stands above this one.
    """
    app.extensions["site_reader"] = read
    app.context_processor(lambda: {"site_name": site().name})


def site() -> Site:
    """The settings of the site, read once per request. When the database does not answer: those known last."""
    if "site" not in g:
        try:
            g.site = _read() or _first()
            current_app.extensions["site_last"] = g.site
        except SQLAlchemyError:
            remember_last()
    found: Site = g.site
    return found


def remember_last() -> None:
    """Ask the database no more in this request: it has just failed."""
    if "site" not in g:
        g.site = current_app.extensions.get("site_last") or _first()


def forget() -> None:
    """Read again, after a change in this request."""
    g.pop("site", None)


def _first() -> Site:
    config = current_app.config
    return Site(config["SITE_NAME"], config["BABEL_DEFAULT_TIMEZONE"], config["SITE_NAME"])


def zone_exists(name: str) -> bool:
    """Whether a time zone of this name is known here."""
    return name in available_timezones()


def _read() -> Site | None:
    reader = current_app.extensions.get("site_reader")
    return reader() if reader else None
