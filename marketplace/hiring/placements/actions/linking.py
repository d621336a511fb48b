"""Links that confirm without an account: made, mailed, used once. Only the hash of what they carry is stored."""

import secrets
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from marketplace.accounts.actions.tokens import require_link
from marketplace.accounts.models import Membership
from marketplace.accounts.queries import digest
from marketplace.db import db
from marketplace.hiring.placements import queries
from marketplace.hiring.placements.models import ConfirmationLink, Placement, RetentionCheckpoint
from marketplace.outbox.actions import link_to

LIVES: Final = timedelta(days=30)


def make_link(
    placement: Placement, membership: Membership, *, now: datetime, checkpoint: RetentionCheckpoint | None = None
) -> str:
    """The address of a new link for somebody's place; older ones to the same question are over."""
    db.session.flush()
    same = ConfirmationLink.checkpoint_id == checkpoint.id if checkpoint else ConfirmationLink.checkpoint_id.is_(None)
    older = sa.update(ConfirmationLink).where(
        ConfirmationLink.placement_id == placement.id,
        ConfirmationLink.membership_id == membership.id,
        ConfirmationLink.used_at.is_(None),
        same,
    )
    db.session.execute(older.values(used_at=now).execution_options(synchronize_session=False))
    secret = secrets.token_urlsafe(32)
    db.session.add(
        ConfirmationLink(
            placement_id=placement.id,
            checkpoint_id=checkpoint.id if checkpoint else None,
            membership_id=membership.id,
            token_hash=digest(secret),
            created_at=now,
            expires_at=now + LIVES,
        )
    )
    db.session.flush()
    return link_to("placements.link_page", secret=secret)


def use_link(secret: str, *, now: datetime) -> ConfirmationLink:
    """Use a link up and give it, or refuse. One conditional statement: of two clicks one counts."""
    found = queries.behind(secret, now)
    require_link(found)
    assert found is not None  # require_link has seen to it
    taken = sa.update(ConfirmationLink).where(ConfirmationLink.id == found.id, *queries.good(now))
    require_link(
        db.session.scalar(
            taken.values(used_at=now).returning(ConfirmationLink.id).execution_options(synchronize_session=False)
        )
    )
    return found
