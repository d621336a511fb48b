"""What ends a session, what keeps it, and what its cookie looks like where people really use it."""

import time

import pytest
import sqlalchemy as sa
import time_machine

from config import Settings
from marketplace.accounts import actions
from marketplace.accounts.models import Membership, Person, SignIn
from marketplace.db import db
from tests.conftest import NOW
from tests.factories.accounts import (
    PASSWORD,
    PHONE,
    code_of_phone,
    make_address_change,
    make_membership,
    make_person,
    make_second_factor,
)

NEW = "eleven copper kettles"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def is_in(client):
    return client.get("/account").status_code == 200


# ---- what ends every other session ----------------------------------------------------------------


def new_password(browser, person):
    browser.send("/account/password", current=PASSWORD, password=NEW, status=303)


def new_address(browser, person):
    make_address_change("change", person_id=person.id)
    browser.send("/new-address/change", status=303)


def factor_on(browser, person):
    browser.get("/account/second-factor")
    with browser.session_transaction() as session:
        from marketplace.sealing import seal

        session["offer"] = seal(f"{person.id} {PHONE}")
    browser.send("/account/second-factor", code=code_of_phone(PHONE, NOW), status=303)


def factor_off(browser, person):
    make_second_factor(person.id)
    db.session.commit()
    browser.send("/account/second-factor/off", status=303)


def factor_reset(browser, person):
    make_second_factor(person.id)
    actions.reset_second_factor(person, actor=make_membership("admin").actor(), now=NOW)


def closed(browser, person):
    actions.shut_out(person, reason="asked to", actor=make_membership("admin").actor(), now=NOW)


def place_over(browser, person):
    db.session.execute(sa.update(Membership).where(Membership.person_id == person.id).values(ended_at=NOW))


@pytest.mark.parametrize(
    ("change", "own_stays"),
    [
        (new_password, True),
        (factor_on, True),
        (factor_off, True),
        (new_address, False),
        (factor_reset, False),
        (closed, False),
        (place_over, False),
    ],
)
def test_every_other_session_is_dead_at_its_next_request_after(client, new_client, clock, change, own_stays):
    membership = make_membership("employer")
    other, stranger = new_client(), new_client()
    for browser in (client, other):
        browser.sign_in(membership)
    stranger.sign_in(make_membership("employer"))
    change(client, membership.person)
    db.session.commit()
    assert (is_in(client), is_in(other), is_in(stranger)) == (own_stays, False, True)


def test_a_waiting_code_is_over_too_after_a_new_password(client, new_client, clock):
    membership = make_membership("jobseeker")
    make_second_factor(membership.person_id)
    waiting = new_client()
    waiting.send("/sign-in", email=membership.person.email, password=PASSWORD)
    client.sign_in(membership)
    new_password(client, membership.person)
    assert waiting.send("/sign-in/code", code=code_of_phone(PHONE, NOW)).status == 409


# ---- what keeps it --------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["staff", "admin"])
def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(client, clock, side):
    client.sign_in(make_membership(side))
    for _ in range(2):
        clock.shift(16 * 60)
        client.get("/account", headers={"X-Background": "1"})
    assert not is_in(client)


def test_a_person_who_reads_stays_signed_in(client, clock):
    client.sign_in(make_membership("staff"))
    for _ in range(5):
        clock.shift(16 * 60)
        assert is_in(client)


@pytest.mark.parametrize(
    ("side", "kept"), [("staff", False), ("admin", False), ("jobseeker", True), ("employer", True)]
)
def test_the_cookie_of_an_office_ends_with_the_browser(client, clock, side, kept):
    client.send("/sign-in", email=make_membership(side).person.email, password=PASSWORD)
    assert (client.get_cookie("guildhall").expires is not None) is kept


# ---- the cookies of production --------------------------------------------------------------------


def test_every_cookie_of_production_is_for_this_host_and_no_script(app, tmp_path):
    """The same code with production's settings: the name needs Secure and Path=/, and forbids a Domain."""
    settings = Settings(
        environment="production",
        secret_key="b1f6c0a9e2d84735a6c9f0e1d2b3c4a5",
        database_url="postgresql:///guildhall",
        data_folder=tmp_path,
        public_url="https://guildhall.example",
        trusted_hosts=["guildhall.example"],
        mail_server="mail.guildhall.example",
    ).flask()
    names = ("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE")
    before = {name: app.config[name] for name in names}
    app.config |= {name: settings[name] for name in names}
    try:
        email = make_membership("jobseeker").person.email
        client = app.test_client()
        sent = sign_in_by_hand(client, email)
    finally:
        app.config |= before
    assert sorted(cookie.split("=")[0] for cookie in sent) == ["__Host-guildhall", "__Host-guildhall-device"]
    for cookie in sent:
        parts = {part.strip().split("=")[0].lower(): part.strip() for part in cookie.split(";")[1:]}
        assert {"secure", "httponly", "samesite", "path"} <= set(parts)
        assert (parts["samesite"], parts["path"]) == ("SameSite=Lax", "Path=/")
        assert "domain" not in parts


def sign_in_by_hand(client, email):
    import re
    import uuid

    page = client.get("/sign-in", base_url="https://localhost")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]
    answer = client.post(
        "/sign-in",
        base_url="https://localhost",
        headers={"Referer": "https://localhost/sign-in"},
        data={"csrf_token": token, "once": str(uuid.uuid4()), "email": email, "password": PASSWORD},
    )
    assert answer.status_code == 303, answer.text
    return answer.headers.getlist("Set-Cookie")


# ---- passwords ------------------------------------------------------------------------------------


def test_all_of_the_most_common_passwords_are_refused(app):
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    common = FREQUENCY_LISTS["passwords"][:3000]
    taken = []
    for words in common:
        try:
            actions.check_password(words)
            taken.append(words)
        except actions.passwords.Refused:
            continue
    assert len(common) == 3000
    assert taken == []


def test_a_password_is_the_same_however_a_keyboard_composes_it(app):
    stored = actions.hash_password("Pâté de campagne ﬁn")
    assert actions.knows_password(stored, "Pa\u0302te\u0301 de campagne fin")
    assert not actions.knows_password(stored, "Pate de campagne fin")


def test_a_mebibyte_is_refused_at_once(client, clock):
    client.csrf_token()
    with time_machine.travel(NOW, tick=True):
        start = time.perf_counter()
        status = client.post("/sign-in", data={"email": "a@b.example", "password": "x" * 1_048_576}).status_code
        took = time.perf_counter() - start
    assert status == 413
    assert took < 1  # a quiet machine needs a few milliseconds; what matters is that nothing is hashed


# ---- the same answers -----------------------------------------------------------------------------


@pytest.mark.parametrize("known", [True, False])
def test_a_forgotten_password_costs_the_same_words_for_known_and_unknown(client, monkeypatch, known):
    """A mail is written in both cases, and queued in one."""
    from marketplace.outbox import delivery

    written, render = [], delivery._rendered
    monkeypatch.setattr(delivery, "_rendered", lambda path, words: written.append(path) or render(path, words))
    address = make_membership("jobseeker").person.email if known else "nobody@guildhall.example"
    client.send("/forgotten-password", email=address, status=303)
    assert written == ["mail/reset_password"]


def test_an_invitation_is_answered_alike_whether_the_address_has_an_account(client, clock):
    from tests.factories import demand

    make_person(email="known@guildhall.example")
    employer = demand.make_employer()
    client.sign_in(make_membership("staff"))
    answers = []
    for address in ("known@guildhall.example", "new@guildhall.example"):
        contact = demand.make_contact(employer, email=address)
        page = client.send(f"/employers/{employer.id}/contacts/{contact.id}/invite", role="owner")
        answers.append((page.status, page.location, sorted(page.headers)))
    assert answers[0] == answers[1]
    assert answers[0][:2] == (302, f"/employers/{employer.id}")


def test_registering_makes_nothing_but_a_jobseeker_however_much_is_added(client, clock):
    added = {
        "role": "owner",
        "side": "admin",
        "is_staff": "1",
        "active": "1",
        "employer_id": "1",
        "organisation_id": str(make_membership("employer").organisation_id),
        "confirmed_at": str(NOW),
        "verified": "yes",
        "state": "active",
    }
    client.send("/register", name="Ada", email="ada@guildhall.example", status=303, **added)
    person = db.session.scalars(sa.select(Person).where(Person.email == "ada@guildhall.example")).one()
    assert (person.confirmed_at, person.password) == (None, None)
    assert db.session.scalars(sa.select(Membership).where(Membership.person_id == person.id)).all() == []
    assert db.session.scalars(sa.select(SignIn)).all() == []


def test_the_name_of_a_known_employer_opens_no_place_there(client, clock):
    from tests.factories.accounts import make_organisation

    make_organisation(name="Fennel & Rook")
    client.send("/register", name="Fennel & Rook", email="owner@fennel-rook.example", status=303)
    assert db.session.scalars(sa.select(Membership)).all() == []


def test_everybody_is_signed_out_from_the_terminal_and_open_links_are_over(app, client, clock):
    client.sign_in(make_membership())
    make_address_change("a new address", person_id=make_person().id)
    assert app.test_cli_runner().invoke(args=["accounts", "sign-everybody-out"]).exit_code == 0
    assert client.get("/account").status_code == 302
    assert client.get("/new-address/a new address").status_code == 410
