"""What waits, what is given up, what was done last."""

import sqlalchemy as sa

from marketplace.outbox.models import OutboxItem


def waiting() -> sa.Select[OutboxItem]:
    """Neither done nor given up, next first."""
    return (sa.select(OutboxItem).where(OutboxItem.done_at.is_(None), OutboxItem.dead_at.is_(None))
            .order_by(OutboxItem.not_before, OutboxItem.created_at, OutboxItem.id))


def dead() -> sa.Select[OutboxItem]:
    """Given up after too many tries, newest first."""
    return (sa.select(OutboxItem).where(OutboxItem.dead_at.is_not(None))
            .order_by(OutboxItem.dead_at.desc(), OutboxItem.id))


def done() -> sa.Select[OutboxItem]:
    """Sent or carried out, newest first."""
    return (sa.select(OutboxItem).where(OutboxItem.done_at.is_not(None))
            .order_by(OutboxItem.done_at.desc(), OutboxItem.id))
