"""Who sees which export, what may be taken out of which cohorts, and the pieces of a file."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.hiring.placements.models import PlacementEvidence
from marketplace.outcomes.exports.models import Export, ExportCohort, ExportPiece, ExportProgress
from marketplace.outcomes.reports import queries as reports
from marketplace.outcomes.reports.models import FigureRelease
from marketplace.outcomes.snapshots.models import Audit, FrozenReport
from marketplace.reach import unveiled, within
from marketplace.sides import Actor, Side
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.documents import queries as documents
from marketplace.supply.documents.models import Document
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.jobseekers.models import Jobseeker


def cohorts_in_reach(actor: Actor) -> sa.Select[Cohort]:
    """Cohorts in which somebody has started, of which this staff member may take something out, the newest first."""
    return (
        sa.select(Cohort)
        .where(within(actor, "cohorts", Cohort.id), Cohort.id.in_(sa.select(Enrolment.first_cohort_id)))
        .options(joinedload(Cohort.program))
        .order_by(Cohort.starts_on.desc(), Cohort.name, Cohort.id)
    )


def chosen(
    actor: Actor,
    *,
    program_id: uuid.UUID | None,
    cohort_id: uuid.UUID | None,
    since: date | None,
    until: date | None,
) -> Sequence[Cohort]:
    """The cohorts that a choice takes in: one, or those of a program, or of everything, that began in a period."""
    rows = cohorts_in_reach(actor)
    if cohort_id:
        return db.session.scalars(rows.where(Cohort.id == cohort_id)).all()
    if program_id:
        rows = rows.where(Cohort.program_id == program_id)
    if since:
        rows = rows.where(Cohort.starts_on >= since)
    if until:
        rows = rows.where(Cohort.starts_on <= until)
    return db.session.scalars(rows).all()


def _out_of_reach(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        ExportCohort.export_id == Export.id, sa.not_(within(actor, "cohorts", ExportCohort.cohort_id))
    )


def visible_to(actor: Actor) -> sa.Select[Export]:
    """What was taken out, the newest first: leads see everybody's, all others what they took in this place.

    Figures of a release are seen for as long as the release is.
    """
    rows = sa.select(Export).options(
        joinedload(Export.requested_by),
        joinedload(Export.program),
        joinedload(Export.progress),
        joinedload(Export.result),
        joinedload(Export.release).joinedload(FigureRelease.cohort),
        joinedload(Export.frozen).joinedload(FrozenReport.report),
        joinedload(Export.audit).joinedload(Audit.version).joinedload(FrozenReport.report),
    )
    rows = rows.order_by(Export.at.desc(), Export.id)
    released = reports.visible_to(actor).with_only_columns(FigureRelease.id).order_by(None)
    if actor.side is Side.STAFF:
        seen = sa.true() if actor.all_programs else Export.membership_id == actor.membership_id
        shown = sa.or_(Export.release_id.is_(None), Export.release_id.in_(released))
        return rows.where(seen, shown, ~_out_of_reach(actor))
    return rows.where(Export.membership_id == actor.membership_id, Export.release_id.in_(released))


def with_cohorts(rows: sa.Select[Export]) -> sa.Select[Export]:
    """The same with what a page of one shows."""
    return rows.options(selectinload(Export.cohorts).joinedload(Cohort.program), selectinload(Export.files))


def own(actor: Actor, *, now: datetime) -> sa.Select[Export]:
    """Exports whose files this person may take: their own, from the place they made them in, while they are kept.

    Nobody takes a file of a cohort that has left their reach since, or of figures that were taken back.
    """
    return (
        with_cohorts(visible_to(actor))
        .where(Export.membership_id == actor.membership_id)
        .where(Export.id.in_(sa.select(ExportProgress.export_id).where(ExportProgress.kept_until > now)))
    )


def piece(export_id: uuid.UUID, number: int, position: int) -> bytes | None:
    """A piece of a file; None after the last, and when it is gone."""
    key = (ExportPiece.export_id == export_id, ExportPiece.number == number, ExportPiece.position == position)
    return db.session.scalar(sa.select(ExportPiece.content).where(*key))


def people_among(cohort_ids: Sequence[uuid.UUID]) -> int:
    """How many enrolments were begun in these cohorts: how much work it is to count them."""
    rows = sa.select(sa.func.count()).select_from(Enrolment).where(Enrolment.first_cohort_id.in_(cohort_ids))
    return db.session.scalar(rows) or 0


def cohort_names(cohort_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
    """Cohort id → what its program and it are called."""
    rows = sa.select(Cohort).where(Cohort.id.in_(cohort_ids)).options(joinedload(Cohort.program))
    return {row.id: (row.program.title, row.name) for row in db.session.scalars(rows)}


def names_of(jobseeker_ids: Sequence[uuid.UUID], actor: Actor) -> dict[uuid.UUID, str]:
    """What people are called; whoever the reader reviews without names, or has left, is not among them."""
    rows = (
        sa.select(Jobseeker.id, Person.name)
        .join(Person, Person.id == Jobseeker.id)
        .where(Jobseeker.id.in_(jobseeker_ids), Person.active, unveiled(actor, "jobseekers", Jobseeker.id))
    )
    return {row.id: row.name for row in db.session.execute(rows)}


def papers_of(placement_ids: Sequence[uuid.UUID], actor: Actor) -> Sequence[PlacementEvidence]:
    """The files behind placements that this person may read now, in the order in which they were given."""
    readable = documents.visible_to(actor).with_only_columns(Document.id)
    rows = (
        sa.select(PlacementEvidence)
        .where(PlacementEvidence.placement_id.in_(placement_ids), PlacementEvidence.document_id.in_(readable))
        .options(joinedload(PlacementEvidence.document))
        .order_by(PlacementEvidence.placement_id, PlacementEvidence.given_at, PlacementEvidence.id)
    )
    return db.session.scalars(rows).all()
