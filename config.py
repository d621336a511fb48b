"""Settings: the only reader of the environment. Production refuses to start on an unsafe one."""

import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
KEY_LENGTH = 32
KEY_VARIETY = 5
STARTTLS_PORT = 587
WEAK_WORDS = ("change", "secret", "password", "default", "example", "dev", "test")


# The same in every installation.
FIXED = {
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "PERMANENT_SESSION_LIFETIME": timedelta(days=14),
    "MAX_CONTENT_LENGTH": 1_000_000,
    "MAX_FORM_MEMORY_SIZE": 512_000,
    "MAX_FORM_PARTS": 200,
    "WTF_CSRF_TIME_LIMIT": None,
}


class UnsafeSettings(RuntimeError):
    """Production settings that must not be run with; names the settings, never their values."""


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").strip().lower() in {"1", "true", "yes", "on"}


def _words(name: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


@dataclass(frozen=True)
class Settings:
    """Everything that may differ between installations, read once from the environment.

    `environment` is production unless GUILDHALL_ENV says development or testing: forgetting to
    set it is safe.
    """

    environment: str = field(default_factory=lambda: os.environ.get("GUILDHALL_ENV", "production"))
    secret_key: str = field(default_factory=lambda: os.environ.get("SECRET_KEY", ""))
    database_url: str = field(default_factory=lambda: os.environ.get("DATABASE_URL", ""))
    data_folder: Path = field(default_factory=lambda: Path(os.environ.get("DATA_FOLDER", HERE / "instance")))
    public_url: str = field(default_factory=lambda: os.environ.get("PUBLIC_URL", ""))
    trusted_hosts: list[str] = field(default_factory=lambda: _words("TRUSTED_HOSTS"))
    secure_cookies: bool = field(default_factory=lambda: _flag("SECURE_COOKIES", default=True))
    site_name: str = field(default_factory=lambda: os.environ.get("SITE_NAME", "Guildhall"))
    time_zone: str = field(default_factory=lambda: os.environ.get("DEFAULT_TIME_ZONE", "America/Toronto"))
    mail_server: str = field(default_factory=lambda: os.environ.get("MAIL_SERVER", ""))
    mail_port: int = field(default_factory=lambda: int(os.environ.get("MAIL_PORT", "587")))
    mail_username: str = field(default_factory=lambda: os.environ.get("MAIL_USERNAME", ""))
    mail_password: str = field(default_factory=lambda: os.environ.get("MAIL_PASSWORD", ""))
    mail_from: str = field(default_factory=lambda: os.environ.get("MAIL_FROM", "guildhall@localhost"))

    @property
    def production(self) -> bool:
        """Whether anything but development or testing was asked for."""
        return self.environment not in {"development", "testing"}

    def faults(self) -> list[str]:
        """What must be put right before production may start, one sentence a setting."""
        if not self.production:
            return []
        rules = {
            "SECRET_KEY needs at least 32 characters, 5 of them different, and must not be a known default": (
                _weak(self.secret_key)
            ),
            "DATABASE_URL is missing": not self.database_url,
            "PUBLIC_URL must be the https address that people use": not self.public_url.startswith("https://"),
            "TRUSTED_HOSTS is empty": not self.trusted_hosts,
            "SECURE_COOKIES is off": not self.secure_cookies,
            "MAIL_SERVER is missing": not self.mail_server,
        }
        return [sentence for sentence, broken in rules.items() if broken]

    def flask(self) -> dict[str, Any]:
        """The settings as Flask and its extensions name them. Raises UnsafeSettings with all faults at once."""
        faults = self.faults()
        if faults:
            raise UnsafeSettings("Guildhall does not start: " + "; ".join(faults) + ".")
        self.data_folder.mkdir(parents=True, exist_ok=True)
        cookie = "__Host-guildhall" if self.production else "guildhall"
        return (
            {
                "ENVIRONMENT": self.environment,
                "SECRET_KEY": self.secret_key or _development_key(self.data_folder),
                "SQLALCHEMY_DATABASE_URI": self.database_url or f"sqlite:///{self.data_folder / 'guildhall.db'}",
                "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(self.database_url),
                "DATA_FOLDER": str(self.data_folder),
                "PUBLIC_URL": self.public_url.rstrip("/"),
                "TRUSTED_HOSTS": self.trusted_hosts or None,
                "SITE_NAME": self.site_name,
                "BABEL_DEFAULT_TIMEZONE": self.time_zone,
                "SESSION_COOKIE_NAME": cookie,
                "SESSION_COOKIE_SECURE": self.production,
            }
            | FIXED
            | self._mail()
        )

    def _mail(self) -> dict[str, Any]:
        return {
            "MAIL_BACKEND": "smtp" if self.mail_server else "console",
            "MAIL_SERVER": self.mail_server,
            "MAIL_PORT": self.mail_port,
            "MAIL_USERNAME": self.mail_username or None,
            "MAIL_PASSWORD": self.mail_password or None,
            "MAIL_USE_TLS": bool(self.mail_server) and self.mail_port == STARTTLS_PORT,
            "MAIL_TIMEOUT": 20,
            "MAIL_DEFAULT_SENDER": self.mail_from,
        }


def _weak(key: str) -> bool:
    return len(key) < KEY_LENGTH or len(set(key)) < KEY_VARIETY or key.lower().startswith(WEAK_WORDS)


def _engine_options(url: str) -> dict[str, Any]:
    quiet = {"hide_parameters": True}  # what a person typed belongs in no log, not even beside an error
    if not url.startswith("postgresql"):
        return quiet | {"pool_pre_ping": False}
    limits = "-c lock_timeout=2000 -c statement_timeout=10000 -c idle_in_transaction_session_timeout=15000"
    return quiet | {"pool_pre_ping": True, "connect_args": {"options": limits}}


def _development_key(folder: Path) -> str:
    """A random key kept beside the development database, so that a restart keeps sign-ins."""
    path = folder / "development-key"
    if not path.exists():
        path.write_text(os.urandom(32).hex())
        path.chmod(0o600)
    return path.read_text()
