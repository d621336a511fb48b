"""What a person may be able to do is asked from what they have done, and never added by itself."""

import pytest
import sqlalchemy as sa

from marketplace.competencies.models import Occupation, OccupationCompetency, OccupationTitle
from marketplace.db import db
from marketplace.supply.jobseekers import queries
from marketplace.supply.jobseekers.models import CompetencyClaim, CompetencySetAside, EvidenceItem
from tests.factories.competencies import make_competency
from tests.factories.supply import jobseeker_actor, make_claim, make_experience, make_jobseeker


@pytest.fixture
def person(client):
    jobseeker = make_jobseeker()
    client.sign_in(jobseeker_actor(jobseeker))
    return jobseeker


@pytest.fixture
def kitchen(person):
    return make_experience(
        jobseeker=person, title="Kitchen lead", description="I ran the line at rush hour and planned work for others."
    )


def occupation(title, *competencies):
    row = Occupation(code=title, source="own", title=title)
    db.session.add(row)
    db.session.flush()
    db.session.add(OccupationTitle(occupation_id=row.id, words=title, folded=title.casefold()))
    for place, competency in enumerate(competencies):
        db.session.add(OccupationCompetency(occupation_id=row.id, competency_id=competency.id, weight=90 - place))
    db.session.flush()


def asked(person):
    return [(one.competency.preferred, one.experience.title) for one in queries.suggestions(person.id)]


def test_what_was_written_is_asked_about_and_nothing_is_added(client, person, kitchen, session):
    make_competency("Planned work for others")
    page = client.get_page("/me/growth/questions")
    assert "Planned work for others: do you do that?" in page.main
    assert "Kitchen lead" in page.main
    assert session.scalars(sa.select(CompetencyClaim)).all() == []


def test_what_such_work_commonly_asks_for_is_asked_about(client, person, kitchen):
    occupation("Kitchen lead", make_competency("Order stock"), make_competency("Keep food safe"))
    occupation("Night manager", make_competency("Close the till"))
    assert asked(person) == [("Order stock", "Kitchen lead"), ("Keep food safe", "Kitchen lead")]


def test_yes_takes_a_level_and_the_experience_may_show_it(client, person, kitchen, session):
    competency = make_competency("Planned work for others")
    page = client.get_page(f"/me/growth/questions/{competency.id}")
    client.submit(page.form(f"/{competency.id}"), level="3", status=302)
    claim = session.scalars(sa.select(CompetencyClaim)).one()
    assert (claim.jobseeker_id, claim.competency_id, claim.level) == (person.id, competency.id, 3)
    assert session.scalars(sa.select(EvidenceItem.experience_id)).all() == [kitchen.id]
    assert asked(person) == []


def test_yes_without_the_experience_is_ones_own_word(client, person, kitchen, session):
    competency = make_competency("Planned work for others")
    client.send(f"/me/growth/questions/{competency.id}", status=302, level="2")
    assert session.scalars(sa.select(EvidenceItem)).all() == []


def test_no_is_remembered_and_is_nobody_elses_no(client, person, kitchen, session):
    competency = make_competency("Planned work for others")
    client.send(f"/me/growth/questions/{competency.id}/no", status=302)
    assert session.scalars(sa.select(CompetencySetAside.jobseeker_id)).all() == [person.id]
    assert asked(person) == []
    client.get_page(f"/me/growth/questions/{competency.id}", status=404)
    other = make_jobseeker()
    make_experience(jobseeker=other, title="Host", description="I planned work for others.")
    assert [name for name, _title in asked(other)] == ["Planned work for others"]


def test_what_is_named_already_is_not_asked(person, kitchen):
    make_claim(jobseeker=person, competency=make_competency("Planned work for others"))
    assert asked(person) == []


def test_what_nobody_asked_about_cannot_be_answered(client, person, kitchen):
    competency = make_competency("Weld a seam")
    client.send(f"/me/growth/questions/{competency.id}", status=404, level="2")
    client.send(f"/me/growth/questions/{competency.id}/no", status=404)


def test_whoever_asks_for_questions_all_the_time_waits(client, app, monkeypatch, kitchen):
    competency = make_competency("Planned work for others")
    monkeypatch.setitem(app.config, "LIMITS", ["questions=5/300"])
    pages = [client.get(f"/me/growth/questions{end}").status_code for end in ("", f"/{competency.id}") * 6]
    assert (pages[:5], pages[-1]) == ([200] * 5, 429)
    client.send(f"/me/growth/questions/{competency.id}/no", status=429)


def test_more_experiences_take_no_more_statements(client, person, counting):
    def statements():
        with counting() as sent:
            client.get("/me/growth/questions")
        return len(sent)

    make_competency("Planned work for others")
    make_experience(jobseeker=person, description="I planned work for others.")
    statements()  # the vocabulary is built once
    short = statements()
    for number in range(3):
        make_experience(jobseeker=person, title=f"Lead {number}", description="I planned work for others.")
    assert statements() == short <= 25
