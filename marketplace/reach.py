"""How far program staff see: conditions that rooms below name, and rooms above fill in.

A room such as employers cannot know of programs, which stand above it. It asks for a scope by name; the
application declares which function gives the ids (`REACH` in app.py). Always a subquery over current rows, so that
an assignment that has ended works at the next statement.
"""

import uuid
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import current_app

from marketplace.sides import Actor, Side

#: Gives the ids of a scope that a coordinator, who does not see every program, may reach.
Ids = Callable[[Actor], sa.Select[uuid.UUID]]


def within(actor: Actor, scope: str, column: Any) -> sa.ColumnElement[bool]:  # Any: a mapped column of ids
    """Whether the row that `column` names is within the reach of a staff member; nothing is for other sides.

    Leads reach everything. Raises KeyError for a scope that the application does not declare.
    """
    if actor.side is not Side.STAFF:
        return sa.false()
    ids: Ids = current_app.extensions["reach"][scope]
    condition: sa.ColumnElement[bool] = sa.true() if actor.all_programs else column.in_(ids(actor))
    return condition
