"""Who is asked what of a placement, and what counts of their answers."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.db import db
from marketplace.hiring.placements.lifecycle import COUNTED
from marketplace.hiring.placements.models import Opinion, Placement, PlacementOpinion, Question
from marketplace.sides import Actor, Side

ASKED: Final[Mapping[Side, tuple[Question, ...]]] = {
    Side.EMPLOYER: (Question.HIRE_AGAIN,),
    Side.JOBSEEKER: (Question.WANTED, Question.RECOMMENDS),
}


def newest_opinions() -> sa.Select[PlacementOpinion]:
    """The answer to each question that counts."""
    later = aliased(PlacementOpinion)
    newer = sa.exists().where(
        later.placement_id == PlacementOpinion.placement_id,
        later.question == PlacementOpinion.question,
        later.seq > PlacementOpinion.seq,
    )
    return sa.select(PlacementOpinion).where(~newer)


def asked_of(placement: Placement, actor: Actor, today: date) -> tuple[Question, ...]:
    """What somebody can say of verified work that has begun; nothing to staff, who only read."""
    begun = placement.stage in COUNTED and placement.starts_on <= today
    return ASKED.get(actor.side, ()) if begun else ()


def opinions_of(placement: Placement, actor: Actor) -> Mapping[Question, PlacementOpinion]:
    """What counts of what was said: each side reads its own, the program team both."""
    rows = newest_opinions().where(PlacementOpinion.placement_id == placement.id)
    if actor.side is not Side.STAFF:
        rows = rows.where(PlacementOpinion.side == actor.side)
    return {row.question: row for row in db.session.scalars(rows)}


def opinions_by_placement(placements: sa.Select[uuid.UUID]) -> Mapping[uuid.UUID, Mapping[Question, bool]]:
    """Placement → question → whether yes was said; whoever is not sure has said nothing that can be counted."""
    found: defaultdict[uuid.UUID, dict[Question, bool]] = defaultdict(dict)
    for row in db.session.scalars(newest_opinions().where(PlacementOpinion.placement_id.in_(placements))):
        if row.opinion is not Opinion.NOT_SURE:
            found[row.placement_id][row.question] = row.opinion is Opinion.YES
    return found
