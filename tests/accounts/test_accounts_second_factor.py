"""A second factor: codes of a phone that work once, codes on paper, required of those who see most."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from marketplace.accounts import actions
from marketplace.accounts.models import AdminAct, Person, RecoveryCode, SecondFactor, SignIn
from marketplace.db import db
from marketplace.errors import Refused
from marketplace.outbox.models import OutboxItem
from marketplace.sealing import seal, unseal
from tests.conftest import NOW
from tests.factories.accounts import PASSWORD, PHONE, code_of_phone, make_membership, make_person, make_second_factor

PAGE = "/account/second-factor"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def required(app):
    app.config["SECOND_FACTOR"] = "required"
    yield
    app.config["SECOND_FACTOR"] = "optional"


def with_factor(side="jobseeker"):
    membership = make_membership(side)
    make_second_factor(membership.person_id)
    return membership


def begin(client, person, **more):
    return client.send("/sign-in", email=person.email, password=PASSWORD, **more)


def give(client, code, **more):
    return client.send("/sign-in/code", code=code, **more)


def is_in(client):
    return client.get("/account").status_code == 200


def turn_on(client):
    """Turn it on as a person does: read the secret from the page, type the phone's code. Gives the secret."""
    page = client.get_page(PAGE)
    secret = re.search(r"Secret ((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})", page.main)[1].replace(" ", "")
    done = client.submit(page.form(PAGE), code=code_of_phone(secret, NOW))
    assert done.location == "/account/recovery-codes"
    return secret


def codes_on(page):
    return re.findall(r"(?:[a-z2-9]{4}-){3}[a-z2-9]{4}", page.main)


def test_the_password_alone_opens_nothing_but_the_page_that_asks_for_the_code(client, clock):
    person = with_factor().person
    page = begin(client, person, next="/account/password")
    assert (page.status, page.location) == (303, "/sign-in/code")
    assert not is_in(client)
    page = client.submit(client.get_page("/sign-in/code").form("/sign-in/code"), code=code_of_phone(PHONE, NOW))
    assert (page.status, page.location) == (303, "/account/password")
    assert is_in(client)


@pytest.mark.parametrize("there", ["//evil.example", "/\\evil.example", "https:evil.example", "/\t/evil.example"])
def test_the_code_leads_to_no_other_host(client, clock, there):
    begin(client, with_factor().person, next=there)
    location = give(client, code_of_phone(PHONE, NOW)).location
    assert (location.startswith("/"), "//" in location, "\\" in location) == (True, False, False)


def test_a_code_may_be_typed_with_a_space(client, clock):
    code = code_of_phone(PHONE, NOW)
    begin(client, with_factor().person)
    assert give(client, f" {code[:3]} {code[3:]} ").status == 303


@pytest.mark.parametrize(("seconds", "fits"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_phone_whose_clock_is_half_a_minute_off_is_understood(client, clock, seconds, fits):
    begin(client, with_factor().person)
    code = code_of_phone(PHONE, NOW + timedelta(seconds=seconds))
    assert give(client, code).status == (303 if fits else 409)


def test_a_code_works_once(client, new_client, clock):
    person = with_factor().person
    for browser, status in ((client, 303), (new_client(), 409)):
        begin(browser, person)
        assert give(browser, code_of_phone(PHONE, NOW)).status == status


def test_an_older_code_is_refused_after_a_newer_one(client, new_client, clock):
    person = with_factor().person
    begin(client, person)
    assert give(client, code_of_phone(PHONE, NOW)).status == 303
    late = new_client()
    begin(late, person)
    assert give(late, code_of_phone(PHONE, NOW - timedelta(seconds=30))).status == 409


def test_two_who_have_both_read_the_row_cannot_both_use_one_code(app, clock):
    """The second one holds what it read before the first one's code was taken; the conditional update decides."""
    person_id = with_factor().person_id
    stale = SecondFactor(person_id=person_id, sealed=seal(PHONE), last_step=0, created_at=NOW)
    code = code_of_phone(PHONE, NOW)
    actions.second_factors.take_code(person_id, code=code, now=NOW)
    db.session.expunge_all()
    sa.orm.make_transient_to_detached(stale)
    db.session.add(stale)
    with pytest.raises(Refused):
        actions.second_factors.take_code(person_id, code=code, now=NOW)


def test_five_codes_in_five_minutes_and_then_none(client, clock):
    person = with_factor().person
    begin(client, person)
    assert [give(client, "000000").status for _ in range(5)] == [409] * 5
    page = give(client, code_of_phone(PHONE, NOW))
    assert (page.status, page.headers["Retry-After"]) == (429, "300")
    assert not is_in(client)
    clock.shift(301)
    assert give(client, code_of_phone(PHONE, NOW + timedelta(seconds=301))).status == 303


def test_the_password_is_proven_for_ten_minutes(client, clock):
    begin(client, with_factor().person)
    clock.shift(601)
    page = give(client, code_of_phone(PHONE, NOW + timedelta(seconds=601)), status=409)
    assert "Sign in again" in page.refusal
    assert client.get("/sign-in/code").location == "/sign-in"
    assert not is_in(client)


def test_a_password_changed_meanwhile_ends_the_wait_for_the_code(client, clock):
    person = with_factor().person
    begin(client, person)
    person.epoch += 1
    db.session.commit()
    assert give(client, code_of_phone(PHONE, NOW)).status == 409


def test_the_cookie_of_the_wait_is_worth_nothing_as_a_sign_in(client, clock):
    begin(client, with_factor().person)
    with client.session_transaction() as session:
        session["_user_id"] = session["awaits"]
    assert not is_in(client)


def test_the_wait_is_used_up_and_the_secret_is_a_new_one(client, clock):
    begin(client, with_factor().person)
    with client.session_transaction() as session:
        awaits = session["awaits"]
    give(client, code_of_phone(PHONE, NOW))
    with client.session_transaction() as session:
        assert session["_user_id"] != awaits
        assert "awaits" not in session
        session.clear()
        session["awaits"] = awaits
    assert give(client, code_of_phone(PHONE, NOW + timedelta(seconds=30))).status == 409


# ---- on and off -----------------------------------------------------------------------------------


def test_it_is_turned_on_with_a_code_and_asked_for_from_then_on(client, new_client, clock):
    person = make_membership("jobseeker").person
    begin(client, person)
    elsewhere = new_client()
    begin(elsewhere, person)
    secret = turn_on(client)
    assert (is_in(client), is_in(elsewhere)) == (True, False)
    row = db.session.get(SecondFactor, person.id)
    assert secret not in row.sealed
    assert unseal(row.sealed) == secret
    assert begin(new_client(), person).location == "/sign-in/code"
    assert db.session.scalars(sa.select(OutboxItem.name)).all() == ["second_factor_changed"]


def test_the_code_that_turned_it_on_does_not_sign_in(client, new_client, clock):
    person = make_membership("jobseeker").person
    begin(client, person)
    secret, other = turn_on(client), new_client()
    begin(other, person)
    assert give(other, code_of_phone(secret, NOW)).status == 409
    assert give(other, code_of_phone(secret, NOW + timedelta(seconds=30))).status == 303


def test_the_page_shows_one_picture_however_often_it_is_loaded(client, clock):
    client.sign_in(make_membership("jobseeker"))
    shown = [client.get_page(PAGE) for _ in range(2)]
    shown.append(client.submit(shown[0].form(PAGE), code="000000"))
    assert len({re.search(r"Secret [A-Z2-7 ]{39}", page.main)[0] for page in shown}) == 1
    assert [page.status for page in shown] == [200, 200, 409]
    assert shown[0].html.count("<svg xmlns") == 0
    assert "style=" not in shown[0].html


def test_a_secret_offered_to_somebody_else_is_not_taken(client, clock):
    client.sign_in(make_membership("jobseeker"))
    with client.session_transaction() as session:
        session["offer"] = seal(f"{make_person().id} {PHONE}")
    assert client.send(PAGE, code=code_of_phone(PHONE, NOW)).status == 409
    assert db.session.scalars(sa.select(SecondFactor)).all() == []


def test_turning_it_off_ends_every_other_sign_in(client, new_client, clock):
    membership = with_factor()
    elsewhere = new_client()
    for browser in (client, elsewhere):
        browser.sign_in(membership)
    assert client.send(f"{PAGE}/off").status == 303
    assert (is_in(client), is_in(elsewhere)) == (True, False)
    assert begin(new_client(), membership.person).location == "/"
    assert client.send(f"{PAGE}/off").status == 409


@pytest.mark.parametrize("url", [f"{PAGE}/off", "/account/recovery-codes"])
def test_what_weakens_it_asks_for_the_password_again_after_ten_minutes(client, clock, url):
    membership = with_factor()
    client.sign_in(membership)
    clock.shift(601)
    page = client.send(url, status=409)
    assert db.session.get(SecondFactor, membership.person_id) is not None
    assert db.session.scalars(sa.select(RecoveryCode)).all() == []
    again = client.submit(page.form("/account/prove"), password="wrong", status=409)
    assert client.submit(again.form("/account/prove"), password=PASSWORD, status=307).location == url
    assert client.send(url).status == 303


# ---- codes on paper -------------------------------------------------------------------------------


def test_ten_codes_on_paper_are_shown_once_and_each_works_once(client, new_client, clock):
    person = make_membership("jobseeker").person
    begin(client, person)
    turn_on(client)
    page = client.get_page("/account/recovery-codes")
    codes = codes_on(page)
    assert len(set(codes)) == 10
    file = client.get("/account/recovery-codes.txt")
    assert [code in file.text for code in codes] == [True] * 10
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert not {code.replace("-", "") for code in codes} & set(db.session.scalars(sa.select(RecoveryCode.code_hash)))
    client.submit(page.form("/account/recovery-codes/kept"))
    assert [client.get(f"/account/recovery-codes{end}").location for end in ("", ".txt")] == [PAGE] * 2
    for browser, status in ((new_client(), 303), (new_client(), 409)):
        begin(browser, person)
        assert give(browser, codes[0].upper().replace("-", " ")).status == status
    assert "9 recovery codes are left" in client.get_page(PAGE).main


def test_new_codes_end_the_older_ones(client, new_client, clock):
    membership = with_factor()
    older = actions.new_recovery_codes(membership.person_id, now=NOW)
    client.sign_in(membership)
    newer = codes_on(client.follow(client.send("/account/recovery-codes")))
    begin(other := new_client(), membership.person)
    assert [give(other, codes[0]).status for codes in (older, newer)] == [409, 303]


def test_the_page_of_the_codes_closes_after_a_quarter_of_an_hour(client, clock):
    client.sign_in(with_factor())
    client.send("/account/recovery-codes")
    clock.shift(901)
    assert client.get("/account/recovery-codes").location == PAGE


# ---- required -------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["staff", "admin"])
def test_staff_and_administrators_reach_only_the_page_where_they_set_it_up(client, required, clock, side):
    begin(client, make_membership(side).person)
    reached = [client.get(url).location for url in ("/", "/account", "/cohorts", "/people", "/search?q=a")]
    assert set(reached) == {PAGE}
    assert client.send("/account", name="x").location == PAGE
    turn_on(client)
    assert client.get("/account").status_code == 200
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("side", ["jobseeker", "employer", "funder"])
def test_everybody_else_may_do_without(client, required, clock, side):
    begin(client, make_membership(side).person)
    assert client.get("/account").status_code == 200


def test_a_switch_to_the_staff_side_does_not_get_around_it(client, required, clock):
    person = make_person()
    make_membership("jobseeker", person=person)
    staff = make_membership("staff", person=person)
    client.sign_in(make_membership("jobseeker", person=make_person()))
    begin(client, person)
    client.send(f"/act-for/{staff.id}")
    assert client.get("/cohorts").location == PAGE


@pytest.mark.parametrize("side", ["staff", "admin"])
def test_those_who_need_it_cannot_turn_it_off(client, required, clock, side):
    membership = with_factor(side)
    begin(client, membership.person)
    give(client, code_of_phone(PHONE, NOW))
    assert client.send(f"{PAGE}/off").status == 409
    assert db.session.get(SecondFactor, membership.person_id) is not None


# ---- reset and rotation ---------------------------------------------------------------------------


def test_an_administrator_resets_it_and_that_is_written_down(app, clock):
    membership, admin = with_factor(), make_membership("admin")
    actions.new_recovery_codes(membership.person_id, now=NOW)
    secret = actions.begin_sign_in(membership, now=NOW)
    actions.reset_second_factor(membership.person, actor=admin.actor(), now=NOW, reason="Lost phone")
    assert db.session.scalars(sa.select(SecondFactor)).all() == []
    assert db.session.scalars(sa.select(RecoveryCode)).all() == []
    from marketplace.accounts import queries

    assert queries.signed_in(secret, now=NOW) is None
    assert db.session.scalars(sa.select(AdminAct.person_id)).all() == [membership.person_id]


def test_nobody_resets_their_own_or_one_that_is_off(app, clock):
    admin = with_factor("admin")
    for person in (admin.person, make_person()):
        with pytest.raises(Refused):
            actions.reset_second_factor(person, actor=admin.actor(), now=NOW)
    assert db.session.get(SecondFactor, admin.person_id) is not None


def test_the_terminal_resets_it_for_the_only_administrator(app, clock):
    admin = with_factor("admin")
    result = app.test_cli_runner().invoke(args=["accounts", "reset-second-factor", admin.person.email])
    assert result.exit_code == 0, result.output
    assert db.session.scalars(sa.select(SecondFactor)).all() == []


def test_a_new_key_opens_what_an_older_one_sealed_until_that_is_dropped(app, client, clock):
    membership = with_factor()
    old = app.config["SECRET_KEY"]
    try:
        app.config |= {"SECRET_KEY": "another key for tests, forty characters..", "SECRET_KEY_FALLBACKS": [old]}
        assert app.test_cli_runner().invoke(args=["accounts", "reseal"]).exit_code == 0
        db.session.expire_all()
        sealed = db.session.get(SecondFactor, membership.person_id).sealed
        app.config["SECRET_KEY_FALLBACKS"] = None
        assert unseal(sealed) == PHONE
        assert unseal(seal("x")) == "x"
    finally:
        app.config |= {"SECRET_KEY": old, "SECRET_KEY_FALLBACKS": None}
    assert unseal(sealed) is None


def test_what_was_offered_and_shown_is_sealed_in_the_cookie(client, clock):
    client.sign_in(with_factor())
    page = client.follow(client.send("/account/recovery-codes"))
    with client.session_transaction() as session:
        assert not any(code in str(dict(session)) for code in codes_on(page))


def test_the_sign_in_knows_when_the_code_was_given(client, clock):
    begin(client, with_factor().person)
    give(client, code_of_phone(PHONE, NOW))
    rows = db.session.scalars(sa.select(SignIn).where(SignIn.ended_at.is_(None))).all()
    assert [(row.second_factor_at, row.awaits_code) for row in rows] == [(NOW, False)]
    assert db.session.scalars(sa.select(Person.epoch)).one() == 1
