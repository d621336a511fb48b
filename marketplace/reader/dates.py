"""Spans of time as people write them: March 2017 – June 2021, 03/2017 to present, depuis mai 2019, 2014-16."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

EARLIEST, LATEST = 1940, 2100
_MONTHS: Final = {
    "january": 1, "jan": 1, "janvier": 1, "janv": 1, "february": 2, "feb": 2, "fevrier": 2, "fevr": 2, "fev": 2,
    "march": 3, "mar": 3, "mars": 3, "april": 4, "apr": 4, "avril": 4, "avr": 4, "may": 5, "mai": 5,
    "june": 6, "jun": 6, "juin": 6, "july": 7, "jul": 7, "juillet": 7, "juil": 7, "august": 8, "aug": 8, "aout": 8,
    "september": 9, "sept": 9, "sep": 9, "septembre": 9, "october": 10, "oct": 10, "octobre": 10,
    "november": 11, "nov": 11, "novembre": 11, "december": 12, "dec": 12, "decembre": 12,
    "spring": 3, "printemps": 3, "summer": 6, "ete": 6, "fall": 9, "autumn": 9, "automne": 9, "winter": 12, "hiver": 12,
}  # fmt: skip
_NAME: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR: Final = r"(?:19|20)\d\d"
_POINT: Final = (
    rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th|er)?\s+)?\b(?P<name{{0}}>{_NAME})\b\.?,?\s+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?"
    rf"(?:of\s+|de\s+)?(?P<year_a{{0}}>{_YEAR}|['’]\d\d)"
    rf"|\b(?P<first{{0}}>\d{{1,2}})/(?P<second{{0}}>\d{{1,2}})/(?P<year_b{{0}}>{_YEAR})"
    rf"|\b(?P<number_c{{0}}>0?[1-9]|1[0-2])\s?[/.-]\s?(?P<year_c{{0}}>{_YEAR})\b"
    rf"|\b(?P<year_d{{0}}>{_YEAR})[/.-](?P<number_d{{0}}>0[1-9]|1[0-2])(?:[/.-]\d\d)?(?!\d)"
    rf"|\b(?P<year_e{{0}}>{_YEAR})\b)"
)
_TO: Final = r"\s*(?:-+|–|—|−|/|\bto\b|\buntil\b|\btill\b|\bthrough\b|\ba\b|\bau\b|\bjusqu['’](?:a|en)\b)\s*"
_NOW: Final = (
    r"(?:present|current(?:ly)?|now|today|to date|date|ongoing|aujourd['’]hui|maintenant|ce jour|en cours|"
    r"actuel\w{0,6})"
)
_SINCE: Final = r"\b(?:since|depuis|from|de|starting)\s+(?:le\s+)?"


def _point(place: str) -> str:
    return _POINT.replace("{0}", place)


_SPAN: Final = re.compile(
    rf"(?:\b(?:from|de|du)\s+)?(?:{_point('_1')}{_TO}(?:(?P<now>{_NOW})\b|{_point('_2')}|(?P<short>\d\d)\b(?![/.-]))"
    rf"|\b(?P<alone>{_NAME})\b\.?{_TO}{_point('_3')}"
    rf"|{_SINCE}{_point('_4')}"
    rf"|{_point('_5')}(?P<open>\s*(?:[-–—]\s*(?:$|\))|\+|onwards?))?)",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True)
class Span:
    """From a month to a month, each as its first day; `ended_on` None when it goes on. `begin`, `end`: in the text."""

    started_on: date
    ended_on: date | None
    begin: int
    end: int
    is_span: bool  # and not one year or month alone


def dates_in(line: str) -> list[Span]:
    """The spans of a line, in order; a month or year alone is a span of itself."""
    return list(_spans(plain(line)))


def plain(words: str) -> str:
    """In small letters without accents, each sign where it was."""
    return "".join(unicodedata.normalize("NFD", sign)[0].lower()[:1] or sign for sign in words)


def _spans(line: str) -> Iterator[Span]:
    for found in _SPAN.finditer(line):
        span = _span(found)
        if span is not None:
            yield span


def _span(found: re.Match[str]) -> Span | None:
    group = found.groupdict()
    number = next(place for place in ("_1", "_3", "_4", "_5") if _is_there(group, place))
    first = _day(group, number)
    last, two = first, number != "_5"
    if number == "_1":
        last = None if group["now"] else _later(group, first)
    elif number == "_3" and first is not None:
        last, first = first, _begun(first, _MONTHS[group["alone"]])
    elif number == "_4" or group["open"]:
        last, two = None, True
    if first is None or (last is not None and last < first):
        return None
    return Span(first, last, found.start(), found.end(), two)


def _is_there(group: dict[str, str | None], place: str) -> bool:
    return any(group[f"year_{form}{place}"] for form in "abcde")


def _later(group: dict[str, str | None], first: date | None) -> date | None:
    if group["short"] and first is not None:
        return _made(first.year // 100 * 100 + int(group["short"]), 12 if first.month == 1 else first.month)
    last = _day(group, "_2")
    return last if last is None or not group["year_e_2"] else last.replace(month=12)


def _begun(last: date, month: int) -> date:
    return date(last.year - (month > last.month), month, 1)


def _day(group: dict[str, str | None], place: str) -> date | None:
    """The month that a form names: in words, in numbers, or January of a year alone."""
    if year := group[f"year_a{place}"]:
        return _made(_whole(year), _MONTHS[group[f"name{place}"] or ""])
    if year := group[f"year_b{place}"]:
        first, second = int(group[f"first{place}"] or 0), int(group[f"second{place}"] or 0)
        return _made(int(year), second if first > 12 else first)  # noqa: PLR2004 -- months
    for form in "cd":
        if year := group[f"year_{form}{place}"]:
            return _made(int(year), int(group[f"number_{form}{place}"] or 0))
    return _made(int(group[f"year_e{place}"] or 0), 1)


def _whole(year: str) -> int:
    """2019 of ’19, 1998 of ’98."""
    if len(year) == len("2019"):
        return int(year)
    return 2000 + int(year[1:]) if int(year[1:]) < 50 else 1900 + int(year[1:])  # noqa: PLR2004 -- nobody worked in 2050


def _made(year: int, month: int) -> date | None:
    return date(year, month, 1) if EARLIEST <= year <= LATEST and 1 <= month <= 12 else None  # noqa: PLR2004 -- months
