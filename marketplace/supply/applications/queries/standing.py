"""Where a person stands towards applying to a cohort."""

import uuid
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.db import db
from marketplace.supply.applications.models import ENDED, Application, Stage
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.jobseekers import queries as jobseekers


def live(cohort_id: uuid.UUID, jobseeker_id: uuid.UUID) -> Application | None:
    """The person's application to the cohort that still counts, a draft included."""
    return db.session.scalar(
        sa.select(Application).where(
            Application.cohort_id == cohort_id,
            Application.jobseeker_id == jobseeker_id,
            Application.stage.not_in(ENDED),
        )
    )


def begun(cohort_id: uuid.UUID, jobseeker_id: uuid.UUID) -> Application | None:
    """What the person has begun to write and not sent."""
    found = live(cohort_id, jobseeker_id)
    return found if found and found.stage is Stage.DRAFT else None


def why_no_appeal(application: Application) -> str | None:
    """Why a person who was ruled out can ask for no other look, and what to do; None when they can."""
    cohort = application.cohort
    if cohort.stage is not CohortStage.RECRUITING:
        return _(
            "%(cohort)s takes nobody any more, so nobody looks at it again. You can apply to another cohort.",
            cohort=cohort.name,
        )
    if live(cohort.id, application.jobseeker_id):
        return _("You have applied to %(cohort)s again, and that application counts.", cohort=cohort.name)
    return None


@dataclass(frozen=True)
class Standing:
    """Where a person stands towards applying to a cohort. Falsy parts are in order."""

    closed: str | None
    application: Application | None
    lacks_experience: bool
    lacks_competency: bool

    @property
    def draft(self) -> Application | None:
        """What was begun and not sent."""
        return self.application if self.application and self.application.stage is Stage.DRAFT else None

    @property
    def sent(self) -> Application | None:
        """What was sent and still counts."""
        return None if self.draft else self.application

    @property
    def why_not(self) -> str | None:
        """Why an application cannot be sent now, and what to do; None when it can."""
        if self.sent:
            return _("You have applied already, reference %(reference)s.", reference=self.sent.reference)
        if self.closed:
            return self.closed
        if self.lacks_experience:
            return _("Your profile needs one experience first. Paid or not, one is enough.")
        if self.lacks_competency:
            return _("Your profile needs one competency first. Name one thing that you can do.")
        return None


def standing(cohort: Cohort, jobseeker_id: uuid.UUID, now: datetime) -> Standing:
    """Where a person stands towards applying to a cohort at a moment."""
    profile = jobseekers.profile(jobseeker_id)
    return Standing(
        closed=cohorts.why_closed(cohort, now),
        application=live(cohort.id, jobseeker_id),
        lacks_experience=not profile.experiences,
        lacks_competency=not profile.claims,
    )
