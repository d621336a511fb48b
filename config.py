"""Settings: the only reader of the environment. Production refuses to start on an unsafe one."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any, NoReturn

from marketplace import limits

HERE = Path(__file__).resolve().parent
KEY_LENGTH = 32
KEY_VARIETY = 5
STARTTLS_PORT = 587
TLS_PORT = 465
LAST_PORT = 65_535
DOES_NOT_BOOT = 3  # what gunicorn takes as "stop", where another code would make it try again for ever
ON = frozenset({"1", "true", "yes", "on"})
NO_DEBUG = frozenset({"", "0", "false", "no"})  # Flask takes every other word for a yes
AT_WORK = frozenset({"development", "testing"})
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


def do_not_start(unsafe: UnsafeSettings) -> NoReturn:
    """End the process with the faults in words and no traceback."""
    sys.stderr.write(f"{unsafe}\n")
    raise SystemExit(DOES_NOT_BOOT)


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").strip().lower() in ON


def _words(name: str) -> list[str]:
    return [word.strip() for word in _secret(name).split(",") if word.strip()]


def _number(name: str, default: int) -> int:
    """A whole number; -1 for anything else, which `faults` then names."""
    given = os.environ.get(name, "").strip() or str(default)
    return int(given) if given.isdecimal() else -1


def _secret(name: str) -> str:
    """A setting of the environment, or the content of the file that NAME_FILE names."""
    path = os.environ.get(f"{name}_FILE", "")
    return Path(path).read_text().strip() if path and name not in os.environ else os.environ.get(name, "")


@dataclass(frozen=True)
class Settings:
    """Everything that may differ between installations, read once from the environment.

    `environment` is production unless GUILDHALL_ENV says development or testing: forgetting to
    set it is safe.
    """

    environment: str = field(default_factory=lambda: os.environ.get("GUILDHALL_ENV", "production"))
    debug: bool = field(default_factory=lambda: os.environ.get("FLASK_DEBUG", "").lower() not in NO_DEBUG)
    testing: bool = field(default_factory=lambda: _flag("TESTING", default=False))
    secret_key: str = field(default_factory=lambda: _secret("SECRET_KEY"))
    secret_key_fallbacks: list[str] = field(default_factory=lambda: _words("SECRET_KEY_FALLBACKS"))
    database_url: str = field(default_factory=lambda: _secret("DATABASE_URL"))
    jobs_url: str = field(default_factory=lambda: _secret("JOBS_URL"))
    data_folder: Path = field(default_factory=lambda: Path(os.environ.get("DATA_FOLDER", HERE / "instance")))
    public_url: str = field(default_factory=lambda: os.environ.get("PUBLIC_URL", ""))
    trusted_hosts: list[str] = field(default_factory=lambda: _words("TRUSTED_HOSTS"))
    trusted_proxies: list[str] = field(default_factory=lambda: _words("TRUSTED_PROXIES"))
    secure_cookies: bool = field(default_factory=lambda: _flag("SECURE_COOKIES", default=True))
    second_factor: str = field(default_factory=lambda: os.environ.get("SECOND_FACTOR", ""))
    limits: list[str] = field(default_factory=lambda: _words("LIMITS"))
    site_name: str = field(default_factory=lambda: os.environ.get("SITE_NAME", "Guildhall"))
    time_zone: str = field(default_factory=lambda: os.environ.get("DEFAULT_TIME_ZONE", "America/Toronto"))
    mail_server: str = field(default_factory=lambda: os.environ.get("MAIL_SERVER", ""))
    mail_port: int = field(default_factory=lambda: _number("MAIL_PORT", 587))
    mail_username: str = field(default_factory=lambda: os.environ.get("MAIL_USERNAME", ""))
    mail_password: str = field(default_factory=lambda: _secret("MAIL_PASSWORD"))
    mail_from: str = field(default_factory=lambda: os.environ.get("MAIL_FROM", "guildhall@localhost"))
    metrics_token: str = field(default_factory=lambda: _secret("METRICS_TOKEN"))
    metrics_folder: str = field(default_factory=lambda: os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""))
    free_megabytes: int = field(default_factory=lambda: _number("MIN_FREE_MEGABYTES", 200))
    check_attempts: int = field(default_factory=lambda: _number("CHECK_ATTEMPTS", 3))
    inbox_silent_days: int = field(default_factory=lambda: _number("INBOX_SILENT_DAYS", 7))
    virus_scanner: str = field(default_factory=lambda: os.environ.get("VIRUS_SCANNER", "").strip())
    postgresql_programs: str = field(default_factory=lambda: os.environ.get("PG_BIN", ""))

    @property
    def production(self) -> bool:
        """Whether anything but development or testing was asked for."""
        return self.environment not in AT_WORK

    def faults(self) -> list[str]:
        """What must be put right before production may start, one sentence a setting."""
        return faults(self._named())

    def flask(self) -> dict[str, Any]:
        """The settings as Flask and its extensions name them. Raises UnsafeSettings with all faults at once."""
        made = self._named()
        require_safe(made)
        self.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.production and not self.secret_key:
            made["SECRET_KEY"] = _development_key(self.data_folder)
        if self.secret_key_fallbacks:  # forms that were open while the key changed; the newest key comes last
            made["WTF_CSRF_SECRET_KEY"] = [*self.secret_key_fallbacks, made["SECRET_KEY"]]
        return made

    def _named(self) -> dict[str, Any]:
        return (
            {
                "ENVIRONMENT": self.environment,
                "DEBUG": self.debug,
                "TESTING": self.testing,
                "SECRET_KEY": self.secret_key,
                "SECRET_KEY_FALLBACKS": self.secret_key_fallbacks or None,
                "SQLALCHEMY_DATABASE_URI": self.database_url or self._own_database(),
                "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(self.database_url),
                "JOBS_URL": self.jobs_url,
                "DATA_FOLDER": str(self.data_folder),
                "FILES_FOLDER": str(self.data_folder / "files"),  # what people hand in; part of every backup
                "PUBLIC_URL": self.public_url.rstrip("/"),
                "TRUSTED_HOSTS": self.trusted_hosts or None,
                "TRUSTED_PROXIES": self.trusted_proxies,
                "SITE_NAME": self.site_name,
                "BABEL_DEFAULT_TIMEZONE": self.time_zone,
                "SESSION_COOKIE_NAME": "__Host-guildhall" if self.production else "guildhall",
                "SESSION_COOKIE_SECURE": self.production and self.secure_cookies,
            }
            | FIXED
            | self._mail()
            | self._operations()
        )

    def _own_database(self) -> str:
        """The SQLite file of an installation that names no database; production must name one."""
        return "" if self.production else f"sqlite:///{self.data_folder / 'guildhall.db'}"

    def _operations(self) -> dict[str, Any]:
        return {
            "SECOND_FACTOR": self.second_factor or ("required" if self.production else "optional"),
            "LIMITS": self.limits,
            "METRICS_TOKEN": self.metrics_token,
            "METRICS_FOLDER": self.metrics_folder,
            "MIN_FREE_MEGABYTES": self.free_megabytes,
            "INBOX_SILENT_DAYS": self.inbox_silent_days,
            "VIRUS_SCANNER": self.virus_scanner,
            "CHECK_ATTEMPTS": self.check_attempts,
            "PG_BIN": self.postgresql_programs,
        }

    def _mail(self) -> dict[str, Any]:
        return {
            "MAIL_BACKEND": "smtp" if self.mail_server else "console",
            "MAIL_SERVER": self.mail_server,
            "MAIL_PORT": self.mail_port,
            "MAIL_USERNAME": self.mail_username or None,
            "MAIL_PASSWORD": self.mail_password or None,
            "MAIL_USE_TLS": bool(self.mail_server) and self.mail_port == STARTTLS_PORT,
            "MAIL_USE_SSL": bool(self.mail_server) and self.mail_port == TLS_PORT,
            "MAIL_TIMEOUT": 20,
            "MAIL_DEFAULT_SENDER": self.mail_from,
        }


def faults(config: Mapping[str, Any]) -> list[str]:
    """What keeps production from starting, by Flask’s names of the settings; elsewhere only what cannot be read."""
    rules = {"TRUSTED_PROXIES has an entry that is no address, no network and not unix": _strange(config)}
    if config["ENVIRONMENT"] not in AT_WORK:
        rules |= _key_rules(config) | _mail_rules(config) | _site_rules(config)
    return [sentence for sentence, broken in rules.items() if broken]


def require_safe(config: Mapping[str, Any]) -> None:
    """Raise UnsafeSettings that names every fault at once."""
    found = faults(config)
    if found:
        raise UnsafeSettings("Guildhall does not start: " + "; ".join(found) + ".")


def _site_rules(config: Mapping[str, Any]) -> dict[str, bool]:
    return {
        "FLASK_DEBUG is on": config["DEBUG"],
        "TESTING is on": config["TESTING"],
        "DATABASE_URL is missing, or begins with neither postgresql:// nor sqlite:///": (
            not str(config["SQLALCHEMY_DATABASE_URI"]).startswith(
                ("postgresql://", "postgresql+psycopg://", "sqlite:///")
            )
        ),
        "PUBLIC_URL must be the https address that people use": not config["PUBLIC_URL"].startswith("https://"),
        "TRUSTED_HOSTS is empty, or lets every host in": _every_host(config["TRUSTED_HOSTS"] or []),
        "SECOND_FACTOR must be required, as it is when nothing is said": config["SECOND_FACTOR"] != "required",
        "LIMITS has an entry that is no name=tries/seconds": not limits.readable(config["LIMITS"]),
        "SECURE_COOKIES is off": not config["SESSION_COOKIE_SECURE"],
        "MIN_FREE_MEGABYTES is no number": config["MIN_FREE_MEGABYTES"] < 0,
        "CHECK_ATTEMPTS is no number": config["CHECK_ATTEMPTS"] < 0,
        "INBOX_SILENT_DAYS is no number": config["INBOX_SILENT_DAYS"] < 0,
        "METRICS_TOKEN needs at least 16 characters": 0 < len(config["METRICS_TOKEN"]) < KEY_LENGTH // 2,
        "VIRUS_SCANNER is no host:port and no path of a socket": not _scanner(config["VIRUS_SCANNER"]),
        "PROMETHEUS_MULTIPROC_DIR is no folder": (
            bool(config["METRICS_FOLDER"]) and not Path(config["METRICS_FOLDER"]).is_dir()
        ),
    }


def _mail_rules(config: Mapping[str, Any]) -> dict[str, bool]:
    return {
        "MAIL_SERVER is missing": not config["MAIL_SERVER"],
        "MAIL_PORT is no port": not 0 < config["MAIL_PORT"] <= LAST_PORT,
        "MAIL_PASSWORD would be sent in clear: MAIL_PORT must be 587 or 465": (
            bool(config["MAIL_PASSWORD"]) and config["MAIL_PORT"] not in {STARTTLS_PORT, TLS_PORT}
        ),
    }


def _key_rules(config: Mapping[str, Any]) -> dict[str, bool]:
    rule = "needs at least 32 characters, 5 of them different, and must not be a known default"
    return {
        f"SECRET_KEY {rule}": _weak(config["SECRET_KEY"]),
        f"SECRET_KEY_FALLBACKS: each {rule}": any(map(_weak, config["SECRET_KEY_FALLBACKS"] or [])),
    }


def _strange(config: Mapping[str, Any]) -> bool:
    try:
        return not all(ip_network(word, strict=False) for word in config["TRUSTED_PROXIES"] if word != "unix")
    except ValueError:
        return True


def _scanner(address: str) -> bool:
    """Whether it is nothing, a host with its port, or the path of a socket."""
    host, _colon, port = address.rpartition(":")
    return not address or address.startswith("/") or bool(host and port.isdecimal() and int(port) <= LAST_PORT)


def _weak(key: str) -> bool:
    return len(key) < KEY_LENGTH or len(set(key)) < KEY_VARIETY or key.lower().startswith(WEAK_WORDS)


def _every_host(hosts: list[str]) -> bool:
    return not hosts or any(host.strip(".*") == "" for host in hosts)


def _engine_options(url: str) -> dict[str, Any]:
    quiet: dict[str, Any] = {"hide_parameters": True}  # what a person typed belongs in no log, not even beside an error
    quiet["query_cache_size"] = 4000  # the site has some two thousand statements: each is compiled once a process
    if not url.startswith("postgresql"):
        return quiet | {"pool_pre_ping": False}
    limits = "-c lock_timeout=2000 -c statement_timeout=10000 -c idle_in_transaction_session_timeout=15000"
    limits += " -c jit=off"  # compiling our statements takes longer than running them: 650 ms for 10 were seen
    return quiet | {"pool_pre_ping": True, "connect_args": {"options": limits, "connect_timeout": 5}}


def _development_key(folder: Path) -> str:
    """A random key kept beside the development database, so that a restart keeps sign-ins."""
    path = folder / "development-key"
    if not path.exists():
        path.write_text(os.urandom(32).hex())
        path.chmod(0o600)
    return path.read_text()
