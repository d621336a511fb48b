"""The published example of the definitions, from rows of the database: measures and report say the same of it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from marketplace.hiring.placements.models import Evidence, Related
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.measures.queries.formulas import tally
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.loading import starters
from marketplace.outcomes.measures.queries.settings import default_definition
from marketplace.outcomes.reports.queries import outcomes_of
from marketplace.supply.enrolments.models import Enrolment, Intent, Reason
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from tests.factories.hiring import make_placement
from tests.factories.programs import make_cohort
from tests.factories.supply import make_enrolment

pytestmark = pytest.mark.usefixtures("session")
KEYS = (Key.GRADUATION, Key.GRADUATION_ON_TIME, Key.GRADUATE_PLACEMENT, Key.STARTER_PLACEMENT)
STARTS, GRADUATED, AS_OF = date(2025, 11, 3), date(2026, 3, 1), date(2026, 12, 1)


def graduate(cohort, *, late=False, intent=Intent.NEW_JOB):
    stage = EnrolmentStage.GRADUATED_LATE if late else EnrolmentStage.GRADUATED_ON_TIME
    at = datetime(2025, 11, 17, tzinfo=UTC)
    return make_enrolment(cohort=cohort, stage=stage, graduated_on=GRADUATED, intent=intent, intent_at=at)


def left(cohort, on, reason):
    make_enrolment(cohort=cohort, stage=EnrolmentStage.WITHDREW, left_on=on, left_for=reason)


def placed(enrolment, **overrides):
    values = {
        "enrolment": enrolment,
        "jobseeker": enrolment.jobseeker,
        "starts_on": GRADUATED + timedelta(days=30),
        "related": Related.YES,
        "claimed_at": datetime(2026, 4, 2, tzinfo=UTC),
        "verified_at": datetime(2026, 4, 20, tzinfo=UTC),
        "evidence_level": Evidence.EMPLOYER_CONFIRMED,
    }
    make_placement(PlacementStage.VERIFIED, **(values | overrides))


@pytest.fixture
def cohort():
    """20 enrolled: 2 left before the census day, 1 was detained, 2 left later, 15 graduated, 3 of them late."""
    row = make_cohort(seats=40, starts_on=STARTS, ends_on=GRADUATED)
    for _ in range(2):
        left(row, STARTS + timedelta(days=3), Reason.MONEY)
        left(row, date(2026, 1, 15), Reason.MONEY)
        graduate(row, intent=Intent.FURTHER_EDUCATION)
        graduate(row)
    left(row, date(2026, 1, 15), Reason.DETAINED)
    for number in range(9):
        placed(graduate(row, late=number < 3))
    placed(graduate(row), hours_per_week=Decimal(20), full_time=False)
    placed(graduate(row), related=Related.NO)
    return row


def test_the_published_cohort_comes_out_of_the_rows_and_agrees_with_its_report(cohort):
    people = starters(Enrolment.first_cohort_id == cohort.id)
    told = {key: tally(default_definition(key), people, AS_OF) for key in KEYS}
    assert {key.value: (one.yes, one.base, one.unknown) for key, one in told.items()} == {
        "graduation": (15, 17, 0),
        "graduation_on_time": (12, 17, 0),
        "graduate_placement": (10, 13, 2),
        "starter_placement": (10, 17, 2),
    }
    figures = outcomes_of(cohort.id, as_of=AS_OF).figures
    for key, theirs in zip((Key.GRADUATE_PLACEMENT, Key.STARTER_PLACEMENT), figures, strict=True):
        ours = told[key]
        assert (ours.yes, ours.base, ours.unknown) == (theirs.count, theirs.base, theirs.unknown)
        assert (ours.low, ours.high) == (theirs.low, theirs.high)
