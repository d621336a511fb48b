"""Discovery from the terminal."""

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from marketplace.db import transaction
from marketplace.demand.discovery import actions

commands = AppGroup("discovery", help="Discovery sessions with employers.")


@commands.command("guide")
def guide() -> None:
    """Install the interview guide that comes with the software; again changes nothing."""
    with transaction():
        installed = actions.install_guide()
        said = _(
            "“%(name)s”, edition %(edition)s, is installed with %(count)s questions.",
            name=installed.name,
            edition=installed.edition,
            count=len(installed.questions),
        )
    click.echo(said)
