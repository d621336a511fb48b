"""Checks of what comes in: each raises a ValueError that begins with the place given."""

from collections.abc import Iterable
from math import inf, isfinite
from operator import index
from typing import SupportsFloat, SupportsIndex, TypeVar

Row = TypeVar("Row")


def wrong(place: str, expected: str, value: object) -> ValueError:
    """The error for a value of another sort; a ValueError too, so that callers catch one thing."""
    return ValueError(f"{place}: expected {expected}, got {type(value).__name__}")


def text(place: str, value: object) -> str:
    """Any text, empty or not."""
    if not isinstance(value, str):
        raise wrong(place, "a text", value)
    return value


def name(place: str, value: object) -> str:
    """A text with something in it; an id or a label."""
    if not isinstance(value, str):
        raise wrong(place, "a text", value)
    if not value.strip():
        raise ValueError(f"{place}: is empty")
    return value


def names(place: str, values: object) -> tuple[str, ...]:
    """A tuple of texts."""
    return tuple(name(f"{place}[{i}]", value) for i, value in enumerate(several(place, values)))


def rows(place: str, values: object, kind: type[Row]) -> tuple[Row, ...]:
    """A tuple of values of one class."""
    checked: list[Row] = []
    for i, value in enumerate(several(place, values)):
        if not isinstance(value, kind):
            raise wrong(f"{place}[{i}]", kind.__name__, value)
        checked.append(value)
    return tuple(checked)


def several(place: str, values: object) -> tuple[object, ...]:
    """The values as a tuple. One bare text is refused: it would be taken letter by letter."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise wrong(place, "several values", values)
    return tuple(values)


def whole(place: str, value: object, least: int, most: int | None) -> int:
    """A whole number within bounds; True and 3.0 are not whole numbers here."""
    # What a million of them are is asked of their type first: asking a protocol is fifty times as slow.
    if type(value) is int and least <= value and (most is None or value <= most):
        return value
    span = f"from {least} to {most}" if most is not None else f"of at least {least}"
    if isinstance(value, bool) or not isinstance(value, SupportsIndex):
        raise wrong(place, f"a whole number {span}", value)
    found = index(value)
    if found < least or (most is not None and found > most):
        raise ValueError(f"{place}: {found} is not a whole number {span}")
    return found


def number(place: str, value: object) -> float:
    """A finite number above 0."""
    if type(value) is float and 0 < value < inf:
        return value
    if isinstance(value, bool) or not isinstance(value, SupportsFloat):
        raise wrong(place, "a number", value)
    try:
        found = float(value)
    except OverflowError:
        raise ValueError(f"{place}: the number is too large") from None
    if not isfinite(found) or found <= 0:
        raise ValueError(f"{place}: {found!r} is not a finite number above 0")
    return found


def choice(place: str, value: object, choices: tuple[str, ...]) -> str:
    """One of the given words."""
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{place}: {value!r} is not one of {', '.join(choices)}")
    return value
