"""What waits, what is given up, what was done last."""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from marketplace.db import db
from marketplace.outbox.models import OutboxItem

SHOWN: Final = 50


@dataclass(frozen=True)
class Counts:
    """How many mails and jobs wait, were given up, and are done."""

    waiting: int
    dead: int
    done: int


def waiting() -> sa.Select[OutboxItem]:
    """Neither done nor given up, next first."""
    return (
        sa.select(OutboxItem)
        .where(OutboxItem.done_at.is_(None), OutboxItem.dead_at.is_(None))
        .order_by(OutboxItem.not_before, OutboxItem.created_at, OutboxItem.id)
    )


def dead() -> sa.Select[OutboxItem]:
    """Given up after too many tries, newest first."""
    return (
        sa.select(OutboxItem).where(OutboxItem.dead_at.is_not(None)).order_by(OutboxItem.dead_at.desc(), OutboxItem.id)
    )


def done() -> sa.Select[OutboxItem]:
    """Sent or carried out, newest first."""
    return (
        sa.select(OutboxItem).where(OutboxItem.done_at.is_not(None)).order_by(OutboxItem.done_at.desc(), OutboxItem.id)
    )


def first(rows: sa.Select[OutboxItem]) -> list[OutboxItem]:
    """The first rows of one of the lists above."""
    return list(db.session.scalars(rows.limit(SHOWN)))


def counts() -> Counts:
    """All three counts in one statement."""
    done, dead_, total = db.session.execute(
        sa.select(sa.func.count(OutboxItem.done_at), sa.func.count(OutboxItem.dead_at), sa.func.count(OutboxItem.id))
    ).one()
    return Counts(waiting=total - done - dead_, dead=dead_, done=done)
