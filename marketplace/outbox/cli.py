"""The worker from the terminal."""

import signal
from threading import Event

import click
from flask import current_app
from flask.cli import AppGroup

from marketplace.outbox import worker

commands = AppGroup("outbox", help="Mail and jobs waiting to be done.")


@commands.command("work")
def work() -> None:
    """Send mail and carry out jobs until stopped (Ctrl-C or SIGTERM)."""
    stop = Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_given: stop.set())
    worker.work(current_app._get_current_object(), current_app.extensions["jobs"], stop)  # type: ignore[attr-defined]  # noqa: SLF001 -- Flask's documented way to the application itself


@commands.command("drain")
@click.option("--limit", default=100, show_default=True, help="At most so many mails and jobs.")
def drain(limit: int) -> None:
    """Send mail and carry out jobs that wait now, then stop."""
    tally = worker.drain(limit, jobs=current_app.extensions["jobs"])
    click.echo(f"done: {tally.done}, failed: {tally.failed}")
