"""What the team means to decide about those whose reviews are in; nobody has been told yet."""

from typing import Final

import sqlalchemy as sa

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.demand.programs.models import Program
from marketplace.demo.actions.reading import Scene, read_story
from marketplace.supply.applications.models import Application, Stage
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.decisions import actions
from marketplace.supply.decisions.actions import Decision
from marketplace.supply.decisions.models import Outcome

SEAT: Final = Decision(Outcome.ACCEPT)
NO: Final = Decision(
    Outcome.NOT_SELECT,
    reason="builds_on_more",
    words="The evenings at the desk begin with planned routes, and there has been no time for that yet.",
    shared=True,
    next_step="The library runs a free course on planning routes in spring. With it, please apply to the next cohort.",
)


def propose(scene: Scene) -> None:
    """A seat for the first of those in review, a no with its reason for the last."""
    story = read_story("reviews")
    rows = (
        sa.select(Application)
        .join(Application.cohort)
        .join(Cohort.program)
        .where(Program.title == story["program"], Cohort.name == story["cohort"], Application.stage == Stage.IN_REVIEW)
        .join(Person, Person.id == Application.jobseeker_id)
        .order_by(Application.submitted_at, Person.name)
    )
    waiting = list(db.session.scalars(rows))
    for application, decision in ((waiting[0], SEAT), (waiting[-1], NO)):
        actions.propose(application, decision, actor=scene.staff, now=scene.calendar.at(-1, 15))
