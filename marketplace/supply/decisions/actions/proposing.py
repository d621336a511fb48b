"""Proposing decisions that nobody but the program team sees until they are released."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from marketplace.db import db, lock, move
from marketplace.errors import Refused
from marketplace.sides import Actor
from marketplace.supply.applications.lifecycle import LIFECYCLE
from marketplace.supply.applications.models import Application, Stage
from marketplace.supply.decisions import queries
from marketplace.supply.decisions.models import Outcome, Proposal


@dataclass(frozen=True)
class Decision:
    """What is meant to be decided. `words` say why and are told only where `shared`; `next_step` always is."""

    outcome: Outcome
    reason: str = ""
    words: str = ""
    shared: bool = False
    next_step: str = ""
    to_cohort_id: uuid.UUID | None = None

    def require_whole(self) -> None:
        """Refuse a no without its reason or a next step, and a later cohort that is not named."""
        if self.outcome is Outcome.NOT_SELECT and not (self.reason and self.words and self.next_step):
            raise Refused(_("A no needs its reason, words that say why, and what the person can do next."))
        if self.outcome is Outcome.DEFER and not (self.to_cohort_id and self.next_step):
            raise Refused(_("Choose the later cohort, and write what the person should know about it."))


def propose(application: Application, decision: Decision, *, actor: Actor, now: datetime) -> Proposal:
    """Propose a decision, or another one than before; the person sees nothing of it."""
    decision.require_whole()
    lock(application)
    row = queries.proposal_of(application.id)
    if row is not None and (row.release_id is not None or row.settled_at is not None):
        raise Refused(_("This decision is being released. Stop the release first, then change it."))
    if application.stage is not Stage.DECISION_PENDING:
        move(application, LIFECYCLE, "propose", actor=actor, now=now)
    if row is None:
        row = Proposal(application_id=application.id)
        db.session.add(row)
    row.outcome, row.reason, row.words = decision.outcome, decision.reason, decision.words
    row.shared, row.next_step = decision.shared, decision.next_step
    row.to_cohort_id = decision.to_cohort_id if decision.outcome is Outcome.DEFER else None
    row.proposed_by_id, row.proposed_at, row.problem = actor.person_id, now, ""
    db.session.flush()
    return row


def take_back(application: Application, *, actor: Actor, now: datetime) -> None:
    """Take a proposal back; the application is in review again, as the person saw it all the time."""
    lock(application)
    row = queries.proposal_of(application.id)
    if row is not None and row.release_id is not None:
        raise Refused(_("This decision is being released. Stop the release first, then take it back."))
    move(application, LIFECYCLE, "take_back", actor=actor, now=now)
    if row is not None:
        db.session.delete(row)
        db.session.flush()


def propose_by_rank(ranked: Sequence[uuid.UUID], *, accept: int, waitlist: int, actor: Actor, now: datetime) -> int:
    """Propose a seat to the first `accept` of a ranked list and the waitlist to the next `waitlist`; how many in all.

    Who has a proposal already keeps it and counts in its place.
    """
    made = 0
    for place, application_id in enumerate(ranked[: accept + waitlist]):
        application = db.session.get_one(Application, application_id)
        if application.stage is Stage.IN_REVIEW:
            outcome = Outcome.ACCEPT if place < accept else Outcome.WAITLIST
            propose(application, Decision(outcome), actor=actor, now=now)
            made += 1
    if not made:
        raise Refused(_("Everybody in these places has a proposal already, or nobody is in review."))
    return made
