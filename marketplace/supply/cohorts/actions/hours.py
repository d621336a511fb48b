"""Hours that partners give to the training."""

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from marketplace.db import db, lock, move, record
from marketplace.errors import Refused
from marketplace.sides import Actor
from marketplace.supply.cohorts import queries
from marketplace.supply.cohorts.lifecycle import DELIVERY
from marketplace.supply.cohorts.models import CoDelivery, Cohort, DeliveryStage, GivenHours


def offer_hours(
    cohort: Cohort, *, day: date, hour: time, hours: Decimal, topic: str, place: str, actor: Actor, now: datetime
) -> CoDelivery:
    """Offer a date to a cohort's training, for an employer that is signed onto it and whose agreement holds."""
    partners = queries.own_partners(lock(cohort), actor.organisation_id)
    if not partners:
        raise Refused(
            _("Only an active partner that is signed onto %(cohort)s can give hours to it.", cohort=cohort.name)
        )
    if not cohort.starts_on <= day <= cohort.ends_on:
        raise Refused(_("That day is not within the training. Choose one between its first and its last day."))
    row = CoDelivery(
        cohort_id=cohort.id,
        hiring_partner_id=partners[0].id,
        topic=topic,
        starts_at=datetime.combine(day, hour, tzinfo=ZoneInfo(cohort.time_zone)),
        hours=hours,
        place=place,
        created_at=now,
    )
    db.session.add(row)
    record(row, "offer", came_from=None, actor=actor, now=now)
    return row


def schedule_hours(row: CoDelivery, *, actor: Actor, now: datetime) -> None:
    """Take an offered date into the plan of the training."""
    move(row, DELIVERY, "schedule", actor=actor, now=now)


def cancel_hours(row: CoDelivery, *, actor: Actor, now: datetime, reason: str = "") -> None:
    """Call an hour off that has not been held."""
    move(row, DELIVERY, "cancel", actor=actor, now=now, reason=reason)


def hold_hours(row: CoDelivery, *, hours: Decimal, met: int, actor: Actor, now: datetime) -> None:
    """Note that it was held, with the hours really given (a line of the ledger) and how many people were met."""
    if lock(row).stage is DeliveryStage.SCHEDULED and row.starts_at > now:
        raise Refused(_("It has not begun yet. Note it down once it was held."))
    row.met = met
    move(row, DELIVERY, "hold", actor=actor, now=now)
    db.session.add(GivenHours(co_delivery_id=row.id, hours=hours, entered_by_id=actor.person_id, at=now))
    db.session.flush()
