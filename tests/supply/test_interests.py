"""An address left for a program: confirmed by mail, written to once when a cohort opens, deleted."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.outbox.models import Kind, OutboxItem
from marketplace.sides import Side
from marketplace.supply.cohorts.models import Stage
from marketplace.supply.interests import actions
from marketplace.supply.interests.models import Interest
from tests.conftest import NOW
from tests.factories.accounts import make_actor
from tests.factories.interests import make_interest
from tests.factories.programs import make_cohort, make_cohort_partner, make_coordinator, make_program

ADDRESS = "ona@guildhall.example"


@pytest.fixture(autouse=True)
def _a_day(now, session):
    """Every story here happens on one day."""


@pytest.fixture
def program():
    return make_program(offered=True, title="Dispatch")


def mails(template):
    found = sa.select(OutboxItem).where(OutboxItem.kind == Kind.MAIL, OutboxItem.name == template)
    return db.session.scalars(found.order_by(OutboxItem.created_at, OutboxItem.id)).all()


def leave(client, program, **fields):
    form = client.get_page(f"/programs/{program.id}/interest").form("/interest")
    return client.submit(form, **{"email": ADDRESS} | fields)


def link_in(mail):
    return re.search(r"https?://[^/\s]+(/interest/\S+)", mail.body_text)[1]


def working_link(client, address=ADDRESS):
    """The link to an address that can still be used."""
    links = [link_in(mail) for mail in mails("interest_confirm") if mail.to_address == address]
    (link,) = [link for link in links if client.get(link).status_code == 200]
    return link


def join(client, program, **fields):
    leave(client, program, **fields)
    link = working_link(client)
    return client.submit(client.get_page(link).form(link))


def rows():
    return db.session.scalars(sa.select(Interest).order_by(Interest.email)).all()


def test_an_address_counts_once_its_owner_has_said_yes_behind_the_mailed_link(client, program):
    page = client.follow(leave(client, program, email="Ona@Guildhall.example", question="Is there a lift?"))
    assert ADDRESS in page.main.lower()
    assert [(row.email, row.confirmed_at) for row in rows()] == [(ADDRESS, None)]
    (mail,) = mails("interest_confirm")
    assert (mail.to_address, "lift" in mail.body_text) == (ADDRESS, False)
    link = link_in(mail)
    asked = client.get_page(link)
    assert rows()[0].confirmed_at is None
    done = client.follow(client.submit(asked.form(link)))
    assert (rows()[0].confirmed_at, done.h1) == (NOW, "You are on the list")


def test_the_link_of_the_mail_works_once_and_for_two_days(client, program):
    join(client, program)
    used = link_in(mails("interest_confirm")[-1])
    client.get_page(used, status=410)
    leave(client, program, email="late@guildhall.example")
    late = working_link(client, "late@guildhall.example")
    (row,) = [row for row in rows() if row.confirmed_at is None]
    row.expires_at = NOW
    db.session.flush()
    client.get_page(late, status=410)
    client.send(late, status=409)


def test_leaving_it_again_says_the_same_and_the_newer_takes_the_place_of_the_older(client, program):
    join(client, program, question="Is there a lift?")
    before = client.follow(leave(client, program)).main
    assert before == client.follow(leave(client, program, email="new@guildhall.example")).main.replace("new@", "ona@")
    link = working_link(client)
    client.submit(client.get_page(link).form(link))
    kept = [row for row in rows() if row.email == ADDRESS]
    assert [(row.confirmed_at, row.question) for row in kept] == [(NOW, "Is there a lift?")]


def test_whoever_asks_too_often_is_told_when_to_try_again(client, program):
    for _ in range(5):
        assert leave(client, program).status == 303
    assert leave(client, program).status == 429


def test_its_owner_takes_it_off_and_nothing_stays(client, program):
    page = client.follow(join(client, program, question="Is there a lift?"))
    client.get_page(page.path)
    client.send(f"{page.path}/remove")
    assert rows() == []
    client.get_page(page.path, status=410)


def test_no_other_link_opens_a_place_on_the_list(client):
    row = make_interest()
    for token in (str(row.id), "nothing", actions.token_of(row)[:-2]):
        client.get_page(f"/interest/{token}", status=410)
        client.send(f"/interest/{token}/remove", status=409)
    assert rows() == [row]


def open_cohort(program, **overrides):
    cohort = make_cohort(program=program, stage=Stage.PLANNED, name="Cohort 9", **overrides)
    make_cohort_partner(cohort=cohort)
    return cohort


def test_who_waits_is_written_to_once_when_a_cohort_opens_and_nobody_else(client, program):
    waiting = make_interest(program=program)
    make_interest()
    make_interest(program=program, confirmed_at=None)
    client.sign_in(make_actor(Side.STAFF))
    cohort = open_cohort(program)
    client.send(f"/cohorts/{cohort.id}/open")
    (job,) = db.session.scalars(sa.select(OutboxItem).where(OutboxItem.name == actions.JOB)).all()
    for _ in range(2):
        actions.tell_of_opening(**job.arguments, now=NOW)
    (mail,) = mails("cohort_opened")
    assert (mail.to_address, mail.subject) == (waiting.email, "Dispatch is open for applications")
    assert f"/cohorts/{cohort.id}" in mail.body_text
    assert (waiting.told_at, waiting.told_of_id) == (NOW, cohort.id)
    assert client.get_page(link_in(mail)).h1 == "You are on the list"


def test_many_are_written_to_in_turns(program, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    for _ in range(3):
        make_interest(program=program)
    cohort = make_cohort(program=program)
    actions.tell_of_opening(cohort_id=str(cohort.id), now=NOW)
    (job,) = db.session.scalars(sa.select(OutboxItem).where(OutboxItem.name == actions.JOB)).all()
    assert len(mails("cohort_opened")) == 2
    actions.tell_of_opening(**job.arguments, now=NOW)
    assert len(mails("cohort_opened")) == 3


def test_a_cohort_that_has_closed_meanwhile_leaves_them_waiting(program):
    waiting = make_interest(program=program)
    for closed in ({"stage": Stage.CANCELLED}, {"applications_close_at": NOW - timedelta(seconds=1)}):
        actions.tell_of_opening(cohort_id=str(make_cohort(program=program, **closed).id), now=NOW)
    assert (waiting.told_at, mails("cohort_opened")) == (None, [])


def test_addresses_are_deleted_by_the_clock():
    cohort = make_cohort()
    fresh = make_interest(email="a@guildhall.example", confirmed_at=NOW)
    make_interest(confirmed_at=None, expires_at=NOW)
    make_interest(told_at=NOW - timedelta(days=30), told_of_id=cohort.id)
    make_interest(confirmed_at=NOW - timedelta(days=365))
    for _ in range(2):
        actions.forget_old(now=NOW)
    assert rows() == [fresh]


def test_staff_of_the_program_see_the_count_and_the_list_and_delete_an_address(client, program):
    make_interest(program=program, email="a@guildhall.example")
    asks = make_interest(program=program, email="b@guildhall.example", question="Is there a lift?")
    make_interest(program=program, confirmed_at=None, email="c@guildhall.example")
    make_interest(email="d@guildhall.example")
    client.sign_in(make_coordinator(program))
    page = client.get_page(f"/programs/{program.id}/interests")
    assert page.texts("tbody th") == ["b@guildhall.example", "a@guildhall.example"]
    assert "Waiting 2 addresses" in page.main
    client.send(f"/interests/{asks.id}/delete")
    assert asks not in rows()


def test_staff_of_another_program_see_nothing_of_it(client, program):
    row = make_interest(program=program)
    client.sign_in(make_coordinator(make_program()))
    client.get_page(f"/programs/{program.id}/interests", status=404)
    client.send(f"/interests/{row.id}/delete", status=404)


def test_the_public_pages_lead_there_when_nothing_is_open(client, program):
    way = f"/programs/{program.id}/interest"
    assert way in client.get_page(f"/programs/{program.id}/about").links.values()
    closed = make_cohort(program=program, stage=Stage.IN_DELIVERY)
    assert way in client.get_page(f"/cohorts/{closed.id}").links.values()
    full = make_cohort(program=program, seats=1, seats_taken=1)
    assert way in client.get_page(f"/cohorts/{full.id}").links.values()
    client.get_page(f"/programs/{make_program().id}/interest", status=404)
