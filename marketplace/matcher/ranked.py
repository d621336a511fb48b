"""A ranking that is explained when somebody looks at it.

`Pool.rank_all` finds who may be among the best of thousands of roles in about a second; to write
down every part of every score of all of them would take many times as long, and nobody reads them
all. So a ranking keeps who was found and does the rest, exact scores, order and parts, the first
time it is touched in any way. It is a `list` and behaves like one. What it tells is how things
stood when it was made, whatever happened to the pool since.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from marketplace.matcher.values import Match

_TOUCHES: Final = (
    *("__add__", "__contains__", "__delitem__", "__eq__", "__ge__", "__getitem__", "__gt__", "__iadd__", "__imul__"),
    *("__iter__", "__le__", "__len__", "__lt__", "__mul__", "__ne__", "__repr__", "__reversed__", "__rmul__"),
    *("__setitem__", "__sizeof__", "append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove"),
    *("reverse", "sort"),
)


class Ranking(list[Match]):
    """The matches of one role, best first, made by `tell` at the first touch."""

    __slots__ = ("_tell",)

    def __init__(self, tell: Callable[[], Iterable[Match]]) -> None:
        super().__init__()
        self._tell: Callable[[], Iterable[Match]] | None = tell

    def told(self) -> None:
        """See that everything is in it."""
        if self._tell is not None:
            matches = list(self._tell())
            self._tell = None
            super().extend(matches)

    def __radd__(self, other: list[Match]) -> list[Match]:
        """`[…] + ranking`, which a plain list would do without looking."""
        return [*other, *self]

    def __reduce__(self) -> tuple[Any, ...]:  # Any: the shape is pickle's
        """A copy and a pickle are plain lists."""
        return list, (list(self),)


def _touching(name: str) -> Callable[..., Any]:  # Any: as each method of list has it
    method = getattr(list, name)

    def touch(self: Ranking, *arguments: Any, **named: Any) -> Any:
        for ranking in (self, *arguments):
            if isinstance(ranking, Ranking):
                ranking.told()
        return method(self, *arguments, **named)

    touch.__name__, touch.__doc__ = name, method.__doc__
    return touch


for _name in _TOUCHES:
    setattr(Ranking, _name, _touching(_name))
