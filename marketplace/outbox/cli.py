"""The worker and its jobs from the terminal."""

from uuid import UUID

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from marketplace.db import db, transaction
from marketplace.outbox import jobs, queries, worker
from marketplace.outbox.actions import queue_job
from marketplace.outbox.delivery import clock
from marketplace.outbox.models import OutboxItem

outbox = AppGroup("outbox", help="Mail and jobs waiting to be done.")
by_name = AppGroup("jobs", help="What is done by the clock.")


@click.command("worker")
@click.option("--threads", default=2, show_default=True, help="How many mails and jobs at once.")
@click.option("--grace", default=jobs.GRACE, show_default=True, help="Seconds that a job has to end after SIGTERM.")
@click.option("--parent", type=int, help="Also end when this process is gone.")
@with_appcontext
def work(threads: int, grace: float, parent: int | None) -> None:
    """Send mail and do jobs until SIGTERM or Ctrl-C. Any number may run, on any number of machines."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 -- Flask's documented way
    jobs.run(app, threads=threads, grace=grace, parent=parent)


@outbox.command("drain")
@click.option("--limit", default=100, show_default=True, help="At most so many mails and jobs.")
def drain(limit: int) -> None:
    """Send mail and carry out jobs that wait now, then stop."""
    tally = worker.drain(limit, jobs=current_app.extensions["jobs"])
    click.echo(f"done: {tally.done}, failed: {tally.failed}")


@by_name.command("list")
def listing() -> None:
    """Print the clock's tasks, how often each runs and when it last did."""
    tasks = current_app.extensions["clock"]
    with transaction(read_only=True):
        runs = queries.runs(task.name for task in tasks)
    for task in tasks:
        run = runs[task.name]
        last = f"{run.last_done_at:%Y-%m-%d %H:%M} UTC" if run.last_done_at else "never"
        words = [f"every {task.every}", f"last done: {last}"]
        words += ["waits"] * run.waits + [f"given up: {run.given_up}"] * bool(run.given_up)
        click.echo(f"{task.name:28} " + ", ".join(words))


@by_name.command("run")
@click.argument("name")
@click.option("--again", is_flag=True, help="Even if it was done in this period.")
def run(name: str, again: bool) -> None:
    """Do the clock's task NAME now, unless it was done in this period."""
    task = next((task for task in current_app.extensions["clock"] if task.name == name), None)
    if task is None:
        raise click.UsageError(f"There is no task {name}. “flask jobs list” prints them.")
    now = clock()
    key = task.key(now) + (f":{now.timestamp()}" if again else "")
    with transaction():
        queue_job(name, dedupe_key=key)
        item = db.session.execute(
            sa.select(OutboxItem.id, OutboxItem.done_at).where(OutboxItem.dedupe_key == key)
        ).one()
    if item.done_at:
        click.echo(f"{name} was done in this period, at {item.done_at:%H:%M} UTC. --again does it once more.")
        return
    _do_now(item.id)
    click.echo(f"{name}: done")


def _do_now(item_id: UUID) -> None:
    if not worker.do_now(item_id, jobs=current_app.extensions["jobs"]):
        raise click.ClickException("It failed, or a worker does it at this moment. “flask jobs list” tells what came.")


commands = (work, outbox, by_name)
