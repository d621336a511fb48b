"""Dates, money and numbers as people of a place and language write them; names for zones."""

from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from flask import Flask, g
from flask_babel import format_currency, format_decimal, get_locale
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
    app.jinja_env.globals |= {"zone_name": zone_name, "own_zone": own_zone}  # in macros too, which see no context


def zone_name() -> str:
    """The zone in which the signed-in person reads moments that have none of their own."""
    return own_zone() or site().time_zone


def own_zone() -> str:
    """The zone that the signed-in person has told us; "" for a stranger and whoever has not said it."""
    return getattr(current_user, "time_zone", None) or ""


def _locale() -> str:
    """The name of the request's language and place."""
    held: str | None = g.get("locale_name")
    if held is None:
        held = g.locale_name = str(get_locale() or "en")
    return held


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
    return _day_in_words(value.date() if isinstance(value, datetime) else value, pattern, _locale())


@lru_cache(maxsize=4096)  # the rows of a list share their days, and so do pages
def _day_in_words(value: date, pattern: str, locale: str) -> str:
    return format_date(value, pattern, locale=locale)


def moment(value: datetime | None, time_zone: str) -> str:
    """A moment with its zone: Sun 31 Jan 2027, 23:59 Halifax time."""
    if value is None:
        return ""
    words = _moment_in_words(value, time_zone, _locale())
    return _("%(moment)s %(zone)s", moment=words, zone=zone(time_zone))


@lru_cache(maxsize=4096)
def _moment_in_words(value: datetime, time_zone: str, locale: str) -> str:
    return format_datetime(value.astimezone(ZoneInfo(time_zone)), "EEE d MMM y, HH:mm", locale=locale)


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
