"""Every page of accounts renders, in each of its situations."""

import pytest

from marketplace.accounts.models import Person
from marketplace.db import db
from tests.factories.accounts import make_invitation, make_membership, make_person


@pytest.mark.parametrize("url", ["/sign-in", "/register", "/link-sent", "/forgotten-password"])
def test_the_public_pages_have_no_fault(client, url):
    assert client.get_page(url).h1


@pytest.mark.parametrize("side", ["jobseeker", "employer", "staff", "funder", "admin"])
def test_each_side_has_its_own_account_and_choice_of_sides(client, side):
    client.sign_in(make_membership(side))
    assert client.get_page("/account").h1 == "My account"
    assert client.get_page("/act-for").h1 == "For whom you act"


@pytest.mark.parametrize("side", ["jobseeker", "employer", "staff", "funder"])
def test_nobody_but_an_administrator_sees_people_or_the_outbox(client, side):
    client.sign_in(make_membership(side))
    assert [client.get(url).status_code for url in ("/people", "/outbox")] == [404, 404]


def test_an_administrator_sees_people_and_invitations(client):
    make_membership("staff", person=make_person(name="Ada Marsh"))
    make_person(name="Shut Out", active=False)
    make_invitation(name="Bea Fern")
    client.sign_in(make_membership("admin"))
    page = client.get_page("/people")
    assert "Ada Marsh" in page.main
    assert "Invitations, 1 open" in page.main
    assert "Ada Marsh" not in client.get_page("/people?q=nobody%25").main


def test_the_list_of_people_needs_the_same_number_of_statements_for_any_length(client, counting):
    client.sign_in(make_membership("admin"))
    client.get_page("/people")
    with counting() as few:
        client.get_page("/people")
    for _more in range(3):
        make_membership("staff")
        make_invitation(secret=f"secret {_more}")
    with counting() as many:
        client.get_page("/people")
    assert len(many) == len(few) <= 25


@pytest.mark.parametrize(
    ("situation", "words"),
    [
        ("new", "Accept and begin"),
        ("known", "There is an account with this address"),
        ("mine", "You are signed in with this address"),
        ("another", "You are signed in with another address"),
    ],
)
def test_an_invitation_says_what_to_do_in_each_situation(client, situation, words):
    make_invitation(secret="s", email="ada@guildhall.example", expires_at=_later())
    if situation in {"known", "mine"}:
        make_membership("staff", person=make_person(email="ada@guildhall.example"))
    if situation == "mine":
        client.sign_in(
            make_membership("jobseeker", person=db.session.query(Person).filter_by(email="ada@guildhall.example").one())
        )
    if situation == "another":
        client.sign_in(make_membership("jobseeker"))
    assert words in client.get_page("/invitation/s").main


def _later():
    from datetime import UTC, datetime, timedelta

    return datetime.now(UTC) + timedelta(days=1)


@pytest.mark.parametrize("url", ["/invitation/none", "/confirm/none", "/new-password/none"])
def test_a_link_that_opens_nothing_says_so(client, url):
    assert client.get_page(url, status=410).h1 == "This link has ended"


def test_the_outbox_shows_what_waits_without_its_words(client):
    client.send("/register", name="Ada", email="ada@guildhall.example")
    client.sign_in(make_membership("admin"))
    page = client.get_page("/outbox")
    assert "Confirm your address" in page.main
    assert "/confirm/" not in page.html


def test_there_is_no_mailbox_outside_development(client):
    assert client.get("/mailbox").status_code == 404
