"""What keeps a cohort from being over: people whom nobody has answered, seats nobody has taken, people who learn."""

import sqlalchemy as sa
from flask_babel import ngettext

from marketplace.db import db
from marketplace.supply.applications.models import Application
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.applications.queries import UNDECIDED
from marketplace.supply.cohorts.actions import keeps_open
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import RUNNING, Enrolment

_OFFERED = frozenset({ApplicationStage.ACCEPTED, ApplicationStage.CONFIRMED})


@keeps_open
def who_waits_or_learns(cohort: Cohort) -> list[str]:
    """A sentence for each kind of people who would be left behind if the cohort were completed now."""
    applied = sa.select(sa.func.count()).select_from(Application).where(Application.cohort_id == cohort.id)
    undecided = db.session.scalar(applied.where(Application.stage.in_(UNDECIDED))) or 0
    offered = db.session.scalar(applied.where(Application.stage.in_(_OFFERED))) or 0
    enrolled = sa.select(sa.func.count()).select_from(Enrolment).where(Enrolment.cohort_id == cohort.id)
    learning = db.session.scalar(enrolled.where(Enrolment.stage.in_(RUNNING))) or 0
    told = (
        (undecided, ngettext("%(num)s application is undecided.", "%(num)s applications are undecided.", undecided)),
        (offered, ngettext("%(num)s offered seat is not taken.", "%(num)s offered seats are not taken.", offered)),
        (learning, _learning(learning)),
    )
    return [words for number, words in told if number]


def _learning(number: int) -> str:
    return ngettext(
        "%(num)s person is enrolled, in training or paused. Let them graduate or go on elsewhere, or end it.",
        "%(num)s people are enrolled, in training or paused. Let them graduate or go on elsewhere, or end it.",
        number,
    )
