"""Acronyms: names that carry their own initials, and initials that nobody wrote down.

*Amazon Web Services (AWS)* and *Structured query language SQL* are known by two names each, and
both are made names of their own. An acronym that stands nowhere may still be the initials of one
name; such a guess is only ever a suggestion.
"""

import re
from collections.abc import Iterator

from marketplace.matcher.words import STOP

_PARENTHESIS = re.compile(r"\s*[(\[]([^()\[\]]{1,80})[)\]]\s*")
_ACRONYM = re.compile(r"[A-Z0-9][A-Za-z0-9&+#./-]{0,9}")
_TRAILING = re.compile(
    r"^(.{5,}?)\s+[-–—]?\s*([A-Z][A-Za-z0-9/-]{1,8})(?:\s+(?:software|system|systems|programming|tool|tools))?$"
)
#: Fewer initials would be the initials of everything.
_FEWEST, _MOST = 2, 6


def variants(label: str) -> Iterator[tuple[str, bool]]:
    """Other names that a label carries in itself, each with whether it is an acronym."""
    inside = _PARENTHESIS.search(label)
    if inside:
        outside = _PARENTHESIS.sub(" ", label).strip()
        if outside:
            yield outside, False
            if _ACRONYM.fullmatch(inside[1]) and spells(inside[1], outside):
                yield inside[1], True
            elif _ACRONYM.fullmatch(outside) and spells(outside, inside[1]):
                yield inside[1], False
    trailing = _TRAILING.match(label)
    if trailing:
        expansion = _expansion(trailing[2], trailing[1])
        if expansion:
            yield from ((trailing[1], False), (trailing[2], True))


def _expansion(acronym: str, name: str) -> bool:
    """Whether the acronym is spelled by the name, or by its end: makers' names stand before."""
    if spells(acronym, name):
        return True
    parts = name.split()
    return any(initials(parts[start:]).casefold() == acronym.casefold() for start in range(1, len(parts) - _FEWEST + 1))


def spells(acronym: str, name: str) -> bool:
    """Whether the letters of an acronym stand in order in the name, the first at its beginning.

    Each word of the name that is no particle must give its first letter, or, for at most one word, none.
    """
    letters = [char for char in acronym.casefold() if char.isalnum()]
    found = [word.casefold() for word in re.findall(r"[^\W_]+", name)]
    if not letters or not found or len(letters) > sum(map(len, found)) or " ".join(found) == acronym.casefold():
        return False
    return _spelled(letters, found)


def _spelled(letters: list[str], found: list[str]) -> bool:
    """Letters taken greedily from the beginnings of words, then from inside them."""
    skipped, at = 0, 0
    for place, word in enumerate(found):
        if at < len(letters) and (word[0] == letters[at] or (place == 0 and word[1:2] == letters[at] == "x")):
            at += 1
            at = _inside(word, letters, at, found[place + 1 :])
        elif word not in STOP:
            skipped += 1
    return at == len(letters) and skipped <= 1


def _inside(word: str, letters: list[str], at: int, following: list[str]) -> int:
    """How far the letters go on inside one word, while later words do not begin with them."""
    spot = 1
    while at < len(letters):
        begins = [other[0] for other in following if other not in STOP]
        if begins[: len(letters) - at] == letters[at:] or (begins and begins[0] == letters[at]):
            break
        spot = word.find(letters[at], spot) + 1
        if not spot:
            break
        at += 1
    return at


def initials(names: list[str]) -> str:
    """The initials of a name's words without particles, or nothing when they are too few or too many."""
    found = "".join(word[0].casefold() for word in names if word.casefold() not in STOP)
    return found if _FEWEST <= len(found) <= _MOST and found.isalpha() else ""
