"""A cohort is over when nobody is left behind in it, and then nobody gets in any more."""

from datetime import UTC, datetime

import pytest

from marketplace.errors import Refused
from marketplace.sides import Side
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.enrolments import actions as enrolments
from marketplace.supply.enrolments.models import Stage
from tests.factories.accounts import make_actor
from tests.factories.programs import make_cohort
from tests.factories.supply import jobseeker_actor, make_application, make_enrolment

pytestmark = pytest.mark.usefixtures("session")


def complete(client, cohort, status):
    client.sign_in(make_actor(Side.STAFF))
    return client.send(f"/cohorts/{cohort.id}/complete", status=status)


def test_a_cohort_is_not_completed_over_the_heads_of_people(client):
    cohort = make_cohort(stage=CohortStage.IN_DELIVERY)
    for stage in ("submitted", "more_info", "decision_pending", "accepted"):
        make_application(cohort=cohort, stage=ApplicationStage(stage))
    for stage in (Stage.ENROLLED, Stage.ACTIVE, Stage.PAUSED):
        make_enrolment(cohort=cohort, stage=stage)
    page = complete(client, cohort, 409)
    for words in ("3 applications are undecided.", "1 offered seat is not taken.", "3 people are enrolled"):
        assert words in page.text
    assert cohort.stage is CohortStage.IN_DELIVERY


def test_people_whose_way_has_ended_keep_no_cohort_open(client):
    cohort = make_cohort(stage=CohortStage.IN_DELIVERY)
    for stage in ("draft", "waitlisted", "not_selected", "withdrawn"):
        make_application(cohort=cohort, stage=ApplicationStage(stage))
    for stage in (Stage.GRADUATED_LATE, Stage.WITHDREW, Stage.NOT_COMPLETING):
        make_enrolment(cohort=cohort, stage=stage)
    make_enrolment(stage=Stage.ACTIVE)  # elsewhere
    complete(client, cohort, 302)
    assert cohort.stage is CohortStage.COMPLETED


def test_a_cohort_that_is_not_running_says_that_first(client):
    cohort = make_cohort(stage=CohortStage.RECRUITING)
    make_application(cohort=cohort)
    assert "undecided" not in complete(client, cohort, 409).text


def test_nobody_takes_a_seat_of_a_cohort_that_is_over():
    cohort = make_cohort(stage=CohortStage.COMPLETED)
    application = make_application(cohort=cohort, stage=ApplicationStage.ACCEPTED)
    with pytest.raises(Refused, match="is over"):
        enrolments.confirm(application, actor=jobseeker_actor(application.jobseeker), now=datetime.now(UTC))
    assert application.stage is ApplicationStage.ACCEPTED
