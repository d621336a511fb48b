"""Which words may be a password, and what a renewed one ends."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts import actions
from marketplace.accounts.actions import passwords
from marketplace.accounts.models import Person, SignIn, Token
from marketplace.db import db
from marketplace.errors import Refused
from marketplace.outbox.models import OutboxItem
from tests.factories.accounts import PASSWORD, make_membership, make_person

NEW = "eleven copper kettles"


@pytest.mark.parametrize(
    "words",
    [
        "1234567",
        "password",
        "Password1!",
        "P@ssw0rd2024",
        "12345678",
        "87654321",
        "qwertyuiop",
        "aaaaaaaa",
        "abababab",
        "iloveyou",
        "Summer2026!",
        "letmein123",
        "1q2w3e4r5t",
        "football",
        "monkey123",
        "  welcome1  ",
        "admin1234",
        "Qwerty123",
        "motdepasse",
        "sunshine!!",
        "abcabcabc",
        "dragon12",
    ],
)
def test_what_people_try_first_is_refused(app, words):
    with pytest.raises(Refused):
        actions.check_password(words)


@pytest.mark.parametrize(
    "words",
    [
        PASSWORD,
        "x7 Gm-p2",
        "une théière en étain",
        "月の裏側に猫がいる",
        "🦊 seven foxes",
        "a" * 20 + "bcdef ghij",
        "password for my boat",
        "a long sentence of mine " * 40,
    ],
)
def test_spaces_other_scripts_and_long_sentences_are_welcome(app, words):
    actions.check_password(words)


def test_a_thousand_characters_is_the_limit(app):
    with pytest.raises(Refused):
        actions.check_password("long " * 200 + "!")


def test_a_name_is_no_password(app):
    with pytest.raises(Refused):
        actions.check_password("Ada Marsh", about=("ada marsh",))


def test_words_that_agree_in_their_first_72_bytes_are_different_passwords(app):
    start = "s" * 72
    stored = actions.hash_password(start + "one")
    assert actions.knows_password(stored, start + "one")
    assert not actions.knows_password(stored, start + "two")


def test_a_huge_password_is_refused_without_being_hashed(client, monkeypatch):
    def never(*_given):
        raise AssertionError("hashed")

    person = make_membership("jobseeker").person
    client.csrf_token()
    monkeypatch.setattr(passwords, "knows_password", never)
    assert client.send("/sign-in", email=person.email, password="x" * 5000).status == 422
    assert client.post("/sign-in", data={"password": "x" * 1_048_576}).status_code == 413


def test_at_most_two_passwords_are_checked_at_a_time(app, monkeypatch):
    quick, busy, most, lock = passwords.hasher, 0, 0, threading.Lock()

    class Slow:
        def verify(self, stored, words):
            nonlocal busy, most
            with lock:
                busy += 1
                most = max(most, busy)
            try:
                threading.Event().wait(0.02)
                return quick.verify(stored, words)
            finally:
                with lock:
                    busy -= 1

    stored = actions.hash_password(NEW)
    monkeypatch.setattr(passwords, "hasher", Slow())
    threads = [threading.Thread(target=actions.knows_password, args=(stored, NEW)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


# ---- forgotten ------------------------------------------------------------------------------------


def mails(template=None):
    rows = db.session.scalars(sa.select(OutboxItem).order_by(OutboxItem.created_at, OutboxItem.id)).all()
    return [row for row in rows if template in {None, row.name}]


def link_of(mail):
    return re.search(r"http://127\.0\.0\.1:8000(/\S+)", mail.body_text)[1]


def ask(client, email):
    return client.send("/forgotten-password", email=email)


def renew(client, link, password=NEW):
    return client.send(link, password=password)


def link_for(client, person):
    ask(client, person.email)
    return link_of(mails("reset_password")[-1])


def test_a_forgotten_password_is_renewed_and_signs_nobody_in(client):
    person = make_membership("jobseeker").person
    link = link_for(client, person)
    page = client.submit(client.get_page(link).form(link), password=NEW)
    assert page.location == "/sign-in"
    assert client.get("/account").status_code == 302
    assert client.send("/sign-in", email=person.email, password=PASSWORD).status == 409
    assert client.send("/sign-in", email=person.email, password=NEW).status == 303


def test_known_and_unknown_addresses_get_the_same_answer(client, new_client):
    make_membership("jobseeker", person=make_person(email="known@guildhall.example"))
    answers = []
    for address in ("known@guildhall.example", "nobody@guildhall.example"):
        browser = new_client()
        page = ask(browser, address)
        answers.append(
            (
                page.status,
                page.location,
                page.html,
                sorted(page.headers),
                browser.follow(page).main.replace(address, "ADDRESS"),
            )
        )
    assert answers[0] == answers[1]
    assert [mail.to_address for mail in mails()] == ["known@guildhall.example"]


@pytest.mark.parametrize("typed", ["KNOWN@guildhall.example", " known@guildhall.example "])
def test_the_mail_goes_to_the_stored_address(client, typed):
    make_membership("jobseeker", person=make_person(email="known@guildhall.example"))
    ask(client, typed)
    assert [mail.to_address for mail in mails()] == ["known@guildhall.example"]


@pytest.mark.parametrize("alike", ["mıke@guildhall.example", "ｍike@guildhall.example", "mike@guildhall。example"])
def test_an_address_that_only_looks_alike_is_sent_nothing(client, alike):
    """Dotless i, full-width letters and dots: never folded onto the stored address."""
    make_membership("jobseeker", person=make_person(email="mike@guildhall.example"))
    ask(client, alike)
    assert [mail.to_address for mail in mails() if mail.to_address != "mike@guildhall.example"] == []


def test_the_link_leads_to_the_configured_address_whatever_the_host(client):
    person = make_membership("jobseeker").person
    client.post(
        "/forgotten-password",
        data={"csrf_token": client.csrf_token(), "once": "5f0c5b0e-6d0b-4a43-8a9f-1f9d8f3c2a11", "email": person.email},
        headers={"X-Forwarded-Host": "evil.example"},
    )
    assert "evil" not in mails()[0].body_text + mails()[0].body_html
    assert link_of(mails()[0]).startswith("/new-password/")


def test_a_link_works_once(client):
    link = link_for(client, make_membership("jobseeker").person)
    assert renew(client, link).status == 303
    assert renew(client, link, "another fine password").status == 409
    assert client.get(link).status_code == 410


def test_looking_at_the_link_does_not_use_it_up(client):
    link = link_for(client, make_membership("jobseeker").person)
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert renew(client, link).status == 303


def test_a_newer_link_ends_the_older(client):
    person = make_membership("jobseeker").person
    older, newer = link_for(client, person), None
    ask(client, person.email)
    newer = next(link_of(mail) for mail in mails("reset_password") if link_of(mail) != older)
    assert renew(client, older).status == 409
    assert renew(client, newer).status == 303


def test_a_link_ends_after_an_hour(client):
    link = link_for(client, make_membership("jobseeker").person)
    token = db.session.scalars(sa.select(Token)).one()
    assert token.expires_at - token.created_at == timedelta(hours=1)
    token.expires_at = datetime.now(UTC) - timedelta(seconds=1)
    assert renew(client, link).status == 409


def test_a_changed_password_ends_the_link(client, new_client):
    person = make_membership("jobseeker").person
    link = link_for(client, person)
    other = new_client()
    other.send("/sign-in", email=person.email, password=PASSWORD)
    assert other.send("/account/password", current=PASSWORD, password="three patient herons").status == 303
    assert renew(client, link).status == 409


def test_a_renewed_password_ends_every_session(client, new_client):
    person = make_membership("jobseeker").person
    elsewhere = new_client()
    elsewhere.send("/sign-in", email=person.email, password=PASSWORD)
    renew(client, link_for(client, person))
    assert elsewhere.get("/account").status_code == 302


def test_the_link_of_somebody_shut_out_opens_nothing(client):
    person = make_membership("jobseeker").person
    link = link_for(client, person)
    person.active = False
    assert client.get(link).status_code == 410
    assert renew(client, link).status == 409


def test_a_bad_new_password_keeps_the_link(client):
    link = link_for(client, make_membership("jobseeker").person)
    page = renew(client, link, "password")
    assert page.status == 422
    assert "first that anybody would try" in page.main
    assert renew(client, link).status == 303


def test_the_page_of_a_link_is_cached_nowhere(client):
    answer = client.get(link_for(client, make_membership("jobseeker").person))
    assert answer.headers["Cache-Control"] == "no-store"


# ---- known ----------------------------------------------------------------------------------------


def test_changing_a_password_keeps_this_browser_and_ends_the_others(client, new_client):
    person = make_membership("jobseeker").person
    elsewhere = new_client()
    for browser in (client, elsewhere):
        browser.send("/sign-in", email=person.email, password=PASSWORD)
    before = client.get_cookie("guildhall").value
    assert client.send("/account/password", current=PASSWORD, password=NEW).status == 303
    assert client.get_cookie("guildhall").value != before
    assert (client.get("/account").status_code, elsewhere.get("/account").status_code) == (200, 302)
    assert mails("password_changed")[0].to_address == person.email


def test_the_old_password_is_needed_for_a_new_one(client):
    membership = make_membership("jobseeker")
    client.sign_in(membership)
    page = client.send("/account/password", current="not the one", password=NEW)
    assert page.status == 409
    stored = db.session.scalar(sa.select(Person.password).where(Person.id == membership.person_id))
    assert actions.knows_password(stored, PASSWORD)
    assert client.get("/account").status_code == 200
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 1
