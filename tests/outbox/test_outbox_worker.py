"""The queue: what is committed is done once, what fails is tried again, what was sent keeps no words."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from jinja2 import DictLoader

from marketplace.db import db, transaction
from marketplace.errors import Refused
from marketplace.outbox import actions, delivery, worker
from marketplace.outbox.mails import MAILS, Mail
from marketplace.outbox.mails.topics import SECURITY
from marketplace.outbox.models import OutboxItem
from tests.factories.accounts import make_actor, make_organisation

TO = "somebody@guildhall.example"


@pytest.fixture(autouse=True)
def _templates(app, monkeypatch):
    loader = DictLoader({"mail/try.txt": "Dear {{ name }}", "mail/try.html": "<p>Dear {{ name }}</p>"})
    monkeypatch.setattr(app, "jinja_env", app.jinja_env.overlay(loader=loader, cache_size=0))
    monkeypatch.setitem(MAILS, "try", Mail("try", SECURITY, "Try", "For these tests only."))


def queue(key="one", **context):
    return actions.queue_mail(to=TO, subject="Hello", template="try", dedupe_key=key, **({"name": "Ada"} | context))


def sent(app):
    return app.extensions["mailman"].outbox


def the_item():
    db.session.expire_all()
    return db.session.scalars(sa.select(OutboxItem)).one()


def test_a_committed_mail_is_sent_and_its_words_are_blanked(app):
    with transaction():
        queue(name="Ada <b>")
    assert worker.drain(jobs={}).done == 1
    letter = sent(app)[0]
    assert (letter.to, letter.subject, letter.body) == ([TO], "Hello", "Dear Ada <b>\n")
    assert letter.alternatives[0][0] == "<p>Dear Ada &lt;b&gt;</p>"
    item = the_item()
    assert (item.body_text, item.body_html, item.attempts) == ("", "", 1)
    assert item.done_at is not None


def test_a_change_that_is_rolled_back_sends_no_mail(app):
    def fail():
        with transaction():
            queue()
            raise Refused("no")

    with pytest.raises(Refused):
        fail()
    assert worker.drain(jobs={}).done == 0
    assert sent(app) == []


def test_the_same_key_is_queued_once(app):
    with transaction():
        assert [queue("a"), queue("a"), queue("b")] == [True, False, True]
    assert worker.drain(jobs={}).done == 2


def test_a_line_break_in_a_subject_or_address_makes_no_header(app):
    with transaction():
        actions.queue_mail(
            to=f"{TO}\n", subject="Hello\r\nBcc: all@guildhall.example", template="try", dedupe_key="x", name="Ada"
        )
    worker.drain(jobs={})
    assert sent(app)[0].subject == "Hello Bcc: all@guildhall.example"
    assert sent(app)[0].bcc == []


def test_two_rounds_send_once(app):
    with transaction():
        queue()
    assert (worker.drain(jobs={}).done, worker.drain(jobs={}).done) == (1, 0)
    assert len(sent(app)) == 1


def test_a_failed_mail_waits_longer_each_time_and_is_given_up_after_eight_tries(app, monkeypatch):
    monkeypatch.setattr(worker, "hand_over", _out_of_order)
    start = delivery.clock()
    with transaction():
        queue()
    for tries in range(1, worker.TRIES + 1):
        monkeypatch.setattr(worker, "clock", lambda later=tries: start + timedelta(days=later))
        assert worker.drain(jobs={}).failed == 1
        assert worker.drain(jobs={}).failed == 0, "it waits before the next try"
        assert (the_item().dead_at is None) == (tries < worker.TRIES)
    assert the_item().last_error == "ConnectionRefusedError"
    monkeypatch.setattr(worker, "clock", lambda: start + timedelta(days=99))
    assert worker.drain(jobs={}).failed == 0


def _out_of_order(_letter):
    raise ConnectionRefusedError("no mail today for somebody@guildhall.example")


def test_the_pause_doubles_up_to_six_hours():
    longest = [worker.pause(tries).total_seconds() for tries in range(1, 13)]
    assert all(30 * 2**n / 2 <= seconds <= 30 * 2**n for n, seconds in enumerate(longest[:8]))
    assert max(longest) <= 6 * 3600


def test_every_try_of_a_mail_has_the_same_message_id(app, monkeypatch):
    with transaction():
        queue()
    start = delivery.clock()

    def lose_the_lease(letter):
        delivery.hand_over(letter)
        raise ConnectionResetError

    monkeypatch.setattr(worker, "hand_over", lose_the_lease)
    worker.drain(jobs={})
    monkeypatch.setattr(worker, "hand_over", delivery.hand_over)
    monkeypatch.setattr(worker, "clock", lambda: start + timedelta(hours=1))
    worker.drain(jobs={})
    ids = [letter.extra_headers["Message-ID"] for letter in sent(app)]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_a_job_is_handed_its_ids_and_the_moment(app):
    seen = []
    with transaction():
        actions.queue_job("count", dedupe_key="j", place_id=make_organisation().id)
    worker.drain(jobs={"count": lambda **given: seen.append(sorted(given))})
    assert seen == [["now", "place_id"]]


def test_a_job_that_fails_leaves_nothing_and_comes_back(app, monkeypatch):
    def half_done(now):
        make_organisation(name="Half done")
        raise ValueError("in the middle")

    with transaction():
        actions.queue_job("half", dedupe_key="j")
    start = delivery.clock()
    assert worker.drain(jobs={"half": half_done}).failed == 1
    assert _organisations() == []
    monkeypatch.setattr(worker, "clock", lambda: start + timedelta(minutes=5))
    assert worker.drain(jobs={"half": lambda now: make_organisation(name="Done")}).done == 1
    assert _organisations() == ["Done"]


def _organisations():
    from marketplace.accounts.models import Organisation

    return list(db.session.scalars(sa.select(Organisation.name)))


def test_a_worker_that_lost_its_lease_leaves_no_effect(app):
    """The lease runs out while the job runs, another worker takes over: the first one's work is undone."""

    def slow(now):
        make_organisation(name="Twice")
        db.session.execute(sa.update(OutboxItem).values(lease_owner="another worker"))

    with transaction():
        actions.queue_job("slow", dedupe_key="j")
    assert worker.drain(1, jobs={"slow": slow}).done == 0
    assert _organisations() == []


def test_a_leased_item_is_left_alone_until_the_lease_ends(app, monkeypatch):
    with transaction():
        queue()
    start = delivery.clock()
    assert worker._claim("dies at once") is not None
    assert worker._claim("second") is None
    monkeypatch.setattr(worker, "clock", lambda: start + worker.LEASE + timedelta(minutes=1))
    assert worker.drain(jobs={}).done == 1
    assert len(sent(app)) == 1


def test_an_unknown_job_is_a_failure_and_not_the_end_of_the_worker(app):
    with transaction():
        actions.queue_job("nobody knows it", dedupe_key="j")
        queue()
    tally = worker.drain(jobs={})
    assert (tally.done, tally.failed) == (1, 1)


def test_something_given_up_can_be_tried_again(app):
    admin = make_actor("admin")
    with transaction():
        queue()
        db.session.execute(sa.update(OutboxItem).values(dead_at=delivery.clock(), attempts=8))
    assert worker.drain(jobs={}).done == 0
    with transaction():
        actions.retry(the_item(), actor=admin, now=delivery.clock())
    assert worker.drain(jobs={}).done == 1
    with pytest.raises(Refused):
        actions.retry(the_item(), actor=admin, now=delivery.clock())


def test_links_in_mail_come_from_the_settings_and_never_from_the_host(app, monkeypatch):
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://hall.example/program")
    with app.test_request_context(headers={"Host": "evil.example"}):
        assert delivery.link_to("web.healthz") == "https://hall.example/program/healthz"
