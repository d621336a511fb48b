"""Dates, money and numbers as people of a place and language write them; names for zones."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from flask import Flask, g
from flask_babel import format_currency, format_decimal, get_locale, get_translations
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.web.site import site

ZONES = (
    "America/St_Johns",
    "America/Halifax",
    "America/Moncton",
    "America/Toronto",
    "America/Winnipeg",
    "America/Regina",
    "America/Edmonton",
    "America/Vancouver",
    "America/Whitehorse",
    "America/Yellowknife",
    "America/Iqaluit",
    "UTC",
)


def init_app(app: Flask) -> None:
    """Register the template filters `day`, `short_day`, `month`, `moment`, `zone`, `money` and `number`."""
    app.jinja_env.filters.update(
        day=day, short_day=short_day, month=month, moment=moment, zone=zone, money=money, number=number
    )
    app.jinja_env.globals["zone_name"] = zone_name  # in macros too, which see no context
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of Jinja's extension
        gettext=lambda words: _translations().ugettext(words),
        ngettext=lambda one, many, number: _translations().ungettext(one, many, number),
        newstyle=True,
        pgettext=lambda kind, words: _translations().upgettext(kind, words),
        npgettext=lambda kind, one, many, number: _translations().unpgettext(kind, one, many, number),
    )


def _translations() -> Any:  # Any: Babel's object of the language
    """The words of the request's language, looked up once: a list page asks three hundred times."""
    held = g.get("translations")
    if held is None:
        held = g.translations = get_translations()
    return held


def zone_name() -> str:
    """The zone in which the signed-in person reads moments that have none of their own."""
    theirs = getattr(current_user, "time_zone", None)
    return theirs or site().time_zone


def day(value: date | None) -> str:
    """A day in words: Tue 2 March 2027."""
    return "" if value is None else _day(value, "EEE d MMMM y")


def short_day(value: date | None) -> str:
    """A day for a table: 2 Mar 2027."""
    return "" if value is None else _day(value, "d MMM y")


def month(value: date | None) -> str:
    """A month: March 2027."""
    return "" if value is None else _day(value, "MMMM y")


def _day(value: date, pattern: str) -> str:
    return format_date(value, pattern, locale=get_locale() or "en")


def moment(value: datetime | None, time_zone: str) -> str:
    """A moment with its zone: Sun 31 Jan 2027, 23:59 Halifax time."""
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(time_zone))
    words = format_datetime(local, "EEE d MMM y, HH:mm", locale=get_locale())
    return _("%(moment)s %(zone)s", moment=words, zone=zone(time_zone))


def zone(time_zone: str) -> str:
    """What people call a zone: Halifax time."""
    city = time_zone.rsplit("/", 1)[-1].replace("_", " ")
    return _("%(city)s time", city=city)


def zones(*more: str) -> list[tuple[str, str]]:
    """Time zones to choose from, that of who reads first; `more` are those that a row already has."""
    return [(name, zone(name)) for name in dict.fromkeys((zone_name(), *more, *ZONES))]


def money(value: Decimal | None, currency: str = "CAD") -> str:
    """An amount with its currency."""
    return "" if value is None else str(format_currency(value, currency))


def number(value: Decimal | float | None) -> str:
    """A number without needless decimals."""
    return "" if value is None else str(format_decimal(value, "#,##0.##"))


def end_of_day(value: date, time_zone: str) -> datetime:
    """The last minute of a day in a zone, as an aware moment: when a deadline of that day has passed."""
    return datetime.combine(value, time(23, 59, 59), tzinfo=ZoneInfo(time_zone))


def at(value: date, clock: time, time_zone: str) -> datetime:
    """A wall-clock time of a day in a zone, as an aware moment."""
    return datetime.combine(value, clock, tzinfo=ZoneInfo(time_zone))
