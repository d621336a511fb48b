"""What opens behind the link of a mail."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from marketplace.accounts.models import (
    AddressChange,
    Invitation,
    Person,
    Token,
    TokenPurpose,
)
from marketplace.accounts.queries.addresses import digest, person, person_at
from marketplace.db import db
from marketplace.sides import Actor


class Situation(StrEnum):
    """How whoever opens an invitation stands to it."""

    MINE = "mine"  # signed in with the invited address
    ANOTHER = "another"  # signed in with another one
    HAS_ACCOUNT = "has_account"
    NEW = "new"


def usable_token(secret: str, purpose: TokenPurpose, *, now: datetime) -> Token | None:
    """The unused, unexpired link of this purpose, or None."""
    return db.session.scalars(
        sa.select(Token)
        .options(joinedload(Token.person))
        .join(Token.person)
        .where(
            Token.token_hash == digest(secret),
            Token.purpose == purpose,
            Token.used_at.is_(None),
            Token.expires_at > now,
            Person.active.is_(True),
        )
    ).one_or_none()


def usable_address_change(secret: str, *, now: datetime) -> AddressChange | None:
    """The new address that waits behind a link, or None."""
    return db.session.scalars(
        sa.select(AddressChange)
        .join(AddressChange.person)
        .options(contains_eager(AddressChange.person))
        .where(
            AddressChange.token_hash == digest(secret),
            AddressChange.used_at.is_(None),
            AddressChange.expires_at > now,
            Person.active.is_(True),
        )
    ).one_or_none()


def open_invitations(*, now: datetime) -> sa.Select[Invitation]:
    """Invitations that can still be accepted, newest first."""
    return (
        sa.select(Invitation)
        .options(joinedload(Invitation.organisation))
        .where(Invitation.accepted_at.is_(None), Invitation.cancelled_at.is_(None), Invitation.expires_at > now)
        .order_by(Invitation.created_at.desc(), Invitation.id)
    )


def usable_invitation(secret: str, *, now: datetime) -> Invitation | None:
    """The invitation behind a link, when it can still be accepted."""
    return db.session.scalars(open_invitations(now=now).where(Invitation.token_hash == digest(secret))).one_or_none()


def situation(invitation: Invitation, actor: Actor | None) -> Situation:
    """Whether the reader of an invitation can accept at once, must sign in or out first, or is new."""
    if actor is not None:
        return Situation.MINE if person(actor.person_id).email == invitation.email else Situation.ANOTHER
    known = person_at(invitation.email)
    return Situation.HAS_ACCOUNT if known and known.confirmed_at else Situation.NEW


def unanswered() -> sa.Select[Invitation]:
    """Invitations neither accepted nor cancelled, expired ones too, newest first."""
    return (
        sa.select(Invitation)
        .options(joinedload(Invitation.organisation))
        .where(Invitation.accepted_at.is_(None), Invitation.cancelled_at.is_(None))
        .order_by(Invitation.created_at.desc(), Invitation.id)
    )


def all_unanswered() -> list[Invitation]:
    """Unanswered invitations, newest first."""
    return list(db.session.scalars(unanswered().limit(200)))
