"""Counting by the job: people are read once, sums equal a live tally, and numbers open to whoever stands behind them."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product
from random import Random

import pytest
import sqlalchemy as sa

from marketplace.errors import Refused
from marketplace.hiring.placements.lifecycle import LASTING
from marketplace.hiring.placements.models import CheckStage, Evidence, Related
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outbox.models import OutboxItem
from marketplace.outcomes.measures import actions
from marketplace.outcomes.measures.models import CountedCohort, CountedDimension, CountedGroup, CountedPerson
from marketplace.outcomes.measures.queries import counting
from marketplace.outcomes.measures.queries.definitions import changes as all_changes
from marketplace.outcomes.measures.queries.definitions import definitions
from marketplace.outcomes.measures.queries.formulas import over_windows, spread, survival, tally
from marketplace.outcomes.measures.queries.formulas.cirr import CODES, outcome_code
from marketplace.outcomes.measures.queries.keys import AT_EACH_WINDOW, CURVES, SHARES, SPREADS, Key
from marketplace.outcomes.measures.queries.loading import starters
from marketplace.outcomes.measures.queries.people import Answer, Tally
from marketplace.outcomes.measures.queries.summing import ALWAYS, Period
from marketplace.reach import within
from marketplace.sides import Side
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import Intent, Reason
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.jobseekers.models import PoolChoice
from tests.conftest import counted
from tests.factories.accounts import make_actor
from tests.factories.hiring import make_checkpoint, make_placement
from tests.factories.programs import make_cohort, make_coordinator, make_pool
from tests.factories.supply import make_baseline, make_certificate, make_enrolment, make_jobseeker

pytestmark = pytest.mark.usefixtures("session")
GRADUATED = date(2026, 1, 30)
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def cohort():
    return make_cohort(seats=40, starts_on=date(2025, 11, 1))


def graduate(cohort, **overrides):
    facts = {"stage": EnrolmentStage.GRADUATED_ON_TIME, "graduated_on": GRADUATED, "intent": Intent.NEW_JOB}
    person = overrides.pop("jobseeker", None) or make_jobseeker(province=overrides.pop("province", "Ontario"))
    return make_enrolment(**{"cohort": cohort, "jobseeker": person, **facts, **overrides})


def at_work(enrolment, begins=30, stage=PlacementStage.VERIFIED, **overrides):
    starts_on = GRADUATED + timedelta(days=begins)
    then = datetime(starts_on.year, starts_on.month, starts_on.day, 12, tzinfo=UTC)
    verified = {"verified_at": then + timedelta(days=9)} if stage is PlacementStage.VERIFIED else {}
    facts = {"starts_on": starts_on, "related": Related.YES, "claimed_at": then, "full_time": False} | verified
    return make_placement(stage, **{"enrolment": enrolment, "jobseeker": enrolment.jobseeker, **facts, **overrides})


def count(cohort, now=NOW):
    actions.count_here(cohort.program_id, now=now)


def read(cohort, dimension=counting.WHOLE, **others):
    return counting.read(Cohort.id == cohort.id, definitions(), dimension, **others)


# ---- reading people -----------------------------------------------------------------------------------


def test_one_person_is_read_with_everything_that_is_known(cohort):
    one = graduate(cohort)
    make_certificate(enrolment=one)
    make_baseline(one)
    first = at_work(one, wage=Decimal(20), wage_period="hour", hours_per_week=Decimal(30))
    second = at_work(one, begins=170)
    make_checkpoint(first, 30, stage=CheckStage.EMPLOYED_SAME, evidence_level=Evidence.DOCUMENT, answered_at=NOW)
    (person,) = starters(Cohort.id == cohort.id)
    assert (person.enrolment_id, person.cohort_id, person.graduated_on) == (one.id, cohort.id, GRADUATED)
    assert [episode.id for episode in person.episodes] == [first.id, second.id]
    assert person.episodes[0].annual_wage == Decimal(20) * 30 * 52
    assert [(check.day, check.found) for check in person.episodes[0].checks] == [(30, CheckStage.EMPLOYED_SAME)]
    assert (person.province, person.certificate_on is not None) == ("Ontario", True)


def test_whoever_went_on_in_another_cohort_counts_once_in_that_of_the_start(cohort):
    later = make_cohort(program=cohort.program, starts_on=date(2026, 3, 1))
    before = graduate(cohort, stage=EnrolmentStage.TRANSFERRED, graduated_on=None)
    after = graduate(
        later,
        jobseeker=before.jobseeker,
        application=before.application,
        first_cohort_id=cohort.id,
        transferred_from_id=before.id,
        cohort_id=later.id,
    )
    assert [one.enrolment_id for one in starters(Cohort.program_id == cohort.program_id)] == [after.id]
    assert [one.cohort_id for one in starters(Cohort.id == cohort.id)] == [cohort.id]
    assert starters(Cohort.id == later.id) == []


def test_as_many_statements_for_few_as_for_many(cohort, session):
    at_work(graduate(cohort))
    with counted() as few:
        starters(Cohort.id == cohort.id)
    for _number in range(5):
        at_work(graduate(cohort))
    with counted() as many:
        starters(Cohort.id == cohort.id)
    assert len(few) == len(many) <= 8


# ---- sums ---------------------------------------------------------------------------------------------


def world(cohorts, chance):
    """People drawn by chance: of two provinces, some out of the base, some with two jobs."""
    stages = (EnrolmentStage.GRADUATED_ON_TIME, EnrolmentStage.GRADUATED_LATE, EnrolmentStage.WITHDREW)
    for _number in range(14):
        stage = chance.choice(stages)
        left = stage is EnrolmentStage.WITHDREW
        one = graduate(
            chance.choice(cohorts),
            stage=stage,
            graduated_on=None if left else GRADUATED + timedelta(days=chance.randrange(20)),
            left_on=date(2025, 12, 20) if left else None,
            left_for=chance.choice([Reason.MONEY, Reason.DIED]) if left else None,
            intent=chance.choice([Intent.NEW_JOB, Intent.FURTHER_EDUCATION, None]),
            province=chance.choice(["Ontario", "Quebec"]),
        )
        for begins in chance.sample([10, 60, 200, 300], chance.randrange(3) * (not left)):
            at_work(one, begins, chance.choice([PlacementStage.VERIFIED, PlacementStage.CLAIMED]))


def test_what_was_counted_equals_a_live_tally(cohort):
    cohorts = [cohort, make_cohort(program=cohort.program, starts_on=date(2025, 10, 1))]
    world(cohorts, Random(36))
    count(cohort)
    known, people = definitions(), starters(Cohort.program_id == cohort.program_id)
    here = Cohort.program_id == cohort.program_id
    for found in (counting.read(here, known), counting.read(here, known, whole=ALWAYS)):
        assert {key: found.shares[key] for key in SHARES} == {key: tally(known[key], people, TODAY) for key in SHARES}
        for key in SPREADS:
            live = spread(known[key], people, TODAY)
            kept = sorted(value for value, n in found.middles[key].counts.items() for _n in range(n))
            assert kept == sorted(live.values), key
        assert list(found.points) == list(survival(known[CURVES[0]].settings, people, TODAY))
        for key in AT_EACH_WINDOW:
            live = over_windows(known[key], people, TODAY)
            assert found.windows[key] == {days: live[days] for days in (30, 60, 90, 365)}, key
        codes = [outcome_code(known[Key.GRADUATE_PLACEMENT], known[Key.ANY_JOB], one, TODAY)[0] for one in people]
        assert found.codes == {code: n for code, n in Counter(codes).items() if code in CODES}
        assert sum(found.codes.values()) == found.shares[Key.GRADUATE_PLACEMENT].base
        assert found.left_out == found.shares[Key.GRADUATE_PLACEMENT].excluded
        assert (found.people, found.cohorts, found.stale) == (14, 2, False)
        assert (found.counted_at, found.as_of) == (NOW, TODAY)
    parts = [counting.read(here, known, ("province", name)) for name in ("Ontario", "Quebec")]
    assert sum(part.people for part in parts) == len(people)


def test_counting_again_changes_nothing_and_an_older_count_comes_too_late(cohort, session):
    at_work(graduate(cohort))
    count(cohort)
    first = read(cohort)
    count(cohort)
    assert read(cohort) == first
    graduate(cohort)
    count(cohort, NOW - timedelta(minutes=1))
    assert read(cohort) == first
    count(cohort, NOW + timedelta(minutes=1))
    assert (read(cohort).people, session.query(CountedCohort).count()) == (2, 1)


def test_nothing_was_counted_before_the_first_count(cohort):
    found = read(cohort)
    assert (found.counted_at, found.people, found.stale) == (None, 0, False)
    assert found.shares[Key.GRADUATION] == Tally()


def test_the_job_is_asked_for_each_program_once_in_a_minute(cohort, session):
    graduate(cohort)
    other = make_cohort()
    graduate(other)
    asked = sa.select(OutboxItem.arguments).where(OutboxItem.name == actions.JOB)
    actions.ask_to_count(cohort.program_id, now=NOW)
    assert [row["program_id"] for row in session.scalars(asked)] == [str(cohort.program_id)]
    actions.count_all(now=NOW + timedelta(seconds=20))
    assert sorted(row["program_id"] for row in session.scalars(asked)) == sorted(
        [str(cohort.program_id), str(other.program_id)]
    )


def test_a_period_of_a_program_equals_the_sum_of_its_cohorts(cohort):
    others = [make_cohort(program=cohort.program, starts_on=date(2025, month, 1)) for month in (9, 10, 11)]
    world([cohort, *others], Random(7))
    count(cohort)
    here, known = Cohort.program_id == cohort.program_id, definitions()
    days = (None, date(2025, 9, 30), date(2025, 10, 1), date(2025, 11, 1), date(2030, 1, 1))
    for since, until in product(days, days):
        begun = sa.and_(here, Cohort.starts_on >= (since or date.min), Cohort.starts_on <= (until or date.max))
        one_by_one = counting.read(begun, known)
        assert counting.read(begun, known, whole=Period(since, until)) == one_by_one, (since, until)


# ---- the people behind a number -------------------------------------------------------------------------


def test_a_number_opens_to_its_people_and_to_nobody_out_of_reach(cohort, session):
    placed, waits = graduate(cohort), graduate(cohort)
    work = at_work(placed)
    other = make_cohort()
    at_work(graduate(other))
    count(cohort)
    count(other)
    key, here = Key.GRADUATE_PLACEMENT, within(make_coordinator(cohort.program), "programs", Cohort.program_id)

    def behind(answer, dimension=counting.WHOLE, scope=here):
        return [row.enrolment_id for row in session.scalars(counting.people_behind(scope, key, [answer], dimension))]

    assert (behind(Answer.YES), behind(Answer.EXCLUDED)) == ([placed.id], [])
    assert {*behind(Answer.UNKNOWN), *behind(Answer.NO)} == {waits.id}
    assert behind(Answer.YES, ("employer", str(work.employer_id))) == [placed.id]
    assert behind(Answer.YES, scope=within(make_actor(Side.EMPLOYER), "programs", Cohort.program_id)) == []
    row = session.get(CountedPerson, placed.id)
    assert counting.reason_of(row, key)


def test_an_employer_is_counted_for_whom_verified_work_has_begun(cohort):
    """A claim, a dispute, work that never began and work that begins tomorrow say nothing of an employer yet."""
    began = {stage: at_work(graduate(cohort), stage=stage) for stage in PlacementStage}
    tomorrow = at_work(graduate(cohort), begins=(TODAY - GRADUATED).days + 1)
    count(cohort)
    named = {stage for stage, work in began.items() if read(cohort, ("employer", str(work.employer_id))).people}
    assert named == LASTING | {PlacementStage.ENDED}
    assert read(cohort, ("employer", str(tomorrow.employer_id))).people == 0


def test_who_chose_a_pool_is_kept_as_a_sum_and_never_by_person(cohort, session):
    pool, one = make_pool(cohort.program), graduate(cohort)
    session.add(PoolChoice(jobseeker_id=one.jobseeker_id, pool_id=pool.id, chosen_at=NOW))
    session.flush()
    count(cohort)
    mine = ("pool", str(pool.id))
    assert read(cohort, mine).people == 1
    assert session.query(CountedDimension).filter_by(dimension="pool").count() == 0
    with pytest.raises(LookupError):
        counting.people_behind(Cohort.id == cohort.id, Key.GRADUATION, [Answer.YES], mine)


# ---- definitions ------------------------------------------------------------------------------------------


def test_a_changed_definition_counts_from_now_on_and_both_can_be_read(cohort):
    at_work(graduate(cohort), begins=100)
    count(cohort)
    lead, key = make_actor(Side.STAFF), Key.GRADUATE_PLACEMENT
    actions.redefine(key, {"window_days": 90}, number=1, why="The funder asks for 90 days.", actor=lead, now=NOW)
    assert (read(cohort).stale, read(cohort).shares[key].yes) == (True, 1)
    count(cohort, NOW + timedelta(hours=1))
    assert (read(cohort).stale, read(cohort).shares[key].yes) == (False, 0)
    assert definitions()[key].number == 2
    assert definitions()[Key.STARTER_PLACEMENT].number == 1
    assert [(known.number, row.why) for known, row in all_changes()] == [(2, "The funder asks for 90 days.")]


@pytest.mark.parametrize(
    ("changes", "number"), [({"window_days": 180}, 1), ({"window_days": 90}, 2), ({"window_days": 0}, 1)]
)
def test_a_definition_is_not_changed_to_the_same_nor_from_an_old_one_nor_to_nonsense(changes, number, session):
    lead = make_actor(Side.STAFF)
    with pytest.raises(Refused):
        actions.redefine(Key.GRADUATE_PLACEMENT, changes, number=number, why="A try.", actor=lead, now=NOW)
    assert all_changes() == []
    assert session.query(CountedGroup).count() == 0
