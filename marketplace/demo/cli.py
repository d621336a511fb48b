"""The demo world from the terminal."""

from datetime import datetime
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _

from marketplace.accounts.actions import hash_password
from marketplace.db import transaction
from marketplace.demo import actions
from marketplace.web.access import now

commands = AppGroup("demo", help="A fictional program with employers and people, to look around in.")


@commands.command("seed")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day on which the world stands.")
def seed(today: datetime | None) -> None:
    """Fill a development installation with the demo world; again changes nothing."""
    _refuse_production()
    if _exists():
        click.echo(_("The demo world is here already; nothing was changed."))
        return
    day = today.date() if today else now().astimezone(ZoneInfo(actions.time_zone())).date()
    # Hashing is slow on purpose, so it is done before the write transaction begins.
    hashes = {address: hash_password(password) for _label, address, password in actions.accounts()}
    with transaction():
        actions.seed(today=day, hashes=hashes)
    click.echo(_("The demo world is made. It stands on %(day)s.", day=day.isoformat()))


@commands.command("accounts")
def accounts() -> None:
    """Print whom you can sign in as; nothing while there is no demo world."""
    _refuse_production()
    if not _exists():
        return
    for label, address, password in actions.accounts():
        click.echo(f"  {label:<16} {address:<32} {password}")


def _exists() -> bool:
    with transaction(read_only=True):
        return actions.exists()


def _refuse_production() -> None:
    if current_app.config["ENVIRONMENT"] not in {"development", "testing"}:
        raise click.ClickException(
            _("The demo world has known passwords. It is made only where GUILDHALL_ENV is development or testing.")
        )
