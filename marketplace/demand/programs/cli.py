"""Programs from the terminal: a version goes out as a file, and a file becomes a draft."""

from pathlib import Path

import click
import sqlalchemy as sa
from flask.cli import AppGroup
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.accounts import queries as accounts
from marketplace.db import db, transaction
from marketplace.demand.programs import actions, queries
from marketplace.demand.programs.actions.making import TITLE_TAKEN
from marketplace.demand.programs.actions.values import SHORT
from marketplace.demand.programs.models import Program
from marketplace.demand.programs.queries import Blueprint, Foresight, Known
from marketplace.errors import Refused
from marketplace.sides import Actor, Side
from marketplace.web.access import now
from marketplace.web.site import site

commands = AppGroup("programs", help="Programs as files that another installation reads.")


@commands.command("export")
@click.argument("title")
@click.option("--version", type=int, help="The number of the version; the one that staff work on when not given.")
def export_program(title: str, version: int | None) -> None:
    """Print the blueprint of the program TITLE: flask programs export "TITLE" > FILE."""
    try:
        with transaction(read_only=True):
            program = db.session.scalar(sa.select(Program).where(Program.title == title))
            if program is None:
                raise click.ClickException(_("No program is called “%(title)s”.", title=title))
            found = {row.number: row for row in db.session.scalars(queries.versions_of(program))}
            chosen = found.get(version or program.version_number)
            if chosen is None:
                raise click.ClickException(_("It has no version %(number)s.", number=version))
            click.echo(actions.export(chosen, site=site().name, now=now()), nl=False)
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal


@commands.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", "email", default="", help="The address of the staff member whose draft it becomes.")
@click.option("--title", default="", help="Another title than the file has.")
@click.option("--dry-run", is_flag=True, help="Say what would be made, and make nothing.")
def import_program(path: Path, email: str, title: str, dry_run: bool) -> None:
    """Make a draft of the blueprint in the file PATH."""
    if len(title) > SHORT:
        raise click.UsageError(_("Keep the title under %(num)s characters.", num=SHORT))
    try:
        with transaction(read_only=dry_run):
            with path.open("rb") as file:
                drawn = actions.read(file.read(queries.LARGEST + 1))
            foreseen = queries.foresee(drawn)
            if not dry_run:
                actions.import_blueprint(drawn, title=title, actor=_staff(email), now=now())
            told = list(_told(drawn, foreseen))
            if dry_run and queries.is_taken(title or drawn.title):
                told.append(str(TITLE_TAKEN))
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    click.echo("\n".join([*told, _("Nothing was made.") if dry_run else _("Made as a draft.")]))


def _staff(email: str) -> Actor:
    person = accounts.person_at(email) if email else None
    places = accounts.living_memberships(person.id) if person and person.active else []
    found = next((place for place in places if place.side is Side.STAFF), None)
    if found is None:
        raise click.UsageError(_("Say whose draft it becomes: --by and the address of somebody of a program team."))
    return found.actor()


def _told(drawn: Blueprint, foreseen: Foresight) -> list[str]:
    """What an import makes, in lines."""
    modules = ngettext("%(num)s module", "%(num)s modules", len(drawn.modules))
    how = {
        Known.BY_CODE: _("known by code"),
        Known.BY_NAME: _("known by name"),
        Known.NOT_YET: _("kept in words, to decide"),
    }
    told = [f"{drawn.title}: {modules}"]
    told += [f"  {how[line.known]}: {line.taught.label}" for known in Known for line in foreseen.known(known)]
    return told + [f"  {sentence}" for sentence in drawn.unknown]
