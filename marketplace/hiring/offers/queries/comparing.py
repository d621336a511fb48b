"""Offers side by side, and what changed from one version of the terms to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs.models import RoleNeed, WagePeriod
from marketplace.hiring.matches.models import Referral
from marketplace.hiring.offers.models import HELD, Because, Offer, OfferTerms, Stage
from marketplace.sides import Actor

WEEKS: Final = 52
"""Paid weeks of a year, by which an hourly wage and a yearly one are compared."""
MOST: Final = 25


def compared(actor: Actor, now: datetime) -> Select[Offer]:
    """The offers that a person can still answer, and those they hold; what lapses first comes first."""
    about = joinedload(Offer.referral).joinedload(Referral.role_need)
    still = or_(and_(Offer.stage == Stage.EXTENDED, Offer.expires_at >= now), Offer.stage.in_(HELD))
    return (
        select(Offer)
        .where(Offer.jobseeker_id == actor.person_id, still)
        .options(about.joinedload(RoleNeed.employer).joinedload(Employer.organisation), selectinload(Offer.conditions))
        .order_by(Offer.stage.in_(HELD), Offer.expires_at, Offer.id)
        .limit(MOST)
    )


def an_hour(wage: Decimal, period: WagePeriod, hours_per_week: Decimal) -> Decimal:
    """The wage for an hour; reckoned from the hours of a year where it is one for a year."""
    return wage if period is WagePeriod.HOUR else (wage / (hours_per_week * WEEKS)).quantize(Decimal("0.01"))


def a_year(wage: Decimal, period: WagePeriod, hours_per_week: Decimal) -> Decimal:
    """The wage for a year; reckoned from the hours of a year where it is one for an hour."""
    return wage if period is WagePeriod.YEAR else (wage * hours_per_week * WEEKS).quantize(Decimal(1))


@dataclass(frozen=True)
class Changed:
    """One version of the terms after another: when, why, and each term that changed, as it was and as it is."""

    at: datetime
    because: Because
    terms: Sequence[tuple[str, Any, Any]]  # Any: a day, a number, a wage with its period, or a moment


def changes_of(offer: Offer) -> list[Changed]:
    """What changed in the terms since they were extended, newest first."""
    rows = db.session.scalars(select(OfferTerms).where(OfferTerms.offer_id == offer.id).order_by(OfferTerms.seq)).all()
    pairs = list(pairwise(rows))
    return [Changed(new.at, new.because, different(old, new)) for old, new in reversed(pairs)]


def different(old: Any, new: Any) -> list[tuple[str, Any, Any]]:  # Any: rows that have terms
    """The terms that are not the same in two rows; a wage is told with its period. What is not said is not changed."""
    found: list[tuple[str, Any, Any]] = []
    if new.wage is not None and (old.wage, old.wage_period) != (new.wage, new.wage_period):
        found.append(("wage", (old.wage, old.wage_period), (new.wage, new.wage_period)))
    for name in ("hours_per_week", "starts_on", "expires_at"):
        before, after = getattr(old, name), getattr(new, name, None)
        if after is not None and before != after:
            found.append((name, before, after))
    return found
