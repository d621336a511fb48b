"""Calendar quarters."""

from datetime import date, timedelta
from typing import Final

MONTHS: Final = 3
ONE_DAY: Final = timedelta(days=1)


def quarter_after(day: date, number: int) -> tuple[date, date]:
    """The first and the last day of the calendar quarter that comes `number` quarters after that of `day`.

    After an exit on 31 December the second one is April to June, after one on 1 January July to September.
    """
    return _first_of(day, number), _first_of(day, number + 1) - ONE_DAY


def quarter_before(day: date) -> tuple[date, date]:
    """The first and the last day of the quarter before that of `day`."""
    return quarter_after(day, -1)


def _first_of(day: date, number: int) -> date:
    quarters = day.year * 4 + (day.month - 1) // MONTHS + number
    return date(quarters // 4, quarters % 4 * MONTHS + 1, 1)
