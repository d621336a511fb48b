"""The clock and the worker process: a period runs once, leases come back, what is old is forgotten."""

import time
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event, Thread

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.db import db, transaction
from marketplace.duties import CLOCK
from marketplace.outbox import actions, delivery, here, jobs, queries, worker
from marketplace.outbox.hands import LIMIT, Hands, Stopped, TimeLimit
from marketplace.outbox.jobs import ClockTask
from marketplace.outbox.models import Event as Happened
from marketplace.outbox.models import OutboxEvent, OutboxItem, Worker
from marketplace.web.models import Submission
from tests.conftest import wait_until
from tests.factories.accounts import make_organisation

NOON = datetime(2026, 9, 15, 12, 3, tzinfo=UTC)


def names():
    return sorted(db.session.scalars(sa.select(OutboxItem.name)))


def task(name="count", every=timedelta(minutes=10), run=lambda now: None):
    return ClockTask(name, every, run)


def test_a_period_is_queued_once_by_any_number_of_schedulers(app):
    assert [jobs.tick((task(),), NOON) for _scheduler in range(3)] == [1, 0, 0]
    assert names() == ["count"]


def test_the_next_period_is_queued_when_the_last_run_has_ended(app):
    jobs.tick((task(),), NOON)
    later = NOON + timedelta(minutes=10)
    assert jobs.tick((task(),), later) == 0, "the last run still waits: a failing task must not pile up"
    worker.drain(jobs={"count": task().run})
    assert jobs.tick((task(),), later) == 1


def test_a_job_is_never_called_as_another_task_of_the_clock_is():
    bare = Flask("bare")
    bare.config["TESTING"] = True
    for_one, for_all = (task(run=lambda now, number=number: None) for number in range(2))
    with pytest.raises(ValueError, match="another task of the clock: count"):
        jobs.init_app(bare, {"count": for_one.run}, (for_all,))
    jobs.init_app(bare, {"count": for_one.run}, (for_one,))
    assert bare.extensions["jobs"] == {"count": for_one.run}


@pytest.mark.parametrize(
    ("every", "key"),
    [
        (timedelta(minutes=10), "clock:count:2026-09-15T12:00"),
        (timedelta(days=1), "clock:count:2026-09-15T00:00"),
        (timedelta(minutes=1), "clock:count:2026-09-15T12:03"),
    ],
)
def test_periods_count_from_midnight(every, key):
    assert task(every=every).key(NOON) == key


def test_every_clock_task_runs_twice_without_harm(app):
    for _time in range(2):
        for each in CLOCK:
            with transaction():
                each.run(now=delivery.clock())


def test_the_terminal_runs_a_task_once_in_its_period_and_again_on_demand(app):
    run = app.test_cli_runner().invoke
    assert run(args=["jobs", "run", "outbox.forget_old"]).output == "outbox.forget_old: done\n"
    assert "was done in this period" in run(args=["jobs", "run", "outbox.forget_old"]).output
    assert run(args=["jobs", "run", "outbox.forget_old", "--again"]).output == "outbox.forget_old: done\n"
    assert run(args=["jobs", "run", "no.such"]).exit_code == 2
    assert "last done: 20" in run(args=["jobs", "list"]).output


def test_old_words_runs_workers_and_tokens_are_forgotten(app):
    now = delivery.clock()
    long_ago = now - timedelta(days=31)
    with transaction():
        for key, at in (("old", long_ago), ("new", now)):
            db.session.add(item(key, at))
            db.session.add(Worker(name=key, started_at=at, beat_at=at))
            db.session.add(Submission(sender="x", digest="x", at=at, token=uuid.uuid4()))
    jobs.tick((task(),), long_ago)
    with transaction():
        run = db.session.scalars(sa.select(OutboxItem).where(queries.by_the_clock())).one()
        run.done_at = long_ago
        actions.note(run.id, Happened.FAILED, now=long_ago, reason="x")
    with transaction():
        for each in CLOCK[1:]:
            each.run(now=now)
    bodies = dict(db.session.execute(sa.select(OutboxItem.dedupe_key, OutboxItem.body_text)).all())
    assert bodies == {"old": "", "new": "words"}
    assert db.session.scalars(sa.select(Worker.name)).all() == ["new"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxEvent)) == 0


def item(key, at):
    return OutboxItem(
        kind="mail",
        name="try",
        dedupe_key=key,
        to_address="x@guildhall.example",
        body_text="words",
        created_at=at,
        not_before=at,
        dead_at=at,
        attempts=8,
    )


def test_a_heartbeat_is_one_row_that_a_good_end_takes_away(app):
    heart = jobs.Heart(app, Hands(name="me"), Event(), parent=None)
    for _beat in range(2):
        heart._beat()
    assert [(row.name, row.alive) for row in queries.workers(delivery.clock())] == [("me", True)]
    heart.end()
    assert queries.workers(delivery.clock()) == []


def test_what_is_in_hand_at_the_end_comes_back_without_costing_a_try(app):
    with transaction():
        actions.queue_job("slow", dedupe_key="j")
    hands = Hands(name="me")
    taken = worker._claim("me/1")
    assert taken is not None
    with hands.holding("me/1", taken):
        assert queries.workers(delivery.clock()) == []
        worker.give_back(hands)
    assert worker.drain(jobs={"slow": lambda now: None}).done == 1
    assert db.session.scalars(sa.select(OutboxItem.attempts)).one() == 1


def test_a_job_over_its_limit_fails_and_another_workers_lease_is_left_alone(app):
    with transaction():
        actions.queue_job("stuck", dedupe_key="j")
        actions.queue_job("other", dedupe_key="k")
    hands = Hands(name="me")
    first, second = worker._claim("me/1"), worker._claim("she/1")
    with hands.holding("me/1", first, timedelta(0)), hands.holding("me/2", second):
        worker.give_back(hands)
    errors = dict(db.session.execute(sa.select(OutboxItem.id, OutboxItem.last_error)).all())
    assert errors == {first: "TimeLimit", second: ""}
    assert db.session.scalars(sa.select(OutboxItem.lease_owner).where(OutboxItem.id == second)).one() == "she/1"


def test_a_lease_is_longer_than_the_longest_job():
    beat = timedelta(seconds=jobs.BEAT)
    assert beat < worker.HARD
    assert LIMIT + worker.HARD + 2 * beat + timedelta(seconds=jobs.GRACE) < worker.LEASE


def test_a_job_has_the_limit_that_its_handler_says(app):
    def fit(now):
        seen.append([(held.limit, hands.overdue()) for held in hands.held.values()])

    seen, hands, fit.limit = [], Hands(name="me"), timedelta(minutes=45)
    with transaction():
        actions.queue_job("fit", dedupe_key="j")
        actions.queue_job("quick", dedupe_key="k")
    assert worker.drain(jobs={"fit": fit, "quick": partial(fit)}, hands=hands).done == 2
    assert seen == [[(timedelta(minutes=45), set())], [(LIMIT, set())]]


def test_what_is_held_longer_than_its_own_limit_is_late_and_nothing_else():
    hands = Hands()
    with hands.holding("a/1", uuid.uuid4(), timedelta(0)), hands.holding("a/2", uuid.uuid4(), timedelta(hours=1)):
        assert hands.overdue() == {"a/1"}
        assert hands.overdue(worker.HARD) == set()


def test_the_lease_of_a_long_job_is_renewed_while_its_process_lives_and_of_a_short_one_is_not(app, monkeypatch):
    with transaction():
        actions.queue_job("long", dedupe_key="j")
        actions.queue_job("short", dedupe_key="k")
    hands, taken = Hands(name="me"), [worker._claim("me/1"), worker._claim("me/2")]
    claimed = {item.id: item.leased_until for item in db.session.scalars(sa.select(OutboxItem))}
    later = delivery.clock() + timedelta(minutes=6)
    monkeypatch.setattr(worker, "clock", lambda: later)
    with hands.holding("me/1", taken[0], timedelta(hours=1)), hands.holding("me/2", taken[1]):
        hands.held["me/1"] = replace(hands.held["me/1"], since=time.monotonic() - 360)
        worker.renew(hands)
    db.session.expire_all()
    until = {item.id: item.leased_until for item in db.session.scalars(sa.select(OutboxItem))}
    assert until == {taken[0]: later + worker.LEASE, taken[1]: claimed[taken[1]]}


def test_a_renewal_takes_nothing_from_whoever_took_the_item_over(app):
    with transaction():
        actions.queue_job("long", dedupe_key="j")
    hands, taken = Hands(name="me"), worker._claim("she/1")
    before = db.session.scalars(sa.select(OutboxItem.leased_until)).one()
    with hands.holding("me/1", taken, timedelta(hours=1)):
        hands.held["me/1"] = replace(hands.held["me/1"], since=time.monotonic() - 3600)
        worker.renew(hands)
    db.session.expire_all()
    assert db.session.scalars(sa.select(OutboxItem.leased_until)).one() == before


# ---- what each machine does for itself ------------------------------------------------------------


def looks_of(app, monkeypatch, *handlers):
    monkeypatch.setitem(app.extensions, "here", handlers)
    return here.Here(app, Hands(name="me"), Event())


def test_each_machine_does_what_it_needs_at_every_look_and_queues_nothing(app, monkeypatch):
    seen = []
    looks = looks_of(app, monkeypatch, lambda now: seen.append("looked"))
    looks.look()
    looks.look()
    assert len(seen) == 2
    assert db.session.scalars(sa.select(OutboxItem)).all() == []


def test_what_fails_on_a_machine_rests_and_keeps_nothing_else_from_being_done(app, monkeypatch):
    def failing(now):
        seen.append("failing")
        raise OSError("no room")

    seen = []
    looks = looks_of(app, monkeypatch, failing, lambda now: seen.append("other"))
    looks.look()
    looks.look()
    assert seen == ["failing", "other", "other"]
    assert looks._hands.held == {}


def test_a_machine_does_what_it_needs_when_its_worker_starts_and_ends_with_it(app, monkeypatch):
    seen, stop = [], Event()
    monkeypatch.setitem(app.extensions, "here", (lambda now: seen.append(stop.set()),))
    looks = here.Here(app, Hands(name="me"), stop)
    looks.run()
    assert len(seen) == 1


def run_in_a_thread(hands, error):
    """Have a job that never ends by itself interrupted; what became of it."""
    seen = []

    def job():
        try:
            with hands.holding("me/1", uuid.uuid4(), timedelta(0)):
                for _step in range(2000):
                    time.sleep(0.01)
        except (TimeLimit, Stopped) as ended:
            seen.append(type(ended))

    thread = Thread(target=job)
    thread.start()
    wait_until(lambda: bool(hands.held))
    hands.interrupt(hands.overdue(), error)
    thread.join(10)
    return seen, thread.is_alive(), hands.held


@pytest.mark.parametrize("error", [TimeLimit, Stopped])
def test_a_job_that_takes_too_long_is_interrupted_in_its_thread(error):
    assert run_in_a_thread(Hands(), error) == ([error], False, {})


def test_an_interrupted_job_leaves_nothing_and_its_try_does_not_count(app):
    def stopped(now):
        make_organisation(name="Half done")
        raise Stopped

    with transaction():
        actions.queue_job("stopped", dedupe_key="j")
    with pytest.raises(Stopped):
        worker.drain(jobs={"stopped": stopped})
    assert db.session.scalars(sa.select(OutboxItem.attempts)).one() == 0
    assert worker.drain(jobs={"stopped": lambda now: None}).done == 1


def test_a_mail_that_went_out_is_not_sent_again_because_the_database_was_busy(app, monkeypatch):
    settled = []

    def settle(item_id, owner, **values):
        settled.append(item_id)
        if len(settled) < 3:
            raise sa.exc.OperationalError("", {}, Exception("database is locked"))

    monkeypatch.setattr(worker, "_settle", settle)
    monkeypatch.setattr(worker, "ASKED_AGAIN_AFTER", (0, 0, 0))
    sent = []
    monkeypatch.setattr(worker, "hand_over", sent.append)
    worker._send(letter(), "me/1")
    assert (len(sent), len(settled)) == (1, 3)


def letter():
    return delivery.Letter(uuid.uuid4(), "x@guildhall.example", "s", "t", "h", NOON)


def test_nothing_is_begun_while_the_process_is_stopping(app):
    with transaction():
        actions.queue_job("count", dedupe_key="j")
    done = worker.drain(jobs={"count": lambda now: None}, hands=Hands(stopping=lambda: True))
    assert (done.done, done.failed) == (0, 0)


def test_a_job_that_kills_its_worker_each_time_is_given_up_while_others_go_on(app, monkeypatch):
    with transaction():
        actions.queue_job("poison", dedupe_key="j")
        actions.queue_job("good", dedupe_key="k")
    start = delivery.clock()
    for tries in range(worker.TRIES):
        monkeypatch.setattr(worker, "clock", lambda later=tries: start + worker.LEASE * later * 2)
        if tries == 0:
            assert worker._claim("dies/0") is not None
            assert worker.drain(jobs={"good": lambda now: make_organisation()}).done == 1
        else:
            assert worker._claim(f"dies/{tries}") is not None
    monkeypatch.setattr(worker, "clock", lambda: start + worker.LEASE * 99)
    assert worker.drain(jobs={}).failed == 0
    given_up = db.session.scalars(queries.dead()).one()
    assert (given_up.name, given_up.last_error, given_up.attempts) == ("poison", "WorkerLost", worker.TRIES)


def test_a_commit_nudges_the_worker_and_a_refusal_does_not(app, monkeypatch, client):
    nudged = []
    monkeypatch.setitem(app.extensions, "nudge", lambda: nudged.append("yes"))
    client.send("/register", name="Ada", email="ada@guildhall.example")
    assert nudged == ["yes"]
    client.send("/register", name="", email="")
    assert nudged == ["yes"]


def test_a_nudge_is_kept_for_the_worker_and_doubled_ones_are_spared(app, monkeypatch, tmp_path):
    monkeypatch.setitem(app.config, "DATA_FOLDER", str(tmp_path))
    nudge = jobs._Nudge(app)
    for _time in range(3):
        nudge()
    assert jobs.connect(app).pending_count() == 1


def test_a_nudge_that_reaches_nobody_harms_nothing(app, monkeypatch, caplog):
    monkeypatch.setitem(app.config, "JOBS_URL", "sqlite:////nowhere/at/all.db")
    jobs._Nudge(app)()
    assert "the worker was not nudged" in caplog.text
