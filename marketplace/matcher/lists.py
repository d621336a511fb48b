"""*Java, Python and SQL*: a text that names several things, and *health and safety*, one that does not.

A text is taken apart at commas, semicolons, slashes, bullets and the words *and*, *or*, and only when
its items stand as names of their own; else a phrase would be broken that means one thing.
"""

import re
from collections.abc import Callable

from marketplace.matcher import cues
from marketplace.matcher.words import protected

_SEPARATORS = re.compile(r"\s*[,;\n|•·]\s*(?:and\s+|or\s+|&\s+)?|\s+/\s+", re.IGNORECASE)
_JOINTS = re.compile(r"\s+(?:and(?:/or)?|or|as well as|&|plus)\s+|\s*/\s*", re.IGNORECASE)
#: Beyond so many items it is running text.
_MOST = 20
_LONGEST = 6
_PARENTHESES = re.compile(r"[(\[][^()\[\]]*[)\]]")


def items(text: str, is_name: Callable[[str], bool]) -> list[str]:
    """The items of a list, or nothing when the text is no list."""
    core, _ = cues.stripped(_PARENTHESES.sub(lambda found: found[0].replace(",", " "), text))
    by_comma = [item for item in _SEPARATORS.split(core) if any(map(str.isalnum, item))]
    if len(by_comma) > _MOST:
        return []
    found = [part for item in by_comma for part in _apart(item, is_name)]
    if len(found) < 2:  # noqa: PLR2004 - one item is no list
        return []
    short = [len(item.split()) <= _LONGEST for item in found]
    known = sum(map(is_name, found))
    return found if 2 * known >= len(found) and known and all(short) else []


def _apart(item: str, is_name: Callable[[str], bool]) -> list[str]:
    """One item, or both sides of its *and* when each is a name of its own."""
    sides = [side for side in _JOINTS.split(item) if any(map(str.isalnum, side))]
    if len(sides) < 2 or is_name(item) or protected(item) != item.casefold():  # noqa: PLR2004 - one side is the item
        return [item]
    return sides if all(map(is_name, sides)) else [item]
