"""Sign-ins: one row for each browser, known by the hash of its secret."""

import secrets
from datetime import datetime

import sqlalchemy as sa

from marketplace.accounts.models import Membership, SignIn
from marketplace.accounts.queries import digest
from marketplace.db import db


def begin_sign_in(membership: Membership, *, now: datetime) -> str:
    """Sign a browser in for a membership; gives back the secret for its cookie, kept nowhere else."""
    secret = secrets.token_urlsafe(32)
    db.session.add(SignIn(membership=membership, secret_hash=digest(secret), epoch=membership.person.epoch,
                          created_at=now, last_seen_at=now))
    db.session.flush()
    return secret


def end_sign_in(secret: str, *, now: datetime) -> None:
    """End the sign-in of a browser; an unknown or ended one stays as it is."""
    db.session.execute(sa.update(SignIn).where(SignIn.secret_hash == digest(secret), SignIn.ended_at.is_(None))
                       .values(ended_at=now).execution_options(synchronize_session=False))


def note_seen(secret: str, *, now: datetime) -> None:
    """Keep a sign-in from going idle."""
    db.session.execute(sa.update(SignIn).where(SignIn.secret_hash == digest(secret), SignIn.ended_at.is_(None))
                       .values(last_seen_at=now).execution_options(synchronize_session=False))
