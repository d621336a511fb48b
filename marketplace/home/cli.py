"""The terminal's side of running an installation: `flask serve`, `flask backup`, `flask restore`, `flask roles`."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import NoReturn
from urllib.request import urlopen

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _
from flask_migrate import upgrade
from sqlalchemy.engine import make_url
from waitress.server import create_server

from marketplace.accounts.models import Person
from marketplace.db import db, transaction
from marketplace.errors import Refused
from marketplace.home.actions import backup as backups
from marketplace.home.actions import roles as rights
from marketplace.home.queries import health
from marketplace.web.access import now

FIRST_PORT = 8000
TRIES = 100
ANSWER_WITHIN = 30  # seconds until the site must answer its own question
ENDS = (signal.SIGINT, signal.SIGTERM)
STOP_WITHIN = 10  # seconds a worker has to finish what it does
LOOK_EVERY = 2  # seconds between two looks at whether the worker is there

# What fills an empty installation, by the commands' names: they belong to rooms above and beside this one.
FIRST_START = (("competencies", "starter"), ("discovery", "guide"), ("demo", "seed"))


@click.command("serve", help="Prepare the database, then run the site and its worker until Ctrl-C.")
@click.option("--port", envvar="PORT", type=int, help="The port; 8000 or the next free one when not given.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--threads", default=8, show_default=True, help="How many requests are answered at once.")
@click.option("--empty", is_flag=True, help="Put nothing into a new installation: no vocabulary, guide or demo world.")
@with_appcontext
def serve(port: int | None, host: str, threads: int, empty: bool) -> None:
    """Serve until interrupted; both processes end together, each by its own id."""
    prepare(fill=not empty)
    door = listen(host, port)
    address = f"http://{host}:{door.getsockname()[1]}"
    at_home = current_app.config["PUBLIC_URL"] or address
    current_app.config["PUBLIC_URL"] = at_home
    app = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 -- the server needs the app itself
    server = create_server(app, sockets=[door], threads=threads, ident="", clear_untrusted_proxy_headers=True)
    for name in ENDS:
        signal.signal(name, _stop)
    with worker(at_home):
        threading.Thread(target=announce, args=(address, demo_accounts()), daemon=True).start()
        server.run()  # returns when interrupted
    click.echo(_("Stopped."))


def _stop(_number: int, _frame: object) -> NoReturn:
    """End once: a second Ctrl-C must not interrupt the tidying up."""
    for name in ENDS:
        signal.signal(name, signal.SIG_IGN)
    raise KeyboardInterrupt


def prepare(*, fill: bool = True) -> None:
    """Bring the database to the newest migration; an installation without people gets its first content."""
    upgrade()
    with transaction(read_only=True):
        empty = db.session.scalar(sa.select(Person.id).limit(1)) is None
    if not fill or not empty or current_app.config["ENVIRONMENT"] == "production":
        return
    for group, name in FIRST_START:
        command = _command(group, name)
        if command is not None:
            click.echo(_("First start: %(group)s %(name)s", group=group, name=name))
            click.get_current_context().invoke(command)


def _command(group: str, name: str) -> click.Command | None:
    """A command of another room, found by name."""
    found = current_app.cli.commands.get(group)
    return found.commands.get(name) if isinstance(found, click.Group) else None


def listen(host: str, port: int | None) -> socket.socket:
    """An open door on the wanted port, or on the first free one from 8000 on. Raises when there is none."""
    for number in [port] if port else range(FIRST_PORT, FIRST_PORT + TRIES):
        door = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, number))
        except OSError:
            door.close()
            continue
        return door
    raise click.ClickException(_("Port %(port)s is taken. Choose another: PORT=8080 make run", port=port or FIRST_PORT))


@contextmanager
def worker(public_url: str) -> Iterator[None]:
    """A child process that sends mail and does jobs, for as long as the block lasts; started again when it dies."""
    ending = threading.Event()
    children: list[subprocess.Popen[bytes]] = [_start_worker(public_url)]

    def keep() -> None:
        while not ending.wait(LOOK_EVERY):
            if children[-1].poll() is not None:
                children.append(_start_worker(public_url))

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ending.set()
        keeper.join()
        _end(children[-1])


def _start_worker(public_url: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"FLASK_APP": os.environ.get("FLASK_APP", "wsgi.py"), "PUBLIC_URL": public_url}
    limits = ["--grace", str(STOP_WITHIN / 2), "--parent", str(os.getpid())]
    return subprocess.Popen([sys.executable, "-m", "flask", "worker", *limits], env=environment)  # noqa: S603 -- our own words


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def demo_accounts() -> str:
    """What `flask demo accounts` prints; empty without a demo."""
    command = _command("demo", "accounts")
    if command is None or current_app.config["ENVIRONMENT"] == "production":
        return ""
    with redirect_stdout(StringIO()) as printed:
        click.get_current_context().invoke(command)
    return printed.getvalue()


def announce(address: str, accounts: str) -> None:
    """Print the address once the site answers there."""
    try:
        with urlopen(f"{address}/healthz", timeout=ANSWER_WITHIN) as answer:  # noqa: S310 -- our own address
            answer.read()
    except OSError as problem:
        click.echo(f"{address}: {problem}", err=True)
        return
    click.echo(f"\n  {address}\n\n{accounts}")


@click.command("backup", help="Copy the database and the files into the new folder PATH, while the site runs.")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Replace a backup that is there.")
@with_appcontext
def back_up(path: Path, *, yes: bool) -> None:
    """Make a backup and say what is in it."""
    began = time.monotonic()
    with _said():
        manifest = backups.back_up(_place(), path.absolute(), now=now(), replace=yes)
    backups.keep_in_mind(Path(current_app.config["DATA_FOLDER"]), manifest)
    _tell(_("Backed up"), manifest, began)


@click.command("restore", help="Replace the database and the files by the backup in PATH. Stop the site first.")
@click.argument("path", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--yes", is_flag=True, help="Replace rows that are there.")
@with_appcontext
def restore(path: Path, *, yes: bool) -> None:
    """Restore a backup and say what is there now."""
    began = time.monotonic()
    migrations = current_app.extensions["migrate"].directory
    db.session.remove()
    db.engine.dispose()
    with _said():
        manifest = backups.restore(path, _place(), known=set(health.known(migrations)), replace=yes)
    _tell(_("Restored"), manifest, began)
    if manifest.schema != health.newest(migrations):
        click.echo(_("The backup is of an older schema. Run flask db upgrade before the site starts."))


@click.command("roles", help="Print the SQL that gives PostgreSQL's roles no more rights than they need.")
@click.option("--prefix", default="guildhall", show_default=True, help="Begins the names of the roles.")
@with_appcontext
def roles(prefix: str) -> None:
    """Print, never run: an administrator reads it first."""
    if not prefix.isidentifier():
        raise click.UsageError(_("A prefix has letters, digits and underscores only."))
    click.echo(rights.sql(prefix), nl=False)


def _place() -> backups.Place:
    config = current_app.config
    return backups.Place(make_url(config["SQLALCHEMY_DATABASE_URI"]), Path(config["FILES_FOLDER"]), config["PG_BIN"])


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal


def _tell(what: str, manifest: backups.Manifest, began: float) -> None:
    click.echo(
        _(
            "%(what)s: %(rows)s rows of %(tables)s tables, %(files)s files, schema %(schema)s, in %(seconds)s seconds.",
            what=what,
            rows=sum(manifest.rows.values()),
            tables=len(manifest.rows),
            files=len(manifest.sums) - 1,
            schema=manifest.schema,
            seconds=round(time.monotonic() - began, 1),
        )
    )


commands = (serve, back_up, restore, roles)
