"""Having figures counted anew, when somebody does not want to wait for the hour."""

from datetime import datetime

import sqlalchemy as sa

from marketplace.db import db
from marketplace.outcomes.dashboards.queries import Wanted, scope
from marketplace.outcomes.measures.actions import ask_to_count
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort


def count_again(wanted: Wanted, *, actor: Actor, now: datetime) -> None:
    """Have the programs of a filter counted anew, by a job each. Asked twice within the minute, it is done once."""
    for program_id in db.session.scalars(sa.select(Cohort.program_id).where(scope(wanted, actor)).distinct()):
        ask_to_count(program_id, now=now)
