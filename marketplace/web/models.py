"""Bookkeeping of the edge: which form was already sent, and where its answer is."""

import uuid
from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base


class Submission(Base):
    """One form sent once: the second arrival of the same token is answered with the first's address."""

    __tablename__ = "submissions"
    token: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    sender: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]
