"""What stands around a competency in a phrase: how well, how long, whether at all.

*3+ years of MS Excel* is about MS Excel, at a level; *no experience with Python* says that it is
missing (R5). A phrase is stripped only while something with letters is left, and only after the
whole text was looked up as a name: *basic hygiene* may be one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.matcher.phrases import (
    BARE,
    LEADING,
    LEVELS,
    NEGATIVE,
    NEVER_NEGATIVE,
    NOT_NEEDED,
    NUMBERS,
    TRAILING,
    YEARS_FOUND,
)

#: A cue this many words before the competency is about it; further away it is about something else.
REACH = 4
#: Frames inside frames; more than this many is no phrase that anyone writes.
_DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """The phrase inside its frame, the level its cues name, and whether it says that it is missing.

    `core` is what is left when single words at its ends are taken off too (*skills*, *basic*).
    """

    phrase: str
    core: str
    level: int | None
    negated: bool


def read(text: str) -> Reading:
    """What a phrase is about. Bounded work as long as the text is: callers cut it first."""
    phrase, taken = stripped(text)
    core, bare = stripped(phrase, (*LEADING, *TRAILING, *BARE))
    return Reading(phrase, core, level_of(f"{taken} {bare}"), negative(f"{taken} {bare}"))


def stripped(text: str, frames: Sequence[re.Pattern[str]] = (*LEADING, *TRAILING)) -> tuple[str, str]:
    """The text without its frame, and the frame."""
    core, taken = text, list[str]()
    for _ in range(_DEEPEST):
        before = core
        for pattern in frames:
            core = _without(pattern, core, taken)
        if core == before:
            break
    return core.strip(), " ".join(taken)


def _without(pattern: re.Pattern[str], core: str, taken: list[str]) -> str:
    found = pattern.search(core)
    if found is None or not found[0]:
        return core
    rest = core[: found.start()] + core[found.end() :]
    if not any(map(str.isalnum, rest)):
        return core
    taken.append(found[0])
    return rest


def level_of(cues: str) -> int | None:
    """The level that modesty, years or praise speak of, asked in this order; of several praises the least counts."""
    found = [level for level, pattern in LEVELS if pattern.search(cues)]
    if 1 in found:
        return 1
    years = YEARS_FOUND.search(cues)
    return _level_of_years(years) if years else min(found, default=None)


def _level_of_years(found: re.Match[str]) -> int:
    count = int(found["years"]) if found["years"] else NUMBERS[found["word"].lower()]
    if "month" in found[0].lower():
        return 1 if count < 12 else 2  # noqa: PLR2004 - months in a year
    return 3 if count >= 3 else 2 if count >= 1 else 1  # noqa: PLR2004 - alone on new tasks from three years on


def negative(text: str) -> bool:
    """Whether these words say that what they stand around is missing or not asked for."""
    kept = NEVER_NEGATIVE.sub(" ", text)
    return bool(NEGATIVE.search(kept) or NOT_NEEDED.search(kept))


def not_needed(text: str) -> bool:
    """Whether words after the competency say that it is not asked for."""
    return bool(NOT_NEEDED.search(text))
