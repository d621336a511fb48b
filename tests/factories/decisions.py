"""Proposed decisions, their releases and deferrals, for tests: each function adds one row and gives it back."""

from datetime import UTC, datetime, timedelta

from marketplace.db import db
from marketplace.supply.applications.models import Stage
from marketplace.supply.decisions.models import Deferral, Outcome, Proposal, Release
from tests.factories.accounts import make_person
from tests.factories.programs import make_cohort
from tests.factories.supply import NOW, make_application


def make_proposal(**overrides) -> Proposal:
    """A seat is proposed; `application`, or `cohort` for a new one that waits for its decision."""
    cohort = overrides.pop("cohort", None) or make_cohort()
    application = overrides.pop("application", None)
    application = application or make_application(cohort=cohort, stage=Stage.DECISION_PENDING)
    values = {"outcome": Outcome.ACCEPT, "proposed_by_id": make_person().id, "proposed_at": NOW}
    return _added(Proposal(**{"application_id": application.id, **values} | overrides))


def make_release(**overrides) -> Release:
    """One proposal is being released; it can still be stopped for an hour."""
    cohort = overrides.pop("cohort", None) or make_cohort()
    later = datetime.now(UTC) + timedelta(hours=1)
    values = {"total": 1, "created_at": NOW, "created_by_id": make_person().id, "starts_at": later}
    row = _added(Release(**{"cohort_id": cohort.id, **values} | overrides))
    make_proposal(cohort=cohort, release_id=row.id)
    return row


def make_deferral(**overrides) -> Deferral:
    """Somebody asks to wait for the next cohort of the program; `application` or `cohort` as an override."""
    cohort = overrides.pop("cohort", None) or make_cohort()
    application = overrides.pop("application", None) or make_application(cohort=cohort, stage=Stage.IN_REVIEW)
    later = overrides.pop("later", None) or make_cohort(
        program=cohort.program, starts_on=cohort.starts_on + timedelta(days=90)
    )
    values = {"from_cohort_id": cohort.id, "to_cohort_id": later.id, "asked_at": NOW}
    return _added(
        Deferral(**{"application_id": application.id, "asked_by_id": application.jobseeker_id, **values} | overrides)
    )


def _added(row):
    db.session.add(row)
    db.session.flush()
    return row
