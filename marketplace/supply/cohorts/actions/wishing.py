"""A partner says that it wants to be on the next cohort, and takes that back."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.db import db, lock
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.consortium.queries import HOLDING
from marketplace.errors import Refused
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import CohortWish
from marketplace.supply.cohorts.queries.wishing import wish_of


def wish_for_next(partner: HiringPartner, *, intended_hires: int, actor: Actor, now: datetime) -> CohortWish:
    """Say that a partner wants to be on the next cohort; said again, it takes the place of what was said before.

    An intention, which the program team answers by signing the partner onto a cohort. Refused unless the agreement
    holds.
    """
    if lock(partner).stage not in HOLDING:
        raise Refused(_("Only an active partner can join a cohort. Your partnership says where it stands."))
    return _say(partner, intended_hires, actor, now)


def take_back_wish(partner: HiringPartner, *, actor: Actor, now: datetime) -> CohortWish:
    """Take it back. Refused where nothing waits: nothing was said, or the partner is signed onto a cohort since."""
    lock(partner)
    if wish_of(partner.id, actor) is None:
        raise Refused(_("There is nothing to take back any more. Load the page again to see where it stands."))
    return _say(partner, None, actor, now)


def _say(partner: HiringPartner, intended_hires: int | None, actor: Actor, now: datetime) -> CohortWish:
    newest = sa.select(sa.func.max(CohortWish.seq)).where(CohortWish.hiring_partner_id == partner.id)
    row = CohortWish(
        hiring_partner_id=partner.id,
        seq=(db.session.scalar(newest) or 0) + 1,
        intended_hires=intended_hires,
        asked_by_id=actor.person_id,
        asked_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row
