"""Whom fewer seats or a cancelled cohort would touch."""

import uuid

import sqlalchemy as sa

from marketplace.db import db
from marketplace.supply.applications.models import ENDED, Application, ApplicationChange, Stage
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.decisions.models import Deferral, Release


def unconfirmed_last_first(cohort_id: uuid.UUID) -> sa.Select[Application]:
    """Who was accepted and has not confirmed, the last accepted first: whoever was first keeps the seat longest."""
    change = ApplicationChange
    accepted = (
        sa.select(sa.func.max(change.at))
        .where(change.subject_id == Application.id, change.to_stage == Stage.ACCEPTED)
        .scalar_subquery()
    )
    return (
        sa.select(Application)
        .where(Application.cohort_id == cohort_id, Application.stage == Stage.ACCEPTED)
        .order_by(accepted.desc(), Application.submitted_at.desc(), Application.id)
    )


def unconfirmed_count(cohort_id: uuid.UUID) -> int:
    """How many hold a seat that they have not confirmed."""
    rows = sa.select(sa.func.count()).where(Application.cohort_id == cohort_id, Application.stage == Stage.ACCEPTED)
    return db.session.scalar(rows) or 0


def live_in(cohort_id: uuid.UUID) -> sa.Select[Application]:
    """Every application to a cohort that still counts, drafts and enrolled people included."""
    rows = sa.select(Application).where(Application.cohort_id == cohort_id, Application.stage.not_in(ENDED))
    return rows.order_by(Application.submitted_at, Application.id)


def live_counts(cohort_id: uuid.UUID) -> dict[Stage, int]:
    """The same, counted by stage."""
    rows = sa.select(Application.stage, sa.func.count()).where(
        Application.cohort_id == cohort_id, Application.stage.not_in(ENDED)
    )
    counts = dict(db.session.execute(rows.group_by(Application.stage)).all())
    return {stage: counts[stage] for stage in Stage if stage in counts}


def came_along_count(cohort_id: uuid.UUID) -> int:
    """How many live applications of a cohort have come to it from an earlier one: they cannot go to a later one."""
    rows = (
        sa.select(sa.func.count())
        .select_from(Deferral)
        .join(Application, Application.id == Deferral.application_id)
        .where(Application.cohort_id == cohort_id, Application.stage.not_in(ENDED), Deferral.agreed.is_(True))
    )
    return db.session.scalar(rows) or 0


def next_cohorts(cohort: Cohort) -> sa.Select[Cohort]:
    """The later cohorts of the program to which people of this one can go along."""
    return (
        sa.select(Cohort)
        .where(
            Cohort.program_id == cohort.program_id,
            Cohort.starts_on > cohort.starts_on,
            Cohort.stage.in_([CohortStage.PLANNED, CohortStage.RECRUITING]),
        )
        .order_by(Cohort.starts_on, Cohort.name, Cohort.id)
    )


def open_release(cohort_id: uuid.UUID) -> Release | None:
    """The release of a cohort that is under way."""
    rows = sa.select(Release).where(Release.cohort_id == cohort_id)
    return db.session.scalar(rows.where(Release.undone_at.is_(None), Release.finished_at.is_(None)))
