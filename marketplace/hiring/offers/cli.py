"""Offers from the terminal."""

import click
from flask.cli import AppGroup

from marketplace.db import transaction
from marketplace.hiring.offers import actions
from marketplace.web.access import now

commands = AppGroup("offers", help="Offers and their last moments.")


@commands.command("lapse")
def lapse() -> None:
    """Let every offer lapse whose last moment to answer has passed; again changes nothing."""
    with transaction():
        count = actions.lapse_all(actor=actions.CLOCK, now=now())
    click.echo(f"lapsed: {count}")
