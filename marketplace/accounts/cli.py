"""Accounts from the terminal: the way in for the first administrator."""

import click
from flask.cli import AppGroup

from marketplace.accounts import actions, queries
from marketplace.db import transaction
from marketplace.errors import Refused
from marketplace.sides import Side
from marketplace.web.access import now

commands = AppGroup("accounts", help="People who can sign in.")


@commands.command("invite")
@click.argument("email")
@click.option(
    "--side",
    type=click.Choice([Side.ADMIN.value, Side.STAFF.value]),
    required=True,
    help="Administer the site, or act for a program team.",
)
@click.option("--team", default="", help="The program team of staff; a new name makes a new team.")
@click.option("--name", default="", help="How the invitation addresses the person.")
def invite(email: str, side: str, team: str, name: str) -> None:
    """Invite EMAIL. Prints the link too, so that the first administrator needs no mail server."""
    if side == Side.STAFF and not team.strip():
        raise click.UsageError("Staff act for a program team: give --team NAME.")
    if "@" not in email:
        raise click.UsageError("EMAIL has the form name@place.example.")
    try:
        with transaction():
            link = actions.invite_colleague(
                email=email, name=name or email.partition("@")[0], side=Side(side), team=team, now=now()
            ).link
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    click.echo(f"The mail to {email} waits in the outbox. Its link works for 14 days, once:\n{link}")


@commands.command("reset-second-factor")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Take the second factor from EMAIL, for an administrator who has lost it and has nobody to ask."""
    try:
        with transaction():
            person = queries.person_at(email)
            if person is None:
                raise click.ClickException(f"Nobody has the address {email}.")
            actions.reset_second_factor(person, actor=None, now=now())
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    click.echo(f"The second factor of {email} is reset. The next sign-in asks for the password alone.")


@commands.command("reseal")
def reseal() -> None:
    """Seal every second factor with the newest SECRET_KEY, before an older one is dropped from SECRET_KEY_FALLBACKS."""
    with transaction():
        sealed = actions.seal_anew()
    click.echo(f"{sealed} second factors are sealed with the newest key.")


@commands.command("sign-everybody-out")
def sign_everybody_out() -> None:
    """End every sign-in and every open link to a password or an address: a restore brings old ones back."""
    with transaction():
        actions.end_everybody(now=now())
    click.echo("Everybody signs in anew. Links to a new password or address that were open are over.")
