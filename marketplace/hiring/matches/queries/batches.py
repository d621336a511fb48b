"""Requests for runs over many roles: whose they are, and what can be asked for."""

import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.demand.role_needs import queries as role_needs
from marketplace.demand.role_needs.lifecycle import LIVE
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.matches.models import MatchBatch, MatchBatchRole
from marketplace.reach import within
from marketplace.sides import Actor, Side
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import GRADUATED, Enrolment
from marketplace.supply.graduations.queries import vetted
from marketplace.supply.jobseekers import queries as jobseekers
from marketplace.supply.jobseekers.models import Jobseeker

#: So many roles can be asked for at once.
MOST_ROLES = 200


def batches(actor: Actor) -> Select[MatchBatch]:
    """The requests that this staff member made, as long as all that they name is within reach; every one for a lead.

    The newest first.
    """
    return (
        select(MatchBatch)
        .where(_seen_by(actor))
        .options(joinedload(MatchBatch.cohort), joinedload(MatchBatch.requested_by))
        .order_by(MatchBatch.created_at.desc(), MatchBatch.id)
    )


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    if actor.side is not Side.STAFF or actor.all_programs:
        return true() if actor.side is Side.STAFF else false()
    beyond = MatchBatch.roles.any(~within(actor, "employers", MatchBatchRole.employer_id))
    reached = or_(MatchBatch.cohort_id.is_(None), within(actor, "cohorts", MatchBatch.cohort_id))
    return and_(MatchBatch.membership_id == actor.membership_id, ~beyond, reached)


def with_roles(rows: Select[MatchBatch]) -> Select[MatchBatch]:
    """The same requests with their roles and what came of each."""
    lines = selectinload(MatchBatch.roles)
    return rows.options(
        lines.joinedload(MatchBatchRole.role_need).joinedload(RoleNeed.employer), lines.joinedload(MatchBatchRole.run)
    )


def unsettled(batch_id: uuid.UUID, limit: int) -> Sequence[MatchBatchRole]:
    """The next roles of a request that nobody has run yet."""
    rows = select(MatchBatchRole).where(MatchBatchRole.batch_id == batch_id, MatchBatchRole.settled_at.is_(None))
    return db.session.scalars(rows.order_by(MatchBatchRole.position).limit(limit)).all()


def needs_to_match(actor: Actor) -> Select[RoleNeed]:
    """The visible roles that can be matched now and ask for something, the longest confirmed first."""
    rows = role_needs.visible_to(actor).where(RoleNeed.stage.in_(LIVE), RoleNeed.requirements.any())
    return rows.order_by(RoleNeed.confirmed_at, RoleNeed.id).limit(MOST_ROLES)


def ready_of(cohort: Cohort, actor: Actor, today: date) -> Sequence[Jobseeker]:
    """The graduates of a cohort who are marked as ready and agree to be matched, by name."""
    graduates = select(Enrolment.jobseeker_id).where(Enrolment.cohort_id == cohort.id, Enrolment.stage.in_(GRADUATED))
    rows = jobseekers.visible_to(actor).where(
        Jobseeker.id.in_(graduates),
        Jobseeker.id.in_(vetted(today)),
        Jobseeker.id.in_(jobseekers.matching_consented()),
    )
    named = rows.join(Person, Person.id == Jobseeker.id).order_by(Person.name, Jobseeker.id)
    return db.session.scalars(named).unique().all()
