"""Whether one employer would hire its people again: its own word, of everybody whom it hired."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from marketplace.db import db
from marketplace.hiring.placements.lifecycle import COUNTED
from marketplace.hiring.placements.models import Opinion, Placement, PlacementOpinion, Question
from marketplace.hiring.placements.queries import newest_opinions
from marketplace.outcomes.reports.queries.partners import seen_by
from marketplace.outcomes.reports.queries.shares import Share
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import Enrolment


@dataclass(frozen=True)
class Again:
    """How many of the people hired an employer would hire again. `not_sure` of the unknown were answered so."""

    share: Share
    no: int
    not_sure: int


def hire_again(employer_id: uuid.UUID, actor: Actor, now: datetime) -> Again:
    """Each person counts once: of several hires the newest speaks of which a yes or a no was said. One statement.

    Hires are verified, came of a match and have begun: of others the employer was not asked. Who is not sure, and
    who has said nothing, is unknown.
    """
    said: defaultdict[uuid.UUID, list[Opinion]] = defaultdict(list)
    for jobseeker_id, opinion in db.session.execute(_answers(employer_id, actor, now)):
        said[jobseeker_id] += [opinion] if opinion else []
    newest = [_newest(opinions) for opinions in said.values()]
    yes, no, not_sure = (newest.count(one) for one in (Opinion.YES, Opinion.NO, Opinion.NOT_SURE))
    return Again(Share(yes, len(newest), len(newest) - yes - no), no, not_sure)


def _newest(opinions: list[Opinion]) -> Opinion | None:
    clear = [one for one in opinions if one is not Opinion.NOT_SURE]
    return clear[-1] if clear else opinions[-1] if opinions else None


def _answers(employer_id: uuid.UUID, actor: Actor, now: datetime) -> sa.Select[uuid.UUID, Opinion | None]:
    """Person and answer of each hire, the oldest first; no answer where nothing was said."""
    said = newest_opinions().where(PlacementOpinion.question == Question.HIRE_AGAIN).subquery()
    return (
        sa.select(Placement.jobseeker_id, said.c.opinion)
        .outerjoin(said, said.c.placement_id == Placement.id)
        .outerjoin(Enrolment, Enrolment.id == Placement.enrolment_id)
        .outerjoin(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Placement.employer_id == employer_id, Placement.referral_id.is_not(None))
        .where(Placement.stage.in_(COUNTED), Placement.starts_on <= now.date(), seen_by(actor))
        .order_by(Placement.starts_on, Placement.id)
    )
