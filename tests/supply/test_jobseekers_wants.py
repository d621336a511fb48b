"""What a person wants, from whom they keep away, and pools that they say are about them."""

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.programs.models import Program
from marketplace.sides import Side
from marketplace.supply.jobseekers import queries
from marketplace.supply.jobseekers.models import BlockedEmployer, FromHome, PoolChoice, Wants
from tests.factories import programs, supply
from tests.factories.accounts import make_actor
from tests.factories.demand import make_employer
from tests.factories.supply import jobseeker_actor, make_jobseeker

WORDS = {
    "roles": "CANARYROLE, dispatcher",
    "sectors": "transport",
    "hours_at_least": "20",
    "hours_at_most": "30",
    "from_home": "some",
    "commute_minutes": "45",
}


@pytest.fixture
def person(client):
    jobseeker = make_jobseeker()
    client.sign_in(jobseeker_actor(jobseeker))
    return jobseeker


def test_what_one_wants_is_kept_and_an_old_page_changes_nothing(client, person, session):
    page = client.get_page("/me/profile/wants")
    client.submit(page.form("/me/profile/wants"), status=302, **WORDS)
    row = session.scalars(sa.select(Wants)).one()
    assert (row.jobseeker_id, row.hours_at_least, row.hours_at_most) == (person.id, 20, 30)
    assert (row.from_home, row.commute_minutes) == (FromHome.SOME, 45)
    now = client.get_page("/me/profile/wants")
    client.submit(now.form("/me/profile/wants"), status=302, roles="planner")
    stale = client.submit(now.form("/me/profile/wants"), status=409, roles="too late")
    assert (row.roles, "too late" in stale.html) == ("planner", True)


def test_the_least_is_not_more_than_the_most(client, person, session):
    client.get_page("/me/profile/wants")
    page = client.send("/me/profile/wants", status=422, **WORDS | {"hours_at_least": "40", "version": "0"})
    assert "fewer than the least" in page.main
    assert session.scalars(sa.select(Wants)).all() == []


def test_an_employer_is_put_on_the_list_once_and_taken_off(client, person, session):
    client.send("/me/profile/wants/keep-away", status=302, words="The Sandpiper Hotel Inc.")
    assert "The Sandpiper Hotel Inc." in client.get_page("/me/profile/wants").main
    assert "already" in client.send("/me/profile/wants/keep-away", status=409, words="hotel SANDPIPER").refusal
    client.send("/me/profile/wants/keep-away", status=409, words="!!!")
    row = session.scalars(sa.select(BlockedEmployer)).one()
    client.send(f"/me/profile/wants/keep-away/{row.id}/remove", status=302)
    assert session.scalars(sa.select(BlockedEmployer)).all() == []


def test_whether_an_employer_is_here_cannot_be_told_from_the_answer(client, person):
    make_employer("Linden Freight")
    here = client.follow(client.send("/me/profile/wants/keep-away", status=302, words="Linden Freight"))
    elsewhere = client.follow(client.send("/me/profile/wants/keep-away", status=302, words="Nowhere Freight"))
    assert len(here.texts(".lines li b")) + 1 == len(elsewhere.texts(".lines li b"))
    assert "Linden Freight" in here.main


def test_nobody_else_reads_what_one_keeps_away_from(client, new_client, person):
    cohort = programs.make_cohort(program=programs.make_program(offered=True))
    application = supply.make_application(cohort=cohort, jobseeker=person)
    client.send("/me/profile/wants/keep-away", status=302, words="CANARYEMPLOYER")
    client.send("/me/profile/wants", status=302, version="0", **WORDS)
    other = make_jobseeker()
    row = db.session.scalars(sa.select(BlockedEmployer)).one()
    browser = new_client()
    for actor in (jobseeker_actor(other), make_actor(Side.STAFF, all_programs=True)):
        browser.sign_in(actor)
        browser.send(f"/me/profile/wants/keep-away/{row.id}/remove", status=404)
        for address in ("/me/profile/wants", f"/applications/{application.id}", "/applications", "/"):
            page = browser.get(address).get_data(as_text=True)
            assert "CANARYEMPLOYER" not in page
            assert "CANARYROLE" not in page


# ---- pools ------------------------------------------------------------------------------------------


@pytest.fixture
def pool(app):
    return programs.make_pool(programs.make_program(offered=True), name="Night-shift supervisors")


def test_a_person_chooses_for_themselves_and_leaves(client, person, pool, session):
    page = client.get_page("/me/profile/pools")
    assert "Night-shift supervisors" in page.main
    client.send("/me/profile/pools", status=302, pools=str(pool.id))
    assert session.scalars(sa.select(PoolChoice.jobseeker_id)).all() == [person.id]
    client.send("/me/profile/pools", status=302)
    assert session.scalars(sa.select(PoolChoice)).all() == []


def test_a_pool_of_a_program_that_is_not_offered_cannot_be_chosen(client, person, session):
    hidden = programs.make_pool(programs.make_program(), name="Not yet")
    assert "Not yet" not in client.get_page("/me/profile/pools").main
    client.send("/me/profile/pools", status=422, pools=str(hidden.id))
    assert session.scalars(sa.select(PoolChoice)).all() == []


def test_staff_read_a_number_in_fives_and_nobody_and_few_look_the_same(client, pool):
    empty = programs.make_pool(db.session.get_one(Program, pool.program_id), name="Empty")
    lead = make_actor(Side.STAFF, all_programs=True)

    def told():
        return {row.name: row.people for row in queries.pool_counts(lead, 5)}

    for number in range(5):
        assert told() == {"Night-shift supervisors": None, "Empty": None}, number
        _choose(pool)
    for number in range(5, 10):
        assert told() == {"Night-shift supervisors": 5, "Empty": None}, number
        _choose(pool)
    assert told() == {"Night-shift supervisors": 10, "Empty": None}
    client.sign_in(lead)
    page = client.get_page("/people/pools")
    assert page.main.count("too few to say") == 1
    assert "at least 10" in page.main
    assert empty.name in page.main


def test_a_coordinator_reads_the_pools_of_their_programs_alone(pool):
    assert queries.pool_counts(programs.make_coordinator(), 5) == []


def test_a_pool_that_a_program_drops_is_nobodys_any_more(pool, session):
    _choose(pool)
    session.delete(pool)
    session.flush()
    assert session.scalars(sa.select(PoolChoice)).all() == []


def _choose(pool):
    person = make_jobseeker()
    db.session.add(PoolChoice(jobseeker_id=person.id, pool_id=pool.id, chosen_at=supply.NOW))
    db.session.flush()
