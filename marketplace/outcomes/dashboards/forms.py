"""What the address of a dashboard asks for."""

import uuid
from datetime import date
from typing import Any

from flask_babel import gettext as _

from marketplace.outcomes.dashboards.queries import (
    KINDS,
    LEVELS,
    ONE_OF,
    Asked,
    Wanted,
    reason_of_address,
    stage_of,
    step_of,
)
from marketplace.web.forms import clean

LONGEST = 60  # characters of a province
DAYS = 4  # digits of a number of days
FIRST, LAST = 1900, 2200  # years


def wanted(arguments: Any) -> tuple[Wanted, list[str]]:  # Any: werkzeug's multi-dictionary of the address
    """The filter that an address asks for, and a sentence for each value that can't be read."""
    faults: list[str] = []
    asked = Wanted(
        **{name: _id(arguments.get(name, ""), faults) for name in ("program", "cohort", "employer", "pool")},
        province=str(clean(arguments.get("province", "")[:LONGEST])),
        since=_day(arguments.get("since", ""), faults),
        until=_day(arguments.get("until", ""), faults),
    )
    if asked.since and asked.until and asked.since > asked.until:
        faults.append(_("The period ends before it begins, so it was left out."))
        asked = asked.without("since", "until")
    return _one_dimension(asked, faults), faults


def asked(key: str, part: str, arguments: Any) -> Asked | None:  # Any: as above
    """The number that an address opens; None for a figure that has no lines. What can't be read is left out."""
    if key not in KINDS:
        return None
    because = reason_of_address(arguments.get("because", "")) or stage_of(arguments.get("because", ""))
    step, by = step_of(arguments.get("step", "")), arguments.get("by", "")
    day = int(by) if by.isascii() and by.isdecimal() and len(by) <= DAYS else None
    return Asked(key, part, because=because, step=step, able=arguments.get("able", "") == "yes", by=day)


def learned(arguments: Any) -> dict[str, Any]:  # Any: as above
    """The level and the competency that an address asks for; 0 and None where they can't be read."""
    level = arguments.get("level", "")
    return {
        "level": int(level) if level in {str(one) for one in LEVELS} else 0,
        "competency": _id(arguments.get("competency", ""), []),
    }


def _one_dimension(asked: Wanted, faults: list[str]) -> Wanted:
    given = [name for name in ONE_OF if getattr(asked, name)]
    if len(given) > 1:
        faults.append(_("People are counted by employer, by pool or by province, one at a time: the first is shown."))
    return asked.without(*given[1:])


def _id(value: str, faults: list[str]) -> uuid.UUID | None:
    try:
        return uuid.UUID(value) if value.strip() else None
    except ValueError:
        faults.append(_("A part of the address can’t be read, so it was left out."))
        return None


def _day(value: str, faults: list[str]) -> date | None:
    try:
        day = date.fromisoformat(value.strip()) if value.strip() else None
    except ValueError:
        day = date.min
    if day is not None and not FIRST < day.year < LAST:
        faults.append(_("A day is written as 2027-03-01; one that was not was left out."))
        return None
    return day
