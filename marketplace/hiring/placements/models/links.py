"""Single-use links by which somebody confirms without an account: only the hash of what they carry is kept."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Membership
from marketplace.db import Identified
from marketplace.hiring.placements.models.checks import RetentionCheckpoint
from marketplace.hiring.placements.models.episodes import Placement


class ConfirmationLink(Identified):
    """A link to say whether a hire is right, or what a check asks. Good once, until a day, for one place to act from.

    `checkpoint` is None for a hire. Whoever's place has ended has no right behind it any more.
    """

    __tablename__ = "confirmation_links"
    placement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("placements.id"), index=True)
    checkpoint_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("retention_checkpoints.id"), index=True)
    membership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("memberships.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    placement: Mapped[Placement] = relationship()
    checkpoint: Mapped[RetentionCheckpoint | None] = relationship()
    membership: Mapped[Membership] = relationship()

    __table_args__ = (CheckConstraint("expires_at > created_at", name="lives_for_a_while"),)
