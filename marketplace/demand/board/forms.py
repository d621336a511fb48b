"""What the address of the board asks for."""

import uuid
from datetime import date
from typing import Any

from marketplace.demand.board.queries import SORTS, Filter, Standing
from marketplace.web.forms import clean


def wanted(arguments: Any) -> Filter:  # Any: werkzeug's multi-dictionary of the address
    """The filter that an address asks for; what it does not know is left out."""
    return Filter(
        named=str(clean(arguments.get("name", "")[:LONGEST])),
        employers=tuple(dict.fromkeys(filter(None, map(_id, arguments.getlist("employer")[:MOST])))),
        provinces=_chosen(arguments, "province"),
        sectors=_chosen(arguments, "sector"),
        since=arguments.get("since", type=_day),
        until=arguments.get("until", type=_day),
        standing=arguments.get("stage", Standing.LIVE, type=Standing),
    )


def as_arguments(of: Filter) -> dict[str, Any]:
    """The same filter as the arguments of an address; what is not asked is left out."""
    told = {
        "name": of.named,
        "employer": [str(row) for row in of.employers],
        "province": list(of.provinces),
        "sector": list(of.sectors),
        "since": of.since.isoformat() if of.since else None,
        "until": of.until.isoformat() if of.until else None,
        "stage": of.standing.value if of.standing is not Standing.LIVE else None,
    }
    return {name: value for name, value in told.items() if value}


def sort_by(arguments: Any) -> str:  # Any: as above
    """The column that the address sorts by."""
    asked = arguments.get("sort", "")
    return asked if asked in SORTS else "employers"


LONGEST = 200  # characters of a name
MOST = 100  # values of one choice that an address may name


def _chosen(arguments: Any, name: str) -> tuple[str, ...]:  # Any: as above
    words = (str(clean(value[:LONGEST])) for value in arguments.getlist(name)[:MOST])
    return tuple(dict.fromkeys(filter(None, words)))


def _id(value: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(value)
    except ValueError:
        return None


def _day(value: str) -> date:
    day = date.fromisoformat(value)
    if not 1900 < day.year < 2200:  # noqa: PLR2004 -- a window before it has to fit as well
        raise ValueError(value)
    return day
