"""Open registration makes jobseekers and nothing else, and tells nobody who has an account."""

import re

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import Membership, Organisation, OrganisationKind, Person
from marketplace.db import db
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from tests.factories.accounts import PASSWORD, make_membership, make_organisation, make_person

ADA = "ada@guildhall.example"


def mails():
    return db.session.scalars(sa.select(OutboxItem).order_by(OutboxItem.created_at, OutboxItem.id)).all()


def links():
    return [re.search(r"http://127\.0\.0\.1:8000(/\S+)", mail.body_text)[1] for mail in mails()]


def register(client, email=ADA, **more):
    return client.send("/register", name="Ada Marsh", email=email, **more)


def test_a_jobseeker_registers_confirms_and_is_in(client):
    page = client.submit(
        client.get_page("/register").form("/register"), name="Ada Marsh", email="Ada@guildhall.example"
    )
    assert ADA in client.follow(page).main.lower()
    link = links()[0]
    page = client.submit(client.get_page(link).form(link), password=PASSWORD)
    assert (page.status, page.location) == (303, "/")
    assert client.get_page("/account").form("/account").fields["name"] == "Ada Marsh"
    membership = db.session.scalars(sa.select(Membership)).one()
    assert (membership.side, membership.organisation_id, membership.person.email) == (Side.JOBSEEKER, None, ADA)


def test_looking_at_the_link_confirms_nothing(client):
    register(client)
    for _ in range(2):
        client.get_page(links()[0])
    assert db.session.scalars(sa.select(Person)).one().confirmed_at is None
    assert db.session.scalars(sa.select(Membership)).all() == []


def test_known_unknown_and_waiting_addresses_get_the_same_answer(client, new_client):
    make_membership("staff", person=make_person(email="known@guildhall.example"))
    make_person(email="waiting@guildhall.example", confirmed_at=None, password=None)
    make_person(email="closed@guildhall.example", active=False)
    answers = []
    for address in ("known", "waiting", "closed", "nobody"):
        browser, email = new_client(), f"{address}@guildhall.example"
        page = register(browser, email)
        answers.append(
            (
                page.status,
                page.location,
                page.html,
                sorted(page.headers),
                browser.follow(page).main.replace(email, "ADDRESS"),
            )
        )
    assert answers == [answers[0]] * 4
    assert {mail.to_address: mail.name for mail in mails()} == {
        "known@guildhall.example": "account_known",
        "waiting@guildhall.example": "confirm_address",
        "nobody@guildhall.example": "confirm_address",
    }


def test_registering_a_known_address_changes_nothing(client):
    person = make_membership("staff", person=make_person(email=ADA, name="Ada")).person
    before = (person.name, person.password, person.epoch)
    register(client)
    assert (person.name, person.password, person.epoch) == before


def test_nothing_that_is_added_to_the_form_gives_more_than_a_jobseekers_place(client):
    employer = make_organisation(OrganisationKind.EMPLOYER, name="Fennel & Rook Freight")
    extra = {
        "side": "admin",
        "role": "owner",
        "is_staff": "1",
        "employer_id": str(employer.id),
        "active": "1",
        "organisation_id": str(employer.id),
        "confirmed_at": "2026-01-01",
        "password": PASSWORD,
        "epoch": "9",
    }
    register(client, **extra)
    client.send(
        links()[0],
        name="Fennel & Rook Freight",
        password=PASSWORD,
        **{k: v for k, v in extra.items() if k != "password"},
    )
    membership = db.session.scalars(sa.select(Membership)).one()
    assert (membership.side, membership.role, membership.organisation_id) == (Side.JOBSEEKER, None, None)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Organisation)) == 1


def test_a_link_confirms_once(client, new_client):
    register(client)
    assert client.send(links()[0], name="Ada", password=PASSWORD).status == 303
    second = new_client()
    assert second.send(links()[0], name="Eve", password="another password of eve").status == 409
    assert second.get("/account").status_code == 302
    assert db.session.scalars(sa.select(Person.name)).one() == "Ada"


def test_a_second_registration_ends_the_first_link(client):
    register(client)
    older = links()[0]
    register(client)
    newer = next(link for link in links() if link != older)
    assert client.get(older).status_code == 410
    assert client.get(newer).status_code == 200
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 1


def test_sending_the_form_twice_mails_once(client):
    form = client.get_page("/register").form("/register")
    pages = [client.submit(form, name="Ada", email=ADA) for _ in range(2)]
    assert [page.location for page in pages] == ["/link-sent"] * 2
    assert len(mails()) == 1


@pytest.mark.parametrize(
    "email",
    ["", "ada", "ada@", "@guildhall.example", "ada@guildhall", "ada@guild hall.example", "a" * 250 + "@x.example"],
)
def test_what_is_no_address_is_said_and_every_word_kept(client, email):
    page = client.send("/register", name="Ada Marsh", email=email, status=422)
    assert page.form("/register").fields["name"] == "Ada Marsh"
    assert page.form("/register").fields["email"] == email.strip()
    assert mails() == []


def test_an_unconfirmed_person_cannot_sign_in_and_asking_for_a_password_confirms_first(client):
    register(client)
    assert client.send("/sign-in", email=ADA, password=PASSWORD).status == 409
    client.send("/forgotten-password", email=ADA)
    assert [mail.name for mail in mails()] == ["confirm_address"] * 2


def test_the_mail_says_why_it_came_and_nothing_that_was_typed(client):
    client.send("/register", name="<b>Ada</b>", email=ADA)
    mail = mails()[0]
    assert "Ada" not in mail.body_html + mail.body_text
    assert "You get this because" in mail.body_text
