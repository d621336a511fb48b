"""Counting a report and keeping what was counted: at once where it is small, else by a job, cohort by cohort."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, lock
from marketplace.errors import Refused, constraint_says
from marketplace.outbox.actions import queue_job
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.snapshots import queries
from marketplace.outcomes.snapshots.models import (
    Freezing,
    FrozenPerson,
    FrozenReport,
    OutcomeReport,
    OutcomeReportCohort,
    RestatedPerson,
)
from marketplace.outcomes.snapshots.queries.differing import Moves
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort

JOB: Final = "snapshots.carry_on"
#: Cohorts that are counted while the page waits, and in one step of the job.
AT_ONCE: Final = 10
STEP: Final = 10

UNDER_WAY = lazy_gettext("This report is being counted already. Look again in a minute.")
constraint_says("uq_freezings_one_at_a_time", UNDER_WAY)


def create(
    *,
    title: str,
    as_of: date,
    cohorts: Sequence[Cohort],
    keys: Sequence[Key],
    actor: Actor,
    now: datetime,
) -> OutcomeReport:
    """Say what is counted. It never changes: another scope is another report. Refused for nothing, or a day to come."""
    if as_of > now.date():
        raise Refused(_("That day is still to come. Choose today or a day before it."))
    if not cohorts:
        raise Refused(_("Nobody has started in any cohort of that choice, so there is nothing to count."))
    if not keys:
        raise Refused(_("Choose at least one figure."))
    wanted = set(keys)
    report = OutcomeReport(
        title=title,
        as_of=as_of,
        keys=[key.value for key in queries.KEYS if key in wanted],
        created_at=now,
        created_by_id=actor.person_id,
    )
    db.session.add(report)
    db.session.flush()
    db.session.add_all([OutcomeReportCohort(report_id=report.id, cohort_id=cohort.id) for cohort in cohorts])
    db.session.flush()
    return report


def freeze(report: OutcomeReport, *, reason: str = "", actor: Actor, now: datetime) -> Freezing:
    """Count a report by its definitions and those of the house, and keep it: as its first version, or as a restatement.

    A small report is counted when this returns, a large one by the job. What has not changed makes no version.
    Refused without a reason from the second version on, and while it is being counted.
    """
    if queries.newest(report.id) is not None and not reason:
        raise Refused(_("Say why it is counted again. The reason stays with the new version."))
    if queries.going(report.id) is not None:
        raise Refused(str(UNDER_WAY))
    in_force = queries.in_force(report).values()
    freezing = Freezing(
        report_id=report.id,
        asked_by_id=actor.person_id,
        reason=reason,
        definitions=[queries.kept_definition(one.definition) for one in in_force],
        created_at=now,
        total=len(queries.cohort_ids(report)),
    )
    db.session.add(freezing)
    db.session.flush()
    if freezing.total > AT_ONCE:
        _queue(freezing)
    else:
        _step(freezing, now)
    return freezing


def carry_on(*, freezing_id: str, now: datetime) -> None:
    """The job: count the next cohorts, then ask for the rest. Safe to repeat: what is counted stays counted."""
    freezing = lock(db.session.get_one(Freezing, uuid.UUID(freezing_id)))
    if freezing.finished_at is not None:
        return
    _step(freezing, now)
    if freezing.finished_at is None:
        _queue(freezing)


def _queue(freezing: Freezing) -> None:
    queue_job(JOB, dedupe_key=f"{JOB}:{freezing.id}:{freezing.done}", freezing_id=freezing.id)


def _step(freezing: Freezing, now: datetime) -> None:
    cohorts = queries.cohort_ids(freezing.report)[freezing.done : freezing.done + STEP]
    _keep_people(freezing, cohorts)
    freezing.done += len(cohorts)
    if freezing.done == freezing.total:
        freezing.finished_at = now
    db.session.flush()
    if freezing.finished_at is not None:
        _conclude(freezing, now)


def _keep_people(freezing: Freezing, cohorts: Sequence[uuid.UUID]) -> None:
    as_of = freezing.report.as_of
    by = [queries.read_definition(one) for one in freezing.definitions]
    people = queries.starters_of(cohorts)
    behind = queries.behind(people, as_of)
    db.session.add_all(
        FrozenPerson(
            freezing_id=freezing.id,
            cohort_id=person.cohort_id,
            enrolment_id=person.enrolment_id,
            facts=queries.facts_digest(person),
            verdicts=queries.verdicts_of(by, person, as_of),
            behind=behind[person.enrolment_id],
        )
        for person in people
    )
    db.session.flush()


def _conclude(freezing: Freezing, now: datetime) -> None:
    """Make the version; the first one in any case, later ones only of what has moved."""
    report, before = freezing.report, queries.newest(freezing.report_id)
    said = queries.said_in(freezing.id)
    figures = [queries.told(one) for one in queries.figures_of(report.keys, said.verdicts.values())]
    difference, moves = queries.since(before, figures, freezing.definitions, said)
    if before is not None and not difference and not moves:
        return
    version = FrozenReport(
        report_id=report.id,
        number=before.number + 1 if before else 1,
        freezing_id=freezing.id,
        digest=_digest(freezing, said.facts),
        people=len(said.facts),
        definitions=freezing.definitions,
        figures=figures,
        difference=difference,
        reason=freezing.reason if before else "",
        frozen_at=now,
        frozen_by_id=freezing.asked_by_id,
    )
    _keep(version, moves)
    db.session.expire(freezing, ["version"])
    db.session.expire(report, ["versions"])


def _digest(freezing: Freezing, facts: Mapping[uuid.UUID, str]) -> str:
    return queries.version_digest(
        as_of=freezing.report.as_of.isoformat(),
        cohorts=queries.cohort_ids(freezing.report),
        definitions=freezing.definitions,
        people=facts.items(),
    )


def _keep(version: FrozenReport, moves: Mapping[uuid.UUID, Moves]) -> None:
    db.session.add(version)
    db.session.flush()
    rows = [RestatedPerson(version_id=version.id, enrolment_id=one, moves=what) for one, what in moves.items()]
    db.session.add_all(rows)
    db.session.flush()
