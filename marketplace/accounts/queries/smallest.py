"""The smallest number of people that a figure may point at, as an administrator set it for the whole site."""

import sqlalchemy as sa

from marketplace.accounts.models import SmallestGroup
from marketplace.db import db
from marketplace.suppression import SMALLEST


def smallest_group() -> int:
    """How many people a number told to others stands for at least, nobody apart. One statement: ask once, hand it on.

    Ask when something is told, never before: what is told from then on keeps to what was set by then.
    """
    row = smallest_set()
    return row.people if row else SMALLEST


def smallest_set() -> SmallestGroup | None:
    """What was set last, with its number; None while nobody has set anything."""
    return db.session.scalars(sa.select(SmallestGroup).order_by(SmallestGroup.number.desc()).limit(1)).first()
