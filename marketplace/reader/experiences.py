"""What somebody did according to a résumé: each entry with its title, place, months, and the very words it came from.

An entry is found by its dates. Around them stand what the person was and where, on the same line or the next ones,
in any order; what follows until the next entry is what they did there. Of years alone the first and the last month
are taken; an entry that says no year has none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, zip_longest
from typing import Final

from marketplace.reader import roles
from marketplace.reader.dates import Span, dates_in
from marketplace.reader.sections import Line, Section, parts_of

MOST: Final = 30
LONGEST: Final = 3_000
_TITLE, _HEAD, _AHEAD = 200, 95, 2
_WANTED: Final = frozenset(
    {Section.WORK, Section.VOLUNTEER, Section.MILITARY, Section.CARE, Section.OWN_BUSINESS, Section.TOP}
)
_SPLIT: Final = re.compile(
    r"\t+|\s{2,}|\s*[|•·]\s*|\s+[-–—]\s+|\s*,\s+|\s+(?:at|@|chez)\s+|\s*\(\s*|\s*\)\s*|:\s+|;\s+"
)
_EDGES: Final = " \t,;:|()[]•·-–—/"


@dataclass(frozen=True)
class Found:
    """One entry; `words` are the lines that name it, as they stand in the file."""

    kind: str
    title: str
    organisation: str
    started_on: date | None
    ended_on: date | None
    description: str
    words: str


@dataclass(frozen=True)
class _Head:
    """The lines that name an entry: their numbers, what they say beside the dates, and the dates."""

    numbers: tuple[int, ...]
    parts: tuple[str, ...]
    span: Span | None


def found_in(lines: Sequence[str]) -> list[Found]:
    """The entries of a résumé, in its order."""
    found: list[Found] = []
    for section, part in groupby(parts_of(lines), key=lambda line: line.section):
        if section in _WANTED:
            found += _entries(list(part), section)
    return found[:MOST]


def _entries(part: list[Line], section: Section) -> Iterator[Found]:
    heads = list(_heads(part)) or ([] if section is Section.TOP else list(_undated(part)))
    if section is Section.TOP:
        heads = [head for head in heads if head.span and head.span.is_span]
    for head, following in zip_longest(heads, heads[1:]):
        end = following.numbers[0] if following else part[-1].number + 1
        told = [line.words for line in part if head.numbers[-1] < line.number < end]
        entry = _entry(head, told, section, [line.words for line in part if line.number in head.numbers])
        if entry is not None:
            yield entry


def _heads(part: list[Line]) -> Iterator[_Head]:
    """Around each line with dates: what stands on it, before it and behind it."""
    taken = -1
    for at, line in enumerate(part):
        span = _span_of(line.words)
        if span is None or line.number <= taken:
            continue
        parts = _parts(line.words[: span.begin] + "\t" + line.words[span.end :])
        before = _before(part, at, taken, 1 if parts else _AHEAD)
        parts_before = [piece for one in before for piece in _parts(one.words)]
        behind = _behind(part, at, 1 if parts or before else _AHEAD) if len(parts_before) + len(parts) < _AHEAD else []
        parts_behind = [piece for one in behind for piece in _parts(one.words)]
        numbers = (*(one.number for one in before), line.number, *(one.number for one in behind))
        taken = numbers[-1]
        yield _Head(numbers, (*parts_before, *parts, *parts_behind), span)


def _span_of(words: str) -> Span | None:
    """The dates of a line that names an entry; a year inside a sentence is none."""
    spans = dates_in(words)
    rest = len(words) - sum(span.end - span.begin for span in spans)
    if not spans or (words.startswith("• ") and not _listed(words, spans[0])):
        return None
    if not spans[0].is_span and rest > _HEAD:
        return None
    return spans[0] if rest <= 2 * _HEAD and not _is_told(words) else None


def _listed(words: str, span: Span) -> bool:
    """Whether an item of a list is an entry by itself: its dates stand first or last."""
    return span.is_span and (span.begin <= len("• (") or span.end >= len(words.rstrip(" ).")))


def _before(part: list[Line], at: int, taken: int, most: int) -> list[Line]:
    found: list[Line] = []
    for line in reversed(part[:at]):
        if len(found) == most or line.number <= taken or not _names(line.words) or _span_of(line.words):
            break
        if line.number != (found[0].number if found else part[at].number) - 1:
            break
        found.insert(0, line)
    return found


def _behind(part: list[Line], at: int, most: int) -> list[Line]:
    found: list[Line] = []
    for line in part[at + 1 : at + 1 + most]:
        if not _names(line.words) or _span_of(line.words) or roles.is_doing(line.words):
            break
        found.append(line)
    return found


def _names(words: str) -> bool:
    """Whether a line may be a title or a place: short, and no sentence."""
    begins = words[:1].isupper() or words[:1].isdigit() or words.startswith(("«", "“", '"'))
    return begins and len(words) <= _HEAD and not _is_told(words)


def _is_told(words: str) -> bool:
    """Whether a line tells something: a sentence, or an item of a list of doings."""
    if words.startswith("• "):
        return roles.is_doing(words[2:])
    return words.endswith((".", ";", ",")) and words.count(" ") > 4 and not words.endswith(("Inc.", "Ltd.", "Co."))  # noqa: PLR2004 -- words


def _undated(part: list[Line]) -> Iterator[_Head]:
    """Without any dates, a line that says both what somebody was and where is an entry."""
    for line in part:
        parts = _parts(line.words)
        if _names(line.words) and len(parts) > 1 and any(map(roles.is_role, parts)):
            yield _Head((line.number,), tuple(parts), None)


def _parts(words: str) -> list[str]:
    pieces = (piece.strip(_EDGES) for piece in _SPLIT.split(words.removeprefix("• ")))
    return [piece for piece in pieces if len(piece) > 1 and not roles.is_filler(piece)]


def _entry(head: _Head, told: Sequence[str], section: Section, words: Sequence[str]) -> Found | None:
    title, organisation = roles.title_and_place(head.parts)
    whole = " ".join((*words, *told[:2]))
    if not title or (section in {Section.WORK, Section.TOP} and roles.is_study(" ".join(words))):
        return None
    span = head.span
    return replace(
        Found("", title[:_TITLE], organisation[:_TITLE], None, None, _description(told), "\n".join(words)),
        kind=roles.kind_of(section, f"{title} {organisation}", whole),
        started_on=span.started_on if span else None,
        ended_on=span.ended_on if span else None,
    )


def _description(told: Sequence[str]) -> str:
    """What was done, a line for each item; a line that goes on with the one before joins it."""
    lines: list[str] = []
    for words in told:
        plain = words.removeprefix("• ").strip()
        if not plain:
            continue
        if lines and not words.startswith("• ") and plain[:1].islower():
            lines[-1] += f" {plain}"
        else:
            lines.append(plain)
    return "\n".join(lines)[:LONGEST]
