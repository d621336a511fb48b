"""Sign-ins: one row for each browser, known by the hash of its secret."""

import secrets
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.accounts.actions.passwords import knows_password
from marketplace.accounts.actions.second_factors import take_code
from marketplace.accounts.models import Membership, SecondFactor, SignIn
from marketplace.accounts.queries import (
    LIMITS,
    OFFICE,
    awaiting,
    digest,
    last_used,
    living_memberships,
    person_at,
    sign_in_of,
)
from marketplace.db import db
from marketplace.errors import Refused

FRESH: Final = timedelta(minutes=10)  # how long a proven password opens what is sensitive


class NotProven(Refused):
    """The password was proven too long ago for what is asked: the page asks for it again, then leads back."""


@dataclass(frozen=True)
class Proof:
    """What a browser has proven, and when; it goes along when the browser switches sides."""

    began_at: datetime
    proven_at: datetime
    second_factor_at: datetime | None = None
    device: str = ""


class Entry(NamedTuple):
    """What signing in came to: the place, the browser's secret, and whether a code is still needed."""

    membership: Membership
    secret: str
    awaits_code: bool


def require_password(stored: str | None, password: str) -> None:
    """Refuse a sign-in whose password is wrong. An unknown address costs the same work and gets the same words."""
    if not knows_password(stored, password):
        raise _no_match()


def sign_in(*, email: str, stored: str | None, now: datetime, device: str = "") -> Entry:
    """Sign in whoever has just proven the password behind `stored`, or have them prove the second factor next.

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
    proof = Proof(began_at=now, proven_at=now, device=device)
    awaits_code = db.session.get(SecondFactor, person.id) is not None
    return Entry(membership, begin_sign_in(membership, now=now, proof=proof, awaits_code=awaits_code), awaits_code)


def finish_sign_in(secret: str, *, code: str, now: datetime) -> Entry:
    """Take the code of somebody whose password is proven, and sign them in with a new secret."""
    waiting = awaiting(secret, now=now)
    if waiting is None:
        raise Refused(_("That took too long, or was done already. Sign in again."))
    membership = waiting.membership
    take_code(membership.person_id, code=code, now=now)
    waiting.ended_at = now
    proof = replace(_proof_of(waiting), second_factor_at=now)
    return Entry(membership, begin_sign_in(membership, now=now, proof=proof), awaits_code=False)


def place_of(person_id: uuid.UUID) -> Membership | None:
    """The membership a person signs in with: the one used last, else the first one they were given."""
    living = living_memberships(person_id)
    before = last_used(person_id)
    return next((membership for membership in living if membership.id == before), living[0] if living else None)


def _no_match() -> Refused:
    return Refused(_("That address and password do not go together. Check both, or renew the password below."))


def begin_sign_in(
    membership: Membership, *, now: datetime, proof: Proof | None = None, awaits_code: bool = False
) -> str:
    """Sign a browser in for a membership; gives back the secret for its cookie, kept nowhere else."""
    secret = secrets.token_urlsafe(32)
    proof = proof or Proof(began_at=now, proven_at=now)
    db.session.add(
        SignIn(
            membership=membership,
            secret_hash=digest(secret),
            epoch=membership.person.epoch,
            created_at=now,
            last_seen_at=now,
            awaits_code=awaits_code,
            began_at=proof.began_at,
            proven_at=proof.proven_at,
            second_factor_at=proof.second_factor_at,
            device=proof.device,
        )
    )
    db.session.flush()
    return secret


def switch(secret: str, membership: Membership, *, now: datetime) -> str:
    """Act for another membership from now on: the old sign-in ends, a new secret takes its place.

    An office asks for more than a sign-in that may be weeks old: there the password is proven anew.
    """
    before = sign_in_of(secret)
    if LIMITS[membership.side] is OFFICE and LIMITS[before.membership.side] is not OFFICE:
        require_proof(before.proven_at, now=now)
    return renew_sign_in(secret, membership, now=now)


def renew_sign_in(
    secret: str, membership: Membership, *, now: datetime, proven: bool = False, second_factor: bool | None = None
) -> str:
    """Give a browser a new sign-in, so that it stays when a change ends all others; gives back its new secret.

    What it has proven goes along; `proven` says that the password was proven just now, `second_factor`
    that a code was (or that there is none any more).
    """
    proof = _proof_of(sign_in_of(secret))
    if proven:
        proof = replace(proof, proven_at=now)
    if second_factor is not None:
        proof = replace(proof, second_factor_at=now if second_factor else None)
    end_sign_in(secret, now=now)
    return begin_sign_in(membership, now=now, proof=proof)


def _proof_of(row: SignIn) -> Proof:
    return Proof(row.began_at, row.proven_at, row.second_factor_at, row.device)


def require_proof(proven_at: datetime, *, now: datetime) -> None:
    """Ask for the password again when it was proven more than ten minutes ago."""
    if now - proven_at > FRESH:
        raise NotProven(_("Please show that it is you: type your password again."))


def prove(secret: str, *, now: datetime) -> None:
    """Note that the person behind a browser has just proven the password again."""
    db.session.execute(
        sa.update(SignIn)
        .where(SignIn.secret_hash == digest(secret), SignIn.ended_at.is_(None))
        .values(proven_at=now, last_seen_at=now)
        .execution_options(synchronize_session=False)
    )


def end_sign_in(secret: str, *, now: datetime) -> None:
    """End the sign-in of a browser; an unknown or ended one stays as it is."""
    db.session.execute(
        sa.update(SignIn)
        .where(SignIn.secret_hash == digest(secret), SignIn.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )


def end_own_sign_in(sign_in: SignIn, *, now: datetime) -> None:
    """End one of one's own sign-ins, wherever that browser is."""
    sign_in.ended_at = now


def end_other_sign_ins(person_id: uuid.UUID, *, but: str, now: datetime) -> None:
    """End every sign-in of a person except that of the browser whose secret is `but`."""
    theirs = sa.select(Membership.id).where(Membership.person_id == person_id)
    db.session.execute(
        sa.update(SignIn)
        .where(SignIn.membership_id.in_(theirs), SignIn.secret_hash != digest(but), SignIn.ended_at.is_(None))
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
