"""Drafts and applications that the last day of a cohort concerns."""

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from marketplace.supply.applications.models import Application, Stage
from marketplace.supply.applications.queries.seeing import UNDECIDED
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.cohorts.models import Stage as CohortStage

REMINDED: Final = timedelta(days=2)  # before the last moment, while a draft can be sent
KEPT: Final = timedelta(days=7)  # after it: the last day may be moved, and people take their words along
OPEN: Final = (CohortStage.PLANNED, CohortStage.RECRUITING)


def _drafts() -> sa.Select[Application]:
    program = contains_eager(Application.cohort).joinedload(Cohort.program)
    rows = sa.select(Application).join(Application.cohort).options(program, joinedload(Application.jobseeker))
    return rows.where(Application.stage == Stage.DRAFT).order_by(Application.id)


def drafts_closing(now: datetime) -> sa.Select[Application]:
    """Drafts that can still be sent, for two days at most."""
    soon = Cohort.applications_close_at.between(now, now + REMINDED)
    return _drafts().where(Cohort.stage == CohortStage.RECRUITING, soon)


def drafts_over(now: datetime) -> sa.Select[Application]:
    """Drafts that nobody can send any more: a week after the last moment, or since the cohort takes nobody."""
    return _drafts().where(Cohort.stage.not_in(OPEN) | (Cohort.applications_close_at < now - KEPT))


def concerned_by_deadline(cohort: Cohort, *, everybody: bool) -> sa.Select[Application]:
    """Who began to apply to a cohort, and with `everybody` who waits for a decision as well."""
    stages = {Stage.DRAFT} | (UNDECIDED if everybody else frozenset())
    rows = sa.select(Application).options(joinedload(Application.cohort), joinedload(Application.jobseeker))
    return rows.where(Application.cohort_id == cohort.id, Application.stage.in_(stages)).order_by(Application.id)
