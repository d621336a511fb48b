"""Signed-in browsers, what proves a person beside the password, and how often something was tried."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models.people import Membership
from marketplace.db import Base, Identified


class SignIn(Identified):
    """One signed-in browser: the cookie carries a random secret, this row its hash.

    `began_at` outlives a switch to another side, as do `proven_at` (the password) and `second_factor_at`.
    A row that `awaits_code` has the password only, and opens nothing but the page that asks for the code.
    """

    __tablename__ = "sign_ins"
    membership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("memberships.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    epoch: Mapped[int]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    began_at: Mapped[datetime]
    proven_at: Mapped[datetime]
    second_factor_at: Mapped[datetime | None]
    awaits_code: Mapped[bool] = mapped_column(default=False, server_default=false())
    device: Mapped[str] = mapped_column(String(80), default="", server_default="")

    membership: Mapped[Membership] = relationship()


class SecondFactor(Base):
    """The secret that a person's phone makes codes from, sealed. `last_step` is the newest code's: none works twice."""

    __tablename__ = "second_factors"
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    last_step: Mapped[int]
    created_at: Mapped[datetime]


class RecoveryCode(Identified):
    """One of the codes on paper, for whoever has lost the phone; only its hash is kept, and it works once."""

    __tablename__ = "recovery_codes"
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("person_id", "code_hash"),)


class KnownDevice(Identified):
    """A browser in which a person has signed in before: others who guess do not keep it out."""

    __tablename__ = "known_devices"
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    secret_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("person_id", "secret_hash"),)


class Attempt(Base):
    """How often one thing was tried by one somebody until `ends_at`. `key` is a keyed hash: it names nobody."""

    __tablename__ = "attempts"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    times: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)
