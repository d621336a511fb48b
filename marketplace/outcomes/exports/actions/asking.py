"""Asking for an export: what is taken out is on record before it is made."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

from flask_babel import gettext as _

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.outcomes.exports import queries
from marketplace.outcomes.exports.actions import keeping
from marketplace.outcomes.exports.actions.making import as_json, carry_on, queue, write
from marketplace.outcomes.exports.actions.printing import queue_printing
from marketplace.outcomes.exports.models import Export, ExportCohort, ExportKind, ExportProgress
from marketplace.outcomes.exports.queries import RELEASED_COLUMNS, SCHEMA_VERSION
from marketplace.outcomes.measures.queries.definitions import definitions
from marketplace.outcomes.reports.models import FigureRelease
from marketplace.outcomes.snapshots.models import Audit, FrozenReport
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort

#: So many people are counted while the page waits; evidence never is.
AT_ONCE: Final = 500


def take_figures(
    cohorts: Sequence[Cohort], *, kind: str, as_of: date, actor: Actor, now: datetime, **asked: object
) -> Export:
    """Ask for the figures of some cohorts. `asked` is what was chosen: program, since and until."""
    return _ask(cohorts, Export(kind=ExportKind(kind), as_of=as_of, **asked), actor, now)


def take_people(
    cohorts: Sequence[Cohort],
    *,
    kind: str,
    as_of: date,
    with_names: bool,
    reason: str,
    actor: Actor,
    now: datetime,
    **asked: object,
) -> Export:
    """Ask for rows of people or for what shows their work. Names only for a reason that stays on record."""
    _expect_reason(reason, with_names=with_names)
    row = Export(kind=ExportKind(kind), as_of=as_of, with_names=with_names, reason=reason, **asked)
    return _ask(cohorts, row, actor, now)


def _ask(cohorts: Sequence[Cohort], row: Export, actor: Actor, now: datetime) -> Export:
    """Put it on record. A small one is made when this returns, a large one by the job."""
    if row.as_of > now.date():
        raise Refused(_("That day is still to come. Choose today or a day before it."))
    if not cohorts:
        raise Refused(_("Nobody has started in what you chose. Choose other cohorts or another period."))
    _expect_printer(row.kind)
    in_force = definitions().values()
    row.definitions = {one.key.value: {"number": one.number, "settings": one.settings.to_json()} for one in in_force}
    total = len(cohorts) if row.kind.holds_people else 1
    progress = _record(row, total, actor, now)
    _note_cohorts(row, [cohort.id for cohort in cohorts])
    if row.kind is ExportKind.FIGURES_PDF:
        queue_printing(row)
        return row
    small = queries.people_among([cohort.id for cohort in cohorts]) <= AT_ONCE
    if small and row.kind is not ExportKind.EVIDENCE:
        while progress.done < progress.total:
            carry_on(row, progress, actor, now)
    else:
        queue(row, progress)
    return row


def _record(row: Export, total: int, actor: Actor, now: datetime) -> ExportProgress:
    row.requested_by_id, row.membership_id, row.at = actor.person_id, actor.membership_id, now
    db.session.add(row)
    db.session.flush()
    progress = ExportProgress(export_id=row.id, total=total, done=0, rows=0)
    db.session.add(progress)
    db.session.flush()
    return progress


def take_released(release: FigureRelease, *, kind: str, actor: Actor, now: datetime) -> Export:
    """What a funder reads of a release, as a file. Made at once but for PDF."""
    _expect_printer(ExportKind(kind))
    row = Export(kind=ExportKind(kind), as_of=release.as_of, release_id=release.id, definitions={})
    progress = _record(row, 1, actor, now)
    if row.kind is ExportKind.FIGURES_PDF:
        queue_printing(row)
        return row
    progress.rows, progress.done = _write_released(row, release), 1
    keeping.finish(row, progress, now=now)
    return row


def _write_released(row: Export, release: FigureRelease) -> int:
    rows = list(queries.released_rows(release))
    if row.kind is ExportKind.FIGURES_JSON:
        told = {"schema": "guildhall.released_figures", "schema_version": SCHEMA_VERSION}
        write(row, as_json(told | queries.released_data(release)), "json")
    elif row.kind is ExportKind.FIGURES_XLSX:
        write(row, queries.workbook("figures", RELEASED_COLUMNS, rows), "xlsx")
    else:
        write(row, queries.lines(rows, columns=RELEASED_COLUMNS), "csv")
    return len(rows)


def take_frozen(version: FrozenReport, *, kind: str, actor: Actor, now: datetime) -> Export:
    """A version of a report as a file: what was frozen, and nothing counted anew. Made at once but for PDF."""
    _expect_printer(ExportKind(kind))
    row = Export(kind=ExportKind(kind), as_of=version.report.as_of, frozen_id=version.id)
    progress = _record_version(row, version, 1, actor, now)
    if row.kind is ExportKind.FIGURES_PDF:
        queue_printing(row)
    else:
        carry_on(row, progress, actor, now)
    return row


def take_audit(audit: Audit, *, with_names: bool, reason: str, actor: Actor, now: datetime) -> Export:
    """What shows the work that an audit drew, and nobody else's. Always made by the job, some placements at a time."""
    _expect_reason(reason, with_names=with_names)
    row = Export(kind=ExportKind.EVIDENCE, as_of=audit.version.report.as_of, audit_id=audit.id)
    row.with_names, row.reason = with_names, reason
    queue(row, _record_version(row, audit.version, audit.size, actor, now))
    return row


def _record_version(row: Export, version: FrozenReport, total: int, actor: Actor, now: datetime) -> ExportProgress:
    """Put an export of a version on record, by the definitions and of the cohorts that the version was counted by."""
    row.definitions = {
        one["key"]: {name: value for name, value in one.items() if name != "key"} for one in version.definitions
    }
    progress = _record(row, total, actor, now)
    _note_cohorts(row, [one.cohort_id for one in version.report.cohorts])
    return progress


def _note_cohorts(row: Export, cohort_ids: Iterable[uuid.UUID]) -> None:
    db.session.add_all(ExportCohort(export_id=row.id, cohort_id=key) for key in cohort_ids)
    db.session.flush()
    db.session.expire(row, ["cohorts"])


def _expect_reason(reason: str, *, with_names: bool) -> None:
    if with_names and not reason:
        raise Refused(_("Say why names are needed: it stays beside this export."))


def _expect_printer(kind: ExportKind) -> None:
    if kind is ExportKind.FIGURES_PDF and queries.printer() is None:
        raise Refused(_("This site cannot write PDF. Choose another kind of file, or print the page of the figures."))
