"""What was asked of people who have applied, what is open, and whom of the program team it concerns."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from marketplace.accounts.models import Membership, Person
from marketplace.db import db
from marketplace.demand.programs.models import ProgramAssignment
from marketplace.demand.programs.queries import living_staff
from marketplace.reach import unveiled, within
from marketplace.sides import Actor
from marketplace.supply.applications.models import Application, InformationRequest, Stage
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.documents import queries as documents

REMIND_BEFORE: Final = timedelta(days=2)


def today_of(cohort: Cohort, now: datetime) -> date:
    """The day that it is where the cohort meets."""
    return now.astimezone(ZoneInfo(cohort.time_zone)).date()


def requests_of(application_id: uuid.UUID) -> Sequence[InformationRequest]:
    """Everything that was asked of the person, the newest first, with who asked and the file of the answer."""
    return db.session.scalars(
        sa.select(InformationRequest)
        .where(InformationRequest.application_id == application_id)
        .options(joinedload(InformationRequest.asked_by), joinedload(InformationRequest.document))
        .order_by(InformationRequest.asked_at.desc(), InformationRequest.id)
    ).all()


def open_request(application: Application) -> InformationRequest | None:
    """What the application waits for; None when it waits for nothing of the person."""
    if application.stage is not Stage.MORE_INFO:
        return None
    return db.session.scalar(
        sa.select(InformationRequest).where(
            InformationRequest.application_id == application.id, InformationRequest.closed_at.is_(None)
        )
    )


def _waiting() -> sa.Select[InformationRequest]:
    return (
        sa.select(InformationRequest)
        .join(InformationRequest.application)
        .join(Application.cohort)
        .options(contains_eager(InformationRequest.application).contains_eager(Application.cohort))
        .where(Application.stage == Stage.MORE_INFO, InformationRequest.closed_at.is_(None))
        .order_by(InformationRequest.due_on, InformationRequest.id)
    )


def unanswered(actor: Actor, *, on: date) -> sa.Select[InformationRequest]:
    """What people of a coordinator's programs have not answered by its day, with the person, the oldest first."""
    person = contains_eager(InformationRequest.application).joinedload(Application.jobseeker)
    mine = within(actor, "cohorts", Application.cohort_id) & unveiled(actor, "applications", Application.id)
    return _waiting().options(person).where(mine, InformationRequest.due_on < on)


def asked_of(actor: Actor) -> sa.Select[InformationRequest]:
    """What the acting jobseeker has still to answer."""
    return _waiting().where(Application.jobseeker_id == actor.person_id)


def to_remind(now: datetime) -> list[InformationRequest]:
    """Open questions whose day is near and of which nobody was reminded; one asked a moment ago is not among them."""
    latest = (now + REMIND_BEFORE + timedelta(days=1)).date()  # a zone may be a day ahead
    rows = _waiting().where(
        InformationRequest.reminded_at.is_(None),
        InformationRequest.due_on <= latest,
        InformationRequest.asked_at <= now - timedelta(days=1),
    )
    found = db.session.scalars(rows).all()
    return [row for row in found if row.due_on - today_of(row.application.cohort, now) <= REMIND_BEFORE]


@documents.readable
def answered_with(actor: Actor) -> sa.Select[Any]:  # Any: as the register of documents takes it
    """The files that people of a coordinator's programs answered with."""
    rows = sa.select(InformationRequest.document_id).join(InformationRequest.application)
    staff = within(actor, "cohorts", Application.cohort_id) & unveiled(actor, "applications", Application.id)
    return rows.where(InformationRequest.document_id.is_not(None), staff)


def team_of(cohort: Cohort) -> Sequence[Membership]:
    """Who of the staff hears about applications to a cohort: whoever works on its program, else the leads."""
    works = sa.select(ProgramAssignment.membership_id).where(
        ProgramAssignment.program_id == cohort.program_id, ProgramAssignment.ended_at.is_(None)
    )
    own = db.session.scalars(living_staff().where(Membership.id.in_(works))).all()
    return own or db.session.scalars(living_staff().where(Membership.all_programs.is_(True))).all()


def team_or(asker: Person, cohort: Cohort) -> Sequence[Membership]:
    """The one who asked while they still act for the staff, else the cohort's team."""
    theirs = db.session.scalars(living_staff().where(Membership.person_id == asker.id)).all()
    return theirs or team_of(cohort)
