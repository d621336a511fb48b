"""Settings hold for everybody at the next request; the page about the site says what it must."""

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import AdminAct
from marketplace.administration.models import SiteSettings
from marketplace.competencies.models import Competency
from marketplace.db import db
from marketplace.outbox import delivery
from marketplace.outbox.actions import queue_mail
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from tests.factories import accounts
from tests.factories.competencies import make_competency

SET = {"site_name": "Zibbel Hall", "time_zone": "America/Halifax", "sender_name": "The hall"}


@pytest.fixture
def admin(client):
    return client.sign_in(accounts.make_actor(Side.ADMIN))


def save(client, **fields):
    page = client.get_page("/settings")
    return client.submit(page.form("/settings"), **fields)


def test_what_is_set_holds_at_the_next_page_of_everybody(client, new_client, admin):
    assert save(client, **SET).status == 303
    page = new_client().get_page("/about")
    assert (page.title, page.h1) == ("About · Zibbel Hall", "About Zibbel Hall")
    moments = client.get_page("/settings").texts(".timeline .quiet")
    assert [moment for moment in moments if "Halifax time" in moment] == moments[:1]


def test_mails_carry_the_name_and_come_from_the_sender(app, client, admin):
    save(client, **SET)
    queue_mail(to="a@b.example", subject="S", template="password_changed", dedupe_key="x", name="Ada", url="u")
    item = db.session.scalars(sa.select(OutboxItem).where(OutboxItem.dedupe_key == "x")).one()
    assert item.body_text.startswith("Zibbel Hall\n")
    assert delivery.sender() == "The hall <guildhall@localhost>"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("time_zone", "America/Zibbel", "no time zone with this name"),
        ("time_zone", "../../etc/passwd", "no time zone with this name"),
        ("site_name", "", "fill this in"),
        ("site_name", "Z" * 81, "At most 80"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_every_word_kept(client, admin, field, value, sentence):
    page = save(client, **SET | {field: value})
    assert page.status == 422
    assert sentence in page.text
    assert page.form("/settings").fields["sender_name"] == "The hall"
    assert db.session.get(SiteSettings, 1) is None


def test_the_history_says_what_it_was_before(client, admin):
    save(client, **SET)
    save(client, **SET | {"site_name": "Quorn Hall"})
    details = [act.details for act in db.session.scalars(sa.select(AdminAct).order_by(AdminAct.at, AdminAct.id))]
    assert {"site_name": ["Zibbel Hall", "Quorn Hall"]} in details
    assert "“Zibbel Hall” became “Quorn Hall”" in client.get_page("/settings").text


def test_nothing_changed_and_an_old_page_are_refused(client, admin):
    save(client, **SET)
    old = client.get_page("/settings").form("/settings")
    assert "nothing was changed" in save(client, **SET).refusal
    save(client, **SET | {"site_name": "Quorn Hall"})
    page = client.submit(old, site_name="Late Hall")
    assert (page.status, db.session.get_one(SiteSettings, 1).site_name) == (409, "Quorn Hall")


def test_the_settings_are_asked_for_once_a_request(client, admin, counting):
    save(client, **SET)
    with counting() as statements:
        client.get("/settings")
    assert sum("site_settings" in statement for statement in statements.sent) == 1


@pytest.mark.parametrize(
    ("source", "notice"),
    [
        ("esco", "This uses the ESCO classification of the European Commission."),
        ("onet", "O*NET® is a trademark of USDOL/ETA."),
    ],
)
def test_the_notice_of_a_vocabulary_is_there_once_it_was_imported(client, session, source, notice):
    make_competency("Welding")
    assert notice not in client.get_page("/about").text
    session.execute(sa.update(Competency).values(source=source))
    assert notice in client.get_page("/about").text


def test_every_page_leads_to_the_page_about_the_site(client, session):
    assert client.get_page("/sign-in").links["About this site"] == "/about"
