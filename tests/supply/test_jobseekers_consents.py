"""Consent is given in so many words, taken back at any time, and every look is written down."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.errors import Refused
from marketplace.sides import Side
from marketplace.supply.jobseekers import actions, queries
from marketplace.supply.jobseekers.models import Consent, Disclosure, Jobseeker, Purpose
from marketplace.supply.jobseekers.queries import Group
from tests.factories import hiring, programs, supply
from tests.factories.accounts import make_actor
from tests.factories.demand import make_employer
from tests.factories.supply import NOW, jobseeker_actor, make_consent, make_jobseeker


@pytest.fixture
def person(client):
    jobseeker = make_jobseeker()
    client.sign_in(jobseeker_actor(jobseeker))
    return jobseeker


def consented(session):
    return set(session.scalars(queries.matching_consented()))


def test_consent_to_matching_is_given_and_taken_back(client, person, session):
    page = client.get_page("/me/consents")
    client.submit(page.form("/me/consents/matching"), status=302)
    assert consented(session) == {person.id}
    row = session.scalars(sa.select(Consent)).one()
    assert row.text_version == actions.TEXT_VERSION
    page = client.get_page("/me/consents")
    client.submit(page.form(f"/{row.id}/withdraw"), status=302)
    assert consented(session) == set()
    assert row.withdrawn_at is not None


def test_a_first_consent_makes_the_profile(client, session):
    actor = make_actor(Side.JOBSEEKER)
    client.sign_in(actor)
    client.send("/me/consents/matching", status=302)
    assert session.scalars(sa.select(Jobseeker.id)).all() == [actor.person_id]


def test_saying_yes_twice_is_one_yes_and_a_new_yes_is_a_new_row(app, session):
    person = make_jobseeker()
    actor = jobseeker_actor(person)
    first = actions.give_consent(person, Purpose.MATCHING, actor=actor, now=NOW)
    assert actions.give_consent(person, Purpose.MATCHING, actor=actor, now=NOW + timedelta(days=1)) is first
    actions.withdraw_consent(first, actor=actor, now=NOW)
    assert actions.give_consent(person, Purpose.MATCHING, actor=actor, now=NOW).id != first.id
    assert len(session.scalars(sa.select(Consent)).all()) == 2


def test_identity_consent_is_to_one_employer(client, person):
    one, other = make_employer(), make_employer()
    consent = actions.give_consent(person, Purpose.IDENTITY, employer_id=one.id, actor=jobseeker_actor(person), now=NOW)
    assert queries.identity_consent(person.id, one.id).id == consent.id
    assert queries.identity_consent(person.id, other.id) is None
    page = client.get_page("/me/consents")
    assert one.name in page.main
    assert other.name not in page.main
    client.submit(page.form(f"/{consent.id}/withdraw"), status=302)
    assert queries.identity_consent(person.id, one.id) is None


def test_nobody_decides_for_the_person(app):
    person = make_jobseeker()
    consent = make_consent(jobseeker=person)
    for actor in (make_actor(Side.STAFF), make_actor(Side.JOBSEEKER)):
        with pytest.raises(Refused):
            actions.give_consent(person, Purpose.MATCHING, actor=actor, now=NOW)
        with pytest.raises(Refused):
            actions.withdraw_consent(consent, actor=actor, now=NOW)


def test_another_persons_consent_does_not_exist(client, person):
    other = make_consent()
    client.send(f"/me/consents/{other.id}/withdraw", status=404)
    assert other.withdrawn_at is None


def test_every_look_is_written_down_and_shown_to_the_person_alone(client, person, session):
    employer = make_employer()
    consent = make_consent(jobseeker=person, employer=employer)
    recruiter = make_actor(Side.EMPLOYER, organisation=employer)
    actions.disclose(person.id, employer.id, consent, actor=recruiter, what="identity", now=NOW)
    page = client.get_page("/me/consents")
    assert page.texts("tbody tr td") == [recruiter.name, "Name and contact", "Mon 2 Mar 2026, 07:00 Toronto time"]
    client.sign_in(jobseeker_actor(make_jobseeker()))
    assert recruiter.name not in client.get_page("/me/consents").html


def test_nothing_is_disclosed_under_a_consent_that_was_taken_back(app, session):
    person, employer = make_jobseeker(), make_employer()
    consent = make_consent(jobseeker=person, employer=employer)
    actions.withdraw_consent(consent, actor=jobseeker_actor(person), now=NOW)
    with pytest.raises(Refused, match="no longer shares"):
        actions.disclose(
            person.id,
            employer.id,
            consent,
            actor=make_actor(Side.EMPLOYER, organisation=employer),
            what="identity",
            now=NOW,
        )
    assert session.scalars(sa.select(Disclosure)).all() == []


def test_more_employers_take_no_more_statements(client, person, counting):
    def statements():
        with counting() as sent:
            client.get("/me/consents")
        return len(sent)

    def look():
        employer = make_employer()
        consent = make_consent(jobseeker=person, employer=employer)
        actions.disclose(
            person.id,
            employer.id,
            consent,
            actor=make_actor(Side.EMPLOYER, organisation=employer),
            what="identity",
            now=NOW,
        )

    look()
    short = statements()
    look()
    look()
    assert statements() == short <= 25


# ---- who can see what now ---------------------------------------------------------------------------


def seen_by(person, group):
    return [sight.who for sight in queries.sights(person.id)[group]]


def test_each_group_says_who_sees_it_now_and_nobody_before_anything_was_done(client, person):
    assert all(not sights for sights in queries.sights(person.id).values())
    page = client.get_page("/me/consents")
    assert page.main.count("Nobody else now.") == 7


def test_a_team_an_employer_with_a_card_and_one_that_knows_the_name_are_told_apart(client, person, session):
    cohort = programs.make_cohort(program=programs.make_program(offered=True))
    supply.make_application(cohort=cohort, jobseeker=person)
    card = hiring.make_referral("shared_with_employer", jobseeker=person)
    shortlisted = hiring.make_referral("shortlisted", jobseeker=person)
    knows = make_employer()
    consent = make_consent(jobseeker=person, employer=knows)
    team = f"The team of “{cohort.program.title}”"
    assert seen_by(person, Group.PROFILE) == [team]
    assert sorted(seen_by(person, Group.CARD)) == sorted([team, card.role_need.employer.name])
    assert set(seen_by(person, Group.IDENTITY)) == {team, knows.name}
    assert seen_by(person, Group.KEPT_APART) == []
    assert shortlisted.role_need.employer.name not in client.get_page("/me/consents").html
    actions.withdraw_consent(consent, actor=jobseeker_actor(person), now=NOW)
    assert seen_by(person, Group.IDENTITY) == [team]


def test_a_draft_and_what_is_closed_show_nobody_anything(person):
    supply.make_application(jobseeker=person, stage="draft")
    hiring.make_referral("closed", jobseeker=person)
    assert all(not sights for sights in queries.sights(person.id).values())
