"""Figures from the terminal: set a definition otherwise, and count anew."""

import json
from typing import Any

import click
from flask.cli import AppGroup

from marketplace.db import transaction
from marketplace.errors import Refused
from marketplace.outcomes.measures import actions
from marketplace.outcomes.measures.queries.definitions import definitions, lead_at
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.web.access import now

commands = AppGroup("measures", help="Figures of outcomes and their definitions.")


@commands.command("redefine")
@click.argument("key", type=click.Choice([key.value for key in Key]))
@click.argument("settings", nargs=-1, required=True)
@click.option("--by", "email", required=True, help="The address of the lead in whose name it is changed.")
@click.option("--why", required=True, help="The reason, which staff read beside the definition.")
def redefine(key: str, settings: tuple[str, ...], email: str, why: str) -> None:
    """Set figure KEY otherwise from now on, for example: window_days=90 floor=document windows=[30,90]."""
    changes = dict(_setting(words) for words in settings)
    try:
        with transaction():
            lead = lead_at(email)
            if lead is None:
                raise click.ClickException(f"Nobody who leads the program team has the address {email}.")
            number = definitions()[Key(key)].number
            row = actions.redefine(Key(key), changes, number=number, why=why, actor=lead, now=now())
            click.echo(f"{key} is counted by definition {row.number} from now on; the worker counts everything anew.")
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal


def _setting(words: str) -> tuple[str, Any]:  # Any: a JSON value
    name, equals, value = words.partition("=")
    if not equals:
        raise click.UsageError(f"“{words}” has no value. Write name=value, for example window_days=90.")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value
