"""What opens behind the link of a mail: invitations, single-use tokens, new addresses."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models.people import Organisation, Person
from marketplace.db import Identified, one_of
from marketplace.sides import Role, Side


class TokenPurpose(StrEnum):
    """What a single-use link does."""

    CONFIRM_EMAIL = "confirm_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 -- a word, not a secret


class Invitation(Identified):
    """A single-use invitation of one address to one side of one organisation; only its hash is kept."""

    __tablename__ = "invitations"
    email: Mapped[str] = mapped_column(String(254), index=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    side: Mapped[Side]
    role: Mapped[Role | None]
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    cancelled_at: Mapped[datetime | None]

    organisation: Mapped[Organisation | None] = relationship()

    link: str  # with its secret, until the transaction ends; not a column
    __allow_unmapped__ = True

    __table_args__ = (
        one_of("side", Side),
        one_of("role", Role),
        CheckConstraint("(accepted_at IS NULL) = (accepted_by_id IS NULL)", name="accepted_by_somebody"),
        CheckConstraint("accepted_at IS NULL OR cancelled_at IS NULL", name="accepted_or_cancelled"),
    )


class Token(Identified):
    """A single-use link to an address (confirm it, reset a password); only its hash is kept."""

    __tablename__ = "tokens"
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    purpose: Mapped[TokenPurpose]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    __table_args__ = (one_of("purpose", TokenPurpose),)


class AddressChange(Identified):
    """A new address that waits to be confirmed from its own mailbox; only the hash of the link is kept."""

    __tablename__ = "address_changes"
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    __table_args__ = (CheckConstraint("email = lower(email)", name="email_folded"),)
