"""Where a program came from that was imported from a file."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import Base
from marketplace.demand.programs.models.programs import Program


class ProgramOrigin(Base):
    """Where a program came from: what it was called there, in which version, on which site, and the file's digest.

    `digest` is that of the content as it was when it was imported.
    """

    __tablename__ = "program_origins"
    program_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Program.id), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    version_number: Mapped[int]
    site: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[datetime]
    imported_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))

    imported_by: Mapped[Person] = relationship()

    __table_args__ = (CheckConstraint("version_number >= 1", name="number_counts"), {"info": {"append_only": True}})
