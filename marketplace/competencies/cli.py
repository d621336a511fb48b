"""The vocabulary from the terminal."""

from collections.abc import Callable
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from marketplace.competencies import actions, queries
from marketplace.db import transaction
from marketplace.web.access import now

ERRORS_SHOWN = 50

commands = AppGroup("competencies", help="The shared vocabulary of competencies.")


@commands.command("starter")
def starter() -> None:
    """Load the vocabulary that comes with the software; again changes nothing."""
    with transaction():
        tally = actions.load_starter(now=now())
    _say(tally)
    _fit()


@commands.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def import_file(path: Path) -> None:
    """Import the ESCO portal's CSV download, or the O*NET database's, as text or workbooks.

    Of ESCO its skills file, its folder or its zip: relation files that lie beside are read as well. Of O*NET
    its folder, its zip or one of its files: whichever of its tables are there. Doing it again doubles nothing.
    """
    try:
        onet = actions.find_onet(path)
        tally = _import_onet(onet) if onet else _import(actions.find_esco(path))
    except actions.NotThisFormat as fault:
        raise click.ClickException(fault.sentence) from fault
    _say(tally)
    click.echo(str(queries.SOURCE_LABELS["onet" if onet else "esco"]))
    if tally.errors and not tally.read:
        raise click.ClickException(_("No row could be read."))
    _fit()


@commands.command("fit")
def fit() -> None:
    """Make this machine's file of the vocabulary, if it lacks one. Every worker does so by itself."""
    if not _fit():
        click.echo(_("Nothing to do: the file is there, or the vocabulary is small and needs none."))


def _fit() -> bool:
    """Make the file of a large vocabulary now, so that no page has to wait until the worker comes to it."""
    with transaction(read_only=True):
        missing = queries.missing_file() is not None
        if missing:
            click.echo(
                _("Learning the vocabulary by heart. A large one takes a minute or two; the site works meanwhile.")
            )
            actions.fit_here(now=now())
    return missing


def _import(files: actions.EscoFiles) -> actions.Tally:
    with click.progressbar(length=files.size, label=_("Reading"), show_pos=False) as bar:
        advance: Callable[[int], None] = bar.update
        return actions.import_esco(files, now=now(), progress=advance, unit=transaction)


def _import_onet(files: actions.OnetFiles) -> actions.Tally:
    with click.progressbar(length=files.size, label=_("Reading"), show_pos=False) as bar:
        advance: Callable[[int], None] = bar.update
        return actions.import_onet(files, now=now(), progress=advance, unit=transaction)


def _say(tally: actions.Tally) -> None:
    _say_errors(tally)
    click.echo(
        _(
            "Competencies: %(added)s added, %(changed)s changed, %(unchanged)s unchanged.",
            added=tally.added,
            changed=tally.changed,
            unchanged=tally.unchanged,
        )
    )
    click.echo(
        _(
            "Relations: %(added)s added, %(known)s known, %(outside)s left out because one end is not in the "
            "vocabulary.",
            added=tally.links_added,
            known=tally.links_known,
            outside=tally.outside,
        )
    )
    if isinstance(tally, actions.OccupationTally):
        _say_occupations(tally)
    if tally.errors:
        click.echo(_("Rows that could not be read: %(count)s.", count=len(tally.errors)))


def _say_occupations(tally: actions.OccupationTally) -> None:
    click.echo(
        _("Competencies that were there from another source, under the same name: %(count)s.", count=tally.elsewhere)
    )
    click.echo(
        _(
            "Occupations: %(added)s added, %(changed)s changed, %(unchanged)s unchanged.",
            added=tally.occupations_added,
            changed=tally.occupations_changed,
            unchanged=tally.occupations_unchanged,
        )
    )
    click.echo(
        _(
            "What they ask for: %(added)s added, %(changed)s changed, %(unchanged)s unchanged, %(outside)s left out "
            "because the occupation is not there.",
            added=tally.asked_added,
            changed=tally.asked_changed,
            unchanged=tally.asked_unchanged,
            outside=tally.asked_outside,
        )
    )


def _say_errors(tally: actions.Tally) -> None:
    for error in tally.errors[:ERRORS_SHOWN]:
        click.echo(
            _("%(file)s, line %(line)s: %(sentence)s", file=error.file, line=error.line, sentence=error.sentence),
            err=True,
        )
    if len(tally.errors) > ERRORS_SHOWN:
        click.echo(_("… and %(count)s more.", count=len(tally.errors) - ERRORS_SHOWN), err=True)
