"""What an administrator sets for the whole site."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, Versioned


class SiteSettings(Versioned, Base):
    """One row, once somebody has set something; until then the environment's settings hold."""

    __tablename__ = "site_settings"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    site_name: Mapped[str] = mapped_column(String(80))
    time_zone: Mapped[str] = mapped_column(String(60))
    sender_name: Mapped[str] = mapped_column(String(80))
    changed_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
