"""A file somebody handed in: what it is in one row, its bytes in another, so that no list ever loads them."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.accounts.models import Person
from marketplace.db import Base, Identified, one_of
from marketplace.reader.kinds import LARGEST, MEDIA_TYPES, FileKind


class Document(Identified):
    """A file and whose it is. Never changed: another file is another row."""

    __tablename__ = "documents"
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Person.id), index=True)
    name: Mapped[str] = mapped_column(String(150))
    kind: Mapped[FileKind]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]

    __table_args__ = (
        one_of("kind", FileKind),
        CheckConstraint(f"size BETWEEN 1 AND {LARGEST}", name="size_allowed"),
    )

    @property
    def media_type(self) -> str:
        """What a browser is told it is: by the kind that was found, not by what the sender said."""
        return MEDIA_TYPES[self.kind]


class DocumentBody(Base):
    """The bytes of a file."""

    __tablename__ = "document_bodies"
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
