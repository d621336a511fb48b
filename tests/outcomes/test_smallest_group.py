"""Everything that withholds keeps to the one number that is set: a group of seven is told at five, and hidden at ten."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import OrganisationKind
from marketplace.db import db
from marketplace.hiring.placements.models import CheckStage, Related
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.measures.actions import count_here
from marketplace.outcomes.reports import actions
from marketplace.sides import Side
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.jobseekers import actions as jobseekers
from marketplace.supply.jobseekers.models import EquityTotal, PoolChoice
from tests.conftest import NOW
from tests.factories.accounts import make_actor, make_organisation, set_smallest_group
from tests.factories.competencies import make_competency
from tests.factories.demand import make_employer, make_requirement, make_role_need
from tests.factories.hiring import make_checkpoint, make_placement, make_referral
from tests.factories.programs import make_cohort, make_pool, make_program
from tests.factories.supply import jobseeker_actor, make_claim, make_enrolment, make_jobseeker, make_ready_jobseeker

pytestmark = pytest.mark.usefixtures("session", "now")
GRADUATED = date(2026, 3, 1)


@pytest.fixture
def few(request):
    """What is set: five without a word of anybody, or ten."""
    if request.param != 5:
        set_smallest_group(request.param)
    return request.param


both = pytest.mark.parametrize("few", [5, 10], indirect=True)


def graduate(cohort, *, placed=True, **person):
    jobseeker = make_jobseeker(may_work=True, **person)
    enrolment = make_enrolment(
        cohort=cohort, jobseeker=jobseeker, stage=EnrolmentStage.GRADUATED_ON_TIME, graduated_on=GRADUATED
    )
    if placed:
        make_placement(
            PlacementStage.VERIFIED,
            enrolment=enrolment,
            jobseeker=jobseeker,
            starts_on=GRADUATED + timedelta(days=20),
            related=Related.YES,
            claimed_at=datetime(2026, 5, 1, tzinfo=UTC),
            verified_at=datetime(2026, 5, 1, tzinfo=UTC),
        )
    return jobseeker


@pytest.fixture
def cohort():
    """Twenty graduates of a finished cohort: seven in work, thirteen of whom nobody has heard."""
    row = make_cohort(
        program=make_program(offered=True), seats=40, starts_on=date(2025, 11, 1), stage=CohortStage.COMPLETED
    )
    for number in range(20):
        graduate(row, placed=number < 7)
    return row


@pytest.fixture
def staff():
    return make_actor(Side.STAFF)


def release(cohort, staff, **overrides):
    funder = make_organisation(OrganisationKind.FUNDER)
    values = {"as_of": date(2026, 6, 1), "actor": staff, "now": NOW} | overrides
    return actions.release(cohort, organisation_id=funder.id, **values)


# ---- released figures, what everybody reads of them, and people like me ---------------------------------


@both
def test_a_release_its_preview_and_all_who_read_it(client, cohort, staff, few):
    client.sign_in(staff)
    preview = client.get_page(f"/reports/cohorts/{cohort.id}/releases")
    row = release(cohort, staff)
    actions.publish(row, actor=staff, now=NOW)
    released = client.get_page(f"/released-figures/{row.id}")
    everybody = client.get_page(f"/programs/{cohort.program_id}/outcomes")
    client.sign_in(jobseeker_actor(make_ready_jobseeker()))
    alike = client.get_page(f"/programs/{cohort.program_id}/what-happened")
    found = {
        name: (page.main.count("7 of 20"), page.main.count("is fewer than 10 people"))
        for name, page in (("preview", preview), ("released", released), ("all", everybody), ("alike", alike))
    }
    told = (2, 0) if few == 5 else (0, 2)
    assert found == {"preview": told, "released": told, "all": told, "alike": (4, 0) if few == 5 else told}
    assert f"no number that points at fewer than {few} people" in preview.main
    assert ("Too few people have been in this program" in alike.main) is (few == 10)


# ---- what an employer reads of people ---------------------------------------------------------------------


@both
def test_what_people_do_who_left_an_employer(client, few):
    employer = make_employer()
    for _ in range(7):
        need = make_role_need(employer, openings=9)
        referral = make_referral("hired", role_need=need)
        row = make_placement(PlacementStage.ACTIVE, referral=referral, starts_on=NOW.date() - timedelta(days=100))
        make_checkpoint(row, 90, stage=CheckStage.EMPLOYED_OTHER)
    client.sign_in(make_actor(Side.EMPLOYER, employer))
    page = client.get_page(f"/employers/{employer.id}/value").main
    assert page.count("7 of 7 verified hires") == (1 if few == 5 else 0)
    assert page.count("fewer than 10 people what they do now") == (0 if few == 5 else 1)
    assert f"nobody or at least {few} people" in page


@both
def test_how_many_people_meet_what_a_role_asks_for(client, few):
    calm = make_competency("Keep a shift calm")
    need = make_role_need()
    make_requirement(need, competency=calm, level=3)
    for _ in range(7):
        person = make_jobseeker(consented=True)
        make_enrolment(jobseeker=person, stage=EnrolmentStage.GRADUATED_ON_TIME)
        make_claim(jobseeker=person, competency=calm, level=3)
    client.sign_in(make_actor(Side.EMPLOYER, need.employer))
    words = " ".join(client.get_page(f"/role-needs/{need.id}/what-if").main.split())
    told = "5 or more of 5 or more" if few == 5 else "fewer than 10 of fewer than 10"
    assert f"Every must is met now by {told} people." in words
    assert f"Numbers below {few} are not told and others in steps of {few}" in words


# ---- what people say of themselves ------------------------------------------------------------------------


@both
def test_a_pool_in_numbers(client, cohort, staff, few):
    pool = make_pool(cohort.program, name="Night-shift supervisors")
    for _ in range(7):
        chosen = graduate(cohort)
        db.session.add(PoolChoice(jobseeker_id=chosen.id, pool_id=pool.id, chosen_at=NOW))
    db.session.flush()
    count_here(cohort.program_id, now=NOW)
    client.sign_in(staff)
    numbers = client.get_page("/people/pools").main
    assert (numbers.count("at least 5"), numbers.count("too few to say")) == ((1, 0) if few == 5 else (0, 1))
    assert f"in steps of {few}" in numbers
    outcomes = client.get_page(f"/outcomes?pool={pool.id}").main
    assert ("7 of 7 people" in outcomes) is (few == 5)
    assert ("Withheld: fewer than 10 people of the pool" in outcomes) is (few == 10)
    client.sign_in(jobseeker_actor(chosen))
    assert f"once at least {few} people did" in client.get_page("/me/profile/pools").main
    assert f"Totals of {few} people and more" in client.get_page("/me/consents").main


def say(number, answer):
    people = [make_jobseeker() for _ in range(number)]
    for person in people:
        jobseekers.save_equity({"gender": answer}, actor=jobseeker_actor(person), now=NOW)
    return people


@both
def test_totals_of_equity_answers(client, staff, few):
    say(7, "woman")
    say(12, "man")
    jobseekers.tell_equity_by_the_clock(now=NOW)
    client.sign_in(staff)
    page = client.get_page("/equity").main
    assert ("7 of 19" in page) is (few == 5)
    assert f"nobody or at least {few} people" in page


def test_totals_that_were_told_stay_and_are_followed_by_changes_of_ten_alone(client, staff):
    say(7, "woman")
    say(12, "man")
    jobseekers.tell_equity_by_the_clock(now=NOW)
    set_smallest_group(10)
    for more in (7, 3):
        say(more, "woman")
        jobseekers.tell_equity_by_the_clock(now=NOW + timedelta(days=more))
    totals = [row.totals["gender"]["woman"] for row in db.session.scalars(sa.select(EquityTotal).order_by("at", "id"))]
    assert totals == [7, 17]
    client.sign_in(staff)
    assert "17 of 29" in client.get_page("/equity").main


@both
def test_groups_step_by_step(client, staff, few):
    """Twenty women and fifteen men of whom seven and ten went on, and whoever said nothing."""
    places = {person.id: number >= 20 - 7 for number, person in enumerate(say(20, "woman"))}
    places |= {person.id: number >= 25 - 10 for number, person in enumerate(say(25, "man"))}
    places |= {make_jobseeker().id: number >= 12 for number in range(24)}
    told = jobseekers.tell_by_step({"gender": places}, 2, smallest=5, now=NOW)
    assert [row.numbers[0] for row in told.values()] == ([[13, 7, 20]] if few == 5 else [])
    make_program()
    client.sign_in(staff)
    assert f"A number from one to {few - 1} is kept back" in client.get_page("/outcomes/reach").main


def test_of_two_numbers_the_larger_holds_for_groups_step_by_step():
    """The definition of the impact ratio may ask for more than the site, and never for less."""
    places = {person.id: number >= 20 - 7 for number, person in enumerate(say(20, "woman"))}
    places |= {person.id: number >= 25 - 10 for number, person in enumerate(say(25, "man"))}
    assert jobseekers.tell_by_step({"gender": places}, 2, smallest=8, now=NOW) == {}
    set_smallest_group(6)
    assert list(jobseekers.tell_by_step({"gender": places}, 2, smallest=1, now=NOW)) == ["gender"]
