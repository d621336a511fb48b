"""Guessing is slow: tries are counted in the database, before a password is looked at, and nobody is named there."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from marketplace import limits
from marketplace.accounts import actions
from marketplace.accounts.actions import Try, passwords
from marketplace.accounts.models import Attempt, Invitation, KnownDevice
from marketplace.db import db
from marketplace.outbox.models import OutboxItem
from tests.conftest import NOW
from tests.factories.accounts import PASSWORD, make_address_change, make_membership, make_organisation, make_person

WINDOW = timedelta(minutes=5)
HERE, THERE = "192.0.2.7", "198.51.100.9"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def evaluated(monkeypatch):
    """The passwords that were looked at."""
    seen, quick = [], passwords.hasher

    class Counting:
        def hash(self, words):
            return quick.hash(words)

        def verify(self, stored, words):
            seen.append(words)
            return quick.verify(stored, words)

    monkeypatch.setattr(passwords, "hasher", Counting())
    return seen


@pytest.fixture
def few(app):
    """Small limits, so that a test needs few tries."""
    app.config["LIMITS"] = ["sign_in_place=4/300", "mail_from=3/3600", "mail_to=2/3600", "invite=2/3600", "link=2/300"]
    yield
    app.config["LIMITS"] = []


def come_from(client, address, **headers):
    client.environ_base = {"REMOTE_ADDR": address} | {
        f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()
    }
    return client


def enter(client, address, password=PASSWORD):
    return client.send("/sign-in", email=address, password=password, next="")


def guess(client, address, times):
    return [enter(client, address, f"guess {n}").status for n in range(times)]


def test_after_ten_wrong_passwords_the_right_one_waits_until_the_window_is_over(client, clock, evaluated):
    person, other = make_membership("jobseeker").person, make_membership("jobseeker").person
    assert guess(client, person.email, 10) == [409] * 10
    page = enter(client, person.email)
    assert (page.status, page.headers["Retry-After"]) == (429, "300")
    assert "Try again in 5 minutes." in page.main
    assert len(evaluated) == 10
    assert enter(client, other.email).status == 303
    client.send("/sign-out")
    clock.shift(299)
    assert enter(client, person.email).headers["Retry-After"] == "1"
    clock.shift(2)
    assert enter(client, person.email).status == 303


def test_a_refused_try_is_the_same_for_known_and_unknown_addresses(client, clock):
    answers = []
    for address in (make_membership("jobseeker").person.email, "nobody@guildhall.example"):
        guess(client, address, 10)
        page = enter(client, address)
        answers.append(
            (
                page.status,
                page.main.replace(page.headers["X-Request-Id"], "N"),
                page.headers["Retry-After"],
                sorted(page.headers),
            )
        )
    assert answers[0] == answers[1]


def test_the_same_account_from_another_place_has_tries_of_its_own(client, new_client, clock):
    person = make_membership("jobseeker").person
    guess(come_from(client, HERE), person.email, 11)
    assert enter(come_from(new_client(), THERE), person.email).status == 303


def test_guesses_from_many_places_at_one_account_are_held_back_together(client, new_client, app, clock, monkeypatch):
    monkeypatch.setitem(app.config, "LIMITS", ["sign_in_anywhere=3/3600"])
    person = make_membership().person
    for number in range(3):
        assert enter(come_from(new_client(), f"203.0.113.{number}"), person.email, "a wrong guess").status == 409
    assert enter(come_from(new_client(), THERE), person.email, "a wrong guess").status == 429
    assert enter(come_from(client, THERE), make_person().email, "a wrong guess").status == 409


def test_one_guess_on_each_of_many_accounts_is_held_back_by_place(client, few, clock, evaluated):
    people = [make_membership("jobseeker").person.email for _ in range(6)]
    assert [enter(client, address, "guess").status for address in people] == [409] * 4 + [429] * 2
    assert len(evaluated) == 4


def test_a_success_resets_nothing_for_the_place(client, few, clock):
    person, own = make_membership("jobseeker").person, make_membership("jobseeker").person
    guess(client, person.email, 2)
    assert enter(client, own.email).status == 303
    client.delete_cookie("guildhall")
    client.delete_cookie("guildhall-device")
    assert guess(client, person.email, 2) == [409, 429]


def test_a_success_begins_the_count_of_the_account_anew(client, clock):
    person = make_membership("jobseeker").person
    for _ in range(3):
        assert guess(client, person.email, 6) == [409] * 6
        assert enter(client, person.email).status == 303
        client.delete_cookie("guildhall")
        client.delete_cookie("guildhall-device")


@pytest.fixture
def crowded(app, monkeypatch):
    """Few tries for everybody together, and two for each neighbourhood once these are used up."""
    monkeypatch.setitem(
        app.config, "LIMITS", ["sign_in_all=3/300", "sign_in_crowded=2/300", "mail_all=3/3600", "mail_crowded=1/3600"]
    )


def guess_from(new_client, *places):
    return [enter(come_from(new_client(), at), "nobody@guildhall.example", "guess").status for at in places]


def test_everybody_together_slows_each_neighbourhood_down_and_shuts_nobody_out(client, new_client, crowded, clock):
    person = make_membership("jobseeker").person
    assert guess_from(new_client, *(f"192.0.2.{n}" for n in range(7))) == [409] * 5 + [429] * 2
    assert guess_from(new_client, *(f"2001:db8:1:{n}::1" for n in range(4))) == [409] * 2 + [429] * 2
    assert enter(come_from(client, THERE), person.email).status == 303


def test_a_known_browser_gets_in_however_crowded_it_is(client, new_client, crowded, clock):
    person = make_membership("jobseeker").person
    own = come_from(client, HERE)
    assert enter(own, person.email).status == 303
    own.send("/sign-out")
    assert guess_from(new_client, *(f"192.0.2.{n}" for n in range(9)))[-1] == 429
    assert enter(own, person.email).status == 303


def test_mails_by_everybody_together_are_slowed_down_and_not_ended(new_client, crowded, clock):
    def ask(n, at):
        return come_from(new_client(), at).send("/forgotten-password", email=f"b{n}@guildhall.example").status

    assert [ask(n, f"192.0.2.{n}") for n in range(5)] == [303] * 4 + [429]
    assert ask(9, THERE) == 303


def test_the_owner_still_gets_in_from_a_known_browser_while_others_guess(client, new_client, few, clock):
    person = make_membership("jobseeker").person
    own = come_from(client, HERE)
    assert enter(own, person.email).status == 303
    own.send("/sign-out")
    guess(come_from(new_client(), HERE), person.email, 12)
    assert enter(come_from(new_client(), HERE), person.email).status == 429
    assert enter(own, person.email).status == 303


def test_a_known_browser_has_ten_tries_too(client, clock):
    person = make_membership("jobseeker").person
    enter(client, person.email)
    client.send("/sign-out")
    assert guess(client, person.email, 11) == [409] * 10 + [429]


def test_a_known_browser_of_one_person_is_none_of_another(client, new_client, few, clock):
    attacker, victim = make_membership("jobseeker").person, make_membership("jobseeker").person
    enter(client, attacker.email)
    client.send("/sign-out")
    assert 429 in guess(client, victim.email, 5)


def test_a_secret_that_somebody_planted_is_not_taken_for_a_known_browser(client, clock):
    client.set_cookie("guildhall-device", "planted")
    enter(client, make_membership("jobseeker").person.email)
    assert client.get_cookie("guildhall-device").value != "planted"
    assert db.session.scalars(sa.select(KnownDevice.secret_hash)).all() == [
        actions.signing_in.digest(client.get_cookie("guildhall-device").value)
    ]


def test_a_failed_sign_in_makes_no_browser_known(client, clock):
    enter(client, make_membership("jobseeker").person.email, "guess")
    assert client.get_cookie("guildhall-device") is None
    assert db.session.scalars(sa.select(KnownDevice)).all() == []


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_an_address_written_into_a_header_by_a_stranger_changes_nothing(client, clock, header):
    person = make_membership("jobseeker").person
    statuses = [
        enter(come_from(client, HERE, **{header: f"203.0.113.{n}"}), person.email, "guess").status for n in range(12)
    ]
    assert statuses == [409] * 10 + [429] * 2


def test_a_line_with_many_ipv6_addresses_is_one_place(client, few, clock):
    people = [make_membership("jobseeker").person.email for _ in range(5)]
    statuses = [
        enter(come_from(client, f"2001:db8:1:2:{n}::1"), address, "guess").status for n, address in enumerate(people)
    ]
    assert statuses == [409] * 4 + [429]


def test_the_counters_name_nobody(client, clock):
    enter(come_from(client, HERE), "ada@guildhall.example", "guess")
    rows = db.session.execute(sa.select(Attempt)).scalars().all()
    assert len(rows) == 4
    assert {len(row.key) for row in rows} == {64}
    assert not any(word in row.key for row in rows for word in ("ada", HERE))


def test_a_refused_try_stays_counted_though_the_request_keeps_nothing(client, clock):
    enter(client, "nobody@guildhall.example", "guess")
    assert sorted(db.session.scalars(sa.select(Attempt.times))) == [1, 1, 1, 1]


def test_a_counter_is_one_statement(app, clock, counting):
    with counting() as statements:
        actions.count_tries([Try("sign_in_all")], now=NOW)
    assert len(statements) == 1


def test_no_count_is_lost_when_the_row_was_read_before(app, clock):
    """What a request has loaded does not decide: the statement counts in the database."""
    for expected in range(1, 12):
        wait = actions.count_tries([Try("sign_in_account", "x")], now=NOW)
        db.session.scalars(sa.select(Attempt)).all()
        assert wait == (0 if expected <= 10 else 300)


# ---- mails, invitations, links --------------------------------------------------------------------


@pytest.mark.parametrize("url", ["/register", "/forgotten-password"])
def test_mails_that_anybody_can_have_sent_are_few_for_an_address_and_for_a_place(client, new_client, few, clock, url):
    def ask(browser, address):
        return browser.send(url, name="Ada", email=address).status

    client = come_from(client, HERE)
    assert [ask(client, "ada@guildhall.example") for _ in range(3)] == [303, 303, 429]
    assert ask(come_from(new_client(), THERE), "ADA@guildhall.example") == 429
    assert [ask(client, f"b{n}@guildhall.example") for n in range(2)] == [303, 429]
    assert ask(come_from(new_client(), THERE), "c@guildhall.example") == 303


def test_mails_for_known_and_unknown_addresses_run_out_alike(client, few, clock):
    make_membership("jobseeker", person=make_person(email="known@guildhall.example"))
    app_limits = ("known@guildhall.example", "nobody@guildhall.example")
    statuses = [[client.send("/forgotten-password", email=address).status for _ in range(1)] for address in app_limits]
    assert statuses[0] == statuses[1]


def test_invitations_of_one_person_are_so_many_an_hour(client, few, clock):
    from marketplace.errors import TooMany
    from marketplace.sides import Role, Side

    def invite(n, actor):
        with db.session.begin_nested():
            actions.invite(
                email=f"a{n}@guildhall.example",
                name="A",
                side=Side.EMPLOYER,
                role=Role.RECRUITER,
                organisation=make_organisation(),
                actor=actor,
                now=NOW,
            )

    staff, colleague = make_membership("staff").actor(), make_membership("staff").actor()
    invite(1, staff)
    invite(2, staff)
    with pytest.raises(TooMany) as refused:
        invite(3, staff)
    assert refused.value.seconds == 3600
    invite(4, colleague)
    assert len(db.session.scalars(sa.select(Invitation)).all()) == 3
    assert len(db.session.scalars(sa.select(OutboxItem)).all()) == 3


def test_sending_an_invitation_again_counts_too(client, few, clock):
    from marketplace.errors import TooMany
    from marketplace.sides import Side

    admin = make_membership("admin").actor()
    invitation = actions.invite(email="a@guildhall.example", name="A", side=Side.ADMIN, actor=admin, now=NOW)
    actions.resend(invitation, actor=admin, now=NOW)
    with pytest.raises(TooMany):
        actions.resend(invitation, actor=admin, now=NOW)


def test_new_passwords_behind_links_are_held_back_by_place_before_they_are_hashed(client, new_client, few, clock):
    links = []
    for n in range(3):
        browser = come_from(new_client(), f"203.0.113.{n}")
        browser.send("/register", name="Ada", email=f"ada{n}@guildhall.example", status=303)
    links = [
        mail.body_text.split("http://127.0.0.1:8000")[1].split()[0]
        for mail in db.session.scalars(sa.select(OutboxItem))
    ]
    statuses = [new_client().send(link, name="Ada", password="eleven copper kettles").status for link in links]
    assert statuses == [303, 303, 429]


# ---- busy -----------------------------------------------------------------------------------------


def test_when_two_passwords_are_looked_at_a_third_is_told_to_come_again(client, clock, monkeypatch):
    monkeypatch.setattr(passwords, "WAIT", 0.01)
    person = make_membership("jobseeker").person
    with passwords._room(), passwords._room():
        page = enter(client, person.email)
    assert (page.status, page.headers["Retry-After"]) == (503, "2")
    assert page.form("/sign-in").fields["email"] == person.email
    assert enter(client, person.email).status == 303


def test_room_is_given_back_when_a_password_is_wrong(app):
    for _ in range(5):
        assert not actions.knows_password(None, "x")
    assert passwords._at_once._value == 2


# ---- settings and the clock -----------------------------------------------------------------------


def test_limits_are_named_settings(app):
    assert limits.read(("sign_in_place=200/600",))["sign_in_place"] == limits.Limit(200, timedelta(minutes=10))
    assert limits.read(()) == limits.NAMED


@pytest.mark.parametrize("entry", ["sign_in_place", "unknown=1/2", "sign_in_place=0/5", "sign_in_place=5", "a=1/-2"])
def test_an_unreadable_limit_is_found_before_the_start(entry):
    assert not limits.readable([entry])


def test_the_clock_forgets_what_is_over_and_keeps_the_rest(app, clock):
    actions.count_tries([Try("sign_in_all")], now=NOW - WINDOW)
    actions.count_tries([Try("sign_in_place", HERE)], now=NOW)
    person = make_person()
    actions.know_device("used", person_id=person.id, now=NOW)
    actions.know_device("forgotten", person_id=person.id, now=NOW - timedelta(days=181))
    make_address_change("old", person_id=person.id, expires_at=NOW - timedelta(days=31))
    make_address_change("new", person_id=person.id, expires_at=NOW)
    db.session.flush()
    for _ in range(2):
        actions.forget_old_attempts(now=NOW)
    left = [db.session.scalar(sa.select(sa.func.count()).select_from(t)) for t in (Attempt, KnownDevice)]
    assert left == [1, 1]
