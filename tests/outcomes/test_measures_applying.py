"""How far applications came, and whether they were answered in time, against people counted by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.db import db
from marketplace.outcomes.measures.actions import count_here
from marketplace.outcomes.measures.queries import answering, applying
from marketplace.outcomes.measures.queries.applying import Step
from marketplace.outcomes.measures.queries.counting import counted_last
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.summing import ALWAYS, Period
from marketplace.sides import Side
from marketplace.supply.applications.models import ApplicationChange, Stage
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from tests.conftest import NOW
from tests.factories.programs import make_cohort
from tests.factories.supply import make_application, make_enrolment

pytestmark = pytest.mark.usefixtures("session")
HEAR_BY = date(2026, 8, 10)
TODAY = date(2026, 9, 1)


@pytest.fixture
def cohort():
    return make_cohort(hear_by=HEAR_BY)


@pytest.fixture
def here(cohort):
    return Cohort.id == cohort.id


def been(application, *stages, at=NOW):
    """Where an application has been, step by step."""
    for seq, stage in enumerate(stages, 1):
        db.session.add(
            ApplicationChange(
                subject_id=application.id, seq=seq, move="moved", to_stage=stage.value, side=Side.STAFF, at=at
            )
        )
    db.session.flush()
    return application


@pytest.mark.by_hand(Key.APPLICATION_FUNNEL)
def test_the_steps_are_counted_as_by_hand(cohort, here):
    """Fourteen were sent; a draft is in nothing.

    Still screening 1, not eligible 1, withdrew 1: 11 of 14 were screened. In review 1, not selected 1, waitlisted 1,
    deferred 1: 7 of 11 were accepted. Lapsed 1, withdrew later 1: 5 of 7 confirmed. All 5 enrolled. Graduated 2,
    withdrew 1, dismissed 1, still there 1.
    """
    make_application(cohort=cohort, stage=Stage.DRAFT)
    for stage in (Stage.SCREENING, Stage.INELIGIBLE, Stage.WITHDRAWN, Stage.IN_REVIEW, Stage.NOT_SELECTED):
        make_application(cohort=cohort, stage=stage)
    been(make_application(cohort=cohort, stage=Stage.WAITLISTED), Stage.IN_REVIEW, Stage.WAITLISTED)
    been(make_application(cohort=cohort, stage=Stage.DEFERRED), Stage.IN_REVIEW, Stage.DEFERRED)
    make_application(cohort=cohort, stage=Stage.LAPSED)
    been(make_application(cohort=cohort, stage=Stage.WITHDRAWN), Stage.IN_REVIEW, Stage.ACCEPTED, Stage.WITHDRAWN)
    for stage in ("graduated_on_time", "graduated_late", "withdrew", "dismissed", "active"):
        make_enrolment(cohort=cohort, stage=EnrolmentStage(stage))
    found = applying.funnel(here)
    assert [(one.step, one.entered, one.went_on, one.waiting) for one in found.stairs] == [
        (Step.SENT, 14, 11, 1),
        (Step.SCREENED, 11, 7, 3),
        (Step.ACCEPTED, 7, 5, 0),
        (Step.CONFIRMED, 5, 5, 0),
        (Step.ENROLLED, 5, 2, 1),
    ]
    assert [dict(one.exits) for one in found.stairs] == [
        {"ineligible": 1, "withdrawn": 1},
        {"not_selected": 1},
        {"lapsed": 1, "withdrawn": 1},
        {},
        {"withdrew": 1, "dismissed": 1},
    ]
    assert [dict(one.aside) for one in found.stairs][1] == {"waitlisted": 1, "deferred": 1}
    assert (found.stairs[1].tally.yes, found.stairs[1].tally.base, found.stairs[1].tally.unknown) == (7, 11, 3)


def test_what_the_job_keeps_says_the_same(cohort, here):
    other = make_cohort(program=cohort.program, hear_by=HEAR_BY)
    for stage in (Stage.SCREENING, Stage.WITHDRAWN, Stage.NOT_SELECTED, Stage.LAPSED):
        make_application(cohort=other, stage=stage)
    been(make_application(cohort=cohort, stage=Stage.ACCEPTED), Stage.IN_REVIEW, Stage.ACCEPTED)
    make_enrolment(cohort=cohort, stage=EnrolmentStage.DISMISSED)
    now = datetime(2026, 9, 1, 9, tzinfo=UTC)
    count_here(cohort.program_id, now=now)
    both = Cohort.program_id == cohort.program_id
    for scope, whole in ((here, None), (Cohort.id == other.id, None), (both, None), (both, ALWAYS)):
        kept = applying.kept(scope, whole)
        assert (kept.funnel, kept.in_time) == (applying.funnel(scope), answering.decision_latency(scope, as_of=TODAY))
    assert applying.kept(both, Period(until=cohort.starts_on)).sent == 6
    assert counted_last(Cohort.id == other.id) == (now, TODAY)


def test_who_goes_on_in_another_cohort_counts_once_where_they_applied(cohort, here):
    first = make_enrolment(cohort=cohort, stage=EnrolmentStage.TRANSFERRED)
    later = make_cohort(program=cohort.program)
    make_enrolment(
        application=first.application,
        transferred_from_id=first.id,
        cohort_id=later.id,
        first_cohort_id=cohort.id,
        stage=EnrolmentStage.GRADUATED_LATE,
    )
    found = applying.funnel(here)
    assert (found.stairs[-1].entered, found.stairs[-1].went_on, found.moved) == (1, 1, 1)
    assert applying.funnel(Cohort.id == later.id).stairs[0].entered == 0


@pytest.mark.by_hand(Key.DECISION_LATENCY)
def test_answers_in_time_are_counted_as_by_hand(cohort, here):
    """The day ends at the place of the cohort: 23:30 in Halifax is 02:30 of the next day elsewhere.

    In time 2, late 1, never answered 1, an answer of no known day 1, withdrew first 1: 2 of 5, 1 unknown.
    """
    last_hour = datetime(2026, 8, 11, 2, 30, tzinfo=UTC)
    for stage, at in ((Stage.ACCEPTED, last_hour), (Stage.NOT_SELECTED, last_hour - timedelta(days=4))):
        been(make_application(cohort=cohort, stage=stage), Stage.IN_REVIEW, stage, at=at)
    been(make_application(cohort=cohort, stage=Stage.WAITLISTED), Stage.WAITLISTED, at=last_hour + timedelta(hours=1))
    been(make_application(cohort=cohort, stage=Stage.IN_REVIEW), Stage.IN_REVIEW)
    make_application(cohort=cohort, stage=Stage.NOT_SELECTED)
    make_application(cohort=cohort, stage=Stage.WITHDRAWN)
    found = answering.decision_latency(here, as_of=TODAY)
    assert (found.yes, found.base, found.unknown, dict(found.excluded)) == (2, 5, 1, {"withdrew_first": 1})


def test_nobody_is_late_or_in_time_before_the_day(cohort, here):
    been(make_application(cohort=cohort, stage=Stage.ACCEPTED), Stage.ACCEPTED)
    make_application(cohort=cohort)
    found = answering.decision_latency(here, as_of=HEAR_BY)
    assert (found.base, dict(found.excluded)) == (0, {"day_to_come": 2})


def test_what_was_before_the_window_is_left_out(cohort, here):
    make_application(cohort=cohort, submitted_at=NOW - timedelta(days=500))
    assert applying.funnel(here).stairs[0].entered == 1
    assert applying.funnel(here, since=NOW.date()).stairs[0].entered == 0
    assert answering.decision_latency(here, as_of=TODAY, since=HEAR_BY + timedelta(days=1)).base == 0


def test_more_applications_cost_no_more_statements(cohort, here, counting):
    def cost():
        with counting() as statements:
            applying.funnel(here)
            answering.decision_latency(here, as_of=TODAY)
        return len(statements)

    make_application(cohort=cohort)
    before = cost()
    for _ in range(5):
        make_application(cohort=cohort)
    assert (before, cost()) == (3, 3)
