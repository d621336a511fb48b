"""What stands in people's way during the training, and what was given: for the person and the program's team alone."""

import uuid
from collections.abc import Collection

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.reach import within
from marketplace.sides import Actor, Side
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.jobseekers.models import Jobseeker
from marketplace.supply.sessions.models import (
    BarrierKind,
    BarrierStage,
    Helped,
    TrainingBarrier,
    TrainingContact,
    TrainingSupport,
    Way,
)

KINDS = {
    BarrierKind.CHILDCARE: _("Care for children or others"),
    BarrierKind.TRANSPORT: _("Getting there"),
    BarrierKind.DEVICE: _("A computer or phone"),
    BarrierKind.INTERNET: _("Internet"),
    BarrierKind.LANGUAGE: _("Language"),
    BarrierKind.MONEY: _("Money"),
    BarrierKind.HEALTH: _("Health"),
    BarrierKind.TIME: _("Time, or other work"),
    BarrierKind.HOUSING: _("Housing"),
    BarrierKind.CONFIDENCE: _("Confidence"),
    BarrierKind.OTHER: _("Something else"),
}
HELPED = {Helped.YES: _("It helped"), Helped.PARTLY: _("It helped a little"), Helped.NO: _("It did not help")}
WAYS = {
    Way.IN_PERSON: _("In person"),
    Way.PHONE: _("By phone"),
    Way.MESSAGE: _("By message"),
    Way.MAIL: _("By mail"),
    Way.VIDEO: _("By video"),
    Way.NOT_REACHED: _("Not reached"),
}
#: Why a barrier is closed.
ENDINGS = {
    "solved": _("It is no longer in the way"),
    "not_needed": _("No help is wanted for it any more"),
    "beyond_us": _("The program cannot solve it"),
}


def barriers_visible_to(actor: Actor) -> sa.Select[TrainingBarrier]:
    """The barriers this person may read: their own, for staff those in their programs, none for anybody else."""
    rows = (
        sa.select(TrainingBarrier)
        .join(TrainingBarrier.enrolment)
        .options(
            joinedload(TrainingBarrier.enrolment).joinedload(Enrolment.cohort),
            joinedload(TrainingBarrier.enrolment).joinedload(Enrolment.jobseeker).joinedload(Jobseeker.person),
            joinedload(TrainingBarrier.raised_by),
            selectinload(TrainingBarrier.supports).joinedload(TrainingSupport.given_by),
        )
        .order_by(TrainingBarrier.stage.desc(), TrainingBarrier.created_at.desc(), TrainingBarrier.id)
    )
    if actor.side is Side.JOBSEEKER:
        return rows.where(Enrolment.jobseeker_id == actor.person_id)
    return rows.where(within(actor, "cohorts", Enrolment.cohort_id))


def supports_visible_to(actor: Actor) -> sa.Select[TrainingSupport]:
    """What was given against the barriers that this person may read."""
    ids = barriers_visible_to(actor).with_only_columns(TrainingBarrier.id).options().order_by(None)
    return (
        sa.select(TrainingSupport)
        .where(TrainingSupport.barrier_id.in_(ids))
        .options(joinedload(TrainingSupport.barrier), joinedload(TrainingSupport.given_by))
    )


def barriers_of(actor: Actor, enrolment_id: uuid.UUID) -> list[TrainingBarrier]:
    """What this person may read of one enrolment, the open ones first."""
    return list(db.session.scalars(barriers_visible_to(actor).where(TrainingBarrier.enrolment_id == enrolment_id)))


def open_counts(enrolment_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many open barriers each of these enrolments has."""
    rows = (
        sa.select(TrainingBarrier.enrolment_id, sa.func.count())
        .where(TrainingBarrier.enrolment_id.in_(enrolment_ids), TrainingBarrier.stage == BarrierStage.OPEN)
        .group_by(TrainingBarrier.enrolment_id)
    )
    return dict(db.session.execute(rows).all())


def waiting_for_help(actor: Actor) -> sa.Select[TrainingBarrier]:
    """What people named themselves and nothing was given against yet, the oldest first. For staff."""
    return (
        barriers_visible_to(actor)
        .where(
            TrainingBarrier.stage == BarrierStage.OPEN,
            TrainingBarrier.raised_by_id == Enrolment.jobseeker_id,
            ~TrainingBarrier.supports.any(),
        )
        .order_by(None)
        .order_by(TrainingBarrier.created_at, TrainingBarrier.id)
    )


# ---- contacts: the team reads them ------------------------------------------------------------------------


def contacts_visible_to(actor: Actor) -> sa.Select[TrainingContact]:
    """The log of contacts of a coordinator's programs, the newest first; empty for every other side."""
    return (
        sa.select(TrainingContact)
        .join(TrainingContact.enrolment)
        .options(joinedload(TrainingContact.noted_by))
        .where(within(actor, "cohorts", Enrolment.cohort_id))
        .order_by(TrainingContact.contacted_on.desc(), TrainingContact.at.desc(), TrainingContact.id)
    )


def contacts_of(actor: Actor, enrolment_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[TrainingContact]]:
    """The contacts of these enrolments, the newest first."""
    found: dict[uuid.UUID, list[TrainingContact]] = {row_id: [] for row_id in enrolment_ids}
    for row in db.session.scalars(contacts_visible_to(actor).where(TrainingContact.enrolment_id.in_(enrolment_ids))):
        found[row.enrolment_id].append(row)
    return found
