"""A whole installation in a folder, and back: the database, the files, and a list that says what is in it.

The list has the schema, a count of every table and a checksum of every file. Writes go on meanwhile: what was
acknowledged before the start is in it, and the database is as it was at one moment.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from flask_babel import gettext as _
from sqlalchemy.engine import URL

from marketplace.errors import Refused
from marketplace.home.actions import on_postgresql, on_sqlite

LIST: Final = "manifest.json"
LAST: Final = "last-backup"  # in the data folder: when the last one was made, as far as this machine knows
FILES: Final = "files"
BLOCK: Final = 1024 * 1024


@dataclass(frozen=True)
class Place:
    """Where an installation lies: its database, its files, and where PostgreSQL's programs are (empty: the PATH)."""

    url: URL
    files: Path
    programs: str = ""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `sums` is path → SHA-256 of its bytes; `rows` is table → how many."""

    made_at: str
    engine: str
    schema: str
    rows: dict[str, int]
    sums: dict[str, str] = field(default_factory=dict)


class Engine(Protocol):
    """How a database is copied out and put back."""

    FILE: str

    def copy_out(self, url: URL, to: Path, programs: str) -> tuple[str, dict[str, int]]:
        """Write the database as of one moment; gives its schema and its counts. Refused when it can't."""

    def put_back(self, url: URL, source: Path, programs: str) -> None:
        """Replace the database."""

    def counts(self, url: URL) -> dict[str, int]:
        """Table → rows; empty where there is no database or no table yet."""


def back_up(place: Place, to: Path, *, now: datetime, replace: bool = False) -> Manifest:
    """Write a backup into the new folder `to`. It appears there when it is whole, or not at all."""
    if to.exists() and not replace:
        raise Refused(_("%(path)s is there already. Name a new folder, or say --yes to replace it.", path=to))
    if to.exists() and not (to / LIST).is_file():
        raise Refused(_("%(path)s is no backup, so it is not replaced. Name a new folder.", path=to))
    half = to.with_name(f"{to.name}.half")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700, parents=True)
    try:
        manifest = _write(place, half, now)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    shutil.rmtree(to, ignore_errors=True)
    half.rename(to)
    return manifest


def _write(place: Place, folder: Path, now: datetime) -> Manifest:
    engine = _engine(place.url.get_backend_name())
    schema, rows = engine.copy_out(place.url, folder / engine.FILE, place.programs)
    # After the database: a file that a row names is never removed before the row is.
    if place.files.is_dir():
        shutil.copytree(place.files, folder / FILES)
    sums = {str(path.relative_to(folder)): _sum(path) for path in _all_files(folder)}
    manifest = Manifest(now.isoformat(), place.url.get_backend_name(), schema, rows, sums)
    (folder / LIST).write_text(json.dumps(asdict(manifest), indent=1, sort_keys=True))
    for path in _all_files(folder):
        path.chmod(0o600)
    return manifest


def restore(source: Path, place: Place, *, known: set[str], replace: bool = False) -> Manifest:
    """Put a backup in the place of an installation. `known` are the schemas that this code can read or migrate.

    Refused when a byte is not as it was, when a newer version made it, or when there is data and not `replace`.
    """
    manifest = check(source, engine=place.url.get_backend_name(), known=known)
    engine = _engine(manifest.engine)
    if not replace and any(engine.counts(place.url).values()):
        raise Refused(_("The database has rows already. Say --yes to replace them all with the backup."))
    engine.put_back(place.url, source / engine.FILE, place.programs)
    if engine.counts(place.url) != manifest.rows:
        raise Refused(_("The restored tables do not have as many rows as the backup says. Do not start the site."))
    _put_back_files(source / FILES, place.files)
    return manifest


def check(source: Path, *, engine: str, known: set[str]) -> Manifest:
    """Read the list of a backup and hold everything against it."""
    if not (source / LIST).is_file():
        raise Refused(_("There is no backup at %(path)s: its %(list)s is missing.", path=source, list=LIST))
    manifest = Manifest(**json.loads((source / LIST).read_text()))
    found = {str(path.relative_to(source)): _sum(path) for path in _all_files(source) if path.name != LIST}
    if found != manifest.sums:
        raise Refused(_("The backup is not as it was written: a file is missing, changed or new. Use another one."))
    if manifest.engine != engine:
        raise Refused(
            _("This backup is of %(kind)s, and DATABASE_URL names %(other)s.", kind=manifest.engine, other=engine)
        )
    if manifest.schema not in known:
        raise Refused(
            _("A newer version made this backup (its schema is %(schema)s). Restore it there.", schema=manifest.schema)
        )
    return manifest


def _put_back_files(source: Path, files: Path) -> None:
    aside = files.with_name(f"{files.name}.replaced")
    shutil.rmtree(aside, ignore_errors=True)
    if files.exists():
        files.rename(aside)
    if source.is_dir():
        shutil.copytree(source, files)
    shutil.rmtree(aside, ignore_errors=True)


def _engine(name: str) -> Engine:
    engines: dict[str, Engine] = {"sqlite": on_sqlite, "postgresql": on_postgresql}
    return engines[name]


def _all_files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _sum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def keep_in_mind(folder: Path, manifest: Manifest) -> None:
    """Note beside the data when a backup was made, for the page of administrators."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / LAST).write_text(manifest.made_at)


def last_made(folder: Path) -> datetime | None:
    """When the last backup was made from this machine; None when none was, or the note cannot be read."""
    try:
        return datetime.fromisoformat((folder / LAST).read_text().strip())
    except (OSError, ValueError):
        return None
