"""What stands around a competency in a phrase: how well, how long, whether at all.

*3+ years of MS Excel* is about MS Excel, at a level; *no experience with Python* says that it is
missing (R5). A phrase is stripped only while something with letters is left, and only after the
whole text was looked up as a name: *basic hygiene* may be one.
"""

import re
from dataclasses import dataclass

from marketplace.matcher.phrases import (
    AROUND,
    BARE,
    LEADING,
    LEVELS,
    NEGATIVE,
    NEVER_NEGATIVE,
    NOT_NEEDED,
    NUMBERS,
    SIGNS,
    TRAILING,
    YEARS_FOUND,
)

#: A cue this many words before the competency is about it; further away it is about something else.
REACH = 4
WISHED = 6  # the same for *bonus points if you know*
#: Frames inside frames; more than this many is no phrase that anyone writes.
_DEEPEST = 5
_LETTERS = re.compile("[a-z]+")


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
    core, bare = _stripped(phrase, bare=True) if _framed(phrase) else (phrase, "")
    cues = f"{taken} {bare}"
    return Reading(phrase, core, level_of(cues), negative(cues)) if cues.strip() else Reading(phrase, core, None, False)


def stripped(text: str) -> tuple[str, str]:
    """The text without its frame, and the frame."""
    return _stripped(text, bare=False) if _framed(text) else (text.strip(), "")


def _framed(text: str) -> bool:
    """Whether there may be a frame at all: most names have none, and to look for one is slow."""
    ends = text[:1] + text[-1:]
    return not (ends.isalnum() and SIGNS.isdisjoint(_LETTERS.findall(text.casefold())))


def _stripped(text: str, *, bare: bool) -> tuple[str, str]:
    core, taken = text, list[str]()
    for _ in range(_DEEPEST):
        before = core
        around = AROUND.match(core)
        if around:
            taken.append(core[: around.start("core")])
            core = around["core"]
        for pattern in LEADING:
            core = _without(pattern.match(core), core, taken)
        for pattern in (*TRAILING, *(BARE if bare else ())):
            core = _without(pattern.search(core), core, taken)
        if core == before:
            break
    return core.strip(), " ".join(taken)


def _without(found: re.Match[str] | None, core: str, taken: list[str]) -> str:
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
