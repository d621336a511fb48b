"""Who stands behind an address; how addresses and secrets are compared."""

import hashlib
import unicodedata
import uuid

import sqlalchemy as sa

from marketplace.accounts.models import (
    Person,
)
from marketplace.db import db


def digest(secret: str) -> str:
    """What is stored of a random secret. It has 256 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def fold(address: str) -> str:
    """An address as it is stored and compared: composed (NFC) and in lower case.

    Look-alike letters stay different, so that nobody gets a link for an address that only looks like theirs.
    """
    return unicodedata.normalize("NFC", address.strip()).lower()


def person_at(address: str) -> Person | None:
    """The person with this address, whether active or not."""
    return db.session.scalars(sa.select(Person).where(Person.email == fold(address))).one_or_none()


def person(person_id: uuid.UUID) -> Person:
    """The person with this id, read afresh."""
    return db.session.scalars(sa.select(Person).where(Person.id == person_id)).one()


def password_of(address: str) -> str | None:
    """The stored hash of whoever may sign in with this address; None for everybody else."""
    found = person_at(address)
    return found.password if found and found.active else None
