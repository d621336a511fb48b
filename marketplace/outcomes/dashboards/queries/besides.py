"""What stands in the fold of a figure: other windows, outcome codes, people weighed by hours, and half of a curve."""

from dataclasses import replace
from typing import Final

from flask_babel import format_decimal, lazy_gettext, ngettext
from flask_babel import gettext as _

from marketplace.outcomes.dashboards.queries.showing import Part, Shown, shown
from marketplace.outcomes.measures.queries import words
from marketplace.outcomes.measures.queries.counting import Counted
from marketplace.outcomes.measures.queries.formulas import median_day
from marketplace.outcomes.measures.queries.formulas.cirr import CODES
from marketplace.outcomes.measures.queries.formulas.placements import full_time_equivalents
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.people import Answer, Tally
from marketplace.outcomes.measures.queries.reasons import Because
from marketplace.outcomes.measures.queries.settings import Definition

CODE_WORDS: Final = {
    "1A": lazy_gettext("1A, full-time in the field"),
    "1B": lazy_gettext("1B, full-time apprenticeship or for a term"),
    "1D": lazy_gettext("1D, own venture in the field, full-time"),
    "1E": lazy_gettext("1E, part-time, casual or freelance in the field"),
    "2B": lazy_gettext("2B, in other work"),
    "3A": lazy_gettext("3A, still seeking, or not shown well enough yet"),
    "3B": lazy_gettext("3B, not seeking"),
    "4": lazy_gettext("4, not heard from"),
}


def with_besides(one: Shown, counted: Counted, definition: Definition) -> Shown:
    """A figure of people with what was counted beside it. Not for pools: what is so small would point at somebody."""
    if definition.key is Key.HOURS and one.value is not None:
        weighed = full_time_equivalents(counted.middles[Key.HOURS].counts, definition.settings)
        return replace(one, beside=[(_("Weighed by hours"), _full_time(weighed, definition))])
    told = one
    if others := counted.windows.get(definition.key):
        at_each = {**others, definition.settings.window_days: one.tally}
        told = replace(told, parts=[Part(_within(days), at_each[days]) for days in sorted(at_each)])
    if definition.key is Key.GRADUATE_PLACEMENT and sum(counted.codes.values()) == one.tally.base:
        split = [(str(CODE_WORDS[code]), counted.codes[code]) for code in CODES if counted.codes.get(code)]
        told = replace(told, split=split)
    return told


def placed_in_time(counted: Counted, definition: Definition) -> Shown | None:
    """What the curve of placement says of everybody who is followed, by its last day; None before it was counted.

    Whoever was last seen before that day may be placed by then: unknown.
    """
    points = counted.points
    if not points or points[0].at_risk + sum(counted.left_out.values()) != counted.people:
        return None
    longest = max(definition.settings.windows)
    placed = sum(point.placed for point in points)
    unknown = sum(point.censored for point in points if point.day < longest)
    reasons = {Answer.UNKNOWN: {Because.WINDOW_OPEN.value: unknown}, Answer.EXCLUDED: counted.left_out}
    half = median_day(points)
    by_then = _("fewer than half so far") if half is None else _("day %(day)s, by the estimate", day=half)
    tally = Tally(placed, points[0].at_risk - placed - unknown, unknown, reasons)
    return replace(shown(definition, tally), beside=[(_("Half of them by"), by_then)])


def _within(days: int) -> str:
    return ngettext("within %(num)s day", "within %(num)s days", days)


def _full_time(weighed: object, definition: Definition) -> str:
    hours = words.plain(definition.settings.full_time_hours)
    return _("as much as %(number)s full-time jobs of %(hours)s hours", number=format_decimal(weighed), hours=hours)
