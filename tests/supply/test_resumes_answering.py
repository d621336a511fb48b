"""What a person says to the lines of a résumé: taken as they are, in other words, or left out."""

import pytest
import sqlalchemy as sa

from marketplace.competencies import actions as vocabulary
from marketplace.sides import Side
from marketplace.supply.jobseekers.models import CompetencyClaim, Experience, ExperienceKind
from marketplace.supply.resumes.models import Answer, ProposedCompetency
from tests.factories.accounts import make_actor
from tests.factories.competencies import make_competency
from tests.factories.resumes import make_proposed_competency, make_proposed_experience, make_resume
from tests.factories.supply import NOW, jobseeker_actor, make_claim, make_jobseeker


@pytest.fixture
def resume(client):
    jobseeker = make_jobseeker()
    client.sign_in(jobseeker_actor(jobseeker))
    return make_resume(jobseeker)


def test_an_experience_is_taken_as_it_is(client, resume, session):
    proposal = make_proposed_experience(resume)
    page = client.get_page("/me/resume")
    after = client.follow(client.submit(page.form(f"/me/resume/experiences/{proposal.id}/take"), status=302))
    row = session.scalars(sa.select(Experience)).one()
    assert (row.jobseeker_id, row.kind, row.title, row.organisation, str(row.started_on), str(row.ended_on)) == (
        resume.person_id,
        ExperienceKind.PAID,
        "Night manager",
        "Hotel Osprey",
        "2017-03-01",
        "2021-06-01",
    )
    assert "“Night manager” is in your profile." in after.flashes
    assert proposal.answer is Answer.TAKEN
    assert "March 2017" not in after.main


def test_an_experience_is_taken_in_other_words(client, resume, session):
    proposal = make_proposed_experience(resume)
    path = f"/me/resume/experiences/{proposal.id}"
    form = client.get_page(path).form(path)
    assert form.fields["title"] == "Night manager"
    client.submit(form, title="Night lead", kind="volunteer", status=302)
    row = session.scalars(sa.select(Experience)).one()
    assert (row.title, row.kind) == ("Night lead", ExperienceKind.VOLUNTEER)


def test_one_without_a_beginning_is_asked_about(client, resume, session):
    proposal = make_proposed_experience(resume, started_on=None, ended_on=None)
    page = client.get_page("/me/resume")
    assert "it does not say when" in page.main
    assert not [form for form in page.forms if form.action.endswith("/take")]
    refused = client.send(f"/me/resume/experiences/{proposal.id}/take", status=409)
    assert "from which month on" in refused.refusal
    assert session.scalar(sa.select(sa.func.count(Experience.id))) == 0


def test_one_is_left_out_for_good(client, resume, session):
    proposal = make_proposed_experience(resume)
    page = client.get_page("/me/resume")
    after = client.follow(client.submit(page.form(f"/me/resume/experiences/{proposal.id}/drop"), status=302))
    assert "Night manager" not in after.main
    assert session.scalar(sa.select(sa.func.count(Experience.id))) == 0
    assert client.get(f"/me/resume/experiences/{proposal.id}").status_code == 404


def test_competencies_are_taken_at_a_level_left_out_or_left_for_later(client, resume, session):
    taken, dropped, later = (make_proposed_competency(resume, position=number) for number in range(3))
    page = client.get_page("/me/resume/competencies")
    assert page.main.count("made the rotas") == 3
    answers = {"lines-0-level": "3", "lines-1-level": "drop"}
    after = client.follow(client.submit(page.form("/me/resume/competencies"), status=302, **answers))
    claim = session.scalars(sa.select(CompetencyClaim)).one()
    assert (claim.competency_id, claim.level) == (taken.competency_id, 3)
    assert [row.answer for row in (taken, dropped, later)] == [Answer.TAKEN, Answer.DROPPED, Answer.OPEN]
    assert "One competency more in your profile." in after.flashes
    assert client.get_page("/me/resume/competencies").main.count("made the rotas") == 1


def test_a_level_that_the_words_speak_of_is_chosen_beforehand(client, resume):
    make_proposed_competency(resume, level=2)
    form = client.get_page("/me/resume/competencies").form("/me/resume/competencies")
    assert form.fields["lines-0-level"] == "2"


def test_what_was_claimed_meanwhile_keeps_its_level(client, resume, session):
    proposal = make_proposed_competency(resume)
    page = client.get_page("/me/resume/competencies")
    claim = make_claim(
        jobseeker=session.get_one(type(make_jobseeker()), resume.person_id), competency=proposal.competency, level=4
    )
    client.submit(page.form("/me/resume/competencies"), status=302, **{"lines-0-level": "1"})
    session.refresh(claim)
    assert (claim.level, proposal.answer) == (4, Answer.TAKEN)


def test_another_persons_proposals_are_not_taken(client, resume, session):
    theirs = make_proposed_competency(make_resume())
    answers = {"lines-0-proposal": str(theirs.id), "lines-0-level": "3"}
    client.send("/me/resume/competencies", status=302, **answers)
    assert session.scalar(sa.select(sa.func.count(CompetencyClaim.id))) == 0
    assert theirs.answer is Answer.OPEN


def test_two_competencies_that_become_one_are_named_once(resume, session):
    goes, stays = make_competency("Route planning"), make_competency("Plan routes")
    make_proposed_competency(resume, competency_id=goes.id, words="planned routes")
    make_proposed_competency(resume, competency_id=stays.id, words="route plans")
    vocabulary.merge(goes, stays, actor=make_actor(Side.STAFF, all_programs=True), now=NOW)
    rows = session.execute(sa.select(ProposedCompetency.competency_id, ProposedCompetency.words)).all()
    assert rows == [(stays.id, "route plans")]


@pytest.mark.parametrize("rows", [1, 12])
def test_pages_ask_as_much_for_many_lines_as_for_one(client, resume, counting, rows):
    for number in range(rows):
        make_proposed_experience(resume, position=number)
        make_proposed_competency(resume, position=number)
    with counting() as statements:
        client.get_page("/me/resume")
    assert len(statements) <= 10
    with counting() as statements:
        client.get_page("/me/resume/competencies")
    assert len(statements) <= 10
