"""The vocabulary's pages and its suggestions."""

import pytest
from flask import url_for

from marketplace.competencies.models import CompetencyRelation, Relation
from marketplace.sides import Side
from tests.factories.accounts import make_membership
from tests.factories.competencies import make_competency


def rows(page):
    return page.texts("tbody th a")


@pytest.fixture
def staff(client):
    client.sign_in(make_membership(Side.STAFF))
    return client


@pytest.mark.parametrize("side", [Side.JOBSEEKER, Side.EMPLOYER, Side.STAFF, Side.ADMIN])
def test_whoever_types_a_competency_gets_suggestions(client, side):
    bread = make_competency("Bake bread", labels=("loaf making",), description="Turn flour into loaves.")
    client.sign_in(make_membership(side))
    assert client.get("/competencies/suggest?q=loaf").json == [
        {
            "id": str(bread.id),
            "label": "Bake bread",
            "why": "same as “loaf making”",
            "description": "Turn flour into loaves.",
        }
    ]


def test_nothing_typed_suggests_nothing(staff):
    make_competency("Bake bread")
    assert (staff.get("/competencies/suggest").json, staff.get("/competencies/suggest?q=%20").json) == ([], [])


def test_suggestions_are_not_for_strangers(client):
    answer = client.get("/competencies/suggest?q=bread")
    with client.application.test_request_context():
        door = url_for("accounts.sign_in_page")
    assert (answer.status_code, answer.location.startswith(door)) == (302, True)


@pytest.mark.parametrize("side", [Side.JOBSEEKER, Side.EMPLOYER])
def test_the_list_is_for_staff(client, side):
    client.sign_in(make_membership(side))
    assert client.get("/competencies").status_code == 404


def test_the_list_searches_and_filters(staff):
    make_competency("Bake bread", labels=("loaf making", "baking"))
    make_competency("Breads of the world", kind="knowledge")
    make_competency("Look after ovens")
    assert rows(staff.get_page("/competencies")) == ["Bake bread", "Breads of the world", "Look after ovens"]
    assert rows(staff.get_page("/competencies?q=bread")) == ["Bake bread", "Breads of the world"]
    assert rows(staff.get_page("/competencies?q=bread&kind=knowledge")) == ["Breads of the world"]
    assert rows(staff.get_page("/competencies?kind=nonsense&q=loaf")) == ["Bake bread"]
    assert staff.get_page("/competencies?q=loaf").texts("td.num") == ["2"]


def test_an_empty_vocabulary_and_an_empty_search_say_what_to_do(staff):
    assert "The vocabulary is empty" in staff.get_page("/competencies").main
    make_competency("Bake bread")
    page = staff.get_page("/competencies?q=zzz")
    assert "Nothing is called that" in page.main
    assert page.links["Show the whole vocabulary"] == "/competencies"


def test_a_long_list_has_pages_and_odd_numbers_give_the_nearest(staff):
    for number in range(26):
        make_competency(f"Competency {number:02}")
    assert len(rows(staff.get_page("/competencies"))) == 25
    assert rows(staff.get_page("/competencies?page=2")) == ["Competency 25"]
    assert rows(staff.get_page("/competencies?page=99")) == ["Competency 25"]
    assert len(rows(staff.get_page("/competencies?page=-1"))) == 25
    assert len(rows(staff.get_page("/competencies?page=x"))) == 25


def test_three_rows_cost_as_many_statements_as_one(staff, counting):
    make_competency("Bake bread", labels=("baking",))
    with counting() as one:
        staff.get("/competencies")
    for name in ("Look after ovens", "Make dough"):
        make_competency(name, labels=(f"{name} well",))
    with counting() as three:
        staff.get("/competencies")
    assert len(one) == len(three) <= 8


@pytest.mark.parametrize("side", [Side.JOBSEEKER, Side.EMPLOYER, Side.STAFF])
def test_a_competency_shows_its_names_and_neighbours(session, client, side):
    bread = make_competency("Bake bread", labels=("loaf making",), description="Turn flour into loaves.")
    rye, ovens = make_competency("Bake rye bread"), make_competency("Look after ovens")
    session.add_all(
        [
            CompetencyRelation(from_id=rye.id, to_id=bread.id, kind=Relation.BROADER),
            CompetencyRelation(from_id=bread.id, to_id=ovens.id, kind=Relation.RELATED),
        ]
    )
    session.flush()
    client.sign_in(make_membership(side))
    page = client.get_page(f"/competencies/{bread.id}")
    assert page.h1 == "Bake bread"
    assert page.texts("main h2") == ["Also called", "Includes", "Related", "Where it comes from"]
    assert (page.links["Bake rye bread"], page.links["Look after ovens"]) == (
        f"/competencies/{rye.id}",
        f"/competencies/{ovens.id}",
    )
    assert "loaf making" in page.main
    assert "Turn flour into loaves." in page.main


def test_a_competency_without_words_says_so(staff):
    page = staff.get_page(f"/competencies/{make_competency('Bake bread').id}")
    assert "Nobody has described this competency yet." in page.main
    assert "No other name is known." in page.main


def test_a_competency_that_is_not_there_is_a_404(staff):
    assert staff.get("/competencies/00000000-0000-0000-0000-000000000000").status_code == 404
