"""The administrator's page of the outbox, and the mailbox of development."""

import pytest
import sqlalchemy as sa

from marketplace.db import db, transaction
from marketplace.outbox import actions, delivery, queries, worker
from marketplace.outbox.models import OutboxItem, Worker
from tests.factories.accounts import make_membership

TO = "ada@guildhall.example"


@pytest.fixture
def folder(app, monkeypatch, tmp_path):
    monkeypatch.setitem(app.config, "ENVIRONMENT", "development")
    monkeypatch.setitem(app.config, "DATA_FOLDER", str(tmp_path))
    return tmp_path / "mailbox"


def mail(key="one"):
    with transaction():
        actions.queue_mail(
            to=TO,
            subject="Your invitation, é",
            template="invitation",
            dedupe_key=key,
            name="Ada",
            inviter="Bea",
            organisation="Harbour team",
            side="staff",
            expires_at=delivery.clock(),
            url=delivery.link_to("accounts.invitation_page", secret="s3cret"),
        )


def give_up(reason="TimeoutError"):
    mail()
    db.session.execute(sa.update(OutboxItem).values(dead_at=delivery.clock(), attempts=8, last_error=reason))
    return db.session.scalars(sa.select(OutboxItem)).one()


def test_what_was_given_up_is_tried_again_by_a_button(client):
    item = give_up()
    client.sign_in(make_membership("admin"))
    assert "1 was given up and waits for your decision" in client.get_page("/outbox").main
    page = client.get_page("/outbox/failed")
    assert "There was no answer in time." in page.main
    assert client.submit(page.form(f"/outbox/failed/{item.id}/retry")).status == 303
    assert worker.drain(jobs={}).done == 1
    assert client.send(f"/outbox/failed/{item.id}/retry").status == 404
    assert "Nothing was given up" in client.get_page("/outbox/failed").main


def test_what_was_given_up_is_dropped_with_a_reason_that_stays(client):
    item = give_up()
    client.sign_in(make_membership("admin"))
    url = f"/outbox/failed/{item.id}"
    assert client.submit(client.get_page(url).form(f"{url}/drop")).status == 422
    assert (
        client.submit(client.get_page(url).form(f"{url}/drop"), reason="The address was mistyped.").location
        == "/outbox/failed"
    )
    assert "The address was mistyped." in client.get_page("/outbox/failed").main
    page = client.get_page(url)
    assert "The address was mistyped." in page.main
    assert {form.action for form in page.forms} & {f"{url}/retry", f"{url}/drop"} == set()
    assert (the_item().body_text, the_item().body_html) == ("", "")
    assert client.send(f"{url}/retry").status == 404
    assert worker.drain(jobs={}).done == 0


def the_item():
    db.session.expire_all()
    return db.session.scalars(sa.select(OutboxItem)).one()


def test_the_tries_of_an_item_are_told_on_its_page(client, monkeypatch):
    monkeypatch.setattr(worker, "TRIES", 1)
    with transaction():
        actions.queue_job("nobody knows it", dedupe_key="j")
    worker.drain(jobs={})
    client.sign_in(make_membership("admin"))
    page = client.get_page(f"/outbox/failed/{the_item().id}")
    assert "This version of the site knows no job of that name." in page.main


@pytest.mark.parametrize("side", ["jobseeker", "employer", "staff"])
def test_others_can_neither_try_again_nor_drop(client, side):
    item = give_up()
    client.sign_in(make_membership(side))
    assert client.get(f"/outbox/failed/{item.id}").status_code == 404
    assert client.send(f"/outbox/failed/{item.id}/retry").status == 404
    assert client.send(f"/outbox/failed/{item.id}/drop", reason="x").status == 404
    assert (the_item().dead_at is not None, the_item().dropped_at) == (True, None)


def test_without_a_worker_the_outbox_says_so(client):
    mail()
    client.sign_in(make_membership("admin"))
    assert "No worker is there, so no mail leaves." in client.get_page("/outbox").main
    now = delivery.clock()
    with transaction():
        db.session.add(Worker(name="here", started_at=now, beat_at=now))
        db.session.execute(
            sa.update(OutboxItem).values(lease_owner="here/1", leased_until=now + worker.LEASE, attempts=1)
        )
    page = client.get_page("/outbox")
    assert "No worker is there, so no mail leaves." not in page.main
    assert "At work" in page.main
    assert "invitation" in page.main
    db.session.execute(sa.update(Worker).values(beat_at=now - queries.SILENT * 2))
    assert "Silent" in client.get_page("/outbox").main


def test_the_outbox_needs_the_same_number_of_statements_for_any_length(client, counting):
    mail()
    client.sign_in(make_membership("admin"))
    client.get_page("/outbox")
    with counting() as few:
        client.get_page("/outbox")
    for key in ("two", "three"):
        mail(key)
    with counting() as many:
        client.get_page("/outbox")
    assert len(many) == len(few) <= 25


def test_in_development_a_newcomer_reads_mail_in_the_browser_and_follows_its_link(client, folder):
    assert "No mail yet" in client.get_page("/mailbox").main
    mail()
    worker.drain(jobs={})
    page = client.get_page("/mailbox")
    page = client.get_page(page.links["Your invitation, é"])
    assert "Bea invites you to act for Harbour team." in page.main
    assert "http://localhost/invitation/s3cret" in page.links.values()


def test_in_development_a_mail_is_printed_and_a_file_and_nothing_is_sent(app, folder, capsys):
    mail()
    worker.drain(jobs={})
    assert f"Kept at /mailbox/{next(folder.glob('*.eml')).name}" in capsys.readouterr().out
    text = next(folder.glob("*.eml")).read_text()
    item = db.session.scalars(sa.select(OutboxItem)).one()
    assert f"Message-ID: {delivery.message_id(item.id)}" in text
    assert app.extensions["mailman"].outbox == []


@pytest.mark.parametrize("name", ["none.eml", "..%2Fdevelopment-key", "%2E%2E%2Fguildhall.db", "x"])
def test_the_mailbox_gives_out_nothing_but_its_mails(client, folder, name):
    folder.mkdir()
    (folder.parent / "development-key").write_text("secret")
    assert client.get(f"/mailbox/{name}").status_code == 404


@pytest.mark.parametrize("environment", ["production", "testing", "staging"])
def test_the_mailbox_exists_in_development_only(client, app, monkeypatch, environment):
    monkeypatch.setitem(app.config, "ENVIRONMENT", environment)
    assert [client.get(url).status_code for url in ("/mailbox", "/mailbox/x.eml")] == [404, 404]


def test_the_worker_can_be_asked_for_one_round_from_the_terminal(app):
    mail()
    result = app.test_cli_runner().invoke(args=["outbox", "drain"])
    assert result.output == "done: 1, failed: 0\n"


def test_a_mail_whose_words_were_blanked_is_not_tried_again(client):
    item = give_up()
    item.body_text = item.body_html = ""
    db.session.commit()
    client.sign_in(make_membership("admin"))
    page = client.get_page("/outbox/failed")
    assert "blanked" in client.submit(page.form(f"/outbox/failed/{item.id}/retry")).text
    assert worker.drain(jobs={}).done == 0
