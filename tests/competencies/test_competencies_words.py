"""Words that people typed: what they were said to mean, and those that led nowhere."""

from unittest.mock import Mock

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from marketplace.competencies import actions, queries
from marketplace.competencies.models import Competency, UnresolvedWords, WordMapping
from marketplace.db import db
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor
from tests.factories.competencies import make_competency
from tests.factories.demand import make_draft

pytestmark = pytest.mark.usefixtures("session")
NOWHERE = "zqxv wqzk"


@pytest.fixture
def owner(need):
    return make_actor(Side.EMPLOYER, need.employer, role=Role.OWNER)


@pytest.fixture
def need():
    return make_draft()


@pytest.fixture
def staff():
    return make_actor(Side.STAFF)


def ask_for(client, need, **typed):
    fields = {"competency": "", "level": "2", "kind": "should", "insight_id": "", "words": ""} | typed
    return client.send(f"/role-needs/{need.id}/requirements/new", status=None, **fields)


def waiting():
    return [(row.words, row.times) for row in db.session.scalars(queries.unresolved())]


def test_words_that_lead_nowhere_are_counted_and_not_who_typed_them(client, need, owner):
    make_competency("Plan shifts")
    client.sign_in(owner)
    for _ in range(2):
        assert ask_for(client, need, competency=NOWHERE).status == 422
    assert waiting() == [(NOWHERE, 2)]
    assert {column.name for column in UnresolvedWords.__table__.columns} == {
        "id", "folded", "words", "times", "first_at", "last_at", "settled_at",
    }  # fmt: skip


def test_words_that_cannot_be_noted_turn_no_answer_into_an_error(client, need, owner, monkeypatch):
    client.sign_in(owner)
    for fault in (IntegrityError, OperationalError):
        monkeypatch.setattr(actions, "note_unresolved", Mock(side_effect=fault("", {}, Exception("taken"))))
        assert ask_for(client, need, competency=NOWHERE).status == 422


def test_the_words_stay_in_the_form_and_it_says_that_they_are_kept(client, need, owner):
    client.sign_in(owner)
    page = ask_for(client, need, competency=NOWHERE)
    assert page.form("/requirements/new").fields["competency"] == NOWHERE
    assert "kept for the program team" in page.main


def test_what_an_employer_chose_for_its_words_is_taken_the_next_time_by_it_alone(client, new_client, need, owner):
    meant = make_competency("Plan shifts")
    client.sign_in(owner)
    choice = {"competency": "rota thing", "competency-proposed": str(meant.id)}
    assert ask_for(client, need, **choice).status == 302
    kept = db.session.query(WordMapping).one()
    assert (kept.organisation_id, kept.folded, kept.competency_id) == (need.employer_id, "rota thing", meant.id)
    assert queries.choose("Rota  thing!", organisation_id=need.employer_id).competency_id == meant.id
    assert queries.choose("rota thing").competency_id is None


def test_a_choice_in_a_form_that_is_refused_is_not_kept(client, need, owner):
    meant = make_competency("Plan shifts")
    client.sign_in(owner)
    choice = {"competency": "rota thing", "competency-proposed": str(meant.id), "level": ""}
    assert ask_for(client, need, **choice).status == 422
    assert db.session.query(WordMapping).count() == 0


def test_what_the_organisation_said_comes_before_what_was_said_for_everybody(staff, now, need):
    ours, theirs = make_competency("Plan shifts"), make_competency("Write rotas")
    actions.map_words("rota", theirs.id, actor=staff, now=now)
    actions.map_words("rota", ours.id, actor=staff, now=now, organisation_id=need.employer_id)
    assert queries.choose("rota", organisation_id=need.employer_id).competency_id == ours.id
    assert queries.choose("rota").competency_id == theirs.id


def test_staff_see_the_most_frequent_first_and_map_one_for_everybody(client, staff, now):
    meant = make_competency("Plan shifts")
    for words in ("rota thing", NOWHERE, NOWHERE):
        actions.note_unresolved(words, now=now)
    client.sign_in(staff)
    page = client.get_page("/competencies/unresolved")
    assert page.main.index(NOWHERE) < page.main.index("rota thing")
    row = db.session.query(UnresolvedWords).filter_by(words="rota thing").one()
    client.send(f"/competencies/unresolved/{row.id}", status=302, competency="Plan shifts")
    assert queries.choose("rota thing").competency_id == meant.id
    assert waiting() == [(NOWHERE, 2)]


def test_one_button_takes_a_proposal(client, staff, now):
    meant = make_competency("Plan shifts")
    actions.note_unresolved("plan rotating shifts", now=now)
    row = db.session.query(UnresolvedWords).one()
    client.sign_in(staff)
    assert "Plan shifts" in client.get_page(f"/competencies/unresolved/{row.id}").main
    client.send(f"/competencies/unresolved/{row.id}/means/{meant.id}", status=302)
    assert (waiting(), queries.choose("plan rotating shifts").competency_id) == ([], meant.id)


def test_words_that_are_left_are_not_asked_about_again(client, staff, now):
    actions.note_unresolved(NOWHERE, now=now)
    row = db.session.query(UnresolvedWords).one()
    client.sign_in(staff)
    client.send(f"/competencies/unresolved/{row.id}/leave", status=302)
    actions.note_unresolved(NOWHERE, now=now)
    assert waiting() == []


def test_an_added_competency_is_what_its_words_lead_to(client, staff, now):
    actions.note_unresolved(NOWHERE, now=now)
    row = db.session.query(UnresolvedWords).one()
    client.sign_in(staff)
    client.get_page(f"/competencies/unresolved/{row.id}/add")
    client.send(
        f"/competencies/unresolved/{row.id}/add",
        status=302,
        preferred="Repair looms",
        kind="skill",
        description="Find and mend what stops a loom.",
    )
    added = db.session.query(Competency).filter_by(preferred="Repair looms").one()
    assert (queries.choose(NOWHERE).competency_id, waiting()) == (added.id, [])


def test_a_name_that_the_vocabulary_has_is_not_added_twice(staff, now):
    there = make_competency("Repair looms")
    actions.note_unresolved(NOWHERE, now=now)
    row = db.session.query(UnresolvedWords).one()
    found = actions.add_from_words(row, preferred="repair Looms", kind=there.kind, description="", actor=staff, now=now)
    assert found.id == there.id
    assert db.session.query(Competency).count() == 1


def test_nothing_waits_is_said(client, staff):
    client.sign_in(staff)
    assert "Every word was understood" in client.get_page("/competencies/unresolved").main


@pytest.mark.parametrize(
    ("description", "shown"),
    [
        ("Mix dough. Bake it.", "Mix dough."),
        ("", ""),
        ("Mix " + "flour and water and salt, " * 9, "Mix " + "flour and water and salt, " * 4 + "flour and …"),
    ],
)
def test_a_proposal_says_in_short_what_the_competency_is(session, description, shown):
    make_competency("Bake bread", description=description)
    assert queries.suggest("bake")[0].description == shown
