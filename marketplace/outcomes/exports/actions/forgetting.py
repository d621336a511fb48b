"""Forgetting the files of exports: after a week, and at once when one of their people is forgotten."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.db import db
from marketplace.outcomes.exports.actions.keeping import drop, give_up
from marketplace.outcomes.exports.models import FIGURES, Export, ExportCohort, ExportPiece, ExportProgress
from marketplace.sides import Actor
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.jobseekers import actions as profiles


def forget_old(*, now: datetime) -> None:
    """Forget the files whose week is over."""
    over = sa.select(ExportProgress.export_id).where(ExportProgress.kept_until <= now)
    db.session.execute(
        sa.delete(ExportPiece).where(ExportPiece.export_id.in_(over)).execution_options(synchronize_session=False)
    )


@profiles.when_leaving
def forget_files(*, actor: Actor, now: datetime) -> None:
    """A person is to be forgotten: no file with rows of their cohort is handed out any more."""
    theirs = sa.select(Enrolment.first_cohort_id).where(Enrolment.jobseeker_id == actor.person_id)
    rows = (
        sa.select(ExportProgress)
        .join(Export, Export.id == ExportProgress.export_id)
        .where(
            Export.kind.not_in(FIGURES),
            Export.id.in_(sa.select(ExportCohort.export_id).where(ExportCohort.cohort_id.in_(theirs))),
            sa.or_(ExportProgress.kept_until.is_(None), ExportProgress.kept_until > now),
        )
    )
    found = db.session.scalars(rows).all()
    for progress in found:
        if progress.done < progress.total:
            give_up(progress.export_id, progress, _("Somebody of these cohorts left meanwhile. Make it anew."), now=now)
    drop([progress.export_id for progress in found], now=now)
