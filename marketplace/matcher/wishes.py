"""What a text would like and does not insist on: *Python is nice to have, but not required*.

The words stand beside the competency, or above a list of several as its heading.
"""

import re
from collections.abc import Iterator

from marketplace.matcher.phrases import NOT_NEEDED

_STRENGTH = r"(?:big|huge|strong|definite|real|great|distinct|added|additional|further|major|nice)"
_WISH = (
    r"(?:nice|good|great)[- ]to[- ]haves?|optional(?:ly)?|preferred|preferabl[ey]|desirable|desired|advantageous|"
    r"ideally|beneficial|helpful|useful|welcome|bonus points?|as a bonus|"
    rf"an? (?:{_STRENGTH} )?(?:plus|bonus|asset|advantage)|"
    r"would be (?:nice|great|good)|would help"
)
WISH = re.compile(rf"\b(?:{_WISH})\b", re.IGNORECASE)
#: After a comma, a colon or a bracket the words must follow at once, for whatever is next may be about something else.
_FOLLOWS = re.compile(
    r"\s*[,:(\[–-]\s*(?:(?:but|though|although|and|which|it|that|is|are|would|be|not a must)\s+){0,4}"
    rf"(?:(?P<wish>{_WISH})|(?P<not>not (?:required|needed|necessary|expected|essential|a must)))\b",
    re.IGNORECASE,
)
_HEADING = re.compile(rf"\W*(?:{_WISH}|bonus|assets?|plus(?:es)?|extras?)\b", re.IGNORECASE)
_ALONE = re.compile(
    r"\W*(?:\w+ ){0,2}?(?:(?:skills?|qualifications?|experience|knowledge|points?|haves?|if|you|also|have)\W*){0,5}",
    re.IGNORECASE,
)
#: Words of a heading that ends a list of wishes, colon or not.
_OTHER = re.compile(
    r"\W*(?:requirements?|required|must|qualifications?|responsibilit|duties|tasks|benefits|about|apply|how to|contact|"
    r"we offer|we need|what|who|why|your|you will|you have|the role)\b",
    re.IGNORECASE,
)
_LONGEST_HEADING = 6  # words


def says(after: str) -> str:
    """What the words after a competency say of it: "wish", "not_needed", or nothing."""
    follows = _FOLLOWS.match(after)
    if follows:
        return "wish" if follows["wish"] else "not_needed"
    beside = re.match(r"[^.;,:()!?\n\r•·|]{0,60}", after)
    near = beside[0] if beside else ""
    if WISH.search(near):
        return "wish"
    return "not_needed" if NOT_NEEDED.search(near) or _denied_behind(after, near) else ""


def _denied_behind(after: str, near: str) -> bool:
    """Whether a comma later it is said not to be needed: *Python experience, but not required*."""
    follows = _FOLLOWS.match(after, len(near))
    return bool(follows and follows["not"])


def listed(text: str) -> list[tuple[int, int]]:
    """The parts of a text that stand under a heading such as *Nice to have*, as places in it."""
    return list(_listed(text))


def _listed(text: str) -> Iterator[tuple[int, int]]:
    under, at = False, 0
    for line in text.splitlines(keepends=True):
        begin, at = at, at + len(line)
        head, colon, rest = line.partition(":")
        kind = _kind(head, colon=bool(colon))
        if kind is None:
            if under:
                yield begin, at
        elif colon and rest.strip():
            if kind:
                yield begin + len(head), at
        else:
            under = kind


def _kind(head: str, *, colon: bool) -> bool | None:
    """Whether a line is the heading of wishes, of something else, or (None) none at all."""
    if not 0 < len(head.split()) <= _LONGEST_HEADING:
        return None
    wish = _HEADING.match(head)
    if wish and (colon or _ALONE.fullmatch(head, wish.end())):
        return True
    return False if colon or _OTHER.match(head) else None
