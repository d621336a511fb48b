"""What waits with placements for the program team, each as rows that a staff member of theirs may see."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from marketplace.hiring.placements.lifecycle import LASTING, UNANSWERED
from marketplace.hiring.placements.models import (
    CheckpointAnswer,
    CheckStage,
    Found,
    Placement,
    PlacementEvidence,
    RetentionCheckpoint,
    Stage,
)
from marketplace.hiring.placements.queries.checking import checkpoints, of_somebody
from marketplace.hiring.placements.queries.episodes import visible_to
from marketplace.sides import Actor, Side

CONFIRM_WITHIN: Final = timedelta(days=7)
"""How long a person has to say whether a hire is right before the team asks after it."""


def _paper() -> ColumnElement[bool]:
    return exists().where(PlacementEvidence.placement_id == Placement.id, PlacementEvidence.document_id.is_not(None))


def _shown() -> ColumnElement[bool]:
    both = and_(Placement.claimed_by_side == Side.EMPLOYER, Placement.confirmed_at.is_not(None))
    return or_(both, _paper())


def unverified_claims(actor: Actor) -> Select[Placement]:
    """Everything claimed and not verified, disputed or not; the oldest claim first."""
    waiting = (Stage.CLAIMED, Stage.CONFIRMED, Stage.DISPUTED)
    return visible_to(actor).where(Placement.stage.in_(waiting)).order_by(Placement.claimed_at, Placement.id)


def to_verify(actor: Actor) -> Select[Placement]:
    """Confirmed, and shown well enough: the team verifies next."""
    return unverified_claims(actor).where(Placement.stage == Stage.CONFIRMED, _shown())


def disputed(actor: Actor) -> Select[Placement]:
    """Where the two sides do not say the same."""
    return unverified_claims(actor).where(Placement.stage == Stage.DISPUTED)


def missing_evidence(actor: Actor) -> Select[Placement]:
    """Where only one side has spoken for it, and no file shows it: own jobs, and what the team recorded."""
    alone = and_(Placement.stage == Stage.CLAIMED, Placement.claimed_by_side == Side.JOBSEEKER)
    return unverified_claims(actor).where(or_(Placement.stage == Stage.CONFIRMED, alone), ~_shown())


def unanswered_confirmations(actor: Actor, now: datetime) -> Select[Placement]:
    """Hires of which the person has not said within a week whether they are right."""
    return unverified_claims(actor).where(
        Placement.stage == Stage.CLAIMED,
        Placement.claimed_by_side != Side.JOBSEEKER,
        Placement.claimed_at <= now - CONFIRM_WITHIN,
    )


def checks_due(actor: Actor, today: date) -> Select[RetentionCheckpoint]:
    """Checks of people who are still here, whose day has come and that nobody has answered, the oldest first."""
    waiting = (RetentionCheckpoint.stage.in_(UNANSWERED), RetentionCheckpoint.due_on <= today)
    rows = checkpoints(actor).where(of_somebody(), *waiting)
    return rows.order_by(RetentionCheckpoint.due_on, RetentionCheckpoint.id)


def seem_over(actor: Actor) -> Select[Placement]:
    """Work that lasts by the record, while a check or an employer says that the person is not there any more."""
    elsewhere = (
        CheckStage.EMPLOYED_OTHER,
        CheckStage.NOT_EMPLOYED_SEEKING,
        CheckStage.NOT_SEEKING,
        CheckStage.IN_EDUCATION,
    )
    theirs: Any = RetentionCheckpoint.placement_id == Placement.id  # Any: a condition of either table
    said = select(CheckpointAnswer.checkpoint_id).where(CheckpointAnswer.found == Found.LEFT)
    left = exists().where(theirs, RetentionCheckpoint.id.in_(said))
    other = exists().where(theirs, RetentionCheckpoint.stage.in_(elsewhere))
    rows = visible_to(actor).where(Placement.stage.in_(LASTING), or_(left, other))
    return rows.order_by(Placement.starts_on, Placement.id)
