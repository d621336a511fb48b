"""What a funder takes out: exactly what it reads of a release, and nothing more."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from marketplace.outcomes.exports.queries.sheets import Cell
from marketplace.outcomes.reports import queries as reports
from marketplace.outcomes.reports.models import FigureRelease
from marketplace.outcomes.reports.queries import Figure

RELEASED_COLUMNS: Final = (
    *("program", "cohort", "figure", "withheld", "numerator", "denominator", "unknown", "left_early"),
    *("window_days", "as_of", "definition", "floor", "meaning"),
)


def released_rows(release: FigureRelease) -> Iterator[Sequence[Cell]]:
    """A line for each figure of a release; one that was withheld says so and has no numbers."""
    for one in reports.read_shown(release.shown):
        told = one.figure
        yield (
            *(release.cohort.program.title, release.cohort.name, one.measure.value, told is None),
            *(_numbers(told) if told else (None,) * 9),
        )


def _numbers(told: Figure) -> Sequence[Cell]:
    """What its page shows. Who was left out is not in it: those numbers were never checked for being small."""
    number = told.definition.number if told.definition else None
    counted = (told.count, told.base, told.unknown, told.left_early)
    return (*counted, told.window_days, told.as_of, number, told.shown_by, told.meaning)


def released_data(release: FigureRelease) -> dict[str, Any]:  # Any: words and numbers
    """The same as plain data, keys in a fixed order."""
    return {
        "program": release.cohort.program.title,
        "cohort": release.cohort.name,
        "as_of": release.as_of.isoformat(),
        "released_at": release.released_at.isoformat(),
        "figures": [
            {"figure": one.measure.value, "withheld": one.figure is None, **(_data(one.figure) if one.figure else {})}
            for one in reports.read_shown(release.shown)
        ],
    }


def _data(told: Figure) -> dict[str, Any]:  # Any: words and numbers
    return {
        "numerator": told.count,
        "denominator": told.base,
        "unknown": told.unknown,
        "left_early": told.left_early,
        "window_days": told.window_days,
        "as_of": told.as_of.isoformat(),
        "definition": told.definition.number if told.definition else None,
        "floor": told.shown_by,
        "meaning": told.meaning,
        "settings": told.definition.settings.to_json() if told.definition else None,
    }
