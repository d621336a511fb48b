"""The ledger of whom we forgot, for the days after an older backup came back: `flask erasures …`."""

from pathlib import Path

import click
import sqlalchemy as sa
from flask.cli import AppGroup
from flask_babel import gettext as _

from marketplace.db import db, transaction
from marketplace.supply.jobseekers import actions
from marketplace.supply.jobseekers.models import Erasure
from marketplace.web.access import now

commands = AppGroup(
    "erasures", help="Keep the ledger of erasures outside the database, and forget again after a restore."
)


@commands.command("list")
def list_them() -> None:
    """Print the hashes, one a line: keep them beside the backups."""
    with transaction(read_only=True):
        for person_hash in db.session.scalars(sa.select(Erasure.person_hash).order_by(Erasure.at, Erasure.id)):
            click.echo(person_hash)


@commands.command("replay")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def replay(file: Path) -> None:
    """Forget again whoever FILE names, before anybody is let in after a restore. Twice does no more than once."""
    hashes = file.read_text().split()
    with transaction():
        again = actions.forget_again(hashes, now=now())
    click.echo(_("%(again)s of %(all)s were here and are forgotten again.", again=again, all=len(hashes)))
