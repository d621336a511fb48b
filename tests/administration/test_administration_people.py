"""An administrator finds people, ends sign-ins, shuts out with a reason; the person reads what was done."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import AdminAct, Deed, Person, SecondFactor, SignIn
from marketplace.db import db
from marketplace.home.actions.backup import Manifest, keep_in_mind
from marketplace.sides import Side
from tests.factories import accounts, programs

NOW = datetime.now(UTC)


@pytest.fixture
def admin(client):
    return client.sign_in(accounts.make_actor(Side.ADMIN))


def names(page):
    return page.texts("tbody th a")


def acts():
    return [(act.deed, act.note.words if act.note else "") for act in db.session.scalars(sa.select(AdminAct))]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=zibbel", ["Ada Zibbel"]),
        ("q=bo%40mill", ["Bo Marsh"]),
        ("side=employer", ["Bo Marsh"]),
        ("side=staff&state=no_second_factor", ["Cleo Fenn"]),
        ("state=shut_out", ["Dana Reed"]),
        ("state=unconfirmed", ["Eve Lark"]),
        ("state=no_place", ["Eve Lark"]),
        ("side=employer&q=zibbel", []),
        ("side=nonsense&state=nonsense&organisation=nonsense&q=Marsh", ["Bo Marsh"]),
    ],
)
def test_people_are_found_by_words_side_and_state(client, admin, query, found):
    make = accounts.make_person
    accounts.make_membership(person=make(name="Ada Zibbel"))
    accounts.make_membership(Side.EMPLOYER, person=make(name="Bo Marsh", email="bo@mill.example"))
    accounts.make_membership(Side.STAFF, person=make(name="Cleo Fenn"))
    safe = accounts.make_membership(Side.STAFF, person=make(name="Cleo Safe"))
    db.session.add(SecondFactor(person_id=safe.person_id, sealed="x", last_step=0, created_at=NOW))
    accounts.make_membership(person=make(name="Dana Reed", active=False))
    make(name="Eve Lark", confirmed_at=None)
    assert names(client.get_page(f"/people?{query}")) == found


def test_people_are_found_by_organisation_and_pages_keep_the_filter(client, admin):
    team = accounts.make_membership(Side.STAFF).organisation
    for number in range(30):
        accounts.make_membership(Side.STAFF, organisation=team, person=accounts.make_person(name=f"Member {number:02}"))
    accounts.make_membership(Side.STAFF)
    page = client.get_page(f"/people?organisation={team.id}")
    assert "31 people" in page.text
    after = client.get_page(page.links["Next"])
    assert len(names(page)) + len(names(after)) == 31


def test_one_browser_is_signed_out_and_the_others_stay(client, new_client, admin):
    place = accounts.make_membership()
    first, second = new_client(), new_client()
    first.sign_in(place)
    second.sign_in(place)
    page = client.get_page(f"/people/{place.person_id}")
    ending = [form for form in page.forms if form.action.endswith("/end") and "/sign-ins/" in form.action]
    one = db.session.scalars(sa.select(SignIn).where(SignIn.membership_id == place.id).order_by(SignIn.id)).first()
    client.send(f"/people/{place.person_id}/sign-ins/{one.id}/end", status=303)
    assert sorted(browser.get("/account").status_code for browser in (first, second)) == [200, 302]
    assert len([form for form in ending if form.action.count("/") == 5]) == 2
    assert acts() == [(Deed.SIGN_IN_ENDED, "")]


def test_every_browser_is_signed_out(client, new_client, admin):
    place = accounts.make_membership()
    theirs = new_client()
    theirs.sign_in(place)
    client.send(f"/people/{place.person_id}/sign-ins/end", status=303)
    assert theirs.get("/account").status_code == 302


def test_a_browser_of_somebody_else_is_not_found_under_this_person(client, admin):
    mine, theirs = accounts.make_membership(), accounts.make_membership()
    browser = accounts.make_sign_in(theirs)
    row = db.session.scalars(sa.select(SignIn).where(SignIn.membership_id == theirs.id)).one()
    assert client.send(f"/people/{mine.person_id}/sign-ins/{row.id}/end").status == 404
    assert browser is not None


def test_idle_and_ended_sign_ins_are_not_shown(client, admin):
    place = accounts.make_membership()
    accounts.make_sign_in(place)
    for row in db.session.scalars(sa.select(SignIn).where(SignIn.membership_id == place.id)):
        row.last_seen_at = NOW - timedelta(days=20)
    assert "No browser is signed in." in client.get_page(f"/people/{place.person_id}").text


def test_shutting_out_needs_a_reason_that_the_person_reads(client, new_client, admin):
    place = accounts.make_membership()
    page = client.send(f"/people/{place.person_id}/shut-out", reason="", status=422)
    assert "Say why" in page.text
    client.send(f"/people/{place.person_id}/shut-out", reason="Wrote from two accounts.", status=303)
    client.send(f"/people/{place.person_id}/let-in", reason="Settled on the phone.", status=303)
    assert acts() == [(Deed.SHUT_OUT, "Wrote from two accounts."), (Deed.LET_IN, "Settled on the phone.")]
    theirs = new_client()
    theirs.sign_in(db.session.get_one(type(place), place.id))
    read = theirs.get_page("/account/history").text
    assert "Wrote from two accounts." in read
    assert "Settled on the phone." in read


def test_what_was_done_to_others_is_read_by_nobody_else(client, new_client, admin):
    place, other = accounts.make_membership(), accounts.make_membership()
    client.send(f"/people/{place.person_id}/shut-out", reason="Zibbel reasons.", status=303)
    theirs = new_client()
    theirs.sign_in(other)
    assert "Zibbel" not in theirs.get_page("/account/history").text
    assert theirs.get(f"/people/{place.person_id}").status_code == 404


def test_a_second_factor_is_reset_with_a_reason_and_a_mail(client, admin):
    place = accounts.make_membership(Side.STAFF)
    db.session.add(SecondFactor(person_id=place.person_id, sealed="x", last_step=0, created_at=NOW))
    client.send(f"/people/{place.person_id}/second-factor/reset", reason="Lost the phone.", status=303)
    assert db.session.get(SecondFactor, place.person_id) is None
    assert acts() == [(Deed.SECOND_FACTOR_RESET, "Lost the phone.")]


def test_a_program_lead_is_made_and_unmade(client, admin):
    place = accounts.make_membership(Side.STAFF, all_programs=False)
    client.send(f"/people/places/{place.id}/every-program", status=303)
    assert db.session.get_one(type(place), place.id).all_programs
    assert client.send(f"/people/places/{place.id}/every-program").status == 409
    client.send(f"/people/places/{place.id}/assigned-programs", status=303)
    assert [deed for deed, _words in acts()] == [Deed.LEAD_MADE, Deed.LEAD_UNMADE]


def test_the_programs_somebody_works_on_are_linked(client, admin):
    program = programs.make_program()
    actor = programs.make_coordinator(program)
    assert client.get_page(f"/people/{actor.person_id}").links[program.title] == f"/programs/{program.id}/team"


def test_invitations_are_listed_by_their_answer(client, admin):
    accounts.make_invitation("one", name="Open Ada", expires_at=NOW + timedelta(days=3))
    accounts.make_invitation("two", name="Late Bo", expires_at=NOW - timedelta(days=3))
    accounts.make_invitation("three", name="Gone Cleo", cancelled_at=NOW)
    for state, found in (("open", "Open Ada"), ("run_out", "Late Bo"), ("cancelled", "Gone Cleo")):
        rows = client.get_page(f"/people/invitations?state={state}").texts("tbody th")
        assert [row.split(" invited")[0] for row in rows] == [found]


def test_a_place_ended_by_an_administrator_is_written_down_and_by_an_owner_is_not(client, admin, new_client):
    place = accounts.make_membership(Side.STAFF)
    client.send(f"/people/places/{place.id}/end", status=303)
    assert "A place was ended: Program staff" in client.get_page(f"/people/{place.person_id}").text
    assert [deed for deed, _words in acts()] == [Deed.PLACE_ENDED]


def test_the_first_page_says_what_needs_a_look(client, admin):
    db.session.add(SecondFactor(person_id=admin.person_id, sealed="x", last_step=0, created_at=NOW))
    assert client.get_page("/administration").h1 == "All is well"
    bare = accounts.make_membership(Side.STAFF)
    name = db.session.get_one(Person, bare.person_id).name
    page = client.get_page("/administration")
    assert (page.h1, name in page.text) == ("One thing needs a look", True)
    assert client.get("/").location == "/administration"


def test_the_first_page_says_when_the_last_backup_was_made(app, client, admin, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "DATA_FOLDER", str(tmp_path))
    assert "This machine knows of none." in client.get_page("/administration").text
    manifest = Manifest("2026-09-01T12:00:00+00:00", "sqlite", "0009", {})
    keep_in_mind(tmp_path, manifest)
    assert "Tue 1 Sep 2026, 08:00 Toronto time" in client.get_page("/administration").text
    (tmp_path / "last-backup").write_text("nonsense")
    assert "knows of none" in client.get_page("/administration").text


def test_lists_ask_as_often_for_twenty_rows_as_for_two(client, admin, counting):
    def grow(rows):
        for number in range(rows):
            accounts.make_membership(Side.STAFF)
            accounts.make_invitation(f"secret {number} of {rows}")

    def asked():
        counts = {}
        for url in ("/people", "/people/invitations", "/organisations", "/administration"):
            with counting() as statements:
                assert client.get(url).status_code == 200
            counts[url] = len(statements)
        return counts

    grow(2)
    few = asked()
    grow(18)
    assert asked() == few
    assert {url: count for url, count in few.items() if count > 25} == {}
