"""A person's profile as it was when they applied."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base


class ProfileSnapshot(Base):
    """What reviewers read. `format` says how `body` is laid out (queries/snapshots.py): old ones stay readable."""

    __tablename__ = "profile_snapshots"
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    format: Mapped[int]
    taken_at: Mapped[datetime]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)  # Any: text, days and lists of them

    __table_args__ = (CheckConstraint("format >= 1", name="format_counted_from_one"),)
