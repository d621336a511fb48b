"""How far program staff see: conditions that rooms below name, and rooms above fill in.

A room such as employers cannot know of programs, which stand above it. It asks for a scope by name; the
application declares which function gives the ids (`REACH` in app.py). Always a subquery over current rows, so that
an assignment that has ended works at the next statement.
"""

import uuid
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import sqlalchemy as sa
from flask import current_app

from marketplace.sides import Actor, Side

#: Gives the ids of a scope that a coordinator, who does not see every program, may reach.
Ids = Callable[[Actor], sa.Select[uuid.UUID]]
#: What the statement that is put together now has found already, by name and for whom.
_found: Final[ContextVar[dict[tuple[str, Hashable], sa.CTE] | None]] = ContextVar("found", default=None)


@contextmanager
def found_once() -> Iterator[None]:
    """For one statement of many parts that ask for the same ids: the database finds each only once."""
    token = _found.set({})
    try:
        yield
    finally:
        _found.reset(token)


def once(name: str, of: Hashable, ids: Callable[[], sa.Select[uuid.UUID]]) -> sa.Select[uuid.UUID]:
    """These ids, found once where a statement asks for it (`found_once`); `name` and `of` say which they are."""
    found = _found.get()
    if found is None:
        return ids()
    if (name, of) not in found:
        found[name, of] = ids().distinct().cte(name)
    return sa.select(found[name, of].c[0]).correlate(None)


def within(actor: Actor, scope: str, column: Any) -> sa.ColumnElement[bool]:  # Any: a mapped column of ids
    """Whether the row that `column` names is within the reach of a staff member; nothing is for other sides.

    Leads reach everything, and nobody what is veiled. Raises KeyError for a scope that nobody declares.
    """
    if actor.side is not Side.STAFF:
        return sa.false()
    ids: Ids = current_app.extensions["reach"][scope]
    if actor.all_programs:
        return unveiled(actor, scope, column)
    condition: sa.ColumnElement[bool] = column.in_(once(f"{scope}_within", actor, lambda: ids(actor)))
    return condition & unveiled(actor, scope, column)


def unveiled(actor: Actor, scope: str, column: Any) -> sa.ColumnElement[bool]:  # Any: a mapped column of ids
    """Whether the row that `column` names is not hidden from a staff member for a while, leads too (`VEILS`).

    Whoever is to review an application without names finds neither it nor the person anywhere until the review is in.
    """
    veil: Ids | None = current_app.extensions["veils"].get(scope)
    if veil is None or actor.side is not Side.STAFF:
        return sa.true()
    hidden: sa.ColumnElement[bool] = column.not_in(once(f"{scope}_veiled", actor, lambda: veil(actor)))
    return hidden
