"""How far groups come: counted once for settled cohorts, each person once, and shown only as it points at nobody."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import current_app

from marketplace.duties import CLOCK
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outbox.models import OutboxItem
from marketplace.outcomes.measures import actions
from marketplace.outcomes.measures.models import EquityStepCohort
from marketplace.outcomes.measures.queries import steps
from marketplace.outcomes.measures.queries.definitions import definitions
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.steps import Reached
from marketplace.sides import Side
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.jobseekers import actions as jobseekers
from marketplace.supply.jobseekers.models import EquityStepTotal
from tests.factories.accounts import make_actor
from tests.factories.hiring import make_placement
from tests.factories.programs import make_cohort, make_coordinator
from tests.factories.supply import jobseeker_actor, make_application, make_enrolment, make_jobseeker

pytestmark = pytest.mark.usefixtures("session")
ENDS, GRADUATED = date(2026, 2, 27), date(2026, 2, 26)
NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
#: Women and men by the furthest step: of 32 women 16 were offered a seat, of 47 men 17.
ENOUGH = {"woman": (16, 0, 5, 6, 5), "man": (30, 0, 7, 5, 5)}


@pytest.fixture
def cohort():
    return settled_cohort()


def settled_cohort(**others):
    return make_cohort(seats=500, **{"starts_on": date(2025, 11, 1), "ends_on": ENDS} | others)


def came(cohort, step, answer="", person=None, **others):
    """Somebody who came to a step of a cohort and no further, and what they say of themselves."""
    person = person or make_jobseeker()
    if answer:
        jobseekers.save_equity({"gender": answer}, actor=jobseeker_actor(person), now=NOW)
    if step < Reached.BEGAN:
        stage = ApplicationStage.LAPSED if step else ApplicationStage.NOT_SELECTED
        make_application(cohort=cohort, jobseeker=person, stage=stage, **others)
        return person
    stage = EnrolmentStage.GRADUATED_ON_TIME if step > Reached.BEGAN else EnrolmentStage.WITHDREW
    graduated = {"graduated_on": GRADUATED} if step > Reached.BEGAN else {}
    row = make_enrolment(cohort=cohort, jobseeker=person, stage=stage, vetted=False, **graduated)
    if step is Reached.PLACED:
        make_placement(
            PlacementStage.VERIFIED,
            enrolment=row,
            jobseeker=person,
            starts_on=GRADUATED + 30 * DAY,
            verified_at=NOW - 30 * DAY,
        )
    return person


def fill(cohort, groups=ENOUGH):
    for answer, numbers in groups.items():
        for step, number in zip(Reached, numbers, strict=True):
            for _person in range(number):
                came(cohort, step, answer)


def furthest(cohort, now=NOW):
    return steps.furthest(cohort.program_id, definitions()[Key.IMPACT_RATIO], now.date())


def tell(cohort, now=NOW):
    actions.tell_steps_of(furthest(cohort, now), definitions()[Key.IMPACT_RATIO], now=now)


def told(session):
    rows = session.scalars(sa.select(EquityStepTotal).order_by(EquityStepTotal.at))
    return [(row.question, row.numbers) for row in rows]


# ---- who is counted, and where ----------------------------------------------------------------------------


def test_everybody_stands_at_the_furthest_step_they_came_to(cohort):
    people = {step: came(cohort, step).id for step in Reached}
    assert furthest(cohort) == {cohort.id: {person: step for step, person in people.items()}}


def test_a_cohort_whose_window_is_open_or_that_was_cancelled_is_not_counted(cohort):
    last = datetime.combine(ENDS + 180 * DAY, NOW.time(), UTC)
    assert came(cohort, Reached.APPLIED)
    came(settled_cohort(program=cohort.program, stage=CohortStage.CANCELLED), Reached.APPLIED)
    assert furthest(cohort, last) == {}
    assert list(furthest(cohort, last + DAY)) == [cohort.id]


def test_a_person_counts_where_they_applied_first_and_nowhere_else(cohort):
    other, elsewhere = settled_cohort(program=cohort.program), settled_cohort()
    twice = came(cohort, Reached.APPLIED, submitted_at=NOW - 2 * DAY)
    came(other, Reached.APPLIED, person=twice, submitted_at=NOW - DAY)
    strange = came(other, Reached.APPLIED, submitted_at=NOW - DAY)
    came(elsewhere, Reached.APPLIED, person=strange, submitted_at=NOW - 2 * DAY)
    assert furthest(cohort) == {cohort.id: {twice.id: Reached.APPLIED}}
    assert furthest(elsewhere) == {elsewhere.id: {strange.id: Reached.APPLIED}}


# ---- what is told, and when ---------------------------------------------------------------------------------


def test_a_cohort_is_told_once_and_nothing_that_comes_later_changes_it(cohort, session):
    fill(cohort)
    tell(cohort)
    before = told(session)
    assert before == [("gender", [[16, 0, 5, 6, 5, 32], [30, 0, 7, 5, 5, 47], [0] * 6, [0] * 6])]
    came(cohort, Reached.PLACED, "woman")
    tell(cohort, NOW + DAY)
    tell(cohort, NOW + 2 * DAY)
    assert told(session) == before


def test_one_person_more_in_another_cohort_is_told_only_with_enough_others(cohort, session):
    fill(cohort)
    tell(cohort)
    later = settled_cohort(program=cohort.program)
    came(later, Reached.PLACED, "woman")
    tell(cohort, NOW + DAY)
    assert len(told(session)) == 1
    fill(later)
    tell(cohort, NOW + 2 * DAY)
    (_first, (_question, second)) = told(session)
    assert second[0] == [16, 0, 5, 6, 6, 33], "those of the later cohort alone"
    named = session.execute(sa.select(EquityStepCohort.question, EquityStepCohort.cohort_id)).all()
    assert {tuple(row) for row in named} == {("gender", cohort.id), ("gender", later.id)}


def test_a_small_cohort_waits_for_others_of_its_program(cohort, session):
    fill(cohort, {"woman": (9, 0, 2, 3, 2), "man": (10, 0, 3, 2, 2)})
    tell(cohort)
    assert told(session) == []
    fill(settled_cohort(program=cohort.program), {"woman": (9, 0, 4, 3, 4), "man": (9, 0, 3, 4, 3)})
    tell(cohort)
    assert told(session) == [("gender", [[18, 0, 6, 6, 6, 36], [19, 0, 6, 6, 5, 36], [0] * 6, [0] * 6])]


def test_after_a_year_what_can_be_told_of_the_first_step_is_told(cohort, session):
    fill(cohort, {"woman": (20, 2, 6, 5, 9), "man": (16, 4, 7, 6, 8), "": (9, 2, 5, 6, 7)})
    tell(cohort, NOW + 300 * DAY)
    assert told(session) == []
    tell(cohort, NOW + 365 * DAY)
    ((question, numbers),) = told(session)
    assert (question, numbers[0][:2], numbers[0][-1]) == ("gender", [20, None], 42)


def test_each_program_with_settled_cohorts_is_told_by_a_job_once_a_day(cohort, session):
    make_cohort(starts_on=NOW.date(), ends_on=NOW.date() + 90 * DAY)
    for _twice in range(2):
        actions.tell_steps_by_the_clock(now=NOW)
    rows = session.scalars(sa.select(OutboxItem.arguments).where(OutboxItem.name == actions.STEPS_JOB)).all()
    assert rows == [{"program_id": str(cohort.program_id)}]
    assert current_app.extensions["jobs"][actions.STEPS_JOB] is actions.tell_steps
    assert actions.tell_steps_by_the_clock in {task.run for task in CLOCK}


# ---- the page -------------------------------------------------------------------------------------------------


def test_staff_read_the_ratio_of_each_step_with_its_base(cohort, client):
    fill(cohort)
    tell(cohort)
    client.sign_in(make_coordinator(cohort.program))
    assert client.get_page("/equity").has("a[href='/outcomes/reach']")
    page = client.get_page("/outcomes/reach")
    offered, began, graduated, placed = page.all("section.figure")
    assert "0.72 the lowest ratio: Man, among 79 people" in " ".join(offered.text().split())
    assert "16 of 32, ratio 1.00" in offered.text()
    assert "17 of 47, ratio 0.72" in offered.text()
    assert "Below four fifths: Man" in offered.text()
    assert "16 of 16, ratio 1.00" in began.text()
    assert "10 of 17, ratio 0.86" in graduated.text()
    assert "5 of 11, ratio 0.91" in placed.text()
    assert "Nobody who is shown is below four fifths" in placed.text()
    assert "180 days after graduating" in placed.text()
    assert "Not told yet" in page.main


def test_a_group_that_is_kept_back_is_named_without_a_number(cohort, client):
    fill(
        cohort, {"woman": (40, 0, 6, 6, 30), "man": (30, 0, 6, 6, 20), "another": (9, 0, 2, 1, 1), "": (15, 0, 5, 6, 6)}
    )
    tell(cohort)
    client.sign_in(make_actor(Side.STAFF))
    first, *_others = client.get_page(f"/outcomes/reach?program={cohort.program_id}").all("section.figure")
    words = dict(zip([dt.text() for dt in first.css("dt")], [dd.text() for dd in first.css("dd")], strict=True))
    assert words["Woman"] == "42 of 82, ratio 0.99"
    assert words["Another, or both"] == "kept back"


def test_nothing_told_says_why_and_out_of_reach_stays_so(cohort, client):
    other = settled_cohort()
    fill(other)
    tell(other)
    client.sign_in(make_coordinator(cohort.program))
    assert "1 cohort is settled" in client.get_page("/outcomes/reach").main
    page = client.get_page(f"/outcomes/reach?program={other.program_id}")
    assert "a program that you don’t see" in page.main
    assert not page.all("section.figure")
    client.sign_in(make_actor(Side.FUNDER))
    client.get_page("/outcomes/reach", status=404)
