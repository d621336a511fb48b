"""Figures on paper: one table with what each stands on, as a tagged PDF.

WeasyPrint writes it where it and the Pango library of the system are there. Elsewhere PDF is not offered, and the
pages of figures still print.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cache
from typing import Any, Final

from babel.dates import format_date
from flask_babel import format_decimal, format_percent, get_locale, get_timezone
from flask_babel import gettext as _
from jinja2 import Environment, PackageLoader

from marketplace.outcomes.dashboards import queries as dashboards
from marketplace.outcomes.exports.queries.figures import Line
from marketplace.outcomes.measures.queries import words
from marketplace.outcomes.measures.queries.keys import CURVES
from marketplace.outcomes.measures.queries.people import Answer
from marketplace.outcomes.reports import queries as reports
from marketplace.outcomes.reports.models import FigureRelease
from marketplace.outcomes.reports.queries import Figure, Measure, Shown

_pages: Final = Environment(loader=PackageLoader("marketplace.outcomes.exports"), autoescape=True)
SHARE: Final = "share"
WHOLE_PERCENT: Final = Decimal("0.01")


@dataclass(frozen=True)
class Told:
    """A figure on paper: what was counted, in which words, and what is not known. `apart` fills the last column."""

    title: str
    result: str
    beside: str = ""
    unknown: str = ""
    apart: str = ""
    counted: Sequence[str] = ()


@dataclass(frozen=True)
class Sheet:
    """All that is on the paper, in plain words: to draw it nothing more is read."""

    title: str
    facts: Sequence[tuple[str, str]]
    figures: Sequence[Told]
    apart: str  # the heading of the last column
    note: str


@cache
def printer() -> Any:  # Any: WeasyPrint has no types
    """WeasyPrint's class for a page, or None where it or the library it draws with is missing."""
    with suppress(ImportError, OSError):
        from weasyprint import HTML

        return HTML
    return None


def pdf(sheet: Sheet) -> bytes:
    """A table of figures under its title and the facts that hold for all of them. Raises where nothing prints."""
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    nothing = URLFetcher(allowed_protocols=())  # the page holds all it needs
    written = _pages.get_template("exports/paper/figures.html").render(
        sheet=sheet, language=str(get_locale() or "en").replace("_", "-"), _=_gettext
    )
    style = CSS(string=_style(), url_fetcher=nothing)
    page = HTML(string=written, url_fetcher=nothing)
    document: bytes = page.write_pdf(stylesheets=[style], pdf_variant="pdf/ua-1")
    return document


@cache
def _style() -> str:
    assert _pages.loader is not None
    return _pages.loader.get_source(_pages, "exports/paper/figures.css")[0]


def _gettext(sentence: str) -> str:
    return _(sentence)


# ---- the team's figures -----------------------------------------------------------------------------------


def told(line: Line) -> Told:
    """A line as words."""
    definition = line.definition
    reasons = line.of(Answer.EXCLUDED)
    return Told(
        title=words.title(definition.key) + _over(line),
        result=_result(line),
        beside=_beside(line),
        unknown=str(line.unknown),
        apart="; ".join(f"{words.reason_words(because)}: {count}" for because, count in reasons.items()),
        counted=[words.meaning(definition), *_stands_on(line)],
    )


def _over(line: Line) -> str:
    """The window of a figure that is told over several, or the step of one that is told for each."""
    if line.step:
        return _(", from the step “%(step)s”", step=dashboards.STEP_LABELS[line.step])
    several = line.window_days is not None and len(line.definition.settings.windows) > 1
    return _(", %(days)s days", days=line.window_days) if several and line.unit == SHARE else ""


def _result(line: Line) -> str:
    if line.unit != SHARE:
        if line.value is None:
            return _("Not known")
        return _("%(value)s in the middle", value=_amount(line.value, line.unit))
    return _of(line.numerator or 0, line.denominator)


def _of(count: int, base: int) -> str:
    return _("%(count)s of %(base)s", count=count, base=base) if base else _("Nobody to count")


def _amount(value: Decimal, unit: str) -> str:
    units = {
        "days": _("%(value)s days", value=format_decimal(value)),
        "hours_per_week": _("%(value)s hours a week", value=format_decimal(value)),
    }
    currency, _underscore, over = unit.partition("_")
    spans = {"per_year": _("a year"), "per_quarter": _("a quarter")}
    return units.get(unit) or f"{format_decimal(value)} {currency} {spans.get(over, '')}".strip()


def _beside(line: Line) -> str:
    """The share in words of a hundred, with its bounds where something is not known."""
    if line.unit != SHARE:
        return _("known of %(count)s of %(base)s", count=line.numerator, base=line.denominator)
    if line.value is None:
        return ""
    if line.definition.key in CURVES:
        return _("%(share)s by the estimate of Kaplan and Meier", share=format_percent(line.value))
    if line.unknown and line.low is not None and line.high is not None:
        low, high = line.low.quantize(WHOLE_PERCENT, ROUND_FLOOR), line.high.quantize(WHOLE_PERCENT, ROUND_CEILING)
        return _("%(low)s to %(high)s", low=format_percent(low), high=format_percent(high))
    return format_percent(line.value)


def _stands_on(line: Line) -> Iterator[str]:
    window, floor = words.window(line.definition), words.floor(line.definition)
    if window:
        yield _("Window: %(window)s.", window=window)
    if floor:
        yield _("Counts when %(floor)s.", floor=floor)
    if line.left:
        gone = (f"{dashboards.stage_words(stage)}: {number}" for stage, number in line.left.items())
        yield _("Left: %(stages)s.", stages="; ".join(gone))
    yield f"{words.version(line.definition)}."


# ---- what was released -------------------------------------------------------------------------------------


def told_released(release: FigureRelease) -> list[Told]:
    """The figures of a release in the words of its page; a withheld one says so."""
    return [_told_released(one) for one in reports.read_shown(release.shown)]


def _told_released(one: Shown) -> Told:
    title = (
        _("In related work, of the graduates who were looking")
        if one.measure is Measure.GRADUATES
        else _("In related work, of everybody who started")
    )
    if one.figure is None:
        return Told(title, _("Withheld"), _("It would point at fewer than %(few)s people.", few=one.smallest))
    return _numbers(one, title, one.figure)


def _numbers(one: Shown, title: str, figure: Figure) -> Told:
    """In the words of its page, and no number that the page does not have: only those were checked for being small."""
    starters = one.measure is Measure.STARTERS and figure.base
    return Told(
        title=title,
        result=_of(figure.count, figure.base),
        beside=_shares(figure),
        unknown=str(figure.unknown) if figure.base else "",
        apart=str(figure.left_early) if starters else "",
        counted=[
            _("Window: %(days)s days after graduation.", days=figure.window_days),
            *_by_definition(figure),
            _("As of %(day)s.", day=day(figure.as_of)),
            *(
                [_("As released before: what has changed since concerns fewer than %(few)s people.", few=one.smallest)]
                if one.kept_from
                else []
            ),
        ],
    )


def _by_definition(figure: Figure) -> list[str]:
    if figure.definition is None:
        return [_("Counts when both sides confirmed the work and the team verified it.")]
    return [figure.meaning, _("Definition %(number)s.", number=figure.definition.number)]


def _shares(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    low, high = (format_percent(share / 100) for share in (figure.low, figure.high))
    return _("%(low)s to %(high)s", low=low, high=high) if figure.unknown else low


def day(value: date | datetime) -> str:
    """A day in words; of a moment, the day it was in the time zone of the site."""
    on = value.astimezone(get_timezone()) if isinstance(value, datetime) else value
    return format_date(on, "long", locale=get_locale())
