"""Saying what one thinks of work that came about."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db
from marketplace.errors import Refused, constraint_says
from marketplace.hiring.placements import queries
from marketplace.hiring.placements.models import Opinion, Placement, PlacementOpinion
from marketplace.sides import Actor

constraint_says(
    "uq_placement_opinions_placement_id_question_seq",
    lazy_gettext("Somebody of your side answered a moment ago. Look at what stands there now."),
)


def say_opinion(placement: Placement, *, question: str, answer: str, actor: Actor, now: datetime) -> PlacementOpinion:
    """Keep what a side thinks. Refused for work that nobody verified or that has not begun, and for other questions."""
    asked = {one.value: one for one in queries.asked_of(placement, actor, now.date())}
    if not asked:
        raise Refused(_("This is asked once the work is verified and has begun."))
    if question not in asked or answer not in set(Opinion):
        raise Refused(_("Choose one of the answers on the page."))
    last = sa.select(sa.func.max(PlacementOpinion.seq)).where(
        PlacementOpinion.placement_id == placement.id, PlacementOpinion.question == asked[question]
    )
    row = PlacementOpinion(
        placement_id=placement.id,
        question=asked[question],
        seq=(db.session.scalar(last) or 0) + 1,
        opinion=Opinion(answer),
        side=actor.side,
        said_by_id=actor.person_id,
        at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row
