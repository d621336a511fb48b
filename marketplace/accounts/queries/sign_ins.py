"""Who is behind a cookie, and for how long."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from marketplace.accounts.models import (
    Membership,
    Person,
    SignIn,
)
from marketplace.accounts.queries.addresses import digest
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


def signed_in(secret: str, *, now: datetime) -> SignIn | None:
    """The living sign-in of a browser's secret, with membership, person and organisation, in one statement."""
    found = db.session.scalars(
        sa.select(SignIn)
        .join(SignIn.membership)
        .join(Membership.person)
        .outerjoin(Membership.organisation)
        .options(
            contains_eager(SignIn.membership).contains_eager(Membership.person),
            contains_eager(SignIn.membership).contains_eager(Membership.organisation),
        )
        .where(
            SignIn.secret_hash == digest(secret),
            SignIn.ended_at.is_(None),
            Membership.ended_at.is_(None),
            Person.active.is_(True),
            SignIn.epoch == Person.epoch,
        )
    ).one_or_none()
    return found if found and _within_limits(found, now) else None


def _within_limits(sign_in: SignIn, now: datetime) -> bool:
    limits = LIMITS[sign_in.membership.side]
    return now - sign_in.last_seen_at <= limits.idle and now - sign_in.created_at <= limits.altogether


def must_choose(person_id: uuid.UUID) -> bool:
    """Whether a person who has just signed in for the first time can act for more than one."""
    times = (
        sa.select(sa.func.count()).select_from(SignIn).join(SignIn.membership).where(Membership.person_id == person_id)
    )
    return len(living_memberships(person_id)) > 1 and (db.session.scalar(times) or 0) <= 1


def last_used(person_id: uuid.UUID) -> uuid.UUID | None:
    """The membership a person acted with when they last signed in."""
    return db.session.scalar(
        sa.select(SignIn.membership_id)
        .join(SignIn.membership)
        .where(Membership.person_id == person_id, Membership.ended_at.is_(None))
        .order_by(SignIn.created_at.desc())
        .limit(1)
    )
