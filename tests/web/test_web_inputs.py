"""Odd input that gets past a browser: it is refused or cleaned, and never an error of the server on either engine."""

from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace.accounts import actions as accounts
from marketplace.db import db
from marketplace.hiring.offers import actions as offers
from marketplace.hiring.offers.models import Offer
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from tests.factories.accounts import make_actor
from tests.factories.hiring import employer_actor, make_interview, make_referral
from tests.factories.supply import jobseeker_actor

pytestmark = pytest.mark.usefixtures("app", "now")

TERMS = {
    "job_title": "Dispatch coordinator",
    "starts_on": "2026-10-20",
    "hours_per_week": "38",
    "wage": "26.40",
    "wage_period": "hour",
    "remarks": "",
    "expires_on": "2026-09-30",
    "time_zone": "America/Halifax",
}


@pytest.mark.parametrize("side", [Side.STAFF, Side.ADMIN])
@pytest.mark.parametrize("url", ["/people?q=%00", "/employers?q=a%00b", "/employers?sector=%00", "/competencies?q=%00"])
def test_a_character_that_no_database_takes_finds_nothing(client, side, url):
    client.sign_in(make_actor(side))
    assert client.get(url).status_code in {200, 404}
    assert client.get("/competencies/suggest?q=%00").status_code == 200


@pytest.mark.parametrize("field", ["starts_on", "expires_on"])
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_beyond_every_calendar_is_refused_beside_its_field(client, field, day):
    referral = make_referral()
    client.sign_in(employer_actor(referral))
    page = client.send(f"/referrals/{referral.id}/offers/new", status=422, **TERMS | {field: day})
    assert day in page.html
    assert db.session.scalars(db.select(Offer)).all() == []


def test_one_line_stays_one_line(client):
    referral = make_referral()
    client.sign_in(employer_actor(referral))
    client.send(
        f"/referrals/{referral.id}/offers/new",
        status=302,
        **TERMS | {"job_title": "Lead\r\nBcc: x", "remarks": "A\n\nB"},
    )
    offer = db.session.scalars(db.select(Offer)).one()
    assert (offer.job_title, offer.remarks) == ("Lead Bcc: x", "A\n\nB")


def test_a_mail_to_an_unproven_address_carries_no_word_of_whoever_asked_for_it(client, now):
    client.send("/register", status=303, name="Win at https://evil.example now", email="somebody@town.example")
    mail = db.session.scalars(db.select(OutboxItem)).one()
    assert "evil.example" not in mail.subject + mail.body_text + mail.body_html


def test_todays_evening_is_not_the_past_where_the_work_is(now):
    referral = make_referral()
    evening = now.replace(day=16, hour=1)  # 22:00 of the 15th in Halifax
    terms = TERMS | {"hours_per_week": Decimal(38), "wage": Decimal(26), "expires_at": evening + timedelta(days=7)}
    del terms["expires_on"]
    terms["starts_on"] = now.date()
    assert offers.write(referral, actor=employer_actor(referral), now=evening, **terms).starts_on == now.date()


def test_a_team_is_one_team_however_its_first_letter_is_written(now):
    assert accounts.team_of("Équipe Nord", now=now).id == accounts.team_of("équipe nord", now=now).id
    assert accounts.team_of("Équipe Nord", now=now).id == accounts.team_of("Équipe Nord", now=now).id


def test_the_way_back_from_a_refusal_stays_on_this_host(client, now):
    interview = make_interview("scheduled", slots=[now + timedelta(days=1)])
    client.sign_in(jobseeker_actor(interview.referral.jobseeker))
    token = {"csrf_token": client.csrf_token(), "once": "not-a-token"}
    refused = client.post(
        f"/interviews/{interview.id}/employer-missed",
        data=token,
        headers={"Referer": "http://localhost//evil.example/x"},
    )
    assert refused.status_code == 400
    assert 'href="//evil.example' not in refused.get_data(as_text=True)
