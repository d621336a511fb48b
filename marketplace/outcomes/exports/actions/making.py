"""Making an export: a few cohorts at a time, each time in one transaction, so that it can go on after any of them."""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _

from marketplace.accounts import queries as accounts
from marketplace.db import db, lock
from marketplace.outbox.actions import queue_job
from marketplace.outcomes.exports import queries
from marketplace.outcomes.exports.actions import keeping
from marketplace.outcomes.exports.actions.packing import pack
from marketplace.outcomes.exports.models import Export, ExportFile, ExportKind, ExportProgress
from marketplace.outcomes.exports.queries import Line, Named
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.loading import starters
from marketplace.outcomes.measures.queries.people import Starter
from marketplace.outcomes.measures.queries.settings import Definition, Settings
from marketplace.outcomes.snapshots.models import Audit
from marketplace.sides import Actor
from marketplace.supply.enrolments.models import Enrolment

JOB: Final = "exports.carry_out"
#: Cohorts in one transaction of the job, so that others can write between two of them.
STEP: Final = 10
#: Drawn placements in one transaction of the job.
SAMPLE: Final = 20
MEDIA_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "pdf": "application/pdf",
}


def carry_out(*, export_id: str, now: datetime) -> None:
    """The job: make the next part with the rights that whoever asked has now, then ask for the rest.

    Safe to repeat: what was written stays written, and is not written twice.
    """
    export = db.session.get_one(Export, uuid.UUID(export_id))
    progress = lock(db.session.get_one(ExportProgress, export.id))
    if progress.done == progress.total:
        return
    actor = whoever_asked(export)
    if actor is None:
        keeping.give_up(export.id, progress, out_of_reach(), now=now)
        return
    carry_on(export, progress, actor, now)
    if progress.done < progress.total:
        queue(export, progress)


def whoever_asked(export: Export) -> Actor | None:
    """Whoever asked for an export, if they still see all of it from where they asked."""
    place = accounts.membership(export.membership_id)
    if place.ended_at is not None:
        return None
    actor = place.actor()
    seen = db.session.scalars(queries.visible_to(actor).where(Export.id == export.id)).first()
    return actor if seen is not None else None


def out_of_reach() -> str:
    """Why a file is not made any more."""
    return _("Whoever asked for it can no longer see all of these cohorts.")


def queue(export: Export, progress: ExportProgress) -> None:
    """Have the job make the next part."""
    queue_job(JOB, dedupe_key=f"{JOB}:{export.id}:{progress.done}", export_id=str(export.id))


def carry_on(export: Export, progress: ExportProgress, actor: Actor, now: datetime) -> None:
    """Make the next part of a file."""
    cohort_ids = [cohort.id for cohort in export.cohorts]
    if export.audit:
        _sample(export, export.audit, progress, actor, now)
        progress.done = min(progress.done + SAMPLE, progress.total)
    elif export.kind.holds_people:
        here = cohort_ids[progress.done : progress.done + STEP]
        _people(export, progress, here, actor, now)
        progress.done += len(here)
    else:
        _figures(export, progress, now)
        progress.done = progress.total
    db.session.flush()
    if progress.done == progress.total:
        keeping.finish(export, progress, now=now)


def definitions_of(export: Export) -> Mapping[Key, Definition]:
    """The definitions that were in force when it was asked for."""
    return {
        Key(key): Definition(Key(key), told["number"], Settings.from_json(told["settings"]), told.get("own", False))
        for key, told in export.definitions.items()
    }


def _among(cohort_ids: Sequence[uuid.UUID]) -> list[Starter]:
    return starters(Enrolment.first_cohort_id.in_(cohort_ids))


# ---- figures ---------------------------------------------------------------------------------------------


def _figures(export: Export, progress: ExportProgress, now: datetime) -> None:
    people, found = counted_for(export, now)
    if export.kind is ExportKind.FIGURES_CSV:
        write(export, queries.lines([line.row() for line in found], columns=queries.COLUMNS), "csv")
    elif export.kind is ExportKind.FIGURES_XLSX:
        write(export, queries.workbook("figures", queries.COLUMNS, [line.row() for line in found]), "xlsx")
    else:
        write(export, document(export, people, found, now), "json")
    progress.rows = len(found)


def counted_for(export: Export, now: datetime) -> tuple[int, list[Line]]:
    """How many people, and the figures: those of a version as they were frozen, else counted now."""
    if export.version:
        return export.version.people, list(queries.frozen_lines(export.version))
    people = _among([cohort.id for cohort in export.cohorts])
    return len(people), _lines(export, people, now)


def write(export: Export, content: bytes, ending: str) -> None:
    """Keep a whole file."""
    keeping.append(keeping.begin(export, ending=ending, media_type=MEDIA_TYPES[ending]), content)


def _lines(export: Export, people: Sequence[Starter], now: datetime) -> list[Line]:
    known = definitions_of(export)
    others = queries.counted(known, [cohort.id for cohort in export.cohorts], export.as_of, now.date())
    return list(queries.lines_of(known, people, export.as_of, others))


def document(export: Export, people: int, found: Iterable[Line], now: datetime) -> bytes:
    """Figures with their definitions as JSON, see docs/exports.md: keys in a fixed order, none ever missing."""
    told: dict[str, Any] = {  # Any: words and numbers
        "schema": queries.SCHEMA,
        "schema_version": queries.SCHEMA_VERSION,
        "made_at": now.isoformat(timespec="seconds"),
        "as_of": export.as_of.isoformat(),
        "scope": _scope(export),
        "report": queries.frozen_data(export.version) if export.version else None,
        "people": people,
        "figures": [line.data() for line in found],
    }
    return as_json(told)


def as_json(told: Mapping[str, Any]) -> bytes:  # Any: words and numbers
    """Plain data as it is written to a file: its keys as they stand."""
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _scope(export: Export) -> dict[str, Any]:  # Any: words and numbers
    names = queries.cohort_names([cohort.id for cohort in export.cohorts])
    return {
        "program": export.program.title if export.program else None,
        "since": export.since.isoformat() if export.since else None,
        "until": export.until.isoformat() if export.until else None,
        "cohorts": [
            {
                "program": names[cohort.id][0],
                "name": cohort.name,
                "starts_on": cohort.starts_on.isoformat(),
                "ends_on": cohort.ends_on.isoformat(),
            }
            for cohort in export.cohorts
        ],
    }


# ---- people ----------------------------------------------------------------------------------------------


def _people(
    export: Export,
    progress: ExportProgress,
    here: Sequence[uuid.UUID],
    actor: Actor,
    now: datetime,
) -> None:
    """The rows of some cohorts: cohort by cohort, in each by reference, so that the order says nothing of anybody."""
    order = {cohort_id: place for place, cohort_id in enumerate(here)}
    people = sorted(_among(here), key=lambda one: (order[one.cohort_id], queries.reference(one.enrolment_id)))
    named = _named(export, here, people, actor)
    if export.kind is ExportKind.EVIDENCE:
        first = {} if progress.done else {"figures.json": _all_figures(export, now)}
        work = queries.verified_work(people, named, export.as_of)
        progress.rows += pack(export, work, first=first, actor=actor, now=now)
        return
    known = definitions_of(export)
    rows = [queries.row(export.kind, known, one, named[one.enrolment_id], export.as_of) for one in people]
    if progress.done:
        keeping.append(db.session.get_one(ExportFile, (export.id, 1)), queries.lines(rows))
    else:
        write(export, queries.lines(rows, columns=queries.columns(export.kind)), "csv")
    progress.rows += len(rows)


def _sample(export: Export, audit: Audit, progress: ExportProgress, actor: Actor, now: datetime) -> None:
    """What shows the next placements of an audit in the order drawn."""
    placements = queries.drawn(audit, after=progress.done, most=SAMPLE)
    names = queries.names_of([one.jobseeker_id for one in placements], actor) if export.with_names else {}
    work = queries.drawn_work(placements, queries.cohort_names([one.id for one in export.cohorts]), names)
    first = {} if progress.done else _about(export, audit, now)
    progress.rows += pack(export, work, first=first, actor=actor, now=now)


def _about(export: Export, audit: Audit, now: datetime) -> dict[str, bytes]:
    """What a pack begins with: how the sample was drawn, and the figures as they were frozen."""
    return {"audit.json": as_json(queries.audit_data(audit)), "figures.json": _all_figures(export, now)}


def _all_figures(export: Export, now: datetime) -> bytes:
    return document(export, *counted_for(export, now), now)


def _named(
    export: Export, cohort_ids: Sequence[uuid.UUID], people: Sequence[Starter], actor: Actor
) -> Mapping[uuid.UUID, Named]:
    called = queries.cohort_names(cohort_ids)
    names = queries.names_of([one.jobseeker_id for one in people], actor) if export.with_names else {}
    return {one.enrolment_id: Named(*called[one.cohort_id], names.get(one.jobseeker_id, "")) for one in people}
