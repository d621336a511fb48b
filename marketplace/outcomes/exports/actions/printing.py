"""The job that puts figures on paper: nobody waits for it, and no lock is held while the page is drawn."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from flask_babel import gettext as _

from marketplace.db import db, end_read, lock
from marketplace.outbox.actions import queue_job
from marketplace.outcomes.exports import queries
from marketplace.outcomes.exports.actions import keeping
from marketplace.outcomes.exports.actions.making import counted_for, out_of_reach, whoever_asked, write
from marketplace.outcomes.exports.models import Export, ExportProgress
from marketplace.outcomes.exports.queries import Line, Sheet
from marketplace.outcomes.reports.models import FigureRelease

PRINT_JOB: Final = "exports.put_on_paper"


def queue_printing(export: Export) -> None:
    """Have the job print an export."""
    queue_job(PRINT_JOB, dedupe_key=f"{PRINT_JOB}:{export.id}", export_id=str(export.id))


def put_on_paper(*, export_id: str, now: datetime) -> None:
    """The job: draw the page with the rights that whoever asked has now, then keep it. Safe to repeat."""
    key = uuid.UUID(export_id)
    export = db.session.get_one(Export, key)
    if export.progress.done == export.progress.total:
        return
    may = whoever_asked(export) is not None
    sheet = _sheet(export, now) if may and queries.printer() else None
    end_read()
    content = queries.pdf(sheet) if sheet else b""
    progress = lock(db.session.get_one(ExportProgress, key))
    if progress.done == progress.total:
        return
    if not sheet:
        keeping.give_up(key, progress, _cannot_print() if may else out_of_reach(), now=now)
        return
    export = db.session.get_one(Export, key)
    write(export, content, "pdf")
    progress.rows, progress.done = len(sheet.figures), progress.total
    keeping.finish(export, progress, now=now)


put_on_paper.reads_first = True  # type: ignore[attr-defined]  # holds no lock while the page is drawn


def _cannot_print() -> str:
    return _("The site could not write PDF. Choose another kind of file, or print the page of the figures.")


def _sheet(export: Export, now: datetime) -> Sheet:
    return _release(export.release) if export.release else _team(export, *counted_for(export, now))


def _team(export: Export, people: int, found: Iterable[Line]) -> Sheet:
    """Of a version under the title of its report, else of the cohorts that were chosen."""
    version = export.frozen
    facts = [(_("As of"), queries.day(export.as_of)), (_("People who started"), str(people))]
    if version:
        facts += [(_("Version"), str(version.number)), (_("Frozen"), queries.day(version.frozen_at))]
        facts += [(_("Counted again because"), version.reason)] if version.reason else []
        facts += [(_("Digest"), version.digest)]
    names = queries.cohort_names([cohort.id for cohort in export.cohorts])
    facts += [(_("Cohorts"), "; ".join(f"{names[one.id][1]}, {names[one.id][0]}" for one in export.cohorts))]
    return Sheet(
        title=version.report.title if version else _("What came of it"),
        facts=facts,
        figures=[queries.told(line) for line in found],
        apart=_("Left out"),
        note=_("For the team: small numbers are not withheld here. What may leave the house is a release."),
    )


def _release(release: FigureRelease) -> Sheet:
    cohort = release.cohort
    return Sheet(
        title=_("What came of %(cohort)s", cohort=cohort.name),
        facts=[
            (_("Program"), cohort.program.title),
            (_("As of"), queries.day(release.as_of)),
            (_("Released"), queries.day(release.released_at)),
        ],
        figures=queries.told_released(release),
        apart=_("Left early"),
        note=_("Unknown is never counted as success and never left out."),
    )
