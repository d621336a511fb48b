"""Who waits for a later cohort, who asks to, and which cohorts there are to wait for."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.reach import unveiled, within
from marketplace.sides import Actor
from marketplace.supply.applications.lifecycle import CAN_GO_LATER
from marketplace.supply.applications.models import ENDED, Application
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.decisions.models import Deferral, Proposal
from marketplace.supply.jobseekers.models import Jobseeker


def later_cohorts(application: Application) -> sa.Select[Cohort]:
    """Cohorts of the same program that begin later and have not begun, without any that the person applied to."""
    applied = sa.select(Application.cohort_id).where(
        Application.jobseeker_id == application.jobseeker_id, Application.stage.not_in(ENDED)
    )
    return (
        sa.select(Cohort)
        .where(
            Cohort.program_id == application.cohort.program_id,
            Cohort.starts_on > application.cohort.starts_on,
            Cohort.stage.in_([CohortStage.PLANNED, CohortStage.RECRUITING]),
            Cohort.id.not_in(applied),
        )
        .order_by(Cohort.starts_on, Cohort.name, Cohort.id)
    )


def deferral_of(application_id: uuid.UUID) -> Deferral | None:
    """The deferral of an application that was agreed or waits for an answer."""
    return db.session.scalar(
        sa.select(Deferral).where(
            Deferral.application_id == application_id, sa.or_(Deferral.agreed.is_(None), Deferral.agreed.is_(True))
        )
    )


def deferrals_visible_to(actor: Actor) -> sa.Select[Deferral]:
    """Deferrals from cohorts of a coordinator's programs: both cohorts are of one program."""
    whose = joinedload(Deferral.application).joinedload(Application.jobseeker).joinedload(Jobseeker.person)
    return (
        sa.select(Deferral)
        .options(whose, joinedload(Deferral.from_cohort).joinedload(Cohort.program), joinedload(Deferral.to_cohort))
        .where(
            within(actor, "cohorts", Deferral.from_cohort_id),
            unveiled(actor, "applications", Deferral.application_id),
        )
    )


def deferrals_of(actor: Actor, cohort_id: uuid.UUID) -> sa.Select[Deferral]:
    """Who asks to leave a cohort for a later one, who has left it, and who came to it: unanswered ones first."""
    return (
        deferrals_visible_to(actor)
        .where(sa.or_(Deferral.from_cohort_id == cohort_id, Deferral.to_cohort_id == cohort_id))
        .where(sa.or_(Deferral.agreed.is_not(None), _still_asked()))
        .order_by(Deferral.agreed.is_not(None), Deferral.asked_at, Deferral.id)
    )


def unanswered(actor: Actor) -> sa.Select[Deferral]:
    """Who asks for a later cohort and waits for the answer, the longest waiting first."""
    waits = deferrals_visible_to(actor).where(Deferral.agreed.is_(None), _still_asked())
    return waits.order_by(Deferral.asked_at, Deferral.id)


def _still_asked() -> sa.ColumnElement[bool]:
    """Whether the application has not ended or gone on meanwhile: then nobody waits for the answer."""
    return Deferral.application.has(Application.stage.in_(CAN_GO_LATER))


def later_cohorts_in(release_id: uuid.UUID) -> sa.Select[uuid.UUID]:
    """The later cohorts that the decisions of a release name."""
    named = sa.select(Cohort.id).join(Proposal, Proposal.to_cohort_id == Cohort.id)
    return named.where(Proposal.release_id == release_id).distinct()
