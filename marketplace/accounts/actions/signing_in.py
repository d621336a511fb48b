"""Sign-ins: one row for each browser, known by the hash of its secret."""

import secrets
import uuid
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.accounts.actions.passwords import knows_password
from marketplace.accounts.models import Membership, SignIn
from marketplace.accounts.queries import digest, last_used, living_memberships, person_at
from marketplace.db import db
from marketplace.errors import Refused


def require_password(stored: str | None, password: str) -> None:
    """Refuse a sign-in whose password is wrong. An unknown address costs the same work and gets the same words."""
    if not knows_password(stored, password):
        raise _no_match()


def sign_in(*, email: str, stored: str | None, now: datetime) -> tuple[Membership, str]:
    """Sign in whoever has just proven the password behind `stored`; gives the membership and the browser's secret.

    Reads the person again, for the proof took a while: a password changed meanwhile counts.
    """
    person = person_at(email)
    if person is None or not person.active or stored is None or person.password != stored:
        raise _no_match()
    membership = place_of(person.id)
    if membership is None:
        raise Refused(
            _(
                "Your account is fine, but it acts for nobody at the moment. "
                "Ask the person who invited you for a new invitation."
            )
        )
    return membership, begin_sign_in(membership, now=now)


def place_of(person_id: uuid.UUID) -> Membership | None:
    """The membership a person signs in with: the one used last, else the first one they were given."""
    living = living_memberships(person_id)
    before = last_used(person_id)
    return next((membership for membership in living if membership.id == before), living[0] if living else None)


def _no_match() -> Refused:
    return Refused(_("That address and password do not go together. Check both, or renew the password below."))


def begin_sign_in(membership: Membership, *, now: datetime) -> str:
    """Sign a browser in for a membership; gives back the secret for its cookie, kept nowhere else."""
    secret = secrets.token_urlsafe(32)
    db.session.add(
        SignIn(
            membership=membership,
            secret_hash=digest(secret),
            epoch=membership.person.epoch,
            created_at=now,
            last_seen_at=now,
        )
    )
    db.session.flush()
    return secret


def switch(secret: str, membership: Membership, *, now: datetime) -> str:
    """Act for another membership from now on: the old sign-in ends, a new secret takes its place."""
    end_sign_in(secret, now=now)
    return begin_sign_in(membership, now=now)


def end_sign_in(secret: str, *, now: datetime) -> None:
    """End the sign-in of a browser; an unknown or ended one stays as it is."""
    db.session.execute(
        sa.update(SignIn)
        .where(SignIn.secret_hash == digest(secret), SignIn.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )


def note_seen(secret: str, *, now: datetime) -> None:
    """Keep a sign-in from going idle."""
    db.session.execute(
        sa.update(SignIn)
        .where(SignIn.secret_hash == digest(secret), SignIn.ended_at.is_(None))
        .values(last_seen_at=now)
        .execution_options(synchronize_session=False)
    )
