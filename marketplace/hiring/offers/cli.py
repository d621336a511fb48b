"""Offers from the terminal."""

from typing import cast
from uuid import UUID

import click
from flask.cli import AppGroup

from marketplace.db import transaction
from marketplace.hiring.offers import actions
from marketplace.sides import Actor, Side
from marketplace.web.access import now

commands = AppGroup("offers", help="Offers and their last moments.")
NOBODY = cast("UUID", None)  # a history row names no person when the clock acts
CLOCK = Actor(person_id=NOBODY, name="", side=Side.STAFF, membership_id=NOBODY)


@commands.command("lapse")
def lapse() -> None:
    """Let every offer lapse whose last moment to answer has passed; again changes nothing."""
    with transaction():
        count = actions.lapse_all(actor=CLOCK, now=now())
    click.echo(f"lapsed: {count}")
