"""Single-use links: made, mailed, used once. Only the hash of what the link carries is stored."""

import secrets
from datetime import datetime, timedelta
from typing import Final, cast

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.accounts.models import Person, Token, TokenPurpose
from marketplace.accounts.queries import digest
from marketplace.db import db
from marketplace.errors import Refused

LIVES: Final = {TokenPurpose.CONFIRM_EMAIL: timedelta(days=2), TokenPurpose.RESET_PASSWORD: timedelta(hours=1)}


def make_token(person: Person, purpose: TokenPurpose, *, now: datetime) -> tuple[Token, str]:
    """A new link of this purpose and the secret it carries; older ones of the same purpose die."""
    end_tokens(person, purpose, now=now)
    secret = secrets.token_urlsafe(32)
    token = Token(
        person_id=person.id, purpose=purpose, token_hash=digest(secret), created_at=now, expires_at=now + LIVES[purpose]
    )
    db.session.add(token)
    db.session.flush()
    return token, secret


def use_token(secret: str, purpose: TokenPurpose, *, now: datetime) -> Person:
    """Use a link up and give its person, or refuse. One conditional statement: two clicks, one use."""
    person_id = db.session.scalar(
        sa.update(Token)
        .where(
            Token.token_hash == digest(secret),
            Token.purpose == purpose,
            Token.used_at.is_(None),
            Token.expires_at > now,
        )
        .values(used_at=now)
        .returning(Token.person_id)
        .execution_options(synchronize_session=False)
    )
    person = db.session.get(Person, person_id) if person_id else None
    require_link(person if person and person.active else None)
    return cast("Person", person)


def require_link(found: object) -> None:
    """Refuse before slow work when a link no longer opens anything; using it up decides again."""
    if found is None:
        raise Refused(_("This link has been used or has ended. Ask for a new one; it takes a minute."))


def end_tokens(person: Person, purpose: TokenPurpose, *, now: datetime) -> None:
    """End every unused link of a purpose."""
    db.session.execute(
        sa.update(Token)
        .where(Token.person_id == person.id, Token.purpose == purpose, Token.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
