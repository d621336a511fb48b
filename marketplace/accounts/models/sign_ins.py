"""Signed-in browsers."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models.people import Membership
from marketplace.db import Identified


class SignIn(Identified):
    """One signed-in browser: the cookie carries a random secret, this row its hash."""

    __tablename__ = "sign_ins"
    membership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("memberships.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    epoch: Mapped[int]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    membership: Mapped[Membership] = relationship()
