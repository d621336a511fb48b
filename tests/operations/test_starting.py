"""H01: production does not start on what must not be run with: not the site, not the worker, not a command."""

import subprocess
import sys

import pytest

from config import Settings, UnsafeSettings
from marketplace.app import create_app
from tests.conftest import ROOT
from tests.web.test_web_settings import SAFE

pytestmark = pytest.mark.once

UNSAFE = {
    "GUILDHALL_ENV": "production",
    "SECRET_KEY": "changeme",
    "SECRET_KEY_FALLBACKS": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "DATABASE_URL": "mysql://somebody:hunter22@database.example/guildhall",
    "PUBLIC_URL": "http://plain.example",
    "TRUSTED_HOSTS": "*",
    "SECURE_COOKIES": "0",
    "FLASK_DEBUG": "1",
    "TESTING": "1",
    "MAIL_PORT": "none",
    "METRICS_TOKEN": "short-token",
    "PROMETHEUS_MULTIPROC_DIR": "/nowhere/at/all",
    "MIN_FREE_MEGABYTES": "much",
    "CHECK_ATTEMPTS": "often",
    "TRUSTED_PROXIES": "front-door",
    "VIRUS_SCANNER": "next-door",
}
NAMED = {*UNSAFE, "MAIL_SERVER"} - {"GUILDHALL_ENV"}
GUNICORN = ["-m", "gunicorn", "-c", "python:marketplace.web.processes", "--bind", "127.0.0.1:0", "wsgi:app"]


def started(words, **settings):
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "FLASK_APP": "wsgi.py"} | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(GUNICORN, id="site"),
        pytest.param(["-m", "flask", "worker"], id="worker"),
        pytest.param(["-m", "flask", "db", "upgrade"], id="command"),
        pytest.param(["-m", "flask", "backup", "somewhere"], id="backup"),
    ],
)
def test_every_process_names_all_faults_at_once_and_no_value(words):
    done = started(words, **UNSAFE)
    said = done.stdout + done.stderr
    assert done.returncode == 3
    assert [name for name in NAMED if name not in said] == []
    assert [
        value
        for value in (*UNSAFE.values(), "hunter22", "aaaa")
        if len(value) > 4 and value != "production" and value in said
    ] == []
    assert "Traceback" not in said


def test_settings_that_are_safe_start(tmp_path):
    done = started(
        ["-m", "flask", "routes"],
        GUILDHALL_ENV="production",
        SECRET_KEY=SAFE["secret_key"],
        DATABASE_URL=f"sqlite:///{tmp_path / 'guildhall.db'}",
        PUBLIC_URL=SAFE["public_url"],
        TRUSTED_HOSTS="guildhall.example",
        MAIL_SERVER="mail.guildhall.example",
        DATA_FOLDER=str(tmp_path / "data"),
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "override", [{"TESTING": True}, {"DEBUG": True}, {"SECRET_KEY": "short"}, {"SESSION_COOKIE_SECURE": False}]
)
def test_what_code_gives_is_judged_as_what_the_environment_gives(tmp_path, override):
    with pytest.raises(UnsafeSettings):
        create_app(Settings(**SAFE, data_folder=tmp_path), **override)


@pytest.mark.parametrize(
    ("setting", "value", "named"),
    [
        ("debug", True, "FLASK_DEBUG"),
        ("testing", True, "TESTING"),
        ("secret_key_fallbacks", ["a good key of the past: 93b1f6c0a9e2d", "old"], "SECRET_KEY_FALLBACKS"),
        ("database_url", "mysql:///guildhall", "DATABASE_URL"),
        ("trusted_hosts", ["guildhall.example", "*"], "TRUSTED_HOSTS"),
        ("trusted_hosts", ["."], "TRUSTED_HOSTS"),
        ("mail_port", -1, "MAIL_PORT"),
        ("mail_port", 70_000, "MAIL_PORT"),
        ("trusted_proxies", ["10.0.0.1", "two"], "TRUSTED_PROXIES"),
        ("trusted_proxies", ["10.0.0.0/99"], "TRUSTED_PROXIES"),
        ("metrics_token", "guessed", "METRICS_TOKEN"),
        ("metrics_folder", "/nowhere/at/all", "PROMETHEUS_MULTIPROC_DIR"),
        ("free_megabytes", -1, "MIN_FREE_MEGABYTES"),
        ("check_attempts", -1, "CHECK_ATTEMPTS"),
    ],
)
def test_each_fault_alone_is_enough(tmp_path, setting, value, named):
    with pytest.raises(UnsafeSettings) as refused:
        Settings(**SAFE | {setting: value}, data_folder=tmp_path).flask()
    assert str(refused.value).removeprefix("Guildhall does not start: ").startswith(named)
    assert str(value) not in str(refused.value)


@pytest.mark.parametrize(("port", "ways"), [(587, (True, False)), (465, (False, True)), (25, None)])
def test_a_password_for_mail_is_never_sent_in_clear(tmp_path, port, ways):
    settings = Settings(**SAFE | {"mail_port": port, "mail_password": "of-a-test-only"}, data_folder=tmp_path)
    assert [fault.partition(" ")[0] for fault in settings.faults()] == ([] if ways else ["MAIL_PASSWORD"])
    if ways:
        made = settings.flask()
        assert (made["MAIL_USE_TLS"], made["MAIL_USE_SSL"]) == ways


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "MAIL_PASSWORD", "METRICS_TOKEN"])
def test_a_secret_may_lie_in_a_file(tmp_path, monkeypatch, name):
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "secret"))
    assert getattr(Settings(), name.lower()) == "from the file"


def test_debugging_counts_as_on_for_every_word_that_flask_takes_for_on(monkeypatch):
    from flask.helpers import get_debug_flag

    for word in ("1", "0", "", "no", "false", "True", "2", "on", "please"):
        monkeypatch.setenv("FLASK_DEBUG", word)
        assert Settings().debug is get_debug_flag(), word


def test_a_proxy_that_is_no_address_is_said_in_development_too(tmp_path):
    done = started(
        ["-m", "flask", "routes"],
        GUILDHALL_ENV="development",
        TRUSTED_PROXIES="127.0.0.1, front-door",
        DATA_FOLDER=str(tmp_path),
    )
    assert done.returncode == 3
    assert done.stderr == (
        "Guildhall does not start: TRUSTED_PROXIES has an entry that is no address, no network and not unix.\n"
    )
