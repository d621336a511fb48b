"""Runs over many roles: one request, carried out at once when it is small, else by a job that says how far it is."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from flask_babel import gettext as _

from marketplace.accounts import queries as accounts
from marketplace.db import db, lock
from marketplace.demand.role_needs import queries as role_needs
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.errors import Refused
from marketplace.hiring.matches import queries
from marketplace.hiring.matches.actions.running import run
from marketplace.hiring.matches.models import MatchBatch, MatchBatchRole
from marketplace.outbox.actions import queue_job
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort

JOB: Final = "matches.carry_out"
#: So many roles are matched while the page waits.
AT_ONCE: Final = 3
#: Roles in one transaction of the job, so that others can write between two of them.
BATCH: Final = 5


def request_runs(
    wanted: Sequence[RoleNeed],
    *,
    cohort: Cohort | None,
    people: Sequence[uuid.UUID] | None,
    actor: Actor,
    now: datetime,
) -> MatchBatch:
    """Match several roles with some people, or with everybody who is ready (`people` None).

    A small request is carried out when this returns, a large one by the job. Refused without a role.
    """
    if not wanted:
        raise Refused(_("Choose at least one role."))
    batch = MatchBatch(
        requested_by_id=actor.person_id,
        membership_id=actor.membership_id,
        cohort_id=cohort.id if cohort else None,
        jobseeker_ids=None if people is None else sorted(str(person) for person in people),
        created_at=now,
        total=len(wanted),
    )
    db.session.add(batch)
    db.session.flush()
    for position, role_need in enumerate(wanted):
        line = MatchBatchRole(
            batch_id=batch.id, employer_id=role_need.employer_id, role_need_id=role_need.id, position=position
        )
        db.session.add(line)
    db.session.flush()
    if len(wanted) > AT_ONCE:
        _queue(batch)
    else:
        _carry_on(batch, actor, now)
    return batch


def carry_out(*, batch_id: str, now: datetime) -> None:
    """The job: run the next roles with the rights that whoever asked has now, then ask for the rest.

    Safe to repeat: what is settled stays settled.
    """
    batch = lock(db.session.get_one(MatchBatch, uuid.UUID(batch_id)))
    if batch.finished_at is not None:
        return
    place = accounts.membership(batch.membership_id)
    _carry_on(batch, place.actor() if place.ended_at is None else None, now)
    if batch.finished_at is None:
        _queue(batch)


def _queue(batch: MatchBatch) -> None:
    queue_job(JOB, dedupe_key=f"{JOB}:{batch.id}:{batch.done}", batch_id=batch.id)


def _carry_on(batch: MatchBatch, actor: Actor | None, now: datetime) -> None:
    """The next roles, each in a savepoint; what cannot be matched says why, and the others go on."""
    among = None if batch.jobseeker_ids is None else {uuid.UUID(person) for person in batch.jobseeker_ids}
    for line in queries.unsettled(batch.id, BATCH):
        line.run_id, line.problem = _settle(line, actor, now, among)
        line.settled_at = now
        batch.done += 1
        if batch.done == batch.total:
            batch.finished_at = now
        db.session.flush()


def _settle(
    line: MatchBatchRole, actor: Actor | None, now: datetime, among: set[uuid.UUID] | None
) -> tuple[uuid.UUID | None, str]:
    """The run of one role; or none, and why."""
    if actor is None:
        return None, _("Whoever asked for it no longer acts for the team.")
    try:
        with db.session.begin_nested():
            return run(_role_of(line, actor), actor=actor, now=now, among=among).id, ""
    except Refused as refused:
        return None, refused.sentence


def _role_of(line: MatchBatchRole, actor: Actor) -> RoleNeed:
    visible = role_needs.with_requirements(role_needs.visible_to(actor))
    found = db.session.scalars(visible.where(RoleNeed.id == line.role_need_id)).unique().one_or_none()
    if found is None:
        raise Refused(_("This role is out of reach for whoever asked."))
    return found
