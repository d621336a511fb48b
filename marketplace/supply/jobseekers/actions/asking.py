"""A person asks the program team to look at what shows a competency, and may take the question back."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.db import db, move
from marketplace.errors import Refused
from marketplace.sides import Actor
from marketplace.supply.jobseekers.lifecycle import LIFECYCLE
from marketplace.supply.jobseekers.models import ClaimStage, CompetencyClaim, EvidenceItem


def ask(claim: CompetencyClaim, *, actor: Actor, now: datetime) -> None:
    """Ask the program team to look at the evidence.

    Refused without a level in one's own word, without evidence, and after a "not shown yet" without newer evidence.
    """
    if LIFECYCLE.allows(claim.stage, "ask", actor):
        _guard_something_to_see(claim)
        claim.asked_at = now
    elif claim.stage is ClaimStage.CLAIMED:
        raise Refused(_("Add what shows it first: a story, an experience or a link. Then somebody can look at it."))
    move(claim, LIFECYCLE, "ask", actor=actor, now=now)


def _guard_something_to_see(claim: CompetencyClaim) -> None:
    if claim.level is None:
        raise Refused(_("Say first how you do it today, in your own word. Then somebody can look at it."))
    own = sa.select(sa.func.max(EvidenceItem.created_at)).where(
        EvidenceItem.claim_id == claim.id, EvidenceItem.level.is_(None)
    )
    newest = db.session.scalar(own)
    if newest is None:
        raise Refused(_("Add what shows it first: a story, an experience or a link. Then somebody can look at it."))
    if claim.stage is ClaimStage.NOT_DEMONSTRATED and claim.shown_at and newest <= claim.shown_at:
        raise Refused(_("The team has looked at all of this. Add something new that shows it, then ask again."))


def stop_asking(claim: CompetencyClaim, *, actor: Actor, now: datetime) -> None:
    """Take the question back: the claim stands again where it stood before."""
    name = {None: "stop_asking", 0: "stop_asking_after_no"}.get(claim.shown_level, "stop_asking_after_expiry")
    claim.asked_at = claim.reviewer_id = None
    move(claim, LIFECYCLE, name, actor=actor, now=now)
