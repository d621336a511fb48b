"""The terms of an offer: what they must keep to, and each version of them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypedDict, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.db import db
from marketplace.demand.role_needs.models import WagePeriod
from marketplace.errors import Refused
from marketplace.hiring.offers.models import Because, Offer, OfferTerms, Stage
from marketplace.sides import Actor, Side

FULL_TIME_HOURS: Final = 30
"""Hours a week from which work counts as full time; one person can hold one such job at a time."""
NOBODY: Final = cast("UUID", None)  # a history row names no person when the clock acts
CLOCK: Final = Actor(person_id=NOBODY, name="", side=Side.STAFF, membership_id=NOBODY)


class Work(TypedDict):
    """What work it is: the part of the terms that an offer and a recorded hire share. Wages are dollars."""

    job_title: str
    starts_on: date
    hours_per_week: Decimal
    wage: Decimal
    wage_period: str


class Terms(Work):
    """The terms of an offer; `expires_at` is the last moment to answer, `remarks` are what else belongs to it."""

    remarks: str
    expires_at: datetime
    time_zone: str


def full_time(hours_per_week: Decimal) -> bool:
    """Whether this many hours a week are a full-time job."""
    return hours_per_week >= FULL_TIME_HOURS


def refuse_seen(offer: Offer) -> None:
    """Refused once the person has seen the offer."""
    if offer.stage is not Stage.DRAFT:
        raise Refused(_("This offer has been extended, so its terms stand. Withdraw it, then write a new one."))


def set_work(
    offer: Offer, starts_on: date, hours_per_week: Decimal, wage: Decimal, wage_period: str, *, now: datetime
) -> None:
    """Set the first day, the hours and the wage. Refused for a day that has passed where the offer is read."""
    guard_start(offer, starts_on, now)
    offer.starts_on = starts_on
    offer.hours_per_week, offer.full_time = hours_per_week, full_time(hours_per_week)
    offer.wage, offer.wage_period = wage, WagePeriod(wage_period)


def guard_start(offer: Offer, starts_on: date, now: datetime) -> None:
    """Refused for a first day that has passed where the offer is read."""
    if starts_on < now.astimezone(ZoneInfo(offer.time_zone)).date():
        raise Refused(_("The first day lies in the past. Which day did you mean?"))


def guard_expiry(expires_at: datetime, now: datetime) -> None:
    """Refused for a last moment that has passed."""
    if expires_at <= now:
        raise Refused(_("The last day to answer has passed already. Give the person a day that is still to come."))


def keep_terms(offer: Offer, because: Because, now: datetime) -> None:
    """Write the terms down as they stand from now on, after those that stood before."""
    newest = sa.select(sa.func.coalesce(sa.func.max(OfferTerms.seq), 0)).where(OfferTerms.offer_id == offer.id)
    db.session.add(
        OfferTerms(
            offer_id=offer.id,
            seq=(db.session.scalar(newest) or 0) + 1,
            because=because,
            starts_on=offer.starts_on,
            hours_per_week=offer.hours_per_week,
            wage=offer.wage,
            wage_period=offer.wage_period,
            expires_at=offer.expires_at,
            at=now,
        )
    )
    db.session.flush()
