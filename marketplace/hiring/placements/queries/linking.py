"""What a link of a mail opens: nothing, for whoever holds none that is good now."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Membership, Person
from marketplace.accounts.queries import digest
from marketplace.db import db
from marketplace.hiring.placements.lifecycle import COUNTED
from marketplace.hiring.placements.models import (
    CheckpointAnswer,
    ConfirmationLink,
    Placement,
    RetentionCheckpoint,
    Stage,
)
from marketplace.hiring.placements.queries.checking import while_there
from marketplace.sides import HIRING_ROLES, Side


def good(now: datetime) -> list[sa.ColumnElement[bool]]:
    """What has to hold for a link to open something: unused, in time, its place living, and still asked for."""
    place = Membership.ended_at.is_(None) & Membership.person.has(Person.active.is_(True))
    right = sa.or_(Membership.side == Side.JOBSEEKER, Membership.role.in_(HIRING_ROLES))
    answered = sa.exists().where(
        CheckpointAnswer.checkpoint_id == ConfirmationLink.checkpoint_id,
        CheckpointAnswer.at >= ConfirmationLink.created_at,
        CheckpointAnswer.side == Membership.side,
        Membership.id == ConfirmationLink.membership_id,
    )
    claimed = sa.select(Placement.id).where(Placement.stage == Stage.CLAIMED)
    counted = sa.select(Placement.id).where(Placement.stage.in_(COUNTED))
    own = sa.select(Membership.id).where(Membership.side == Side.JOBSEEKER)
    there = sa.select(RetentionCheckpoint.id).join(RetentionCheckpoint.placement).where(while_there())
    to_say = ConfirmationLink.membership_id.in_(own) | ConfirmationLink.checkpoint_id.in_(there)
    hire = ConfirmationLink.checkpoint_id.is_(None) & ConfirmationLink.placement_id.in_(claimed)
    check = (
        ConfirmationLink.checkpoint_id.is_not(None) & ConfirmationLink.placement_id.in_(counted) & ~answered & to_say
    )
    return [
        ConfirmationLink.used_at.is_(None),
        ConfirmationLink.expires_at > now,
        ConfirmationLink.membership_id.in_(sa.select(Membership.id).where(place, right)),
        sa.or_(hire, check),
    ]


def behind(secret: str, now: datetime) -> ConfirmationLink | None:
    """The link that this secret opens now, with all that its page shows, or None."""
    place = joinedload(ConfirmationLink.membership)
    rows = (
        sa.select(ConfirmationLink)
        .options(
            place.joinedload(Membership.person),
            place.joinedload(Membership.organisation),
            joinedload(ConfirmationLink.checkpoint),
            joinedload(ConfirmationLink.placement).joinedload(Placement.employer),
        )
        .where(ConfirmationLink.token_hash == digest(secret), *good(now))
    )
    return db.session.scalars(rows).one_or_none()
