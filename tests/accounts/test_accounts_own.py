"""The page of one's own account: name, address, zone, sign-ins, and for whom one acts."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from marketplace.accounts import actions
from marketplace.accounts.actions.devices import device_named
from marketplace.accounts.models import AddressChange, Person, SignIn
from marketplace.db import db
from marketplace.outbox.models import OutboxItem
from tests.conftest import NOW
from tests.factories.accounts import (
    PASSWORD,
    make_address_change,
    make_membership,
    make_organisation,
    make_person,
    make_sign_in,
)

NEW = "eleven copper kettles"
ADDRESS = "new.ada@guildhall.example"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def enter(client, person, password=PASSWORD, **headers):
    client.environ_base = {"REMOTE_ADDR": "127.0.0.1"} | headers
    return client.send("/sign-in", email=person.email, password=password, next="")


def is_in(client):
    return client.get("/account").status_code == 200


def mails(template=None):
    rows = db.session.scalars(sa.select(OutboxItem).order_by(OutboxItem.created_at, OutboxItem.id)).all()
    return [row for row in rows if template in {None, row.name}]


def link_in(mail):
    return re.search(r"http://127\.0\.0\.1:8000(/\S+)", mail.body_text)[1]


# ---- name and zone --------------------------------------------------------------------------------


def test_a_new_name_is_the_one_that_others_read(client, clock):
    client.sign_in(make_membership("jobseeker"))
    page = client.submit(client.get_page("/account").form("/account"), name="Ada Marsh", status=303)
    assert "Ada Marsh" in client.follow(page).one(".person-menu").text()


def test_moments_are_shown_in_the_zone_that_the_person_chose(client, clock):
    person = make_membership("jobseeker").person
    enter(client, person)
    assert "10:00 Toronto time" in client.get_page("/account").main
    for zone, shown in (("America/Vancouver", "07:00 Vancouver time"), ("site", "10:00 Toronto time")):
        client.submit(client.get_page("/account").form("/account"), time_zone=zone, status=303)
        page = client.get_page("/account")
        assert shown in page.main
        assert page.form("/account").fields["time_zone"] == zone


def test_only_name_and_zone_are_taken(client, clock):
    membership = make_membership("jobseeker")
    client.sign_in(membership)
    before = (membership.person.email, membership.person.epoch, membership.person.active)
    client.send("/account", name="Ada", time_zone="site", email=ADDRESS, active="", epoch="7", side="admin", status=303)
    person = db.session.get(Person, membership.person_id)
    assert (person.name, person.email, person.epoch, person.active) == ("Ada", *before)


# ---- address --------------------------------------------------------------------------------------


def test_a_new_address_counts_once_its_own_mailbox_has_confirmed_it(client, new_client, clock):
    membership = make_membership("jobseeker")
    before = membership.person.email
    enter(client, membership.person)
    client.submit(client.get_page("/account/address").form("/account/address"), email=ADDRESS.upper(), status=303)
    assert [mail.to_address for mail in mails()] == [ADDRESS]
    assert db.session.scalar(sa.select(Person.email).where(Person.id == membership.person_id)) == before
    link = link_in(mails()[0])
    assert client.get(link).headers["Cache-Control"] == "no-store"
    other = new_client()
    page = other.submit(other.get_page(link).form(link))
    assert page.location == "/sign-in"
    assert db.session.scalar(sa.select(Person.email).where(Person.id == membership.person_id)) == ADDRESS
    assert mails("address_changed")[0].to_address == before
    assert not is_in(client)
    assert not is_in(other)
    assert other.send("/sign-in", email=ADDRESS, password=PASSWORD).status == 303


def test_the_mail_to_a_new_address_carries_no_word_that_was_typed(client, clock):
    membership = make_membership("jobseeker", person=make_person(name="Win at lure.example"))
    enter(client, membership.person)
    client.send("/account/address", email=ADDRESS, status=303)
    (mail,) = mails()
    assert "lure" not in mail.subject + mail.body_text + mail.body_html


def test_the_link_to_a_new_address_works_once(client, clock):
    make_address_change("once", person_id=make_person().id)
    assert [client.send("/new-address/once").status for _ in range(2)] == [303, 409]
    assert client.get("/new-address/once").status_code == 410


@pytest.mark.parametrize(
    "more", [{"expires_at": NOW}, {"used_at": NOW}], ids=["its day is over", "it was used or a newer one was made"]
)
def test_a_link_to_a_new_address_that_is_over_changes_nothing(client, clock, more):
    person = make_person()
    make_address_change("over", person_id=person.id, **more)
    assert client.send("/new-address/over").status == 409
    assert db.session.scalar(sa.select(Person.email).where(Person.id == person.id)) != ADDRESS


def test_a_newer_link_and_a_new_password_end_the_link_to_a_new_address(client, clock):
    membership = make_membership("jobseeker")
    client.sign_in(membership)
    for address in ("first@guildhall.example", "second@guildhall.example"):
        client.send("/account/address", email=address, status=303)
    links = [link_in(mail) for mail in mails("confirm_new_address")]
    assert sorted(client.get(link).status_code for link in links) == [200, 410]
    client.send("/account/password", current=PASSWORD, password=NEW, status=303)
    assert [client.get(link).status_code for link in links] == [410, 410]


def test_an_address_that_has_an_account_is_answered_alike_and_told_by_mail(client, clock):
    make_person(email="taken@guildhall.example")
    client.sign_in(make_membership("jobseeker"))
    answers = []
    for address in ("taken@guildhall.example", "free@guildhall.example"):
        page = client.send("/account/address", email=address)
        answers.append((page.status, page.location, client.follow(page).main.replace(address, "ADDRESS")))
    assert answers[0] == answers[1]
    assert sorted((mail.name, mail.to_address) for mail in mails()) == [
        ("account_known", "taken@guildhall.example"),
        ("confirm_new_address", "free@guildhall.example"),
    ]


def test_an_address_taken_meanwhile_is_refused_with_a_sentence(client, clock):
    make_address_change("late", person_id=make_person().id, email=ADDRESS)
    make_person(email=ADDRESS)
    page = client.send("/new-address/late", status=409)
    assert "Somebody has just used this address" in page.refusal


def test_a_registration_that_nobody_confirmed_does_not_hold_an_address(client, clock):
    make_person(email=ADDRESS, confirmed_at=None, password=None)
    person = make_person()
    make_address_change("mine", person_id=person.id, email=ADDRESS)
    assert client.send("/new-address/mine").status == 303
    assert db.session.scalar(sa.select(Person.id).where(Person.email == ADDRESS)) == person.id


def test_a_new_address_asks_for_the_password_again_after_ten_minutes(client, clock):
    client.sign_in(make_membership("jobseeker"))
    clock.shift(601)
    assert client.get("/account/address").location == "/account/prove?next=/account/address"
    asked = client.send("/account/address", email=ADDRESS, status=409)
    assert asked.form("/account/prove").fields["email"] == ADDRESS
    assert db.session.scalars(sa.select(AddressChange)).all() == []
    page = client.get_page("/account/prove?next=/account/address")
    assert client.submit(page.form("/account/prove"), password=PASSWORD).location == "/account/address"
    assert client.send("/account/address", email=ADDRESS).location == "/account"


@pytest.mark.parametrize("there", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_proving_leads_nowhere_else(client, clock, there):
    client.sign_in(make_membership("jobseeker"))
    assert client.send("/account/prove", password=PASSWORD, next=there).location == "/"
    assert client.send("/account/prove", password=PASSWORD, again=there, next="").location == "/account"


def test_guessing_the_password_of_an_open_browser_is_held_back(client, clock):
    client.sign_in(make_membership("jobseeker"))
    statuses = [client.send("/account/prove", password=f"guess {n}", next="").status for n in range(9)]
    statuses.append(client.send("/account/password", current="guess", password=NEW).status)
    assert statuses == [409] * 10
    assert client.send("/account/prove", password=PASSWORD, next="").status == 429


# ---- sign-ins -------------------------------------------------------------------------------------

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0"


@pytest.mark.parametrize(
    ("sent", "named"),
    [(FIREFOX, "Firefox, Linux"), (SAFARI, "Safari, iPhone"), (EDGE, "Edge, Windows"), ("curl/8", ""), ("", "")],
)
def test_a_browser_is_named_in_two_words(sent, named):
    assert device_named(sent) == named


def test_one_sees_ones_own_browsers_and_signs_one_of_them_out(client, new_client, clock):
    person = make_membership("jobseeker").person
    make_sign_in(make_membership("jobseeker"), device="Somebody else's")
    phone = new_client()
    enter(phone, person, HTTP_USER_AGENT=SAFARI)
    enter(client, person, HTTP_USER_AGENT=FIREFOX)
    page = client.get_page("/account")
    assert "Firefox, Linux This one" in page.main
    assert "Safari, iPhone" in page.main
    assert "Somebody else's" not in page.main
    ends = [form.action for form in page.forms if re.fullmatch(r"/account/sign-ins/[0-9a-f-]{36}/end", form.action)]
    assert len(ends) == 1
    client.send(ends[0], status=303)
    assert (is_in(client), is_in(phone)) == (True, False)
    assert client.send(ends[0]).status == 404


def test_nobody_ends_the_sign_in_of_somebody_else(client, clock):
    theirs = make_sign_in(make_membership("jobseeker"))
    client.sign_in(make_membership("jobseeker"))
    assert client.send(f"/account/sign-ins/{theirs.id}/end").status == 404
    assert db.session.get(SignIn, theirs.id).ended_at is None


def test_all_other_browsers_are_signed_out_at_once_whatever_side_they_act_on(client, new_client, clock):
    person = make_person()
    places = [make_membership(side, person=person) for side in ("jobseeker", "employer", "staff")]
    stranger = new_client()
    stranger.sign_in(make_membership("jobseeker"))
    browsers = [client, new_client(), new_client()]
    for browser, place in zip(browsers, places, strict=True):
        browser.sign_in(place)
    client.send("/account/sign-ins/end-others", status=303)
    assert [is_in(browser) for browser in (*browsers, stranger)] == [True, False, False, True]


def test_browsers_that_have_gone_idle_are_not_listed(client, clock):
    membership = make_membership("staff")
    client.sign_in(membership)
    make_sign_in(membership, last_seen_at=NOW - timedelta(minutes=31), device="Idle")
    make_sign_in(membership, last_seen_at=NOW - timedelta(minutes=29), device="Awake")
    main = client.get_page("/account").main
    assert ("Awake" in main, "Idle" in main) == (True, False)


# ---- for whom -------------------------------------------------------------------------------------


def test_a_person_with_two_employers_and_a_side_of_their_own_switches_between_all_three(client, clock):
    person = make_person()
    own = make_membership("jobseeker", person=person)
    first, second = (
        make_membership("employer", person=person, organisation=make_organisation(name=name))
        for name in ("Fennel & Rook", "Tide Mill")
    )
    client.sign_in(first)
    page = client.get_page("/act-for")
    assert {form.action for form in page.forms if form.action.startswith("/act-for/")} == {
        f"/act-for/{place.id}" for place in (own, second)
    }
    for place, words in ((second, "Tide Mill"), (own, "Looking for work"), (first, "Fennel & Rook")):
        client.submit(client.get_page("/act-for").form(f"/act-for/{place.id}"), status=303)
        page = client.get_page("/act-for")
        assert page.one("body").attributes["class"] == place.side.value
        assert re.search(rf"{words}(?: , Employer)? Acting now", page.main), page.main


def test_each_employer_sees_its_own_rows_after_a_switch(client, clock):
    from tests.factories import demand

    person = make_person()
    employers = [demand.make_employer(), demand.make_employer()]
    places = [
        make_membership("employer", person=person, organisation_id=employer.id, role="owner") for employer in employers
    ]
    needs = [demand.make_role_need(employer) for employer in employers]
    db.session.commit()
    client.sign_in(places[0])
    for place, seen in ((places[0], (200, 404)), (places[1], (404, 200)), (places[0], (200, 404))):
        client.send(f"/act-for/{place.id}", status=303)
        assert tuple(client.get(f"/role-needs/{need.id}").status_code for need in needs) == seen


def test_what_was_proven_goes_along_and_the_sign_in_grows_no_younger(client, clock):
    person = make_person()
    places = [make_membership("employer", person=person) for _ in range(2)]
    client.sign_in(places[0])
    clock.shift(300)
    client.send(f"/act-for/{places[1].id}", status=303)
    row = db.session.scalars(sa.select(SignIn).where(SignIn.ended_at.is_(None))).one()
    assert (row.began_at, row.proven_at, row.created_at) == (NOW, NOW, NOW + timedelta(seconds=300))


def test_switching_to_and_fro_does_not_outlive_the_twelve_hours_of_an_office(app, clock):
    person = make_person()
    places = [make_membership("staff", person=person) for _ in range(2)]
    secret, moment = actions.begin_sign_in(places[0], now=NOW), NOW
    from marketplace.accounts import queries

    for n in range(1, 29):
        moment = NOW + timedelta(minutes=25 * n)
        assert queries.signed_in(secret, now=moment), moment
        secret = actions.switch(secret, places[n % 2], now=moment)
    assert queries.signed_in(secret, now=NOW + timedelta(hours=12))
    assert not queries.signed_in(secret, now=NOW + timedelta(hours=12, seconds=1))


def test_an_old_sign_in_of_a_jobseeker_is_no_way_into_an_office(client, clock):
    person = make_person()
    make_membership("jobseeker", person=person)
    staff = make_membership("staff", person=person)
    client.sign_in(db.session.scalars(sa.select(type(staff)).where(type(staff).side == "jobseeker")).one())
    clock.shift(601)
    asked = client.send(f"/act-for/{staff.id}", status=409)
    assert client.submit(asked.form("/account/prove"), password=PASSWORD).location == f"/act-for/{staff.id}"
    client.send(f"/act-for/{staff.id}", status=303)
    assert client.get_page("/act-for").one("body").attributes["class"] == "staff"
