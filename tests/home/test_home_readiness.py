"""H02: /healthz says that the process answers; /readyz that the installation can do its work; /metrics counts."""

import re
import shutil
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.outbox.actions import queue_job
from marketplace.outbox.models import OutboxItem, Worker
from marketplace.web import metrics


@pytest.fixture
def worker(session: Any, now: datetime) -> Worker:
    row = Worker(name="one", started_at=now, beat_at=now)
    session.add(row)
    session.commit()
    return row


def ready(client: Any) -> tuple[int, str]:
    response = client.get("/readyz")
    assert response.mimetype == "text/plain"
    return response.status_code, response.text


def test_an_installation_in_order_is_ready(client, worker):
    assert ready(client) == (200, "ready\n")


def test_without_a_worker_it_is_not_ready(client, now):
    assert ready(client) == (503, "not ready: jobs\n")


def test_a_worker_that_fell_silent_is_noticed(client, session, worker, now):
    worker.beat_at = now - timedelta(minutes=6)
    session.commit()
    assert ready(client) == (503, "not ready: jobs\n")


def test_mail_that_waits_too_long_is_noticed(app, client, session, worker, now):
    queue_job("nothing", dedupe_key="waits")
    session.execute(sa.update(OutboxItem).values(not_before=now - timedelta(minutes=14)))
    session.commit()
    assert ready(client) == (200, "ready\n")
    session.execute(sa.update(OutboxItem).values(not_before=now - timedelta(minutes=16)))
    session.commit()
    assert ready(client) == (503, "not ready: outbox\n")


def test_a_full_disk_is_noticed(client, worker, monkeypatch):
    full = shutil.disk_usage("/")._replace(free=100 * 1024 * 1024)
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: full)
    assert ready(client) == (503, "not ready: disk\n")


@pytest.mark.parametrize("version", ["0001", "9999"])
def test_another_schema_than_the_code_s_is_noticed(client, session, worker, version):
    session.execute(sa.text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    session.commit()
    assert ready(client) == (503, "not ready: schema\n")


def test_all_that_is_wrong_is_named_and_nothing_else(client, session, now, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: shutil._ntuple_diskusage(1, 1, 0))
    queue_job("nothing", dedupe_key="waits")
    session.execute(sa.update(OutboxItem).values(not_before=now - timedelta(days=1)))
    session.commit()
    assert ready(client) == (503, "not ready: outbox, jobs, disk\n")


def test_without_a_database_it_answers_but_is_not_ready(app, client, monkeypatch):
    from marketplace.db import db

    away = "sqlite:////nowhere/at/all.db"
    engine = sa.create_engine(away)
    monkeypatch.setitem(db.engines, None, engine)
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/healthz").status_code == 200
    assert ready(client) == (503, "not ready: database\n")


def test_health_asks_the_database_nothing(client, counting):
    with counting() as statements:
        client.get("/healthz")
    assert statements.sent == []


# ---- figures ----------------------------------------------------------------------------------------


def value(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found.group(1)) if found else 0.0


def test_answers_are_counted_by_route_and_class_never_by_address(client, worker):
    before = client.get("/metrics").text
    for address in ("/sign-in", "/sign-in?next=/Quillonette", "/Quillonette"):
        client.get(address)
    text = client.get("/metrics").text
    for name, more in (
        ('guildhall_requests_total{route="accounts.sign_in_page",status="2xx"}', 2),
        ('guildhall_requests_total{route="none",status="4xx"}', 1),
        ('guildhall_request_seconds_count{route="accounts.sign_in_page"}', 2),
    ):
        assert value(text, name) - value(before, name) == more, name
    assert "Quillonette" not in text


def test_a_sign_in_that_is_not_let_in_is_counted(client, worker):
    before = client.get("/metrics").text
    status = client.send("/sign-in", email="nobody@guildhall.example", password="not the password").status
    after = client.get("/metrics").text
    name = f'guildhall_sign_in_denials_total{{status="{status}"}}'
    assert status >= 400
    assert value(after, name) - value(before, name) == 1


def test_what_waits_is_told_at_the_moment_of_asking(client, session, worker, now):
    queue_job("nothing", dedupe_key="waits")
    session.execute(sa.update(OutboxItem).values(not_before=now - timedelta(seconds=90)))
    session.commit()
    text = client.get("/metrics").text
    assert value(text, "guildhall_outbox_waiting") == 1
    assert value(text, "guildhall_outbox_oldest_seconds") == 90
    assert value(text, "guildhall_outbox_dead") == 0


def test_a_busy_database_is_counted(app, client, worker):
    from marketplace.web import errors

    name = (
        f'guildhall_database_busy_total{{engine="{app.config["SQLALCHEMY_DATABASE_URI"].split(":")[0].split("+")[0]}"}}'
    )
    before = value(client.get("/metrics").text, name)
    with app.test_request_context():
        response = errors._unavailable(sa.exc.OperationalError("", {}, Exception("database is locked")))
    assert response.status_code == 503
    assert value(client.get("/metrics").text, name) - before == 1


@pytest.mark.parametrize(
    ("token", "environment", "given", "status"),
    [
        ("", "testing", "", 200),
        ("", "production", "", 404),
        ("a-token-of-enough-signs", "production", "", 404),
        ("a-token-of-enough-signs", "production", "Bearer another", 404),
        ("a-token-of-enough-signs", "production", "Bearer a-token-of-enough-signs", 200),
        ("a-token-of-enough-signs", "testing", "Bearer naïve", 404),
    ],
)
def test_figures_are_read_with_the_token_or_not_at_all(app, client, monkeypatch, token, environment, given, status):
    monkeypatch.setitem(app.config, "METRICS_TOKEN", token)
    monkeypatch.setitem(app.config, "ENVIRONMENT", environment)
    assert client.get("/metrics", headers={"Authorization": given} if given else {}).status_code == status


def test_from_elsewhere_there_are_no_figures_without_a_token(client):
    assert client.get("/metrics", environ_overrides={"REMOTE_ADDR": "203.0.113.9"}).status_code == 404


def test_every_refusal_is_counted_once():
    assert {"409", "429", "503"} == {str(code) for code in metrics.REFUSALS}
