"""What counts as shown towards a graduation, and what no longer holds once a certificate is revoked."""

from datetime import UTC, datetime, timedelta

import pytest

from marketplace.sides import Side
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.enrolments import actions as enrolments
from marketplace.supply.enrolments import queries as learning
from marketplace.supply.enrolments.actions import Seen
from marketplace.supply.enrolments.models import Stage, Timing
from marketplace.supply.graduations import actions, queries
from marketplace.supply.graduations.models import NoLonger, RequirementKind, RevokedFor
from tests.factories.accounts import make_actor
from tests.factories.competencies import make_competency
from tests.factories.programs import make_cohort, make_module, make_program
from tests.factories.supply import make_application, make_enrolment, make_graduation_requirement
from tests.factories.training import make_attendance, make_training

pytestmark = pytest.mark.usefixtures("session")
NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@pytest.fixture
def staff():
    return make_actor(Side.STAFF)


@pytest.fixture
def module():
    teaches = [(make_competency("Keep a shift calm"), 3), (make_competency("Plan routes"), 2)]
    return make_module(program=make_program(), teaches=teaches)


@pytest.fixture
def learner(module):
    return make_enrolment(cohort=make_cohort(program=module.program), stage=Stage.ACTIVE)


def see(enrolment, module, *levels, timing=Timing.DURING, actor=None):
    """Record a level for each taught competency in order."""
    lines = zip(module.teaches, levels, strict=True)
    seen = [Seen(module.id, line.competency_id, level, "Seen.") for line, level in lines]
    actor = actor or make_actor(Side.STAFF)
    enrolments.assess(enrolment, seen, timing=timing, actor=actor, now=datetime.now(UTC))


def missing(enrolment):
    return [
        line.words for line in learning.requirements_of([enrolment], datetime.now(UTC))[enrolment.id] if not line.met
    ]


def test_where_somebody_stood_before_shows_nothing_and_hides_nothing(staff, module, learner):
    see(learner, module, 4, 4, timing=Timing.BEFORE)
    assert missing(learner) == [str(queries.USUAL)]
    assert queries.evidence_for(learner) == ([], ["Keep a shift calm", "Plan routes"])
    see(learner, module, 3, 2)
    see(learner, module, 0, 1, timing=Timing.BEFORE)  # typed late
    enrolments.graduate(learner, actor=staff, now=datetime.now(UTC))
    assert [seen.level for seen in queries.evidence_for(learner)[0]] == [3, 2]
    assert queries.competencies_of(queries.certificate_of(learner.id)) == [("Keep a shift calm", 3), ("Plan routes", 2)]


def test_who_loses_the_certificate_is_not_ready_any_more(staff, module, learner):
    see(learner, module, 3, 2)
    enrolments.graduate(learner, actor=staff, now=datetime.now(UTC))
    mark = actions.mark_ready(learner, lapses_on=NOW.date() + 90 * DAY, actor=staff, now=NOW)
    actions.revoke(queries.certificate_of(learner.id), revoked_for=RevokedFor.NOT_MET, actor=staff, now=NOW)
    assert (mark.withdrawn_for, mark.withdrawn_at, mark.withdrawn_by_id) == (NoLonger.EVIDENCE, NOW, staff.person_id)
    assert queries.living_mark(learner.jobseeker_id) is None


def test_a_mark_of_another_program_outlives_a_revoked_certificate(staff, module, learner):
    see(learner, module, 3, 2)
    enrolments.graduate(learner, actor=staff, now=datetime.now(UTC))
    other = make_enrolment(jobseeker=learner.jobseeker, stage=Stage.GRADUATED_LATE)  # marked as ready
    actions.revoke(queries.certificate_of(learner.id), revoked_for=RevokedFor.MISTAKE, actor=staff, now=NOW)
    assert queries.living_mark(learner.jobseeker_id).enrolment_id == other.id


def test_sessions_are_only_missed_where_there_are_any(module, learner):
    make_graduation_requirement(cohort=learner.cohort, kind=RequirementKind.ATTENDANCE, share=80)
    see(learner, module, 3, 2)
    learner.cohort.stage = CohortStage.IN_DELIVERY
    assert missing(learner) == ["Present at 80 of 100 sessions at least"]
    learner.cohort.stage = CohortStage.COMPLETED
    assert missing(learner) == []
    held = make_training(cohort=learner.cohort, starts_at=NOW - DAY)
    assert missing(learner) == ["Present at 80 of 100 sessions at least"]
    make_attendance(training=held, enrolment=learner, mark="excused")
    assert missing(learner) == []


# ---- many people ------------------------------------------------------------------------------------------


def test_a_column_of_the_board_shows_the_first_and_leads_to_all_of_them_with_as_many_statements(
    client, staff, counting
):
    cohort = make_cohort(seats=99)

    def fill(number):
        for _one in range(number):
            make_application(cohort=cohort)

    def pages():
        with counting() as sent:
            found = [client.get_page(f"/cohorts/{cohort.id}/people?{asked}") for asked in ("", "lane=applying")]
        return found, len(sent)

    client.sign_in(staff)
    fill(2)
    pages()
    few = pages()[1]
    fill(60)
    (board, table), many = pages()
    assert many <= few <= 25
    assert len(board.all(".board li")) == 20
    assert "All 62" in board.main
    assert f"/cohorts/{cohort.id}/people?lane=applying" in board.links.values()
    assert ("page 1 of 2" in table.main, len(table.all("tbody tr"))) == (True, 50)
    assert "Nobody is here now" in client.get_page(f"/cohorts/{cohort.id}/people?lane=paused").main
