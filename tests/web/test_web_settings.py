"""Production refuses to start on settings that must not be run with; development starts on none at all."""

import pytest

from config import Settings, UnsafeSettings

SAFE = {
    "environment": "production",
    "secret_key": "b1f6c0a9e2d84735a6c9f0e1d2b3c4a5",
    "database_url": "postgresql:///guildhall",
    "public_url": "https://guildhall.example",
    "trusted_hosts": ["guildhall.example"],
    "secure_cookies": True,
    "mail_server": "mail.guildhall.example",
}

pytestmark = pytest.mark.once


def test_safe_settings_start_and_set_the_cookie_for_this_host_only(tmp_path):
    made = Settings(**SAFE, data_folder=tmp_path).flask()
    assert made["SESSION_COOKIE_NAME"] == "__Host-guildhall"
    assert (made["SESSION_COOKIE_SECURE"], made["SESSION_COOKIE_HTTPONLY"], made["SESSION_COOKIE_SAMESITE"]) == (
        True,
        True,
        "Lax",
    )


@pytest.mark.parametrize("url", ["postgresql:///guildhall", "sqlite:///guildhall.db"])
def test_no_row_is_logged_beside_an_error_of_the_database(tmp_path, url):
    made = Settings(**SAFE | {"database_url": url}, data_folder=tmp_path).flask()
    assert made["SQLALCHEMY_ENGINE_OPTIONS"]["hide_parameters"] is True


@pytest.mark.parametrize(
    ("setting", "value", "named"),
    [
        ("secret_key", "", "SECRET_KEY"),
        ("secret_key", "short", "SECRET_KEY"),
        ("secret_key", "a" * 40, "SECRET_KEY"),
        ("secret_key", "change-me-b1f6c0a9e2d84735a6c9f0e1d2b3", "SECRET_KEY"),
        ("database_url", "", "DATABASE_URL"),
        ("public_url", "http://guildhall.example", "PUBLIC_URL"),
        ("trusted_hosts", [], "TRUSTED_HOSTS"),
        ("secure_cookies", False, "SECURE_COOKIES"),
        ("second_factor", "optional", "SECOND_FACTOR"),
        ("limits", ["sign_in=5"], "LIMITS"),
        ("mail_server", "", "MAIL_SERVER"),
    ],
)
def test_one_unsafe_setting_is_enough_to_stop_it(tmp_path, setting, value, named):
    with pytest.raises(UnsafeSettings) as refused:
        Settings(**SAFE | {setting: value}, data_folder=tmp_path).flask()
    assert named in str(refused.value)
    assert not value or str(value) not in str(refused.value)


def test_all_faults_are_named_at_once():
    with pytest.raises(UnsafeSettings) as refused:
        Settings(
            environment="production", secret_key="", database_url="", public_url="", trusted_hosts=[], mail_server=""
        ).flask()
    assert [
        name
        for name in ("SECRET_KEY", "DATABASE_URL", "PUBLIC_URL", "TRUSTED_HOSTS", "MAIL_SERVER")
        if name not in str(refused.value)
    ] == []


def test_an_environment_that_was_not_named_is_production(monkeypatch):
    monkeypatch.delenv("GUILDHALL_ENV")
    assert Settings().production


def test_development_keeps_a_random_key_of_its_own(tmp_path):
    first = Settings(environment="development", secret_key="", data_folder=tmp_path / "one").flask()
    again = Settings(environment="development", secret_key="", data_folder=tmp_path / "one").flask()
    other = Settings(environment="development", secret_key="", data_folder=tmp_path / "two").flask()
    assert first["SECRET_KEY"] == again["SECRET_KEY"] != other["SECRET_KEY"]
    assert len(first["SECRET_KEY"]) == 64
