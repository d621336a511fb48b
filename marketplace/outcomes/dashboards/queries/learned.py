"""The people behind the pictures of competencies: whose levels they are, who showed one, and who did not."""

import uuid
from typing import Any, Final

import sqlalchemy as sa

from marketplace.accounts.models import Person
from marketplace.competencies.models import Competency
from marketplace.db import db
from marketplace.outcomes.dashboards.queries.filters import Wanted
from marketplace.outcomes.dashboards.queries.learning import WAS_SEEN, enrolled, pairs
from marketplace.reach import unveiled
from marketplace.sides import Actor
from marketplace.supply.applications.models import Application
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import GRADUATED, Assessment, Enrolment
from marketplace.supply.enrolments.models import Stage as EnrolmentStage

PAIRS: Final = ("before", "last", "one_sided")
PEOPLE: Final = ("graduates", "unseen", "not_graduated", "showed")
Rows = sa.Select[*tuple[Any, ...]]  # Any: of several columns


def learned(wanted: Wanted, actor: Actor, part: str, *, level: int = 0, competency: uuid.UUID | None = None) -> Rows:
    """Who stands behind a number, by name: person, the cohort of their start and, of levels, which and of what.

    `before` and `last` are pairs of a person and a competency at a `level`, `one_sided` those of which one side is
    missing; `showed` are graduates who were seen to have a `competency`. Those whom `actor` reviews without names are
    in it; `without_veiled` leaves them out.
    """
    rows = _pairs(wanted, actor, part, level) if part in PAIRS else _people(wanted, actor, part, competency)
    return rows.order_by(sa.func.lower(Person.name), *rows.selected_columns[:1])


def without_veiled(rows: Rows, actor: Actor) -> Rows:
    """The same without people whom whoever looks is to review without names."""
    return rows.where(unveiled(actor, "jobseekers", Person.id))


def number_of(rows: Rows) -> int:
    """How many there are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(rows.order_by(None).subquery())) or 0


def _pairs(wanted: Wanted, actor: Actor, part: str, level: int) -> Rows:
    known = pairs(wanted, actor).subquery()
    both = sa.and_(known.c.before.is_not(None), known.c["last"].is_not(None))
    meant = ~both if part == "one_sided" else sa.and_(both, known.c[part] == level)
    what = Competency.preferred.label("competency"), known.c.before.label("before"), known.c["last"].label("last")
    last_of = Enrolment.stage != EnrolmentStage.TRANSFERRED
    return (
        sa.select(Enrolment.id.label("enrolment"), Person.name.label("name"), *_COHORT, *what)
        .select_from(known)
        .join(Competency, Competency.id == known.c.competency)
        .join(Application, Application.id == known.c.person)
        .join(Person, Person.id == Application.jobseeker_id)
        .join(Enrolment, sa.and_(Enrolment.application_id == known.c.person, last_of))
        .join(Cohort, Cohort.id == Enrolment.first_cohort_id)
        .where(meant)
    )


def _people(wanted: Wanted, actor: Actor, part: str, competency: uuid.UUID | None) -> Rows:
    done = Enrolment.stage.in_(GRADUATED)
    shown = sa.exists().where(
        Assessment.enrolment_id == Enrolment.id, Assessment.competency_id == competency, Assessment.level > 0
    )
    meant = {"graduates": done, "unseen": done & ~WAS_SEEN, "not_graduated": ~done, "showed": done & shown}
    return (
        sa.select(Enrolment.id.label("enrolment"), Person.name.label("name"), *_COHORT)
        .join(Person, Person.id == Enrolment.jobseeker_id)
        .join(Cohort, Cohort.id == Enrolment.first_cohort_id)
        .where(enrolled(wanted, actor), Enrolment.stage != EnrolmentStage.TRANSFERRED, meant[part])
    )


_COHORT: Final = Cohort.id.label("cohort_id"), Cohort.name.label("cohort")
