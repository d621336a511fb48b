"""A person's own profile: experiences first, kept with every word, nobody else's."""

import uuid

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.sides import Side
from marketplace.supply.jobseekers.models import Experience, ExperienceKind, Jobseeker
from tests.factories.accounts import make_actor, make_membership
from tests.factories.supply import jobseeker_actor, make_claim, make_evidence, make_experience, make_jobseeker

EXPERIENCE = {
    "kind": "care",
    "title": "Looked after my father",
    "organisation": "At home",
    "started_on": "2019-05",
    "ended_on": "2021-02",
    "description": "Four medicines, two doctors, one diary.",
}


@pytest.fixture
def person(client):
    jobseeker = make_jobseeker()
    client.sign_in(jobseeker_actor(jobseeker))
    return jobseeker


def count(session, table):
    return session.scalar(sa.select(sa.func.count()).select_from(table))


def test_looking_at_an_empty_profile_writes_nothing(client, session):
    client.sign_in(make_membership(Side.JOBSEEKER))
    page = client.get_page("/me/profile")
    assert "What have you done so far?" in page.main
    assert count(session, Jobseeker) == 0


def test_the_first_word_makes_the_profile(client, session):
    actor = make_actor(Side.JOBSEEKER)
    client.sign_in(actor)
    page = client.get_page("/me/experiences/new")
    after = client.follow(client.submit(page.form("/me/experiences/new"), **EXPERIENCE, status=302))
    row = session.scalars(sa.select(Experience)).one()
    assert (row.jobseeker_id, row.kind, row.title, str(row.started_on)) == (
        actor.person_id,
        ExperienceKind.CARE,
        "Looked after my father",
        "2019-05-01",
    )
    assert "Caring for somebody · May 2019 – February 2021" in after.main


def test_the_profile_is_kept(client, person, session):
    page = client.get_page("/me/profile")
    client.follow(
        client.submit(
            page.form("/me/profile"),
            headline="Night manager",
            place="Port Elsin",
            hours_per_week="30",
            available_from="2027-01-11",
            may_work="yes",
        )
    )
    session.refresh(person)
    assert (person.headline, person.hours_per_week, str(person.available_from), person.may_work) == (
        "Night manager",
        30,
        "2027-01-11",
        True,
    )


def test_a_profile_saved_in_another_window_is_not_overwritten(client, person, session):
    form = client.get_page("/me/profile").form("/me/profile")
    client.submit(client.get_page("/me/profile").form("/me/profile"), headline="First window")
    page = client.submit(form, headline="Second window", status=409)
    session.refresh(person)
    assert person.headline == "First window"
    assert "Second window" in [node.attributes.get("value") for node in page.all("input[name=headline]")]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("started_on", "May 2019", "That is not a month. Write year and month, such as 2019-05."),
        ("started_on", "2999-01", "That month has not begun yet. Please check the year."),
        ("started_on", "1019-01", "That is very long ago. Please check the year."),
        ("ended_on", "2018-01", "That end is before the beginning. Please check the two months."),
        ("title", "", "Name it in a few words, such as: night manager."),
        ("kind", "hobby", "Invalid Choice: could not coerce."),
        ("title", "x" * 201, "Please keep it under 200 characters."),
    ],
)
def test_what_is_not_understood_keeps_every_word(client, person, field, typed, sentence):
    page = client.get_page("/me/experiences/new")
    refused = client.submit(page.form("/me/experiences/new"), status=422, **(EXPERIENCE | {field: typed}))
    assert sentence in refused.main
    assert "Four medicines, two doctors, one diary." in refused.text
    assert count(db.session, Experience) == 0


def test_sending_twice_adds_once(client, person, session):
    form = client.get_page("/me/experiences/new").form("/me/experiences/new")
    first = client.submit(form, **EXPERIENCE)
    assert client.submit(form, **EXPERIENCE).location == first.location
    assert count(session, Experience) == 1


def test_an_experience_is_changed_and_removed(client, person, session):
    row = make_experience(jobseeker=person)
    page = client.get_page(f"/me/experiences/{row.id}")
    client.submit(page.form(f"/me/experiences/{row.id}"), title="Night manager", status=302)
    session.refresh(row)
    assert row.title == "Night manager"
    stale = client.submit(page.form(f"/me/experiences/{row.id}"), title="Something else", status=409)
    assert "Something else" in [node.attributes.get("value") for node in stale.all("input[name=title]")]
    client.send(f"/me/experiences/{row.id}/remove", status=302)
    assert count(session, Experience) == 0


def test_an_experience_that_shows_a_competency_stays_until_it_is_removed_there(client, person, session):
    row = make_experience(jobseeker=person)
    make_evidence(claim=make_claim(jobseeker=person), kind="experience", experience_id=row.id)
    page = client.send(f"/me/experiences/{row.id}/remove", status=409)
    assert "shows one of your competencies" in page.main
    assert count(session, Experience) == 1


def test_another_jobseekers_experience_does_not_exist(client, person, session):
    row = make_experience(title="CANARY")
    for url in (f"/me/experiences/{row.id}", f"/me/experiences/{uuid.uuid4()}"):
        client.get_page(url, status=404)
    client.send(f"/me/experiences/{row.id}", status=404, **EXPERIENCE)
    client.send(f"/me/experiences/{row.id}/remove", status=404)
    session.refresh(row)
    assert row.title == "CANARY"
    assert "CANARY" not in client.get_page("/me/profile").html


@pytest.mark.parametrize("side", [Side.EMPLOYER, Side.STAFF, Side.ADMIN, Side.FUNDER])
@pytest.mark.parametrize("url", ["/me/profile", "/me/growth", "/me/consents", "/me/experiences/new", "/me/growth/new"])
def test_own_pages_are_for_jobseekers(client, side, url):
    client.sign_in(make_membership(side))
    client.get_page(url, status=404)


def test_own_pages_ask_strangers_to_sign_in(client):
    assert "sign-in" in client.get_page("/me/profile", status=302).location


def test_a_long_profile_takes_as_many_statements_as_a_short_one(client, person, counting):
    def statements():
        with counting() as sent:
            client.get("/me/profile")
        return len(sent)

    make_experience(jobseeker=person)
    make_evidence(claim=make_claim(jobseeker=person))
    short = statements()
    for _number in range(2):
        make_experience(jobseeker=person)
        make_evidence(claim=make_claim(jobseeker=person))
    assert statements() == short <= 25
