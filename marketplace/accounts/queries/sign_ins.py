"""Who is behind a cookie, for how long, and with what proof."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from marketplace.accounts.models import KnownDevice, Membership, Person, RecoveryCode, SecondFactor, SignIn
from marketplace.accounts.queries.addresses import digest, fold
from marketplace.accounts.queries.places import living_memberships
from marketplace.db import db
from marketplace.sides import Side


@dataclass(frozen=True)
class Limits:
    """How long a sign-in lives: unused, and altogether."""

    idle: timedelta
    altogether: timedelta


OPEN_HALL: Final = Limits(idle=timedelta(days=14), altogether=timedelta(days=90))


OFFICE: Final = Limits(idle=timedelta(minutes=30), altogether=timedelta(hours=12))


LIMITS: Final = dict.fromkeys(Side, OPEN_HALL) | {Side.STAFF: OFFICE, Side.ADMIN: OFFICE}


CODE_WITHIN: Final = timedelta(minutes=10)  # from the password to the code
_LIVING: Final = (
    SignIn.ended_at.is_(None),
    Membership.ended_at.is_(None),
    Person.active.is_(True),
    SignIn.epoch == Person.epoch,
)


_SIGNED_IN: Final = (  # asked by every request, so it is put together once
    sa.select(SignIn)
    .join(SignIn.membership)
    .join(Membership.person)
    .outerjoin(Membership.organisation)
    .options(
        contains_eager(SignIn.membership).contains_eager(Membership.person),
        contains_eager(SignIn.membership).contains_eager(Membership.organisation),
    )
    .where(SignIn.secret_hash == sa.bindparam("secret_hash"), *_LIVING, SignIn.awaits_code.is_(False))
)


def signed_in(secret: str, *, now: datetime) -> SignIn | None:
    """The living sign-in of a browser's secret, with membership, person and organisation, in one statement."""
    found = db.session.scalars(_SIGNED_IN, {"secret_hash": digest(secret)}).one_or_none()
    return found if found and _within_limits(found, now) else None


def _within_limits(sign_in: SignIn, now: datetime) -> bool:
    limits = LIMITS[sign_in.membership.side]
    return now - sign_in.last_seen_at <= limits.idle and now - sign_in.began_at <= limits.altogether


def must_choose(person_id: uuid.UUID) -> bool:
    """Whether a person who has just signed in for the first time can act for more than one."""
    times = (
        sa.select(sa.func.count())
        .select_from(SignIn)
        .join(SignIn.membership)
        .where(Membership.person_id == person_id, SignIn.awaits_code.is_(False))
    )
    return len(living_memberships(person_id)) > 1 and (db.session.scalar(times) or 0) <= 1


def last_used(person_id: uuid.UUID) -> uuid.UUID | None:
    """The membership a person acted with when they last signed in."""
    return db.session.scalar(
        sa.select(SignIn.membership_id)
        .join(SignIn.membership)
        .where(Membership.person_id == person_id, Membership.ended_at.is_(None), SignIn.awaits_code.is_(False))
        .order_by(SignIn.created_at.desc())
        .limit(1)
    )


def sign_in_of(secret: str) -> SignIn:
    """The sign-in of a browser's secret, living or not; a secret that was never given out is a bug."""
    return db.session.scalars(
        sa.select(SignIn).options(joinedload(SignIn.membership)).where(SignIn.secret_hash == digest(secret))
    ).one()


def awaiting(secret: str, *, now: datetime) -> SignIn | None:
    """The sign-in behind a secret whose password is proven and whose code is not, for ten minutes."""
    return db.session.scalars(
        sa.select(SignIn)
        .join(SignIn.membership)
        .join(Membership.person)
        .options(contains_eager(SignIn.membership).contains_eager(Membership.person))
        .where(
            SignIn.secret_hash == digest(secret),
            *_LIVING,
            SignIn.awaits_code.is_(True),
            SignIn.created_at > now - CODE_WITHIN,
        )
    ).one_or_none()


def own_sign_ins(person_id: uuid.UUID) -> sa.Select[SignIn]:
    """The sign-ins of a person that have not ended, the one seen last first; some may have gone idle."""
    return (
        sa.select(SignIn)
        .join(SignIn.membership)
        .join(Membership.person)
        .options(contains_eager(SignIn.membership).joinedload(Membership.organisation))
        .where(Membership.person_id == person_id, *_LIVING, SignIn.awaits_code.is_(False))
        .order_by(SignIn.last_seen_at.desc(), SignIn.id)
    )


def living_sign_ins(person_id: uuid.UUID, *, now: datetime) -> list[SignIn]:
    """The browsers in which a person is signed in now, the one seen last first."""
    rows = db.session.scalars(own_sign_ins(person_id).where(SignIn.last_seen_at > now - OPEN_HALL.idle).limit(100))
    return [row for row in rows if _within_limits(row, now)]


def has_second_factor(person_id: uuid.UUID) -> bool:
    """Whether the person's second factor is on."""
    return db.session.get(SecondFactor, person_id) is not None


def recovery_codes_left(person_id: uuid.UUID) -> int:
    """How many codes on paper still work."""
    return (
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(RecoveryCode)
            .where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
        )
        or 0
    )


def is_known_device(secret: str, address: str) -> bool:
    """Whether the person with this address has signed in before in the browser that carries this secret."""
    known = (
        sa.select(KnownDevice.id)
        .join(Person, Person.id == KnownDevice.person_id)
        .where(KnownDevice.secret_hash == digest(secret), Person.email == fold(address))
    )
    return bool(secret) and db.session.scalar(known) is not None


def is_device_of_anybody(secret: str) -> bool:
    """Whether this site gave a browser its secret: one that somebody planted is not taken on."""
    known = sa.select(KnownDevice.id).where(KnownDevice.secret_hash == digest(secret)).limit(1)
    return bool(secret) and db.session.scalar(known) is not None
