"""What waits around the way out of a training: one question to its people."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.home.queries.steps import Step
from marketplace.sides import Actor
from marketplace.supply.enrolments import queries as enrolments
from marketplace.supply.enrolments.models import RUNNING, Enrolment


def question_to_answer(actor: Actor, now: datetime) -> list[Step]:
    """The one question around the census day, while it can be answered."""
    rows = (
        select(Enrolment)
        .where(Enrolment.jobseeker_id == actor.person_id, Enrolment.stage.in_(RUNNING), Enrolment.intent.is_(None))
        .options(joinedload(Enrolment.first_cohort))
    )
    return [
        Step(
            _("Say what you want from the program"),
            row.first_cohort.name,
            "enrolments.question",
            {"enrolment_id": row.id},
            enrolments.days_to_answer(row.first_cohort)[1],
        )
        for row in db.session.scalars(rows)
        if enrolments.why_not_answer(row, now) is None
    ]
