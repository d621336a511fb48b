"""Requirements read from a posting: proposed with the words they came from, never added unasked."""

import uuid

import pytest

from marketplace.competencies import actions as competencies
from marketplace.demand.role_needs.models import Requirement, RequirementKind
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor
from tests.factories.competencies import make_competency
from tests.factories.demand import make_draft, make_requirement, make_role_need

POSTING = "You plan routes every morning and know Excel well. No forklift licence is needed."

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def routes():
    return make_competency("Plan routes")


@pytest.fixture
def sheets():
    return make_competency("Spreadsheets", labels=("Excel",))


@pytest.fixture
def forklift():
    return make_competency("Drive a forklift", labels=("forklift licence",))


@pytest.fixture
def need():
    return make_draft()


@pytest.fixture
def owner(client, need):
    actor = make_actor(Side.EMPLOYER, need.employer, role=Role.OWNER)
    client.sign_in(actor)
    return actor


def read(client, need, words=POSTING):
    client.get_page(f"/role-needs/{need.id}/posting")
    return client.send(f"/role-needs/{need.id}/posting", status=200, words=words)


def asked(session, need):
    rows = session.query(Requirement).filter_by(role_need_id=need.id).order_by(Requirement.position)
    return [(row.competency_id, row.kind, row.level, row.words) for row in rows]


def test_what_a_posting_names_is_proposed_with_its_words_and_nothing_is_added(
    session, client, need, owner, routes, sheets, forklift
):
    page = read(client, need)
    assert page.texts("legend") == ["Plan routes", "Spreadsheets"]
    assert [words.startswith(("plan routes", "Excel")) for words in page.texts("blockquote")] == [True, True]
    assert asked(session, need) == []


def test_only_what_was_taken_is_added(session, client, need, owner, routes, sheets):
    fields = read(client, need).form("/proposals").fields
    assert [fields[f"lines-{place}-kind"] for place in (0, 1)] == ["", ""]
    taken = {name: value for name, value in fields.items() if name.startswith("lines-")}
    taken |= {"lines-1-kind": "must", "lines-1-level": "3"}
    client.send(f"/role-needs/{need.id}/proposals", status=302, **taken)
    assert asked(session, need) == [(sheets.id, RequirementKind.MUST, 3, fields["lines-1-words"])]


def test_taking_nothing_over_is_said_and_the_lines_stay(session, client, need, owner, routes):
    fields = read(client, need).form("/proposals").fields
    taken = {name: value for name, value in fields.items() if name.startswith("lines-")}
    page = client.send(f"/role-needs/{need.id}/proposals", status=409, **taken)
    assert "Nothing is taken over yet" in page.refusal
    assert page.texts("legend") == ["Plan routes"]
    assert asked(session, need) == []


def test_what_the_role_asks_for_already_is_not_proposed(client, need, owner, routes, sheets):
    make_requirement(need, competency=routes)
    assert read(client, need).texts("legend") == ["Spreadsheets"]


def test_what_the_organisation_said_of_words_is_asked_first(now, client, need, owner, routes, sheets):
    own = make_competency("Keep the route board")
    competencies.map_words("Excel", own.id, actor=owner, now=now, organisation_id=need.employer_id)
    assert "Keep the route board" in read(client, need).texts("legend")


def test_a_posting_that_names_nothing_known_says_so(client, need, owner, routes):
    assert "Nothing in it that the vocabulary knows" in read(client, need, words="Zqxv wqzk blorp.").main


def test_a_posting_is_refused_when_it_is_empty_or_far_too_long(client, need, owner):
    for words in ("", "a" * 20_001):
        assert client.send(f"/role-needs/{need.id}/posting", status=422, words=words).status == 422


def test_an_open_role_takes_nothing_over(session, client, routes):
    need = make_role_need()
    client.sign_in(make_actor(Side.STAFF))
    page = client.send(
        f"/role-needs/{need.id}/proposals",
        status=409,
        **{"lines-0-competency": str(routes.id), "lines-0-words": "x", "lines-0-kind": "must", "lines-0-level": "2"},
    )
    assert page.refusal
    assert asked(session, need) == []


def test_a_line_that_names_no_competency_is_none(session, client, need, owner, routes):
    page = read(client, need)
    foreign = str(uuid.uuid4())
    refused = client.submit(page.form("/proposals"), **{"lines-0-kind": "must", "lines-0-competency": foreign})
    assert (refused.status, asked(session, need)) == (409, [])


def test_what_a_posting_would_only_like_is_no_must(session, client, need, owner, sheets):
    page = read(client, need, words="Excel is nice to have, but not required.")
    assert page.texts("legend") == ["Spreadsheets"]
    assert "would like it and does not insist" in page.main
    form = page.form("/proposals")
    offered = [option.attributes.get("value") for option in page.all("select[name='lines-0-kind'] option")]
    assert offered == ["", "should", "will_train"]
    refused = client.submit(form, **{"lines-0-kind": "must"})
    assert (refused.status, asked(session, need)) == (422, [])
    client.submit(form, **{"lines-0-kind": "should"})
    assert [row[:2] for row in asked(session, need)] == [(sheets.id, RequirementKind.SHOULD)]


def test_what_a_posting_says_is_not_required_is_not_proposed(client, need, owner, routes, sheets):
    page = read(client, need, words="You plan routes. Excel experience, but not required.")
    assert page.texts("legend") == ["Plan routes"]


def test_what_is_asked_for_once_and_liked_elsewhere_is_asked_for(client, need, owner, sheets):
    page = read(client, need, words="Nice to have: Excel.\nRequired: Excel.")
    assert "does not insist" not in page.main
