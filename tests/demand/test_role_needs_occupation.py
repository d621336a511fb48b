"""A role that starts from an occupation: what such work commonly asks for is proposed, and taken or left."""

import pytest

from marketplace.competencies.models import Kind, Occupation, OccupationCompetency, OccupationTitle
from marketplace.competencies.queries import fold
from marketplace.db import db
from marketplace.demand.role_needs.models import Origin, Requirement, RequirementKind
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor
from tests.factories.competencies import make_competency
from tests.factories.demand import make_draft, make_requirement

pytestmark = pytest.mark.usefixtures("session")


def make_occupation(title, *others, asks=()):
    row = Occupation(code=f"test/{title}", source="onet", title=title, description=f"About {title}.")
    db.session.add(row)
    db.session.flush()
    for words in (title, *others):
        db.session.add(OccupationTitle(occupation_id=row.id, words=words, folded=fold(words)))
    for competency, weight in asks:
        db.session.add(OccupationCompetency(occupation_id=row.id, competency_id=competency.id, weight=weight))
    db.session.flush()
    return row


@pytest.fixture
def knots():
    return make_competency("Tie knots")


@pytest.fixture
def drawing():
    return make_competency("KiteDraw", kind=Kind.TOOL)


@pytest.fixture
def kites(knots, drawing):
    return make_occupation("Kite Makers", "Kite maker", asks=((drawing, 50), (knots, 90)))


@pytest.fixture
def need(client):
    draft = make_draft(title="Kite maker")
    client.sign_in(make_actor(Side.EMPLOYER, draft.employer, role=Role.OWNER))
    return draft


def url(need):
    return f"/role-needs/{need.id}/occupation"


def asked(need):
    rows = db.session.query(Requirement).filter_by(role_need_id=need.id).order_by(Requirement.position)
    return [(row.competency_id, row.kind, row.level, row.words, row.origin) for row in rows]


def test_what_the_occupation_of_that_title_asks_for_is_proposed_the_most_common_first(client, need, kites):
    page = client.get_page(url(need))
    assert page.texts("legend") == ["Tie knots", "KiteDraw"]
    assert asked(need) == []
    assert f"{url(need)}" in client.get_page(f"/role-needs/{need.id}").html


def test_what_is_taken_is_asked_for_and_the_rest_is_left_out(client, need, kites, knots):
    form = client.get_page(url(need)).form(f"occupation={kites.id}")
    assert form.fields["lines-0-kind"] == form.fields["lines-1-kind"] == ""
    page = client.submit(form, status=302, **{"lines-0-kind": "must", "lines-0-level": "3"})
    assert page.location.endswith(f"/role-needs/{need.id}#requirements")
    assert asked(need) == [(knots.id, RequirementKind.MUST, 3, "", Origin.TYPED)]


def test_what_the_role_asks_for_already_is_not_proposed_again(client, need, kites, knots, drawing):
    make_requirement(need, competency=knots)
    assert client.get_page(url(need)).texts("legend") == ["KiteDraw"]
    make_requirement(need, competency=drawing, position=2)
    assert "asks for all of it already" in client.get_page(url(need)).main


def test_of_several_occupations_one_is_chosen_before_anything_is_proposed(client, need, kites, knots):
    other = make_occupation("Kite Repairers", "Kite maker", asks=((knots, 70),))
    page = client.get_page(url(need))
    assert ("Which of these is it nearest to?" in page.main, page.texts("legend")) == (True, [])
    page = client.get_page(f"{url(need)}?occupation={other.id}")
    assert page.texts("legend") == ["Tie knots"]


def test_another_title_may_be_looked_up_and_one_like_it_is_found(client, need, kites):
    need.title = "Colleague for our workshop"
    db.session.flush()
    assert "No occupation is called that" in client.get_page(url(need)).main
    assert client.get_page(f"{url(need)}?title=kite").texts("legend") == ["Tie knots", "KiteDraw"]


def test_nothing_taken_is_said_on_the_same_page_with_its_lines(client, need, kites):
    form = client.get_page(url(need)).form(f"occupation={kites.id}")
    page = client.submit(form, status=409)
    assert "Nothing is taken over yet" in page.html
    assert page.texts("legend") == ["Tie knots", "KiteDraw"]


def test_another_employer_and_an_interviewer_find_nothing(need, kites, new_client):
    for actor in (make_actor(Side.EMPLOYER, need.employer, role=Role.INTERVIEWER), make_actor(Side.EMPLOYER)):
        browser = new_client()
        browser.sign_in(actor)
        assert browser.get(url(need)).status_code == 404


def test_postings_of_one_person_are_so_many_and_the_words_stay(client, need, app, monkeypatch):
    monkeypatch.setitem(app.config, "LIMITS", ["posting=1/600"])
    make_competency("Tie knots")
    posting = f"/role-needs/{need.id}/posting"
    assert client.send(posting, words="You tie knots.").status == 200
    page = client.send(posting, words="You tie knots, always.", status=429)
    assert (page.headers["Retry-After"], "Try again in 10 minutes." in page.html) == ("600", True)
    assert page.form("/posting").fields["words"] == "You tie knots, always."
